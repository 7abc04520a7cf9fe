import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowCellAreasM2 } from '../../src/core/cellArea.ts';
import { createRandom } from '../../src/core/random.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { groundIceProcess } from '../../src/processes/groundIce.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { summariseIceLogsProcess } from '../../src/processes/summariseIceLogs.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { runCommand } from '../e2e/support/command.ts';
import { writeTestCog } from '../raster/support/writeTestCog.ts';
import { runIn } from './support/runProcess.ts';
import type { Grid } from '../../src/core/grid.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { Ran } from './support/runProcess.ts';

const wgs84Keys = {
  directory: [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326],
  doubles: null,
  ascii: null,
};
/** Marsh in the west, hills in the east, and a river without a hole along the southern edge. */
const grid: Grid = { widthPx: 40, heightPx: 20, transform: [92, 0.05, 0, 35, 0, -0.05] };
const unitCodes = Float32Array.from({ length: 800 }, (_, cell) => (cell >= 760 ? 3 : cell % 40 < 20 ? 1 : 2));
const names = { 1: 'marsh', 2: 'hill', 3: 'river' };

const random = createRandom(11);
const between = (least: number, most: number): number => least + (most - least) * random.nextUnit();

interface Sample {
  readonly hole: number;
  readonly topCm: number;
  readonly bottomCm: number;
  readonly waterPercent: number;
  /** Null for a sample that was not weighed. */
  readonly densityGCm3: number | null;
}

const places = Array.from({ length: 24 }, (_, i) => ({
  lat: between(34.1, 34.99),
  lon: i % 2 === 0 ? between(92.01, 92.99) : between(93.01, 93.99),
}));
const samples = places.flatMap((_, hole): Sample[] => {
  const found: Sample[] = [];
  for (let topCm = 100 + 10 * Math.floor(between(0, 10)); topCm < 800;) {
    const bottomCm = topCm + 10 * Math.ceil(between(1, 9));
    const densityGCm3 = Number(between(1.2, 1.5).toFixed(2));
    const waterPercent = Number(between(5, hole % 2 === 0 ? 30 : 15).toFixed(1));
    if (random.nextUnit() < 0.9) {
      const weighed = random.nextUnit() < 0.9;
      found.push({ hole, topCm, bottomCm, waterPercent, densityGCm3: weighed ? densityGCm3 : null });
    }
    topCm = bottomCm;
  }
  return found;
});
const logsCsv = [
  'borehole,lat,lon,from_cm,to_cm,water content (%),dry_density_g_cm3',
  ...samples.map(({ hole, topCm, bottomCm, waterPercent, densityGCm3 }) =>
    [`B${hole + 1}`, places[hole]!.lat, places[hole]!.lon, topCm, bottomCm, waterPercent, densityGCm3 ?? ''].join(','),
  ),
].join('\n');

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-logs-'));
  pool = createComputePool(1);
  await writeFile(join(folder, 'logs.csv'), logsCsv);
  await writeTestCog(join(folder, 'units.tif'), { grid, values: unitCodes }, { geoKeys: wgs84Keys });
  const table = new Float32Array(800).fill(2);
  const text = { bands: [{ description: 'permafrost table', unit: 'm' }], items: {} };
  await writeTestCog(join(folder, 'table.tif'), { grid, values: table }, { geoKeys: wgs84Keys, text });
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

type Inputs = Parameters<typeof runIn>[3];
const run = (inputs: Inputs = {}): Promise<Ran> =>
  runIn(folder, pool, summariseIceLogsProcess, {
    logs: join(folder, 'logs.csv'),
    units: { raster: join(folder, 'units.tif'), names },
    layers: ['2 m', '500 cm', 8],
    ...inputs,
  });
const refusal = async (csv: string, inputs: Inputs = {}): Promise<string> => {
  await writeFile(join(folder, 'bad.csv'), csv);
  return run({ logs: join(folder, 'bad.csv'), units: null, ...inputs }).then(
    () => 'accepted',
    (error: Error) => error.message,
  );
};

/** Ice of a unit between two depths, centimetre by centimetre of all its holes. */
function byCentimetre(unit: 'marsh' | 'hill', topCm: number, bottomCm: number): { ice: number; coreM: number } {
  let [ice, centimetres] = [0, 0];
  for (const sample of samples) {
    if (sample.hole % 2 !== (unit === 'marsh' ? 0 : 1) || sample.densityGCm3 === null) continue;
    for (let cm = Math.max(topCm, sample.topCm); cm < Math.min(bottomCm, sample.bottomCm); cm++) {
      ice += ((sample.waterPercent / 100) * sample.densityGCm3) / 0.917;
      centimetres++;
    }
  }
  return { ice: ice / centimetres, coreM: centimetres / 100 };
}

/** m³ per m², between 2 and 8 m. */
const iceTo8M = (unit: 'marsh' | 'hill'): number =>
  3 * (byCentimetre(unit, 200, 500).ice + byCentimetre(unit, 500, 800).ice);

const records = (csv: string): Record<string, string>[] => {
  const [header, ...lines] = csv
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(header!.map((name, i) => [name, cells[i]!])));
};

describe('summarise-ice-logs', () => {
  it('averages all core of a unit and layer, in the units that the columns name', async () => {
    const { text, values } = await run();
    const rows = records(await text('table'));
    expect(rows.map(({ unit, layer }) => [unit, layer])).toEqual([
      ['marsh', '2–5 m'],
      ['marsh', '5–8 m'],
      ['hill', '2–5 m'],
      ['hill', '5–8 m'],
    ]);
    const cells = values['report']!['cells'] as readonly { coreM: number; iceVolumetricSd: number }[];
    for (const [i, row] of rows.entries()) {
      const expected = byCentimetre(
        row['unit'] as 'marsh' | 'hill',
        100 * Number(row['topM']),
        100 * Number(row['bottomM']),
      );
      expect(Number(row['iceVolumetric'])).toBeCloseTo(expected.ice, 8);
      expect(cells[i]!.coreM).toBeCloseTo(expected.coreM, 8);
      expect(row).toMatchObject({ n: '12', datum: 'ground', settledPorosity: '0.4', source: 'logs.csv' });
    }
    expect(values['report']).toMatchObject({ holes: 24, unitsWithoutHole: ['river'], cellsWithoutIceContent: [] });
    const gaps = values['report']!['gaps'] as {
      listed: { hole: string; why: string; topM: number; bottomM: number }[];
    };
    const unweighed = samples.filter(({ densityGCm3, bottomCm }) => densityGCm3 === null && bottomCm > 200);
    for (const { hole, topCm } of unweighed) {
      const here = gaps.listed.filter((gap) => gap.hole === `B${hole + 1}` && gap.why === 'noDryDensity');
      expect(here.some(({ topM, bottomM }) => topM <= Math.max(2, topCm / 100) && bottomM > topCm / 100)).toBe(true);
    }
  });

  it('makes a table that ground-ice reads: the ice of the map is that of the logs', async () => {
    const { path } = await run();
    const { values } = await runIn(folder, pool, groundIceProcess, {
      table: path('table'),
      units: { raster: join(folder, 'units.tif'), names },
      permafrostTable: join(folder, 'table.tif'),
      depthM: 8,
      unknownUnits: 'leaveOut',
    });
    const areasM2 = rowCellAreasM2(grid, null);
    const areaM2 = areasM2.slice(0, 19).reduce((sum, area) => sum + 20 * area, 0);
    const iceM3 = (['marsh', 'hill'] as const).reduce(
      (sum, unit) => sum + 3 * areaM2 * (byCentimetre(unit, 200, 500).ice + byCentimetre(unit, 500, 800).ice),
      0,
    );
    const total = values['summary']!['total'] as { iceM3: number };
    expect(total.iceM3 / iceM3).toBeCloseTo(1, 6);
  });

  it('makes a table of holes that a forest learns an ice content from', async () => {
    const { path } = await run();
    const { values } = await runIn(folder, pool, trainProcess, {
      boreholes: path('holes'),
      target: 'ice_volumetric_2_5m',
      columns: ['lat', 'lon'],
      engine: { trees: 20 },
    });
    expect(values['scores']).toMatchObject({ n: 24 });
  });

  it('ends in a map of ice: a forest learns each layer from the holes, and ground-ice takes the maps that it predicts', async () => {
    const [west, layers] = [join(folder, 'west.tif'), ['2_5m', '5_8m'] as const];
    const isMarsh = unitCodes.map((code) => (code === 1 ? 1 : 0));
    await writeTestCog(west, { grid, values: isMarsh }, { geoKeys: wgs84Keys });
    const { path } = await run();
    const maps = await Promise.all(
      layers.map(async (layer) => {
        const trained = await runIn(folder, pool, trainProcess, {
          boreholes: path('holes'),
          target: `ice_volumetric_${layer}`,
          targetKind: 'amount',
          covariates: { west },
          engine: { trees: 50 },
        });
        const given = { model: trained.path('model'), covariates: { west }, bands: 'mean,sd' };
        return (await runIn(folder, pool, predictProcess, given)).path('magst');
      }),
    );
    const { values } = await runIn(folder, pool, groundIceProcess, {
      iceRasters: maps.map((raster, i) => {
        const [ice, sd] = [1, 2].map((band) => ({ raster, band }));
        return { layer: layers[i]!, topM: 2 + 3 * i, bottomM: 5 + 3 * i, ice: ice!, sd: sd! };
      }),
      permafrostTable: join(folder, 'table.tif'),
      depthM: 8,
    });
    expect(values['summary']).toMatchObject({ iceContents: 'rasters of ice content', cells: { cellsWithValue: 800 } });
    // The forest has each unit's mean over holes, those of the logs are means over core.
    const areasM2 = rowCellAreasM2(grid, null);
    const iceM3 = areasM2.reduce((sum, areaM2, row) => {
      const marshShare = row === 19 ? 0 : 0.5;
      return sum + 40 * areaM2 * (marshShare * iceTo8M('marsh') + (1 - marshShare) * iceTo8M('hill'));
    }, 0);
    const total = values['summary']!['total'] as { iceM3: number; iceCorrelatedSdM3: number };
    expect(Math.abs(total.iceM3 / iceM3 - 1)).toBeLessThan(0.02);
    expect(total.iceCorrelatedSdM3).toBeGreaterThan(0);
  });

  it('runs from a shell, says what it assumed, and gives the same bytes again', async () => {
    const words = 'summarise-ice-logs --logs logs.csv --layers 2,5,8 --out';
    const first = await runCommand('cli.ts', [...words.split(' '), 'one/'], { folder });
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toMatch(/\d+ gaps in \d+ of 24 holes have no ice content/);
    await runCommand('cli.ts', [...words.split(' '), 'two/'], { folder });
    const [one, two] = await Promise.all(
      ['one', 'two'].map((at) => readFile(join(folder, at, 'ice-contents.csv'), 'utf8')),
    );
    expect(one).toBe(two);
    expect(records(one!)).toMatchObject([{ unit: 'everywhere', n: '24' }, { unit: 'everywhere' }]);
  });

  it('flags excess ice, interval by interval', async () => {
    const csv = 'hole,top_m,bottom_m,ice_volumetric,soil\nA,2,3,0.7,ice-rich silt\nA,3,5,0.3,sand\nA,5,8,0.4,sand';
    await writeFile(join(folder, 'rich.csv'), csv);
    const { values } = await run({ logs: join(folder, 'rich.csv'), units: null, settledPorosity: '40 %' });
    expect(values['report']!['excessIce']).toEqual({
      count: 1,
      listed: [{ hole: 'A', line: 2, topM: 2, bottomM: 3, soil: 'ice-rich silt', iceVolumetric: 0.7, excessIce: 0.5 }],
    });
  });

  it('needs the depth of the permafrost table for layers below it', async () => {
    const csv = 'hole,top_m,bottom_m,ice_volumetric,permafrost_table_m\nA,1,4,0.3,2\nB,2,5,0.5,3';
    await writeFile(join(folder, 'below.csv'), csv);
    const given = { units: null, datum: 'permafrostTable', layers: [0, 2] } as const;
    const { text } = await run({ ...given, logs: join(folder, 'below.csv') });
    expect(records(await text('table'))).toMatchObject([{ datum: 'permafrostTable', iceVolumetric: '0.4', n: '2' }]);
    expect(await refusal(csv.replace('0.5,3', '0.5,'), given)).toMatch(
      /permafrost table need its depth in every hole; B has none/,
    );
  });

  it('makes a layer of every soil on request', async () => {
    const csv = 'hole,top_m,bottom_m,ice_volumetric,soil\nA,1,2,0.5,silt\nA,2,4,0.2,sand\nB,1,3,0.3,silt';
    await writeFile(join(folder, 'soils.csv'), csv);
    const { text } = await run({ logs: join(folder, 'soils.csv'), units: null, layers: 'soil' });
    expect(records(await text('table'))).toMatchObject([
      { layer: 'silt', topM: '1', bottomM: '2.5', iceVolumetric: '0.366666667', n: '2' },
      { layer: 'sand', topM: '2.5', bottomM: '3.5', iceVolumetric: '0.2', iceVolumetricSd: '', n: '1' },
    ]);
  });

  it.each<[string, string, Inputs, RegExp]>([
    ['dry density in g/cm³', 'hole,top,bottom,water,dry_density\nA,2,3,0.3,1.4', {}, /line 2: .*g\/cm³/],
    [
      'water in percent',
      'hole,top,bottom,water,dry_density\nA,2,3,30,1400',
      {},
      /if they are percent, say columnUnits=\{"water": "%"\}/,
    ],
    ['depths in centimetres', 'hole,top,bottom,ice_volumetric\nA,250,350,0.3', {}, /if depths are centimetres/],
    [
      'wet ground too dense',
      'hole,top,bottom,water,dry_density\nA,2,3,0.6,1600',
      {},
      /line 2: water and dry density make 1.05 m³/,
    ],
    ['an interval upside down', 'hole,top,bottom,ice_volumetric\nA,3,2,0.3', {}, /line 2: expected 0 ≤ topM < bottomM/],
    [
      'intervals that overlap',
      'hole,top,bottom,ice_volumetric\nA,2,3,0.3\nA,2.5,4,0.3',
      {},
      /lines 2 and 3: .* overlap/,
    ],
    ['no dry density at all', 'hole,top,bottom,water\nA,2,3,0.3', {}, /no hole has an ice content between 2 and 8 m/],
    [
      'layers upside down',
      'hole,top,bottom,ice_volumetric\nA,2,3,0.3',
      { layers: [5, 2] },
      /expected depths that grow/,
    ],
    [
      'a layer in °C',
      'hole,top,bottom,ice_volumetric\nA,2,3,0.3',
      { layers: [2, '5 °C'] },
      /expected a length in m, not a temp/,
    ],
  ])('refuses %s', async (_, csv, inputs, message) => {
    expect(await refusal(csv, inputs)).toMatch(message);
  });

  it('names holes off the map, and refuses where there are no others', async () => {
    const units = { raster: join(folder, 'units.tif'), names };
    const csv = 'hole,top,bottom,ice_volumetric,lat,lon\nA,2,3,0.3,10,10';
    expect(await refusal(csv, { units })).toMatch(/No hole has a landform unit: A lies outside the rasters/);
    await writeFile(join(folder, 'off.csv'), `${csv}\nB,2,3,0.2,34.5,92.5\nC,2,3,0.2,,`);
    const { values } = await run({ logs: join(folder, 'off.csv') });
    expect(values['report']!['holesLeftOut']).toMatchObject([
      { hole: 'A', reason: expect.stringMatching(/outside/) as string },
      { hole: 'C', reason: 'has no latitude and longitude' },
    ]);
    expect(await refusal('hole,top,bottom,ice_volumetric\nA,2,3,0.3', { units })).toMatch(
      /needs the columns lat and lon/,
    );
  });
});
