import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromFile } from 'geotiff';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeChunk } from '../../src/raster/encodeChunk.ts';
import { planCog } from '../../src/raster/cogPlan.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { halve } from '../../src/raster/overview.ts';
import { readPreviewPixels } from '../../src/raster/previewPixels.ts';
import { classColour } from '../../src/core/classColours.ts';
import { validateCog } from '../support/validateCog.ts';
import { sameBytes } from './support/sameBytes.ts';
import { albersKeys, chunkValues, holedRaster, northUp, utmPointKeys, writeTestCog } from './support/writeTestCog.ts';
import { hashFile } from '../../src/store/hashFile.ts';
import { heldChunks } from '../support/heldChunks.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cog-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function readPixels(path: string, level: number): Promise<Float32Array> {
  const tiff = await fromFile(path);
  try {
    const image = await tiff.getImage(level);
    const pixels = await image.readRasters({ interleave: true });
    return Float32Array.from(pixels, (value) => (value === -9999 ? NaN : value));
  } finally {
    await tiff.close();
  }
}

describe('assembleCog', () => {
  it.each([
    [1, 1, 1],
    [511, 513, 2],
    [512, 512, 1],
    [1024, 1024, 2],
    [1500, 700, 3],
  ])(
    'writes %i × %i pixels in a valid layout of %s levels and gives every pixel back',
    async (width, height, levels) => {
      const path = join(folder, 'a.tif');
      const raster = holedRaster(width, height);
      await writeTestCog(path, raster);
      const report = validateCog(path);
      expect(report.faults).toEqual([]);
      expect(report.bigTiff).toBe(false);
      expect(report.directories).toHaveLength(levels);
      expect(sameBytes(await readPixels(path, 0), raster.values)).toBe(true);
    },
  );

  it('gives the same bytes for chunks of 512, 1024, 2048 and 8192 pixels', async () => {
    const raster = holedRaster(2300, 1100);
    const files: Buffer[] = [];
    for (const chunkSizePx of [512, 1024, 2048, 8192]) {
      const path = join(folder, `${chunkSizePx}.tif`);
      await writeTestCog(path, raster, { chunkSizePx });
      files.push(await readFile(path));
    }
    expect(files.map((file) => file.equals(files[0]!))).toEqual([true, true, true, true]);
  });

  it('averages overviews over the pixels that are not nodata', async () => {
    const path = join(folder, 'a.tif');
    const raster = holedRaster(701, 2);
    await writeTestCog(path, raster);
    const naive = Array.from({ length: 351 }, (_, x) => {
      const four = [2 * x, 2 * x + 1].flatMap((column) =>
        column < 701 ? [raster.values[column]!, raster.values[701 + column]!] : [],
      );
      const valid = four.filter((value) => !Number.isNaN(value));
      return Math.fround(valid.reduce((sum, value) => sum + value, 0) / valid.length);
    });
    expect([...(await readPixels(path, 1))]).toEqual(naive);
  });

  it('reports statistics of the valid pixels, writes them into the file and hashes that', async () => {
    const path = join(folder, 'a.tif');
    const raster = holedRaster(600, 600);
    const { statistics, file } = await writeTestCog(path, raster);
    const valid = [...raster.values].filter((value) => !Number.isNaN(value));
    const mean = valid.reduce((sum, value) => sum + value, 0) / valid.length;
    expect(statistics[0]!.count).toBe(valid.length);
    expect(Math.abs(statistics[0]!.mean - mean)).toBeLessThan(1e-12);
    const xml = validateCog(path).directories[0]!.text(42112);
    expect(xml).toContain(`<Item name="STATISTICS_MEAN" sample="0">${statistics[0]!.mean}</Item>`);
    expect(file).toEqual(await hashFile(path));
  });

  it('writes several bands, each in tiles of its own, with names, statistics and overviews of each', async () => {
    const raster = holedRaster(1100, 600);
    const negated = { ...raster, values: raster.values.map((value) => value / -3) };
    const full = { ...raster, values: raster.values.map((_, i) => i % 1000) };
    const files: Buffer[] = [];
    for (const chunkSizePx of [512, 1024, 2048]) {
      const path = join(folder, `${chunkSizePx}.tif`);
      const { statistics } = await writeTestCog(path, [raster, negated, full], { chunkSizePx });
      expect(statistics.map(({ count }) => count)).toEqual([
        ...[raster, negated].map(({ values }) => values.filter((value) => !Number.isNaN(value)).length),
        1100 * 600,
      ]);
      files.push(await readFile(path));
    }
    expect(files.map((file) => file.equals(files[0]!))).toEqual([true, true, true]);
    const path = join(folder, '512.tif');
    const { faults, directories } = validateCog(path);
    expect(faults).toEqual([]);
    expect(directories.map((directory) => directory.numbers(277))).toEqual([[3], [3], [3]]);
    expect(directories.map((directory) => directory.numbers(284))).toEqual([[2], [2], [2]]);
    expect(directories.map((directory) => directory.numbers(324).length)).toEqual([18, 6, 3]);
    expect(directories[0]!.text(42112)).toContain(
      '<Item name="DESCRIPTION" sample="2" role="description">Ground temperature 2</Item>',
    );
    const own = await openRaster(path);
    for (const [i, { values }] of [raster, negated, full].entries()) {
      const window = { xPx: 0, yPx: 0, widthPx: 1100, heightPx: 600 };
      expect(sameBytes(await own.readWindow(i + 1, window, new Float32Array(1100 * 600)), values)).toBe(true);
    }
    await own.close();
    const preview = await readPreviewPixels(path, 512, 2);
    const coarse = halve(halve({ values: negated.values, widthPx: 1100, heightPx: 600 }, 'average'), 'average');
    expect(preview.values.every((value, i) => Object.is(value, coarse.values[i]))).toBe(true);
  });

  it.each([
    ['int16', 1, 3],
    ['float32', 1, 3],
    ['uint8', 2, 3],
    ['uint8', 1, 257],
  ] as const)('refuses colours of %s in %i bands, %i of them', async (sampleType, bandCount, colours) => {
    const raster = { grid: holedRaster(1, 1).grid, values: Float32Array.of(1) };
    const writing = writeTestCog(join(folder, 'a.tif'), bandCount === 1 ? raster : [raster, raster], {
      sampleType,
      nodata: 0,
      colourTable: Array.from({ length: colours }, (_, i) => classColour(i)),
    });
    await expect(writing).rejects.toThrow('Expected a colour table');
  });

  it('says 0 % valid and nothing else of a raster that is all nodata', async () => {
    const path = join(folder, 'a.tif');
    const raster = holedRaster(30, 20);
    raster.values.fill(NaN);
    await writeTestCog(path, raster);
    const xml = validateCog(path).directories[0]!.text(42112);
    expect(xml).toContain('<Item name="STATISTICS_VALID_PERCENT" sample="0">0</Item>');
    expect(xml).not.toContain('STATISTICS_MEAN');
  });

  it('copies the CRS keys as they are', async () => {
    const path = join(folder, 'a.tif');
    await writeTestCog(path, holedRaster(5, 4), { geoKeys: albersKeys });
    const [directory] = validateCog(path).directories;
    expect(directory!.numbers(34735)).toEqual(albersKeys.directory);
    expect(directory!.numbers(34736)).toEqual(albersKeys.doubles);
    expect(directory!.text(34737)).toBe(albersKeys.ascii);
  });

  it('puts the tie point into the centre of the pixel where the keys say PixelIsPoint', async () => {
    const path = join(folder, 'a.tif');
    await writeTestCog(path, holedRaster(5, 4), { geoKeys: utmPointKeys });
    expect(validateCog(path).directories[0]!.numbers(33922)).toEqual([0, 0, 0, 500_015, 6_999_985, 0]);
  });

  it('writes a whole matrix for a raster whose rows run northwards', async () => {
    const path = join(folder, 'a.tif');
    const southUp = holedRaster(5, 4, [500_000, 30, 0, 6_000_000, 0, 30]);
    await writeTestCog(path, southUp);
    expect(validateCog(path).directories[0]!.numbers(34264).slice(0, 8)).toEqual([30, 0, 0, 5e5, 0, 30, 0, 6e6]);
  });

  it('refuses a rotated grid', async () => {
    const rotated = holedRaster(5, 4, [0, 30, 1, 0, 0, -30]);
    const written = writeTestCog(join(folder, 'a.tif'), rotated);
    await expect(written).rejects.toMatchObject({ code: 'raster-no-georeference' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('writes BigTIFF when forced, with the same tiles', async () => {
    const path = join(folder, 'a.tif');
    const raster = holedRaster(700, 600);
    const { bigTiff } = await writeTestCog(path, raster, { bigTiff: 'force' });
    const report = validateCog(path);
    expect([bigTiff, report.bigTiff, report.faults]).toEqual([true, true, []]);
    expect(sameBytes(await readPixels(path, 0), raster.values)).toBe(true);
  });

  it('writes "nan" as nodata when NaN itself stands for it', async () => {
    const path = join(folder, 'a.tif');
    const raster = holedRaster(600, 40);
    await writeTestCog(path, raster, { nodata: NaN });
    expect(validateCog(path).directories.map((directory) => directory.text(42113))).toEqual(['nan', 'nan']);
    expect(sameBytes(await readPixels(path, 0), raster.values)).toBe(true);
  });

  it('reports progress that never falls and ends at 1', async () => {
    const shares: number[] = [];
    await writeTestCog(join(folder, 'a.tif'), holedRaster(1100, 600), { onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('leaves nothing behind when it is cancelled between two chunks', async () => {
    const cancel = new AbortController();
    const onProgress = () => cancel.abort();
    const written = writeTestCog(join(folder, 'a.tif'), holedRaster(1100, 600), { signal: cancel.signal, onProgress });
    await expect(written).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing behind when it is cancelled during the copy', async () => {
    const cancel = new AbortController();
    const onProgress = (share: number) => {
      if (share > 0.5) cancel.abort();
    };
    const written = writeTestCog(join(folder, 'a.tif'), holedRaster(1100, 600), { signal: cancel.signal, onProgress });
    await expect(written).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('passes an error of the chunks on and keeps the file that stood there before', async () => {
    const path = join(folder, 'a.tif');
    await writeTestCog(path, holedRaster(10, 10));
    const before = await readFile(path);
    const written = writeTestCog(path, holedRaster(20, 20), {
      chunks: heldChunks(() => Promise.reject(new Error('store is gone'))),
    });
    await expect(written).rejects.toThrow('store is gone');
    expect(await readdir(folder)).toEqual(['a.tif']);
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('refuses a chunk that belongs to another place of the raster', async () => {
    const raster = holedRaster(1100, 600, northUp);
    const plan = planCog(raster.grid, 512);
    const chunks = heldChunks(() => encodeChunk(plan, 0, [chunkValues(raster, 512, 0)], { nodata: -9999 }));
    const written = writeTestCog(join(folder, 'a.tif'), raster, { chunks });
    await expect(written).rejects.toMatchObject({ code: 'artefact-damaged', detail: { chunk: 1 } });
  });
});
