import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowCellAreasM2 } from '../../src/core/cellArea.ts';
import { createLocalLibrary } from '../../src/cli/localLibrary.ts';
import { createRandom } from '../../src/core/random.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { groundIceProcess } from '../../src/processes/groundIce.ts';
import { hashFile } from '../../src/store/hashFile.ts';
import { writeTestCog } from '../raster/support/writeTestCog.ts';
import { runIn } from './support/runProcess.ts';
import { readBand } from '../support/readBands.ts';
import type { Grid } from '../../src/core/grid.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { PlanContext } from '../../src/processes/process.ts';
import type { Ran } from './support/runProcess.ts';

const wgs84Keys = {
  directory: [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326],
  doubles: null,
  ascii: null,
};
const grid: Grid = { widthPx: 700, heightPx: 60, transform: [92, 0.01, 0, 35, 0, -0.02] };
const cells = grid.widthPx * grid.heightPx;
const areasM2 = rowCellAreasM2(grid, null);
const areaOf = (cell: number): number => areasM2[Math.floor(cell / grid.widthPx)]!;

const random = createRandom(7);
const field = (of: (unit: number) => number): Float32Array =>
  Float32Array.from({ length: cells }, () => (random.nextUnit() < 0.03 ? Number.NaN : of(random.nextUnit())));
const layers = {
  table: field((u) => 0.3 + 4 * u),
  magst: field((u) => -4 + 6 * u),
  fraction: field((u) => u),
  base: field((u) => 1 + 30 * u),
  units: field((u) => 1 + Math.floor(3 * u)),
  ice: field((u) => 0.6 * u),
  centimetres: field((u) => 100 * u),
  kelvin: field((u) => 263.15 + 20 * u),
  kilograms: field((u) => u),
  tenths: field((u) => -300 + 200 * u),
  percent: field((u) => 2 + 98 * u),
  empty: field(() => Number.NaN),
  // A single cell of river, where nobody looks.
  rare: Float32Array.from({ length: cells }, (_, cell) => (cell === 20 * 700 + 50 ? 3 : 1 + (cell % 2))),
};
type LayerName = keyof typeof layers;
const statedUnits: Partial<Record<LayerName, string>> = { centimetres: 'cm', kelvin: 'K', kilograms: 'kg' };

const rows = [
  {
    unit: 'marsh',
    layer: 'upper',
    topM: 0,
    bottomM: 3,
    waterGravimetric: 0.42,
    waterGravimetricSd: 0.14,
    dryDensityKgM3: '1.25 g/cm³',
    dryDensitySdKgM3: 90,
    settledPorosity: 0.4,
  },
  {
    unit: 'marsh',
    layer: 'lower',
    topM: 3,
    bottomM: 12,
    iceVolumetric: 0.3,
    iceVolumetricSd: 0.1,
    settledPorosity: 0.25,
  },
  {
    unit: 'hill',
    layer: 'upper',
    datum: 'permafrostTable',
    topM: 0,
    bottomM: 2,
    iceVolumetric: 0.25,
    iceVolumetricSd: 0.05,
    settledPorosity: 0.2,
  },
  {
    unit: 'hill',
    layer: 'lower',
    datum: 'permafrostTable',
    topM: 2,
    bottomM: 20,
    iceVolumetric: 0.1,
    iceVolumetricSd: 0.05,
    settledPorosity: 0.2,
  },
];
const names = { 1: 'marsh', 2: 'hill', 3: 'river' };

let folder: string;
let pool: ComputePool;
const paths = {} as Record<LayerName, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-ice-'));
  pool = createComputePool(2);
  for (const name of Object.keys(layers) as LayerName[]) {
    paths[name] = join(folder, `${name}.tif`);
    const bands = [{ description: name, unit: statedUnits[name] ?? '' }];
    await writeTestCog(paths[name], { grid, values: layers[name] }, { geoKeys: wgs84Keys, text: { bands, items: {} } });
  }
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

type Inputs = Parameters<typeof runIn>[3];
const run = (inputs: Inputs): Promise<Ran> => runIn(folder, pool, groundIceProcess, inputs);
const everything = (): Inputs => ({
  table: rows,
  units: { raster: paths.units, names },
  permafrostTable: paths.table,
  magst: paths.magst,
  permafrostFraction: paths.fraction,
  permafrostBase: paths.base,
  unknownUnits: 'leaveOut',
});

const withUnits = (raster: string): Inputs => ({ ...everything(), units: { raster, names }, unknownUnits: 'refuse' });

/** By thin slices, centimetre by centimetre, from the definition alone. */
function slicedIceM(cell: number): number {
  const [tableM, magstC, share, baseM, code] = (['table', 'magst', 'fraction', 'base', 'units'] as const).map(
    (name) => layers[name][cell]!,
  ) as [number, number, number, number, number];
  if (Number.isNaN(code) || code === 3 || Number.isNaN(magstC)) return Number.NaN;
  if (magstC > 0) return 0;
  if ([tableM, share, baseM].some(Number.isNaN)) return Number.NaN;
  const stepM = 0.001;
  let iceM = 0;
  for (let i = 0; i < 10 / stepM; i++) {
    const depthM = (i + 0.5) * stepM;
    if (depthM < tableM || depthM > baseM) continue;
    const theta = code === 1 ? (depthM < 3 ? (0.42 * 1250) / 917 : 0.3) : depthM - tableM < 2 ? 0.25 : 0.1;
    iceM += stepM * theta;
  }
  return share * iceM;
}

const box = (west: number, south: number, east: number, north: number) => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
];

const collection = (...parts: readonly (readonly [string, number, number, number, number])[]) => ({
  type: 'FeatureCollection',
  features: parts.map(([unit, ...bounds]) => ({
    type: 'Feature',
    properties: { landform: unit },
    geometry: { type: 'Polygon', coordinates: box(...bounds) },
  })),
});

const one = (given: JsonObject): JsonObject => ({
  unit: 'plain',
  topM: 0,
  bottomM: 10,
  iceVolumetric: 0.3,
  ...given,
});

const iceRaster = (topM: number, bottomM: number): JsonObject => ({
  layer: 'b',
  topM,
  bottomM,
  ice: paths.ice,
  sd: 0.1,
});

const plainTable = [one({})];

describe('ground-ice', () => {
  it('equals a sum over thin slices in every cell, and its totals those over cells by unit and layer', async () => {
    const { values, path, text } = await run(everything());
    const iceM = await readBand(path('map'));
    const sampled = Array.from({ length: Math.ceil(cells / 31) }, (_, i) => 31 * i);
    const expected = new Map(sampled.map((cell) => [cell, slicedIceM(cell)]));
    expect(sampled.filter((cell) => Number.isNaN(iceM[cell]) !== Number.isNaN(expected.get(cell)!))).toEqual([]);
    const errorsM = sampled.map((cell) => Math.abs(iceM[cell]! - expected.get(cell)!));
    expect(Math.max(...errorsM.filter((errorM) => !Number.isNaN(errorM)))).toBeLessThan(0.002); // m, two slices of ice
    const water = await readBand(path('map'), 2);
    const thickest = iceM.indexOf(Math.max(...iceM.filter((value) => !Number.isNaN(value))));
    expect(water[thickest]! / iceM[thickest]!).toBeCloseTo(0.917, 6);

    const summary = values['summary']!;
    const total = summary['total'] as JsonObject;
    let rasterM3 = 0;
    for (const [cell, value] of iceM.entries()) if (!Number.isNaN(value)) rasterM3 += value * areaOf(cell);
    expect(Number(total['iceM3']) / rasterM3).toBeCloseTo(1, 7);
    expect(summary['closing']).toMatchObject({ tolerance: 1e-6 });
    for (const by of ['units', 'layers'] as const) {
      const parts = summary[by] as JsonObject[];
      expect(parts).toHaveLength(2);
      expect(parts.reduce((sum, part) => sum + Number(part['iceM3']), 0) / rasterM3).toBeCloseTo(1, 7);
    }
    const [marsh] = summary['units'] as JsonObject[];
    const ofMarsh = [...layers.units.keys()].filter((cell) => layers.units[cell] === 1);
    expect(marsh).toMatchObject({ unit: 'marsh', cells: ofMarsh.length });
    expect(Number(marsh!['areaKm2']) * 1e6).toBeCloseTo(
      ofMarsh.reduce((sum, cell) => sum + areaOf(cell), 0),
      -3,
    );
    const marshM3 = ofMarsh.reduce((sum, cell) => sum + (iceM[cell]! || 0) * areaOf(cell), 0);
    expect(Number(marsh!['iceM3']) / marshM3).toBeCloseTo(1, 7);
    expect((await text('totals')).split('\r\n')[0]).toBe(
      'unit,layer,topM,bottomM,datum,frozenGroundM3,iceContent,iceM3,iceSdM3,waterEquivalentM3,source',
    );
    const river = layers.units.filter((code) => code === 3).length;
    expect(summary['warnings']).toContainEqual(
      `Unit river of the map is not in the table: ${river} cells have no value`,
    );
  });

  it('gives the same bytes and totals however it is cut', async () => {
    const [whole, cut] = [await run(everything()), await run({ ...everything(), chunkSizePx: 512 })];
    expect((await readFile(cut.path('map'))).equals(await readFile(whole.path('map')))).toBe(true);
    expect(cut.values['summary']).toEqual(whole.values['summary']);
    expect(await cut.text('totals')).toBe(await whole.text('totals'));
  });

  it('refuses a unit that the table lacks before a job is accepted, one that is rare with its cells at the end', async () => {
    const context = { library: createLocalLibrary({ columns: {}, units: {} }, hashFile) } as PlanContext;
    const plan = (units: string) => groundIceProcess.plan!(context, groundIceProcess.inputs.parse(withUnits(units)));
    await expect(plan(paths.units)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('the table of ice contents lacks: river (code 3). Add them'),
    });
    await expect(plan(paths.rare)).resolves.toContainEqual({ index: 0 });
    await expect(run(withUnits(paths.rare))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('lacks: river (code 3): 1 cells. Add them'),
    });
  });

  it.each([
    ['a surface temperature in 0.1 °C', () => ({ magst: paths.tenths }), 'The raster of the MAGST holds'],
    [
      'a share in percent',
      () => ({ permafrostFraction: paths.percent }),
      'The raster of the share of permafrost holds',
    ],
    [
      'an ice content in percent',
      () => ({ table: null, iceRasters: [{ ...iceRaster(0, 9), ice: paths.percent }] }),
      'ice content holds',
    ],
  ] as const)('refuses %s before a job is accepted', async (_, wrong, message) => {
    const context = { library: createLocalLibrary({ columns: {}, units: {} }, hashFile) } as PlanContext;
    const given = { table: plainTable, permafrostTable: paths.table, ...wrong() };
    const plan = groundIceProcess.plan!(context, groundIceProcess.inputs.parse(given));
    await expect(plan).rejects.toMatchObject({ code: 'covariate-invalid', message: expect.stringContaining(message) });
  });

  it('takes units as polygons: a cell belongs to the one that holds its centre; overlaps are refused, or counted', async () => {
    const given = (polygons: ReturnType<typeof collection>, overlaps = 'refuse') =>
      run({
        table: rows,
        units: { polygons, property: 'landform', overlaps },
        permafrostTable: paths.table,
        unknownUnits: 'leaveOut',
      });
    const apart = await given(
      collection(['marsh', 92, 33.8, 95, 35], ['hill', 95, 33.8, 98, 35], ['lake', 98, 34, 98.5, 35]),
    );
    const iceM = await readBand(apart.path('map'));
    expect(iceM.filter((value, cell) => !Number.isNaN(value) && cell % 700 >= 600)).toHaveLength(0);
    const units = apart.values['summary']!['units'] as JsonObject[];
    expect(units.map(({ unit, cells: count }) => [unit, count])).toEqual([
      ['marsh', 300 * 60],
      ['hill', 300 * 60],
    ]);
    const marshM3 = iceM.reduce((sum, value, cell) => (cell % 700 < 300 ? sum + (value || 0) * areaOf(cell) : sum), 0);
    expect(Number(units[0]!['iceM3']) / marshM3).toBeCloseTo(1, 7);
    expect(apart.values['summary']!['warnings']).toContainEqual(
      'Unit lake of the map is not in the table: 2500 cells have no value',
    );

    const over = collection(['marsh', 92, 33.8, 95, 35], ['hill', 94, 34, 98, 35]);
    await expect(given(over)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('hold the same cells: marsh: 5000 cells'),
    });
    const first = await given(over, 'first');
    expect((first.values['summary']!['units'] as JsonObject[])[0]).toMatchObject({ unit: 'marsh', cells: 300 * 60 });
    expect(first.values['summary']!['warnings']).toContainEqual('5000 cells of marsh lie in other units too');
  });

  it.each<[string, () => Inputs, string]>([
    [
      'neither a table nor rasters of ice',
      () => ({ permafrostTable: paths.table }),
      'table or iceRasters, one of them, found neither',
    ],
    ['no raster at all', () => ({ table: plainTable, permafrostTable: 2 }), 'expected at least one raster'],
    [
      'a table of several units without a map of them',
      () => ({ ...everything(), units: null }),
      'expected a map of units',
    ],
    ['ice above 1', () => ({ ...everything(), table: [one({ iceVolumetric: 1.2 })] }), 'expected 0 to 1'],
    [
      'a dry density in g/cm³',
      () => ({ ...everything(), table: [one({ iceVolumetric: null, waterGravimetric: 0.3, dryDensityKgM3: 1.3 })] }),
      'g/cm³',
    ],
    [
      'layers that overlap',
      () => ({ ...everything(), table: [...plainTable, one({ topM: 9, bottomM: 20 })] }),
      'overlap',
    ],
    [
      'layers with a gap',
      () => ({ ...everything(), table: [...plainTable, one({ topM: 11, bottomM: 20 })] }),
      'gap of 1 m',
    ],
    [
      'a table that shares no unit with the map',
      () => ({ ...everything(), table: plainTable }),
      'no unit of the map (marsh, hill, river) is in the table (plain)',
    ],
    ['units without names', () => ({ ...everything(), units: paths.units }), 'has no names for its codes'],
    [
      'settlement of rows that do not say how the ground settles',
      () => ({ table: plainTable, permafrostTable: paths.table, additionalThawM: 1 }),
      'plain, 0–10 m has neither',
    ],
    [
      'a spread of no additional thaw',
      () => ({ table: plainTable, permafrostTable: paths.table, additionalThawSdM: 0.2 }),
      'it is the spread of additionalThawM, which is not given',
    ],
    [
      'an unknown column',
      () => ({ ...everything(), table: [one({ iceVolumetrik: 0.3 })] }),
      'the nearest is "iceVolumetric"',
    ],
    [
      'layers in cm',
      () => ({ table: [one({ bottomM: 1000 })], permafrostTable: paths.table }),
      'found 0 and 1000: is it in centimetres?',
    ],
    [
      'a depth in cm',
      () => ({ ...everything(), depthM: 1000 }),
      '/depthM: expected more than 0 and at most 300 m, since hardly any ice was measured deeper; is it in centimetres?',
    ],
    [
      'an additional thaw in cm',
      () => ({ ...everything(), additionalThawM: 100 }),
      '/additionalThawM: expected more than 0 and at most 20 m, since no permafrost table gets that deep; is it in centimetres?',
    ],
    [
      'rasters of layers in cm',
      () => ({ iceRasters: [iceRaster(0, 1000)], permafrostTable: 2 }),
      '/bottomM: expected at least 0 and at most 300 m',
    ],
    ['a permafrost table in cm', () => ({ ...everything(), permafrostTable: '150 m' }), 'in cm: divide by 100'],
    [
      'a permafrost table in kilograms',
      () => ({ table: plainTable, permafrostTable: paths.kilograms }),
      'kilograms.tif states that its values are in kg',
    ],
    [
      'rasters of ice that overlap',
      () => ({ iceRasters: [iceRaster(0, 5), iceRaster(4, 10)], permafrostTable: 2 }),
      'overlaps b (0–5 m)',
    ],
    [
      'rasters of ice with a gap',
      () => ({ iceRasters: [iceRaster(0, 3), iceRaster(4, 10)], permafrostTable: 2 }),
      'leaves a gap below',
    ],
  ])('refuses %s', async (_, inputs, message) => {
    await expect(run(inputs())).rejects.toThrow(message);
  });

  it('takes rasters of ice content, as a forest predicts them, in place of a table', async () => {
    const { values, path } = await run({
      iceRasters: [
        { ...iceRaster(4, 10), layer: 'lower' },
        { ...iceRaster(0, 4), layer: 'upper' },
      ],
      permafrostTable: 1.5,
    });
    const iceM = await readBand(path('map'));
    const worstM = iceM.reduce((most, value, i) => Math.max(most, Math.abs(value - 8.5 * layers.ice[i]!) || 0), 0);
    expect(worstM).toBeLessThan(1e-5);
    expect((await readBand(path('map'), 4)).find((value) => value > 0)).toBeCloseTo(0.85, 6);
    const summary = values['summary']!;
    expect((summary['layers'] as JsonObject[]).map(({ layer }) => layer)).toEqual(['upper', 'lower']);
    expect(summary['closing']).toMatchObject({ tolerance: 1e-6 });
    const missing = layers.ice.filter(Number.isNaN).length;
    expect(summary['warnings']).toEqual([
      expect.stringContaining('every cell with a permafrost table counts as permafrost'),
      `${missing} cells have no value for want of an ice content`,
    ]);
  });

  it('says that rasters of ice without a spread count as exactly known', async () => {
    const iceRasters = [
      { ...iceRaster(0, 3), layer: 'peat', sd: 0 },
      { ...iceRaster(3, 5), layer: 'silt' },
      { ...iceRaster(5, 10), layer: 'gravel', sd: 0 },
    ];
    const { values } = await run({ iceRasters, permafrostTable: 1.5, magst: paths.magst });
    expect(values['summary']!['warnings']).toContainEqual(
      'No standard deviation (sd) of iceRasters peat, gravel: its ice counts as exactly known',
    );
  });

  it('gives totals of the settlement with their spread, those of layers apart', async () => {
    const given = { ...everything(), additionalThawM: 1, permafrostTableSd: 0.2, areaRelativeSd: 0.1 };
    const { values, path, text } = await run(given);
    const settledM = await readBand(path('map'), 6);
    const total = values['summary']!['total'] as Record<string, number>;
    let rasterM3 = 0;
    for (const [cell, value] of settledM.entries()) if (!Number.isNaN(value)) rasterM3 += value * areaOf(cell);
    expect(total['settlementM3']! / rasterM3).toBeCloseTo(1, 6);
    expect(total['settlementCorrelatedSdM3']).toBeGreaterThan(total['settlementIndependentSdM3']!);
    expect(total['settlementIndependentSdM3']).toBeGreaterThan(0.1 * total['settlementM3']!);
    expect(total['excessIceCorrelatedSdM3']).toBeGreaterThan(total['excessIceIndependentSdM3']!);
    const [header, ...lines] = (await text('totals')).trim().split('\r\n');
    expect(header).toContain('excessIceM3,excessIceSdM3,settlementM3,settlementSdM3,source');
    const settled = lines.map((line) => Number(line.split(',')[header!.split(',').indexOf('settlementM3')]));
    expect(settled.reduce((sum, m3) => sum + m3, 0) / total['settlementM3']!).toBeCloseTo(1, 9);
  });

  it('says so where there is no permafrost anywhere, where the table ends above the depth, and what was guessed', async () => {
    const { values } = await run({ table: [one({ bottomM: 5 })], permafrostTable: 2, magst: paths.base });
    const warm = layers.base.filter((value) => !Number.isNaN(value)).length;
    expect(values['summary']).toMatchObject({ total: { iceM3: 0, iceContent: null } });
    expect(values['summary']!['warnings']).toContainEqual(
      `There is no permafrost anywhere: the ground surface temperature is above 0 °C in all ${warm} cells that have one`,
    );
    const short = await run({ table: [one({ bottomM: 5 })], permafrostTable: 2, magst: paths.magst });
    expect(short.values['summary']!['warnings']).toContainEqual(
      'plain: 62.5 % of the frozen ground to 10 m lies in no layer of the table; its ice is not counted',
    );
    const beyond = await run({
      table: [one({}), one({ topM: 10, bottomM: 30 }), one({ topM: 30, bottomM: 200 })],
      permafrostTable: 2,
      magst: paths.magst,
    });
    expect(beyond.values['summary']!['warnings']).toContainEqual(
      '2 of 3 layers lie wholly below 10 m (depthM) and count nothing: plain, 10–30 m; plain, 30–200 m. Are their depths metres?',
    );
    const guessed = await run({
      table: { guesses: 'qinghai-tibet' },
      units: { raster: paths.units, names: { 1: 'lacustrine-marsh', 2: 'bedrock', 3: 'periglacial-hill' } },
      permafrostTable: 2,
      monteCarlo: { draws: 200 },
    });
    expect(guessed.values['summary']).toMatchObject({
      iceContents: expect.stringContaining('guesses of engineers'),
      monteCarlo: { draws: 200, correlation: 1, seed: 1, units: [{ unit: 'lacustrine-marsh' }, {}, {}] },
    });
  });

  it('brings rasters that state their unit to metres and °C', async () => {
    const { path } = await run({ table: plainTable, permafrostTable: paths.centimetres, magst: paths.kelvin });
    const iceM = await readBand(path('map'));
    for (let i = 0; i < cells; i += 97) {
      const [tableM, magstC] = [layers.centimetres[i]! / 100, layers.kelvin[i]! - 273.15];
      if (Number.isNaN(tableM) && !(magstC > 0)) expect(iceM[i]).toBeNaN();
      else if (!Number.isNaN(magstC)) expect(iceM[i]).toBeCloseTo(magstC > 0 ? 0 : 0.3 * (10 - tableM), 5);
    }
  });

  it('refuses a map of which no cell has a value', async () => {
    await expect(run({ table: plainTable, permafrostTable: 2, magst: paths.empty })).rejects.toThrow(
      `None of the ${cells} cells has a value: ${cells} have no ground surface temperature`,
    );
  });
});
