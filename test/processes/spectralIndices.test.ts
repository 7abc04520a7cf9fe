import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { spectralIndicesProcess } from '../../src/processes/spectralIndices.ts';
import { useTiffFolder } from '../raster/support/tiffFolder.ts';
import { oracleTest, python, runOracle, sharedFolder } from '../support/oracles.ts';
import { runIn } from './support/runProcess.ts';
import { readBand } from '../support/readBands.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { BuiltTag, SampleKind } from '../support/tiffBuilder.ts';

const landsat = sharedFolder('data/landsat');
const lakes = sharedFolder('data/lakes');
const [widthPx, heightPx] = [4, 2];
const files = useTiffFolder();

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-spectral-'));
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (inputs: Parameters<typeof runIn>[3]): ReturnType<typeof runIn> =>
  runIn(folder, pool, spectralIndicesProcess, inputs);

async function refusal(inputs: Parameters<typeof runIn>[3]): Promise<string> {
  return run(inputs).then(
    () => 'taken',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** Eight cells in UTM zone 51, of 30 m by default. */
function band(
  kind: SampleKind,
  values: readonly number[],
  more: { readonly x?: number; readonly cellM?: number; readonly tags?: readonly BuiltTag[] } = {},
): Promise<string> {
  const keys = [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32651];
  const tags: readonly BuiltTag[] = [
    { tag: 33550, type: 'double', values: [more.cellM ?? 30, more.cellM ?? 30, 0] },
    { tag: 33922, type: 'double', values: [0, 0, 0, more.x ?? 300_000, 5_950_000, 0] },
    { tag: 34735, type: 'short', values: keys },
    ...(more.tags ?? []),
  ];
  return files.tiff({ widthPx, heightPx, kind, bands: [values], tags });
}

const sceneFile = (part: string): string => join(landsat!, `LT52240631988227CUB02_${part}`);

const rounded = (values: Iterable<number>): number[] => Array.from(values, (value) => Math.round(value * 1e5) / 1e5);
/** Collection 2 level 2 number of a reflectance. */
const stored = (reflectance: number): number => Math.round((reflectance + 0.2) / 0.000_027_5);
const level2 = { sensor: 'landsat-8-9-oli', scaling: 'landsat-collection-2-level-2', indices: ['ndvi'] } as const;

/** Fill, and seven cells of one reflectance. */
const cellsOf = (value: number): number[] => [0, ...Array.from({ length: 7 }, () => stored(value))];

/** A scene whose NDVI is the same in every cell but for the fill in the first. */
async function sceneOf(ndvi: number, quality: readonly number[] | null, date: string) {
  // nir + red = 0.5
  const bands = {
    B4: await band('uint16', cellsOf(0.25 * (1 - ndvi))),
    B5: await band('uint16', cellsOf(0.25 * (1 + ndvi))),
  };
  return { bands, date, quality: quality === null ? null : await band('uint16', quality) };
}

const clear = 21_824;
const cloud = 22_280;
const snow = 30_048;

/** Summary of the NDMI of ground that reflects 0.3 in the near infrared, one cell of it so much in the shortwave infrared. */
const moistureOver = async (swir: number) => {
  const bands = {
    B5: await band('uint16', cellsOf(0.3)),
    B6: await band('uint16', [0, stored(swir), ...Array<number>(6).fill(stored(0.1))]),
  };
  const { values } = await run({ ...level2, indices: ['ndmi'], scenes: [{ bands }] });
  return values['summary'] as { warnings: string[] };
};

describe('spectral-indices', () => {
  it('takes the median of scenes without their clouds, and counts the scenes with a value', async () => {
    const scenes = [
      await sceneOf(0.2, [clear, clear, cloud, clear, snow, clear, clear, clear], '2019-07-10'),
      await sceneOf(0.4, [clear, cloud, cloud, clear, clear, clear, clear, clear], '2020-08-01'),
      await sceneOf(0.6, null, '2021-07-20'),
      await sceneOf(-0.5, null, '2021-01-20'),
    ];
    const ran = await run({ ...level2, scenes, months: [6, 7, 8] });
    const path = ran.path('indices');
    expect(rounded(await readBand(path)).map((value) => Math.round(value * 1000) / 1000)).toEqual([
      Number.NaN,
      0.4,
      0.6,
      0.4,
      0.4,
      0.4,
      0.4,
      0.4,
    ]);
    expect([...(await readBand(path, 2))]).toEqual([0, 2, 1, 3, 3, 3, 3, 3]);
    expect(ran.values['summary']).toMatchObject({
      statistic: 'median',
      indices: [{ index: 'ndvi', formula: '(nir - red) / (nir + red)' }],
      scenes: [{ date: '2019-07-10' }, { date: '2020-08-01' }, { scene: 3, quality: null }],
      scenesLeftOut: [{ scene: 4, date: '2021-01-20' }],
      bands: [{ band: 'ndvi' }, { band: 'ndvi_count' }],
      counts: { cells: 24, masked: 3, beyondReflectance: 0 },
    });
    const again = await run({ ...level2, scenes, months: [6, 7, 8], chunkSizePx: 512 });
    expect((await readFile(again.path('indices'))).equals(await readFile(path))).toBe(true);
    const max = await run({ ...level2, scenes, years: [2020, 2021], statistic: 'max', mask: ['snow'] });
    expect(rounded(await readBand(max.path('indices')))[2]).toBeCloseTo(0.6, 3);
    expect([...(await readBand(max.path('indices'), 2))].slice(1)).toEqual([3, 3, 3, 3, 3, 3, 3]);
  });

  it('warns of normalised differences beyond 1, which come of reflectances below 0', async () => {
    expect((await moistureOver(-0.05)).warnings).toEqual([
      expect.stringMatching(/^ndmi runs from 0\.500 to 1\.40, beyond −1…1: some cells have reflectances below 0/),
    ]);
    expect((await moistureOver(0.05)).warnings).toEqual([]);
  });

  it('scales once, by the file where it has the same scale', async () => {
    const xml = `<GDALMetadata><Item name="OFFSET" sample="0" role="offset">-0.2</Item><Item name="SCALE" sample="0" role="scale">2.75e-05</Item></GDALMetadata>\0`;
    const own: { tags: BuiltTag[] } = { tags: [{ tag: 42112, type: 'ascii', values: xml }] };
    const cells = [0, 9000, 10_000, 12_000, 9000, 9000, 9000, 9000];
    const brighter = cells.map((value) => 2 * value);
    const plain = { B4: await band('uint16', cells), B5: await band('uint16', brighter) };
    const scaled = { B4: await band('uint16', cells, own), B5: await band('uint16', brighter, own) };
    const once = await run({ ...level2, scenes: [{ bands: plain }] });
    const byFile = await run({ ...level2, scenes: [{ bands: scaled }] });
    const expected = rounded(
      cells.map((value) => (value === 0 ? Number.NaN : (value * 2.75e-5) / (3 * value * 2.75e-5 - 0.4))),
    );
    expect(rounded(await readBand(once.path('indices')))).toEqual(expected);
    expect(rounded(await readBand(byFile.path('indices')))).toEqual(expected);
    expect(once.values['summary']).toMatchObject({
      scenes: [{ bands: { red: { multiply: 2.75e-5, scaledBy: 'process' } } }],
    });
    expect(byFile.values['summary']).toMatchObject({ scenes: [{ bands: { red: { multiply: 1, scaledBy: 'file' } } }] });
    expect(await refusal({ ...level2, scaling: 'sentinel-2-before-04.00', scenes: [{ bands: scaled }] })).toMatch(
      /has a scale of 0.0000275 and an offset of -0.2, which are applied as it is read; scaling sentinel-2-before-04.00 has 0.0001 and 0/,
    );
  });

  it('refuses numbers that their scaling cannot mean', async () => {
    const numbers = {
      red: await band('uint16', Array(8).fill(9000)),
      nir: await band('uint16', Array(8).fill(18_000)),
    };
    const reflectances = {
      red: await band('float32', Array(8).fill(0.1)),
      nir: await band('float32', Array(8).fill(0.4)),
    };
    expect(await refusal({ scaling: 'reflectance', indices: ['ndvi'], scenes: [{ bands: numbers }] })).toMatch(
      /Scene 1: red .* under scaling reflectance. The middle one of 49 sampled values, 9000, would be a reflectance of 9000/,
    );
    expect(await refusal({ ...level2, scenes: [{ bands: reflectances }] })).toMatch(
      /Values such as 0.1 are no stored numbers/,
    );
    expect(await refusal({ scaling: 'reflectance', indices: ['ndvi'], scenes: [{ bands: reflectances }] })).toBe(
      'taken',
    );
  });

  it('refuses scenes that do not fit their sensor, their grid or each other, saying what would', async () => {
    const one = await sceneOf(0.3, null, '2020-07-01');
    const elsewhere = { ...one.bands, B5: await band('uint16', Array(8).fill(20_000), { x: 400_000 }) };
    const byteQuality = { ...one, quality: await band('uint8', Array(8).fill(1)) };
    const all = (changes: Parameters<typeof run>[0]) => refusal({ ...level2, scenes: [one], ...changes });
    expect(await all({ scenes: [{ bands: elsewhere }] })).toMatch(
      /not on one grid.*0\/nir.*brought to the grid of 0\/red \(\d+\.tif\).*with: cryoforest align --template/s,
    );
    expect(await all({ scenes: [{ bands: { B4: one.bands.B4 } }] })).toBe(
      'Scene 1: needs nir (B5 of Landsat 8–9 OLI) and has B4',
    );
    expect(await all({ scenes: [{ bands: { ...one.bands, B12: one.bands.B4 } }] })).toMatch(
      /no use for a band called B12/,
    );
    expect(await all({ sensor: null })).toMatch(/band called B4.*Bands by number need a sensor/);
    expect(await all({ scenes: [{ bands: one.bands.B4 }] })).toMatch(
      /has 1 bands without names, Landsat 8–9 OLI has 7/,
    );
    expect(await all({ scenes: [byteQuality] })).toMatch(
      /is no Landsat Collection 2 QA_PIXEL: that is uint16.*found uint8/,
    );
    expect(await all({ mask: ['cloud'] })).toBe('Mask: no scene has a quality band');
    expect(await all({ scenes: [byteQuality], mask: ['clouds'] })).toMatch(/has no clouds; the nearest is cloud/);
    expect(await all({ months: [1] })).toMatch(/No scene is of the months and years asked for; they are of 2020-07-01/);
    expect(await all({ scenes: [{ bands: one.bands }], months: [7] })).toMatch(/Scene 1: needs a date/);
    expect(await all({ scaling: 'landsat-level-1' })).toMatch(/scaling landsat-level-1 needs its metadata file/);
    expect(await all({ scenes: [{ ...one, mtl: 'SPACECRAFT_ID = "LANDSAT_5"' }] })).toBe(
      'Scene 1: its metadata are of LANDSAT_5, not of Landsat 8–9 OLI',
    );
    expect(await all({ indices: ['ndvi', 'ndvi'] })).toMatch(/each index once/);
  });

  it('brings a band of coarser cells to the grid of the first, its fill left out of the mixing', async () => {
    const nir = await band('uint16', Array(8).fill(stored(0.3)));
    const swir = await band('uint16', cellsOf(0.1), { cellM: 60 });
    const asked = { ...level2, indices: ['ndmi'], scenes: [{ bands: { B5: nir, B6: swir } }] } as const;
    expect(await refusal(asked)).toMatch(/not on one grid.*0\/swir1.*"align": true/s);
    const { path, values } = await run({ ...asked, align: true });
    const cells = rounded(await readBand(path('indices')));
    expect([0, 1, 4, 5].map((cell) => cells[cell])).toEqual(Array(4).fill(Number.NaN));
    // Half-way between the fill and a reflectance a mixture of both would lie.
    expect([2, 3, 6, 7].map((cell) => cells[cell]!.toFixed(3))).toEqual(Array(4).fill('0.500'));
    expect(values['summary']).toMatchObject({ aligned: [{ name: '0/swir1', method: 'bilinear', nodata: 0 }] });
  });

  oracleTest(['rasterio', { folder: landsat, name: '../shared/data/landsat' }])(
    'equals numpy on a Landsat 5 scene, from digital numbers to indices',
    async () => {
      const numbers = [1, 2, 3, 4, 5, 7];
      const indices = ['ndvi', 'evi', 'savi', 'ndwi', 'mndwi', 'ndmi', 'nbr', 'bsi'];
      const mtl = (await readFile(sceneFile('MTL.txt'), 'utf8')).replace(/[\s\0]+$/, '');
      const { path } = await run({
        sensor: 'landsat-4-5-tm',
        scaling: 'landsat-level-1',
        indices,
        scenes: [{ bands: Object.fromEntries(numbers.map((n) => [`B${n}`, sceneFile(`B${n}.TIF`)])), mtl }],
      });
      const bands = numbers.map((n) => sceneFile(`B${n}.TIF`));
      const judged = runOracle(python, ['-c', judgeLandsat, path('indices'), ...bands]);
      expect(judged.trim().split(' ').map(Number)).toEqual(indices.map(() => 88_970));
    },
  );

  oracleTest([{ folder: lakes, name: '../shared/data/lakes' }])(
    'finds the bands of a Sentinel-2 file by their names, and takes its zeros for no measurement',
    async () => {
      const file = join(lakes!, 's2_example.tif');
      const common = { sensor: 'sentinel-2-msi', scaling: 'sentinel-2-before-04.00', scenes: [{ bands: file }] };
      const ran = await run({ ...common, indices: ['ndwi'] });
      const [made, green, nir] = [
        await readBand(ran.path('indices')),
        await readBand(file, 2),
        await readBand(file, 4),
      ];
      const wrong = made.filter((value, i) => {
        const expected = (green[i]! - nir[i]!) / (green[i]! + nir[i]!);
        if (green[i] === 0 || nir[i] === 0) return !Number.isNaN(value);
        return !(Math.abs(value - expected) < 1e-5);
      });
      expect(wrong).toHaveLength(0);
      expect(made.filter(Number.isNaN).length).toBeGreaterThan(0.07 * made.length);
      expect(await refusal({ ...common, indices: ['ndsi'] })).toMatch(
        /needs swir1 \(B11 of Sentinel-2 MSI\) and has B2, B3, B4, B8/,
      );
    },
  );
});

/** Cells of each index that agree within 1e-4 of it, those without a value among them. */
const judgeLandsat = `
import sys, numpy, rasterio
from math import pi, sin, cos, radians
made = rasterio.open(sys.argv[1]).read().astype("f8")
# RADIANCE_MULT, RADIANCE_ADD of the scene and ESUN of Landsat 5
table = [(0.671, -2.19134, 1983), (1.322, -4.16220, 1796), (1.044, -2.21398, 1536),
         (0.876, -2.38602, 1031), (0.120, -0.49035, 220.0), (0.066, -0.21555, 83.44)]
from datetime import datetime
n = (datetime(1988, 8, 14, 12) - datetime(2000, 1, 1, 12)).days
g = radians(357.528 + 0.9856003 * n)
d = 1.00014 - 0.01671 * cos(g) - 0.00014 * cos(2 * g)
def read(path, mult, add, esun):
    band = rasterio.open(path).read(1, masked=True).astype("f8").filled(numpy.nan)
    band[band == 0] = numpy.nan
    return pi * (mult * band + add) * d * d / (esun * sin(radians(49.75588889)))
blue, green, red, nir, swir1, swir2 = [read(path, *row) for path, row in zip(sys.argv[2:], table)]
with numpy.errstate(all="ignore"):
    wanted = [(nir - red) / (nir + red), 2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1),
        1.5 * (nir - red) / (nir + red + 0.5), (green - nir) / (green + nir), (green - swir1) / (green + swir1),
        (nir - swir1) / (nir + swir1), (nir - swir2) / (nir + swir2),
        ((swir1 + red) - (nir + blue)) / ((swir1 + red) + (nir + blue))]
same = [(abs(a - b) <= 1e-4 * (1 + abs(b))) | (numpy.isnan(a) & ~numpy.isfinite(b)) for a, b in zip(made, wanted)]
print(*[int(s.sum()) for s in same])
`;
