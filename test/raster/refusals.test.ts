import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/core/errors.ts';
import { createRandom } from '../../src/core/random.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { buildTiff } from '../support/tiffBuilder.ts';
import { counting, useTiffFolder } from './support/tiffFolder.ts';
import type { BuiltImage } from '../support/tiffBuilder.ts';

const folder = useTiffFolder();
const small: BuiltImage = { widthPx: 4, heightPx: 4, kind: 'float32', bands: [counting(4, 4)] };
const short = (tag: number, ...values: number[]) => ({ tag, type: 'short', values }) as const;
const long = (tag: number, ...values: number[]) => ({ tag, type: 'long', values }) as const;

/** Opens and reads everything, as an upload does. */
async function readAll(path: string): Promise<number> {
  const raster = await openRaster(path);
  try {
    const { widthPx, heightPx } = raster.info;
    const raw = await raster.readRaw(1, { xPx: 0, yPx: 0, widthPx, heightPx });
    return raw.length;
  } finally {
    await raster.close();
  }
}

async function refusal(bytes: Uint8Array, name?: string): Promise<DomainError> {
  const path = await folder.write(bytes, name);
  const error: unknown = await readAll(path).then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DomainError)) throw error;
  return error;
}

describe('openRaster refuses', () => {
  it('a missing file as not-found and a folder as unreadable', async () => {
    await expect(openRaster('/nowhere/at/all.tif')).rejects.toMatchObject({ code: 'not-found' });
    await expect(openRaster(import.meta.dirname)).rejects.toMatchObject({ code: 'raster-unreadable' });
  });

  it('what is not a TIFF, and says what it is', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    expect((await refusal(png, 'dem.tif')).message).toBe('dem.tif: expected a TIFF, found a PNG image');
    expect((await refusal(Buffer.from('lat;lon;magst\n1;2;3'))).message).toContain('starts with bytes 6c61743b');
    expect((await refusal(Buffer.alloc(0))).message).toContain('the file is empty');
    expect((await refusal(Buffer.from('II*\0'))).message).toContain('cut off after 4 bytes');
  });

  it('a file cut off anywhere, as unreadable', async () => {
    const whole = Buffer.from(buildTiff([{ ...small, compression: 'deflate', tile: [16, 16] }]));
    for (let length = 0; length < whole.length; length += 7) {
      expect((await refusal(whole.subarray(0, length))).code).toBe('raster-unreadable');
    }
  });

  it('an uncompressed strip with fewer bytes than its rows need', async () => {
    const error = await refusal(buildTiff([{ ...small, tags: [long(279, 60)] }]));
    expect(error.message).toContain('strip 0 has 60 bytes where 64 are needed');
  });

  it('a tile whose data end inside it', async () => {
    const half = deflateSync(Buffer.alloc(500));
    const error = await refusal(buildTiff([{ ...small, compression: 'deflate', tile: [16, 16], storedBlock: half }]));
    expect(error.message).toContain('tile 0 of 1 is damaged: it gives 500 bytes where 1024 are needed');
  });

  it('a deflate bomb before it unfolds', async () => {
    const bomb = deflateSync(Buffer.alloc(50_000_000));
    const error = await refusal(buildTiff([{ ...small, compression: 'deflate', storedBlock: bomb }]));
    expect(error.code).toBe('raster-unreadable');
    expect(error.message).toContain('strip 0 of 1 is damaged');
  });

  it('60,000 × 60,000 pixels in one strip of a small file, before allocating', async () => {
    const size = [long(256, 60_000), long(257, 60_000), long(278, 60_000)];
    const packed = await refusal(buildTiff([{ ...small, compression: 'deflate', tags: size }]));
    expect(packed.code).toBe('too-large');
    expect(packed.message).toContain('one strip has 60000 × 60000 pixels and 14400000000 bytes');
    expect((await refusal(buildTiff([{ ...small, tags: size }]))).code).toBe('too-large');
  });

  it('more pixels than the limit, more bands than 64, and more directories than 128', async () => {
    const wide = [long(256, 4_000_000_000), long(257, 4_000_000_000), short(322, 16), short(323, 16)];
    expect((await refusal(buildTiff([{ ...small, tags: wide }]))).message).toContain('claims 4000000000 × 4000000000');
    const bands = Array.from({ length: 200 }, () => [1]);
    const many = await refusal(buildTiff([{ widthPx: 1, heightPx: 1, kind: 'uint8', bands }]));
    expect(many).toMatchObject({ code: 'too-large', message: expect.stringContaining('has 200 bands; at most 64') });
    const pages = Array.from({ length: 140 }, () => small);
    expect((await refusal(buildTiff(pages))).message).toContain('more than 128 image directories');
  });

  it('directories that run in a circle', async () => {
    const bytes = Buffer.from(buildTiff([small]));
    bytes.writeUInt32LE(bytes.readUInt32LE(4), bytes.length - 4);
    expect((await refusal(bytes)).message).toContain('run in a circle');
  });

  it('a tag that claims more values than the file has bytes', async () => {
    const bytes = Buffer.from(buildTiff([{ ...small, rowsPerStrip: 1 }]));
    const start = bytes.readUInt32LE(4);
    const entries = bytes.readUInt16LE(start);
    const offsets = Array.from({ length: entries }, (_, i) => start + 2 + i * 12).find(
      (at) => bytes.readUInt16LE(at) === 273,
    )!;
    bytes.writeUInt32LE(0xfffffff0, offsets + 4);
    expect((await refusal(bytes)).code).toBe('raster-unreadable');
  });

  for (const [what, tags, found] of [
    ['JPEG', [short(259, 7)], 'JPEG, which is lossy'],
    ['LZMA', [short(259, 34925)], 'LZMA'],
    ['an unknown compression', [short(259, 12345)], 'unknown scheme (12345)'],
    ['complex numbers', [short(339, 6)], '32-bit complex numbers'],
    ['reversed bits', [short(266, 2)], 'FillOrder 2'],
    ['YCbCr colours', [short(262, 6)], 'YCbCr colours'],
    ['an unknown predictor', [short(317, 4)], 'predictor 4'],
    ['a nodata that is no number', [{ tag: 42113, type: 'ascii', values: 'none' }], '“none”, not a number'],
  ] as const) {
    it(`${what}, as unsupported`, async () => {
      const error = await refusal(buildTiff([{ ...small, tags }]));
      expect(error.code).toBe('raster-unsupported');
      expect(error.message).toContain(found);
    });
  }

  it('64-bit integers, bands of different types, and predictor 3 on integers or big-endian', async () => {
    const two = { ...small, bands: [counting(4, 4), counting(4, 4)] };
    for (const bytes of [
      buildTiff([{ ...small, kind: 'int64' }]),
      buildTiff([{ ...two, tags: [short(339, 3, 1)] }]),
      buildTiff([{ ...small, kind: 'int16', compression: 'deflate', tags: [short(317, 3)] }]),
      buildTiff([{ ...small, compression: 'deflate', predictor: 3 }], { bigEndian: true }),
    ]) {
      expect((await refusal(bytes)).code).toBe('raster-unsupported');
    }
  });

  it('damaged bytes anywhere with a DomainError, or reads 16 pixels: 300 files', async () => {
    const whole = Buffer.from(buildTiff([{ ...small, compression: 'deflate', predictor: 3, tile: [16, 16] }, small]));
    const random = createRandom(11);
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(whole);
      for (let i = 0; i <= random.nextBelow(4); i++) bytes[random.nextBelow(bytes.length)] = random.nextBelow(256);
      const path = await folder.write(bytes, 'fuzzed.tif');
      await readAll(path).catch((error: unknown) => {
        if (!(error instanceof DomainError)) throw error;
      });
    }
  });
});
