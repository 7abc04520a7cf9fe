import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { activeLayerProcess } from '../../src/processes/activeLayer.ts';
import { longTest, oracleTest, sharedFolder } from '../support/oracles.ts';
import { writeGridRaster } from './support/gridRaster.ts';
import { runIn } from './support/runProcess.ts';
import { readBands } from '../support/readBands.ts';
import type { Json } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

const [widthPx, heightPx] = [40, 30];
const cells = widthPx * heightPx;
const none = Number.NaN;
/** Nodata in every seventh cell of one layer and every eleventh of another. */
const thawDays = Array.from({ length: cells }, (_, i) => (i % 7 === 3 ? none : 200 + ((i * 37) % 2100)));
const frostDays = Array.from({ length: cells }, (_, i) => (i % 11 === 5 ? none : (i * 53) % 4000));
const cover = Array.from({ length: cells }, (_, i) => 1 + (i % 3));
const water = Array.from({ length: cells }, (_, i) => 0.05 + ((i * 13) % 40) / 100);

let folder: string;
let pool: ComputePool;
const rasters: Record<'index' | 'cover' | 'water', string> = { index: '', cover: '', water: '' };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-active-layer-'));
  pool = createComputePool(2);
  const write = (name: string, ...bands: number[][]) =>
    writeGridRaster(join(folder, `${name}.tif`), { widthPx, bands });
  rasters.index = await write('index', thawDays, frostDays);
  rasters.water = await write('water', water);
  const classes = { 1: 'bog', 2: 'forest', 3: 'rock' };
  rasters.cover = await writeGridRaster(join(folder, 'cover.tif'), { widthPx, bands: [cover], classes });
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const thawIndex = () => ({ raster: rasters.index });
const freezeIndex = () => ({ raster: rasters.index, band: 2 });

const run = (method: Json, others: { readonly [name: string]: Json } = {}) =>
  runIn(folder, pool, activeLayerProcess, { method, ...others });

interface Expected {
  readonly thawM: number;
  readonly frostM: number;
}

/** The definition: no permafrost where it freezes less deep than it thaws. */
async function expectMaps(ran: Awaited<ReturnType<typeof run>>, depthsAt: (i: number) => Expected): Promise<void> {
  const [active, seasonal] = await readBands(ran.path('activeLayer'));
  const [ground] = await readBands(ran.path('ground'));
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < cells; i++) {
    const { thawM, frostM } = depthsAt(i);
    const known = !Number.isNaN(thawM) && !Number.isNaN(frostM);
    const frozen = known && frostM >= thawM;
    const state = !known ? none : frozen ? (thawM === 0 ? 4 : 1) : frostM === 0 ? 3 : 2;
    expect(ground![i], `ground of cell ${i}`).toEqual(state);
    expect(active![i], `active layer of cell ${i}`).toEqual(frozen ? Math.fround(thawM) : none);
    expect(seasonal![i], `seasonal frost of cell ${i}`).toEqual(known && !frozen ? Math.fround(frostM) : none);
    counts[known ? state : 0]! += 1;
  }
  expect(ran.values['summary']).toMatchObject({
    ground: ['permafrost', 'seasonal frost', 'no frost', 'no thaw'].map((name, i) => ({
      ground: name,
      cells: counts[i + 1],
    })),
  });
  expect(counts[1]).toBeGreaterThan(20);
  expect(counts[2]).toBeGreaterThan(20);
}

const byClass =
  (...values: number[]) =>
  (i: number): number =>
    values[cover[i]! - 1]!;
const layerOf = (values: number[], i: number): number => Math.fround(values[i]!);

async function inK(name: string, value: number): Promise<Json> {
  const raster = { widthPx: 2, bands: [[value, value]], unit: 'K' };
  return { raster: await writeGridRaster(join(folder, `${name}.tif`), raster) };
}

/** Of ten cells in a row so many have a mean above 0 °C. */
const meansC = (warm: number): number[] => thawDays.map((_, i) => (i % 10 < warm ? 3 : -4 - (i % 5)));

const runOver = (raster: string) => run({ name: 'edaphic', thaw: { index: { raster }, factor: 0.02 } });

describe('active layer of rasters', () => {
  it('follows Stefan with an edaphic factor by class, cell by cell', async () => {
    const ran = await run({
      name: 'edaphic',
      thaw: { index: thawIndex(), factor: { classes: rasters.cover, values: { bog: 0.015, forest: 0.02, 3: 0.045 } } },
      freeze: { index: freezeIndex(), factor: 0.025 },
    });
    const factor = byClass(0.015, 0.02, 0.045);
    await expectMaps(ran, (i) => ({
      thawM: factor(i) * Math.sqrt(thawDays[i]!),
      frostM: 0.025 * Math.sqrt(frostDays[i]!),
    }));
    expect(ran.values['summary']).toMatchObject({ method: 'edaphic', cellsWithoutDepth: [] });
  });

  it('gives thaw alone without freeze, and says that nothing is known of frost', async () => {
    const ran = await run({ name: 'edaphic', thaw: { index: thawIndex(), factor: 0.03 } });
    const bands = await readBands(ran.path('activeLayer'));
    expect(bands).toHaveLength(1);
    expect(bands[0]).toEqual(Float32Array.from(thawDays, (days) => 0.03 * Math.sqrt(days)));
    expect(() => ran.path('ground')).toThrow();
    expect(ran.values['summary']).toMatchObject({
      bands: [{ band: 'thawDepth' }],
      warnings: [expect.stringMatching(/Nothing is known of frost.*Give freeze/)],
    });
  });

  it('counts cells without a depth by cause: class, bounds, hardly any ice, more water than room', async () => {
    const ran = await run({
      name: 'stefan',
      thaw: { index: { raster: await spoilt() }, nFactor: { classes: rasters.cover, values: { bog: 1, forest: 1 } } },
      thawedConductivity: 1,
      water: {
        by: 'weight',
        dryDensity: { classes: rasters.cover, values: { 1: 2000, 2: 1500, 3: 1500 } },
        content: { raster: rasters.water },
        unfrozen: 0.05,
      },
    });
    const density = byClass(2000, 1500, 1500);
    const rooms = water.map((_, i) => density(i) / 2700 + (density(i) * layerOf(water, i)) / 1000);
    const room = rooms.filter((full) => full > 1.05).length;
    const dry = water.filter((_, i) => density(i) * (layerOf(water, i) - 0.05) < 5 && rooms[i]! <= 1.05).length;
    expect(Math.min(room, dry)).toBeGreaterThan(5);
    expect(ran.values['summary']!['cellsWithoutDepth']).toEqual([
      { cause: 'hardlyAnyIce', cells: dry, reason: expect.stringMatching(/0.01 or more/) },
      { cause: 'moreWaterThanRoom', cells: room, reason: expect.any(String) },
      { cause: 'thaw/index', cells: 3, reason: expect.stringMatching(/out of its bounds: .*0 to 18300 °C·day/) },
      { cause: 'thaw/nFactor', cells: 400, reason: 'class 3 (rock) has no value of thaw/nFactor' },
    ]);
  });

  it('says that there is no permafrost on a map without any, and has seasonal frost on it', async () => {
    const ran = await run({
      name: 'edaphic',
      thaw: { index: 2000, factor: { classes: rasters.cover, values: { 1: 0.04, 2: 0.04, 3: 0.05 } } },
      freeze: { index: 300, factor: 0.03 },
    });
    const [active, seasonal] = await readBands(ran.path('activeLayer'));
    // Amounts are painted in colours, cells without data hatched in grey.
    const { data, info } = await sharp(ran.path('preview')).raw().toBuffer({ resolveWithObject: true });
    const middle = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 3)) * info.channels;
    const [red, green, blue] = data.subarray(middle, middle + 3);
    expect(Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!)).toBeGreaterThan(20);
    expect(active!.every(Number.isNaN)).toBe(true);
    expect(seasonal![0]).toBeCloseTo(0.03 * Math.sqrt(300), 6);
    expect(ran.values['summary']!['warnings']).toContain(
      'There is no permafrost on the map: everywhere frost reaches less deep than thaw.',
    );
  });

  it('takes a mean in K for a temperature, and an amplitude in K for a difference', async () => {
    const soil = {
      thawedConductivity: 1.1,
      frozenConductivity: 1.8,
      thawedHeatCapacity: 2.6e6,
      frozenHeatCapacity: 1.9e6,
      water: { by: 'volume', content: 0.3 },
    };
    const air = { airMean: await inK('mean', 268.15), airAmplitude: await inK('amplitude', 18) };
    const { values } = await run({ name: 'kudryavtsev', ...air, ...soil });
    const stations = await written('one.csv', ['id,lon,lat', 'a,100.2,49.8']);
    const plain = await run({ name: 'kudryavtsev', airMean: -5, airAmplitude: 18, ...soil }, { stations });
    const depth = Number((await plain.text('depths')).trim().split('\r\n')[1]!.split(',')[4]);
    const [band] = values['summary']!['bands'] as { statistics: { mean: number } }[];
    expect(band!.statistics.mean).toBeCloseTo(depth, 4);
  });

  longTest('gives the same bytes however it is cut', async () => {
    const wide = await writeGridRaster(join(folder, 'wide.tif'), {
      widthPx: 700,
      cellSizeDegrees: 0.05,
      bands: [Array.from({ length: 700 * 520 }, (_, i) => (i * 31) % 3000)],
    });
    const method = {
      name: 'edaphic',
      thaw: { index: { raster: wide }, factor: 0.03 },
      freeze: { index: 1200, factor: 0.03 },
    };
    const [whole, cut] = [await run(method), await run(method, { chunkSizePx: 512 })];
    for (const output of ['activeLayer', 'ground', 'preview', 'groundPreview']) {
      expect((await readFile(whole.path(output))).equals(await readFile(cut.path(output))), output).toBe(true);
    }
    expect(cut.values).toEqual(whole.values);
  });
});

/** The index with three cells of a nodata that the file does not declare. */
async function spoilt(): Promise<string> {
  const values = thawDays.map((days, i) => (i === 0 || i === 8 || i === 20 ? -999 : days));
  return writeGridRaster(join(folder, 'spoilt.tif'), { widthPx, bands: [values] });
}

const columns = (names: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(names).map(([parameter, column]) => [parameter, { column }]));

async function written(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

describe('active layer at stations', () => {
  const oracles = sharedFolder('oracles', 'ORACLES');
  oracleTest([{ folder: oracles, name: 'the Stefan depths of stations' }])(
    'equals 1,731 published station-years to 1e-9',
    async () => {
      const stations = join(folder, 'years.csv');
      await copyFile(join(oracles!, 'stefan_qtp_stations.csv'), stations);
      // The file has water in %, as laboratories write it.
      const [header, ...rows] = (await readFile(stations, 'utf8')).trim().split(/\r?\n/);
      expect(rows).toHaveLength(1731);
      const published = rows.map((row) => Number(row.split(',').at(-1)));
      const shares = rows.map((row) => {
        const cellsOf = row.split(',');
        return [...cellsOf, Number(cellsOf[5]) / 100, Number(cellsOf[6]) / 100].join(',');
      });
      await writeFile(stations, [`${header},w,wu`, ...shares].join('\n'));
      const ran = await run(
        {
          name: 'stefan',
          thaw: { index: { column: 'ddt' }, nFactor: 1 },
          thawedConductivity: { column: 'k_thawed' },
          water: { by: 'weight', ...columns({ dryDensity: 'dry_density', content: 'w', unfrozen: 'wu' }) },
        },
        { stations },
      );
      const lines = (await ran.text('depths')).trim().split('\r\n').slice(1);
      expect(lines).toHaveLength(1731);
      for (const [i, line] of lines.entries()) {
        expect(Math.abs(Number(line.split(',')[2]) / published[i]! - 1), line).toBeLessThan(1e-9);
      }
      expect(ran.values['summary']).toMatchObject({ stations: 1731, stationsWithoutDepth: 0 });
    },
  );

  const rows = [
    'id,lon,lat,ddt,ddf,cover',
    'cold,100.2,49.8,900,3600,meadow',
    'warm,101.7,49.8,2500,400,meadow',
    'hot,102.2,49.8,2500,0,forest',
    'polar,102.7,49.8,0,5000,forest',
    'fen,100.7,49.2,900,3600,fen',
    'gap,100.2,49.2,,3600,meadow',
    'wrong,100.2,49.2,-9,3600,meadow',
  ];
  const byColumns = {
    name: 'edaphic',
    thaw: { index: { column: 'ddt' }, factor: { column: 'cover', values: { meadow: 0.03, forest: 0.02 } } },
    freeze: { index: { column: 'ddf' }, factor: 0.025 },
  };

  it('tells what the ground does, and why a station has no depth', async () => {
    const ran = await run(byColumns, { stations: await written('ground.csv', rows) });
    const points = JSON.parse(await ran.text('depthPoints')) as {
      features: { properties: object; geometry: object }[];
    };
    const frost = 0.025 * Math.sqrt(400);
    expect(points.features.map(({ properties }) => properties)).toMatchObject([
      {
        name: 'cold',
        thaw_depth_m: 0.03 * Math.sqrt(900),
        frost_depth_m: 1.5,
        active_layer_m: 0.03 * Math.sqrt(900),
        seasonal_frost_m: null,
        ground: 'permafrost',
        reason: '',
      },
      { name: 'warm', thaw_depth_m: 1.5, active_layer_m: null, seasonal_frost_m: frost, ground: 'seasonal frost' },
      { name: 'hot', thaw_depth_m: 1, active_layer_m: null, seasonal_frost_m: 0, ground: 'no frost' },
      { name: 'polar', thaw_depth_m: 0, active_layer_m: 0, seasonal_frost_m: null, ground: 'no thaw' },
      {
        name: 'fen',
        thaw_depth_m: null,
        active_layer_m: null,
        ground: '',
        reason: 'thaw/factor: class "fen" has no value',
      },
      {
        name: 'gap',
        thaw_depth_m: null,
        frost_depth_m: 1.5,
        active_layer_m: null,
        seasonal_frost_m: null,
        ground: '',
        reason: 'has no value of thaw/index',
      },
      {
        name: 'wrong',
        thaw_depth_m: null,
        ground: '',
        reason: expect.stringMatching(/^thaw\/index is -9: .*0 to 18300 °C·day/),
      },
    ]);
    expect(points.features[0]!.geometry).toEqual({ type: 'Point', coordinates: [100.2, 49.8] });
    expect(ran.values['summary']).toMatchObject({
      stations: 7,
      stationsWithoutDepth: 3,
      ground: [
        { ground: 'permafrost', stations: 1 },
        { ground: 'seasonal frost', stations: 1 },
        { ground: 'no frost', stations: 1 },
        { ground: 'no thaw', stations: 1 },
      ],
    });
  });

  it('reads rasters where the stations stand, as a map does', async () => {
    const method = {
      name: 'edaphic',
      thaw: {
        index: thawIndex(),
        factor: { classes: rasters.cover, values: { bog: 0.015, forest: 0.02, rock: 0.04 } },
      },
    };
    const ran = await run(method, { stations: await written('places.csv', rows) });
    const depths = (await ran.text('depths'))
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','));
    // Columns 0, 3 and 4 of the first row of cells, of half a degree from 100° E.
    const [map] = await readBands((await run(method)).path('activeLayer'));
    for (const [row, cell] of [
      [0, 0],
      [2, 4],
      [3, 5],
    ] as const) {
      expect(Math.fround(Number(depths[row]![4])), `station ${row}`).toBe(map![cell]);
    }
    expect(depths[1]!.slice(4)).toEqual(['', '', '', '', '', 'has no value of thaw/index']);
  });

  it('refuses a unit that no station has, columns on a map, and an index in °C·s on one', async () => {
    const seconds = ['id,lon,lat,ddt', 'a,100.2,49.8,7.8e7', 'b,100.2,49.3,9e7'];
    await expect(
      run(
        { name: 'edaphic', thaw: { index: { column: 'ddt' }, factor: 0.03 } },
        { stations: await written('seconds.csv', seconds) },
      ),
    ).rejects.toThrow(/\/method\/thaw\/index: .*°C·s: divide by 86400, found 78000000 at every station/);
    await expect(run(byColumns)).rejects.toThrow(/a column is of a table of stations, and a map has none/);
    const raster = await writeGridRaster(join(folder, 'seconds.tif'), {
      widthPx,
      bands: [thawDays.map((days) => days * 86_400)],
    });
    await expect(run({ name: 'edaphic', thaw: { index: { raster }, factor: 0.03 } })).rejects.toThrow(
      /\/method\/thaw\/index: .*°C·s: divide by 86400; of \d+ values looked at in seconds.tif, \d+ lie outside, such as \d+/,
    );
  });

  it('says how a column is written that was named as a raster', async () => {
    const stations = await written('named.csv', rows);
    const named = (index: Json, factor: Json) => run({ name: 'edaphic', thaw: { index, factor } }, { stations });
    await expect(named(900, { classes: 'cover', values: { meadow: 0.03 } })).rejects.toThrow(
      '/method/thaw/factor: there is no raster "cover", but the stations have such a column, which is written {"column": "cover", "values": {…}}',
    );
    await expect(named({ raster: 'ddt' }, 0.03)).rejects.toThrow('which is written {"column": "ddt"}');
    await expect(named({ raster: 'none.tif' }, 0.03)).rejects.toThrow(/There is no file .*none.tif/);
  });

  it('refuses a raster of which most values are out of bounds, as a mean in place of an index, with examples', async () => {
    const mostly = await writeGridRaster(join(folder, 'maat.tif'), { widthPx, bands: [meansC(2)] });
    await expect(runOver(mostly)).rejects.toThrow(
      /\/method\/thaw\/index: .*of \d+ values looked at in maat.tif, \d+ lie outside, such as -8, -7 and -4 °C·day/,
    );
    const hardly = await writeGridRaster(join(folder, 'hardly.tif'), { widthPx, bands: [meansC(8)] });
    const { values } = await runOver(hardly);
    expect(values['summary']).toMatchObject({
      cellsWithoutDepth: [{ cause: 'thaw/index', cells: cells / 5 }],
      warnings: [expect.anything(), expect.stringMatching(/^Of all depths of thaw the mean is 0.035 m/)],
    });
  });

  it('converts an index in °C·s whose raster states so', async () => {
    const raster = await writeGridRaster(join(folder, 'stated.tif'), {
      widthPx,
      bands: [thawDays.map((days) => days * 86_400)],
      unit: '°C·s',
    });
    const { path } = await run({ name: 'edaphic', thaw: { index: { raster }, factor: 0.03 } });
    const [depths] = await readBands(path('activeLayer'));
    expect(depths![0]).toBeCloseTo(0.03 * Math.sqrt(thawDays[0]!), 5);
  });
});
