import { describe, expect, it } from 'vitest';
import { buildCogHeader } from '../../src/raster/cogHeader.ts';

/** A level of 16 tiles whose bytes are only counted, never written. */
const levelOf = (bytesPerTile: number) => ({ tags: [], tileBytes: new Uint32Array(16).fill(bytesPerTile) });
const framesBytes = 16 * 8;

describe('buildCogHeader', () => {
  it('writes classic TIFF up to 4 GiB − 1 byte and BigTIFF from the next byte on', () => {
    const headerBytes = buildCogHeader([levelOf(0)], false).bytes.length;
    const room = 2 ** 32 - 1 - headerBytes - framesBytes;
    const fullest = levelOf(Math.floor(room / 16));
    fullest.tileBytes[15]! += room % 16;
    expect(buildCogHeader([fullest], false)).toMatchObject({ bigTiff: false, fileBytes: 2 ** 32 - 1 });
    fullest.tileBytes[15]! += 1;
    expect(buildCogHeader([fullest], false).bigTiff).toBe(true);
  });

  it('counts 64-bit offsets beyond 4 GiB without losing a byte', () => {
    const { bytes, fileBytes } = buildCogHeader([levelOf(1_000_000_001)], false);
    const view = new DataView(bytes.buffer);
    // The first tag of the only directory is TileOffsets: behind its number, type and count stands where its values are.
    const directoryAt = Number(view.getBigUint64(8, true));
    const offsetsAt = Number(view.getBigUint64(directoryAt + 8 + 12, true));
    expect(view.getBigUint64(offsetsAt + 15 * 8, true)).toBe(BigInt(fileBytes - 1_000_000_001 - 4));
  });

  it('gives BigTIFF to a small file when forced', () => {
    expect([...buildCogHeader([levelOf(10)], true).bytes.subarray(0, 6)]).toEqual([73, 73, 43, 0, 8, 0]);
  });
});
