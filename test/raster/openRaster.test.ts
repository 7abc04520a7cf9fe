import { describe, expect, it } from 'vitest';
import { openRaster } from '../../src/raster/openRaster.ts';
import { counting, useTiffFolder } from './support/tiffFolder.ts';
import type { BuiltFile, BuiltImage, SampleKind } from '../support/tiffBuilder.ts';
import type { Raster } from '../../src/raster/openRaster.ts';

const folder = useTiffFolder();

async function opened<Result>(
  images: BuiltImage | readonly BuiltImage[],
  use: (raster: Raster) => Promise<Result>,
  file?: BuiltFile,
): Promise<Result> {
  const raster = await openRaster(await folder.tiff(images, file));
  try {
    return await use(raster);
  } finally {
    await raster.close();
  }
}

/** Physical values of a band, as a plain array. */
async function values(raster: Raster, band = 1): Promise<number[]> {
  const { widthPx, heightPx } = raster.info;
  const window = { xPx: 0, yPx: 0, widthPx, heightPx };
  return [...(await raster.readWindow(band, window, new Float64Array(widthPx * heightPx)))];
}

const nodataTag = (text: string) => ({ tag: 42113, type: 'ascii', values: text }) as const;
const subfile = (type: number) => ({ tag: 254, type: 'long', values: [type] }) as const;

const kinds: SampleKind[] = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'];
const layouts = [
  { tile: [16, 16] },
  { rowsPerStrip: 3 },
  { rowsPerStrip: 100 },
  { tile: [16, 16], planar: true },
  { rowsPerStrip: 2, planar: true },
] as const;

describe('Raster.readRaw', () => {
  for (const kind of kinds) {
    for (const compression of ['none', 'deflate', 'zstd'] as const) {
      it(`reads two bands of ${kind} from ${compression} tiles and strips of either byte order`, async () => {
        const widthPx = 21;
        const heightPx = 19;
        const bands = [
          counting(widthPx, heightPx).map((v) => v % 120),
          counting(widthPx, heightPx, 7).map((v) => v % 97),
        ];
        for (const layout of layouts) {
          for (const bigEndian of [false, true]) {
            for (const bigTiff of [false, true]) {
              const image = { widthPx, heightPx, kind, bands, compression, ...layout };
              await opened(
                image,
                async (raster) => {
                  expect(raster.info.bands[1]!.type).toBe(kind);
                  const window = { xPx: 14, yPx: 13, widthPx: 7, heightPx: 6 };
                  const raw = await raster.readRaw(2, window);
                  const expected = Array.from({ length: 42 }, (_, i) => {
                    return bands[1]![(13 + Math.floor(i / 7)) * widthPx + 14 + (i % 7)];
                  });
                  expect([...raw]).toEqual(expected);
                  expect(await values(raster, 1)).toEqual(bands[0]);
                },
                { bigEndian, bigTiff },
              );
            }
          }
        }
      });
    }
  }

  it('undoes predictor 2 with its wrap-around on integers of 1, 2 and 4 bytes, in either byte order', async () => {
    const bands = [
      [250, 3, 9, 255, 0, 128],
      [1, 200, 100, 7, 7, 7],
    ];
    for (const kind of ['uint8', 'uint16', 'int32'] as const) {
      for (const bigEndian of [false, true]) {
        const image = { widthPx: 3, heightPx: 2, kind, bands, compression: 'deflate', predictor: 2 } as const;
        const read = await opened(image, async (raster) => [await values(raster, 1), await values(raster, 2)], {
          bigEndian,
        });
        expect(read).toEqual(bands);
      }
    }
  });

  it('undoes predictor 3 on float32 and float64, one band and two, tiles and strips of a width that is no multiple of 4', async () => {
    const first = counting(21, 18, 1).map((v) => Math.fround(Math.sin(v) * 1000));
    const second = first.map((v) => -v);
    for (const kind of ['float32', 'float64'] as const) {
      for (const bands of [[first], [first, second]]) {
        for (const layout of [{ tile: [16, 16] }, { rowsPerStrip: 5 }] as const) {
          const image = {
            widthPx: 21,
            heightPx: 18,
            kind,
            bands,
            compression: 'deflate',
            predictor: 3,
            ...layout,
          } as const;
          expect(await opened(image, (raster) => values(raster, bands.length))).toEqual(bands.at(-1));
        }
      }
    }
  });

  it('gives calls that run at once their own pixels, where blocks take the memory of others', async () => {
    const side = 64;
    const band = counting(side, side);
    for (const compression of ['none', 'deflate', 'zstd'] as const) {
      const image = {
        widthPx: side,
        heightPx: side,
        kind: 'float32',
        bands: [band],
        compression,
        tile: [16, 16],
      } as const;
      const rasters = await Promise.all(
        [1, 2].map(async () => openRaster(await folder.tiff(image), { cacheBytes: 16_384 })),
      );
      const reads = rasters.flatMap((raster) =>
        Array.from({ length: 12 }, async (_, i) => {
          const window = { xPx: (13 * i) % 40, yPx: (17 * i) % 44, widthPx: 24, heightPx: 20 };
          const found = await raster.readWindow(1, window, new Float32Array(24 * 20));
          const expected = Array.from({ length: 20 }, (_row, y) => {
            const from = (window.yPx + y) * side + window.xPx;
            return band.slice(from, from + 24);
          });
          expect([...found]).toEqual(expected.flat());
        }),
      );
      await Promise.all(reads);
      for (const raster of rasters) await raster.close();
    }
  });

  it('reads a raster of one pixel', async () => {
    const image = { widthPx: 1, heightPx: 1, kind: 'float32', bands: [[-4.5]], tile: [16, 16] } as const;
    expect(await opened(image, (raster) => values(raster))).toEqual([-4.5]);
  });

  it('reads the rows of one uncompressed strip of 3 MB in pieces', async () => {
    const band = counting(1024, 800);
    const image = { widthPx: 1024, heightPx: 800, kind: 'float32', bands: [band] } as const;
    await opened(image, async (raster) => {
      expect(raster.info.blockHeightPx).toBe(256);
      const row = await raster.readRaw(1, { xPx: 1000, yPx: 799, widthPx: 24, heightPx: 1 });
      expect([...row]).toEqual(band.slice(-24));
    });
  });
});

describe('Raster.readWindow', () => {
  const base = { widthPx: 2, heightPx: 2, kind: 'float32' } as const;

  it('gives NaN for a nodata that float32 rounds, −9999.9', async () => {
    const image = { ...base, bands: [[1, -9999.9, 3, 4]], tags: [nodataTag('-9999.9')] };
    expect(await opened(image, (raster) => values(raster))).toEqual([1, Number.NaN, 3, 4]);
  });

  it('gives NaN for the lowest float32 written as decimal text', async () => {
    const image = { ...base, bands: [[1, -3.4028234663852886e38, 3, 4]], tags: [nodataTag('-3.40282347e+38')] };
    expect(await opened(image, (raster) => values(raster))).toEqual([1, Number.NaN, 3, 4]);
  });

  it('declares NaN as nodata for "nan", and passes stored NaN through', async () => {
    await opened({ ...base, bands: [[1, Number.NaN, 3, 4]], tags: [nodataTag('nan')] }, async (raster) => {
      expect(raster.info.bands[0]!.nodata).toBeNaN();
      expect(await values(raster)).toEqual([1, Number.NaN, 3, 4]);
    });
  });

  it.each([0, -3, 255, 7])(
    'gives NaN for the nodata %s in the middle of a row, into float32 and float64',
    async (nodata) => {
      const band = counting(40, 3, 1).map((v) => (v % 50 === 9 ? nodata : v));
      const expected = band.map((v) => (v === nodata ? Number.NaN : v));
      for (const kind of ['int16', 'float32'] as const) {
        const image = { widthPx: 40, heightPx: 3, kind, bands: [band], tags: [nodataTag(String(nodata))] };
        await opened(image, async (raster) => {
          const window = { xPx: 0, yPx: 0, widthPx: 40, heightPx: 3 };
          expect([...(await raster.readWindow(1, window, new Float32Array(120)))]).toEqual(expected);
          expect([...(await raster.readWindow(1, window, new Float64Array(120)))]).toEqual(expected);
        });
      }
    },
  );

  it('never matches a nodata outside the type', async () => {
    const image = { ...base, kind: 'uint8', bands: [[0, 241, 255, 1]], tags: [nodataTag('-9999')] } as const;
    expect(await opened(image, (raster) => values(raster))).toEqual([0, 241, 255, 1]);
  });

  it('applies scale and offset after nodata, and reads description and unit escaped twice', async () => {
    const xml = `<GDALMetadata>
      <Item name="SCALE" sample="1" role="scale">0.5</Item><Item name="OFFSET" sample="1" role="offset">-273.15</Item>
      <Item name="DESCRIPTION" sample="1" role="description">MAGST &amp;quot;mean&amp;quot; &amp;lt;1 m</Item>
      <Item name="UNITTYPE" sample="1" role="unittype">&#176;C</Item></GDALMetadata>`;
    const image = {
      ...base,
      kind: 'int16',
      bands: [
        [1, 2, 3, 4],
        [-1, 0, 500, 546],
      ],
      tags: [nodataTag('-1'), { tag: 42112, type: 'ascii', values: xml }],
    } as const;
    await opened(image, async (raster) => {
      expect(await values(raster, 1)).toEqual([1, 2, 3, 4]);
      expect(await values(raster, 2)).toEqual([Number.NaN, -273.15, -23.149999999999977, -0.14999999999997726]);
      expect(raster.info.bands[1]).toMatchObject({ description: 'MAGST "mean" <1 m', unit: '°C', scale: 0.5 });
      expect(raster.info.bands[0]).toMatchObject({ description: null, unit: null, scale: 1, offset: 0 });
    });
  });

  it.each([
    ['of the band', '<Item name="UNITTYPE" sample="0">degC s</Item>'],
    ['of the file', '<Item name="UNITTYPE">degC s</Item>'],
  ])('reads a unit that was written by hand as an item %s', async (_what, item) => {
    const xml = `<GDALMetadata>${item}</GDALMetadata>`;
    const tags = [{ tag: 42112, type: 'ascii', values: xml }] as const;
    const image = { ...base, kind: 'int16', bands: [[1, 2, 3, 4]], tags } as const;
    await opened(image, async (raster) => {
      expect(raster.info.bands[0]).toMatchObject({ unit: 'degC s' });
    });
  });

  it('fills blocks that were never written with NaN for nodata nan, with NaN for a number, with 0 without one', async () => {
    const image = {
      widthPx: 32,
      heightPx: 16,
      kind: 'float32',
      bands: [counting(32, 16)],
      tile: [16, 16],
      sparse: [1],
    } as const;
    for (const [tags, raw, physical] of [
      [[nodataTag('nan')], Number.NaN, Number.NaN],
      [[nodataTag('-9999')], -9999, Number.NaN],
      [[], 0, 0],
    ] as const) {
      await opened({ ...image, tags }, async (raster) => {
        const window = { xPx: 15, yPx: 2, widthPx: 2, heightPx: 1 };
        expect([...(await raster.readRaw(1, window))]).toEqual([2 * 32 + 15, raw]);
        expect([...(await raster.readWindow(1, window, new Float32Array(2)))]).toEqual([2 * 32 + 15, physical]);
      });
    }
  });

  it('applies a mask inside the file, and no mask of an overview', async () => {
    const bands = [[1, 2, 3, 4]];
    const overview = { widthPx: 1, heightPx: 1, kind: 'uint8', bands: [[0]], tags: [subfile(5)] } as const;
    const mask = { widthPx: 2, heightPx: 2, kind: 'uint8', bands: [[255, 0, 255, 0]], tags: [subfile(4)] } as const;
    await opened([{ ...base, bands }, overview, mask], async (raster) => {
      expect(await values(raster)).toEqual([1, Number.NaN, 3, Number.NaN]);
      expect([...(await raster.readRaw(1, { xPx: 1, yPx: 0, widthPx: 1, heightPx: 1 }))]).toEqual([2]);
      expect(raster.info).toMatchObject({ masked: true, overviewCount: 0 });
    });
  });

  it.each([
    ['unassociated alpha', 2, [Number.NaN, 2, 3]],
    ['associated alpha', 1, [Number.NaN, 2, 3]],
    ['a sample of unknown meaning', 0, [1, 2, 3]],
  ] as const)('leaves out what %s says is wholly transparent, and nothing else', async (_, kind, colour) => {
    const tags = [
      { tag: 262, type: 'short', values: [1] },
      { tag: 338, type: 'short', values: [0, kind] },
    ] as const;
    const bands = [
      [1, 2, 3],
      [4, 5, 6],
      [0, 1, 255],
    ];
    await opened({ widthPx: 3, heightPx: 1, kind: 'uint8', bands, tags }, async (raster) => {
      expect(await values(raster)).toEqual(colour);
      const opacity = { xPx: 0, yPx: 0, widthPx: 3, heightPx: 1 };
      expect([...(await raster.readWindow(3, opacity, new Float32Array(3)))]).toEqual([0, 1, 255]);
      expect(raster.info.masked).toBe(kind !== 0);
    });
  });

  it('refuses windows that are outside, empty or between pixels, and bands that are not there', async () => {
    await opened({ ...base, bands: [[1, 2, 3, 4]] }, async (raster) => {
      const out = new Float32Array(1);
      const one = { xPx: 0, yPx: 0, widthPx: 1, heightPx: 1 };
      for (const window of [
        { ...one, xPx: 2 },
        { ...one, yPx: -1 },
        { ...one, widthPx: 0 },
        { ...one, xPx: 0.5 },
        { ...one, heightPx: Number.NaN },
      ]) {
        await expect(raster.readWindow(1, window, out)).rejects.toMatchObject({ code: 'invalid-input' });
      }
      await expect(raster.readWindow(0, one, out)).rejects.toThrow('has bands 1 to 1, asked for 0');
      await expect(raster.readWindow(2, one, out)).rejects.toMatchObject({ code: 'invalid-input' });
      await expect(raster.readWindow(1, one, new Float32Array(2))).rejects.toThrow('1 × 1 pixels asked into 2 places');
    });
  });

  it('serves concurrent windows of one raster with a cache smaller than a block', async () => {
    const band = counting(64, 64);
    const path = await folder.tiff({
      widthPx: 64,
      heightPx: 64,
      kind: 'float32',
      bands: [band],
      compression: 'deflate',
      tile: [16, 16],
    });
    const raster = await openRaster(path, { cacheBytes: 100 });
    const windows = Array.from({ length: 30 }, (_, i) => ({ xPx: i, yPx: (i * 7) % 40, widthPx: 20, heightPx: 20 }));
    const read = await Promise.all(windows.map((window) => raster.readWindow(1, window, new Float32Array(400))));
    await raster.close();
    for (const [i, { xPx, yPx }] of windows.entries()) {
      expect(read[i]![0]).toBe(yPx * 64 + xPx);
      expect(read[i]![399]).toBe((yPx + 19) * 64 + xPx + 19);
    }
  });
});
