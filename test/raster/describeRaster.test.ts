import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/core/errors.ts';
import { describeRaster } from '../../src/raster/describeRaster.ts';
import { plainErrorFromThread } from '../../src/pool/protocol.ts';
import describeRasterTask from '../../workers/describeRaster.ts';
import { counting, useTiffFolder } from './support/tiffFolder.ts';

const folder = useTiffFolder();

describe('describeRaster', () => {
  it('gives count, range, mean and standard deviation of every band over all blocks', async () => {
    const first = counting(50, 40).map((v) => 1e6 + v);
    const second = first.map((_, i) => (i % 4 === 0 ? -9999 : i % 4));
    const path = await folder.tiff({
      widthPx: 50,
      heightPx: 40,
      kind: 'float64',
      bands: [first, second],
      tile: [16, 16],
      compression: 'deflate',
      tags: [{ tag: 42113, type: 'ascii', values: '-9999' }],
    });
    const { info, statistics } = await describeRaster(path);
    expect(info.bandCount).toBe(2);
    expect(statistics[0]).toMatchObject({ min: 1e6, max: 1e6 + 1999, mean: 1e6 + 999.5, validCount: 2000 });
    // Of 0 … n − 1: sqrt((n² − 1) / 12).
    expect(Math.abs(statistics[0]!.standardDeviation! - Math.sqrt((2000 ** 2 - 1) / 12))).toBeLessThan(1e-9);
    expect(statistics[1]).toMatchObject({ min: 1, max: 3, mean: 2, validCount: 1500, infiniteCount: 0 });
  });

  it('gives nulls for a band without values, and counts infinities apart', async () => {
    const bands = [
      [Number.NaN, Number.NaN],
      [Infinity, 5],
    ];
    const path = await folder.tiff({ widthPx: 2, heightPx: 1, kind: 'float32', bands });
    const { statistics } = await describeRaster(path);
    expect(statistics).toEqual([
      { min: null, max: null, mean: null, standardDeviation: null, validCount: 0, infiniteCount: 0 },
      { min: 5, max: 5, mean: 5, standardDeviation: 0, validCount: 1, infiniteCount: 1 },
    ]);
  });

  it('reads every pixel once in windows of any block shape, reports progress, and stops when cancelled', async () => {
    const band = counting(1500, 1100);
    for (const shape of [{ tile: [1024, 16] }, { rowsPerStrip: 1 }, { tile: [16, 1024] }] as const) {
      const path = await folder.tiff({ widthPx: 1500, heightPx: 1100, kind: 'uint32', bands: [band], ...shape });
      const shares: number[] = [];
      const { statistics } = await describeRaster(path, { onProgress: (share) => shares.push(share) });
      expect(statistics[0]).toMatchObject({ min: 0, max: 1_649_999, mean: 824_999.5, validCount: 1_650_000 });
      expect(shares.length).toBeGreaterThan(1);
      expect(shares.at(-1)).toBe(1);
    }
    const path = await folder.tiff({ widthPx: 2, heightPx: 1, kind: 'float32', bands: [[1, 2]] });
    const cancelled = describeRaster(path, { signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the describeRaster task', () => {
  it('carries code and message of a refusal to the parent, under the name of the upload', async () => {
    const path = await folder.write(Buffer.from('not a raster at all'));
    const error: unknown = await describeRasterTask({ path, name: 'ndvi.tif', steps: new Int32Array(1) }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).not.toBeInstanceOf(DomainError);
    expect(plainErrorFromThread(error)).toMatchObject({
      code: 'raster-unreadable',
      message: expect.stringContaining('ndvi.tif: expected a TIFF'),
    });
  });
});
