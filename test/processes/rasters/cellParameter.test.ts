import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLocalLibrary } from '../../../src/cli/localLibrary.ts';
import { createComputePool } from '../../../src/pool/computePool.ts';
import { cellParameter } from '../../../src/processes/rasters/cellParameter.ts';
import { openParameters } from '../../../src/processes/rasters/mapParameters.ts';
import { createMemo } from '../../../src/processes/memo.ts';
import { parseInputs } from '../../../src/processes/parseInputs.ts';
import { parametersAtStations } from '../../../src/processes/rasters/stationParameters.ts';
import { readStationRows } from '../../../src/processes/stations/stations.ts';
import { hashFile } from '../../../src/store/hashFile.ts';
import { writeGridRaster } from '../support/gridRaster.ts';
import type { Json } from '../../../src/core/json.ts';
import type { ComputePool } from '../../../src/pool/computePool.ts';

let folder: string;
let pool: ComputePool;
let depth: string;
let cover: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-parameter-'));
  pool = createComputePool(1);
  depth = await writeGridRaster(join(folder, 'depth.tif'), { widthPx: 2, bands: [[0.1, 0.2, 30, Number.NaN]] });
  const classes = { 1: 'bog', 2: 'forest' };
  cover = await writeGridRaster(join(folder, 'cover.tif'), { widthPx: 2, bands: [[1, 2, 1, 3]], classes });
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const thickness = cellParameter({
  title: 'Thickness',
  unit: 'm',
  minimum: 0,
  maximum: 10,
  reason: 'no peat is thicker',
  mistaken: [{ factor: 0.01, unit: 'cm' }],
});
const schema = z.object({ peat: z.object({ thickness, other: thickness.prefault(1) }) });
const parse = (given: Json) => parseInputs(schema, { peat: { thickness: given } }).peat;

const library = createLocalLibrary({ columns: {}, units: {} }, hashFile);
const options = { pointer: '/peat', alignmentOf: () => null };
const open = (given: Json) => openParameters(library, parse(given), options);

async function atStations(given: Json, rows: string) {
  const path = join(folder, 'stations.csv');
  await writeFile(path, rows);
  const context = { library, pool, signal: new AbortController().signal, remember: createMemo() };
  const stations = await readStationRows(context, await library.resolve('boreholes', path));
  const { columns, reasons } = await parametersAtStations(context, parse(given), stations, options);
  return { values: [...columns.thickness], reasons: Object.fromEntries(reasons) };
}

describe('a parameter', () => {
  it('is refused out of its bounds, with their reason and the unit that it seems to be in', () => {
    expect(() => parse(30)).toThrow(
      '/peat/thickness: expected thickness of 0 to 10 m (no peat is thicker). It seems to be in cm: divide by 100, found 30',
    );
    expect(() => parse(-1)).toThrow(/of 0 to 10 m \(no peat is thicker\), found -1/);
    expect(() => parse({ classes: cover, values: { bog: 40 } })).toThrow(/values\/bog.*seems to be in cm.*found 40/);
  });

  it('is refused in a form that is none', () => {
    expect(() => parse({ raster: depth, values: { 1: 2 } })).toThrow(/unknown field "values"|Unrecognized key/);
    expect(() => parse({ classes: cover, values: {} })).toThrow(/the value of at least one class/);
    expect(() => parse('thick')).toThrow(/expected a number/);
  });
});

describe('parameters of a map', () => {
  it('come from a number, a raster, or a raster of classes by number or name', async () => {
    const raster = await open({ raster: depth });
    expect(raster.sources.thickness).toEqual({ kind: 'layer', layer: 0, minimum: 0, maximum: 10 });
    expect(raster.sources.other).toEqual({ kind: 'constant', value: 1 });
    const { sources } = await open({ classes: cover, values: { bog: 0.5, 2: 0.1, 3: 0 } });
    expect(sources.thickness).toMatchObject({ kind: 'classes', layer: 0 });
    expect(sources.thickness).toHaveProperty(
      'values',
      expect.arrayContaining([
        [1, 0.5],
        [2, 0.1],
        [3, 0],
      ]),
    );
  });

  it('are converted from the unit that a raster states, and refused where that is of something else', async () => {
    const values = [[20, 150]];
    const inCm = await writeGridRaster(join(folder, 'cm.tif'), { widthPx: 2, bands: values, unit: 'cm' });
    const { sources } = await open({ raster: inCm });
    expect(sources.thickness).toMatchObject({ kind: 'layer', conversion: { scale: 0.01, offset: 0 }, maximum: 10 });
    expect(await atStations({ raster: inCm }, 'lat,lon\n49.8,100.2\n49.8,100.7')).toEqual({
      values: [0.2, 1.5],
      reasons: {},
    });
    const warm = await writeGridRaster(join(folder, 'warm.tif'), { widthPx: 2, bands: values, unit: 'degC' });
    await expect(open({ raster: warm })).rejects.toThrow(
      '/peat/thickness: warm.tif states that its values are in degC: expected a length in m, not a temperature',
    );
    const plain = await writeGridRaster(join(folder, 'plain.tif'), { widthPx: 2, bands: values, unit: 'DN' });
    expect((await open({ raster: plain })).sources.thickness).not.toHaveProperty('conversion');
  });

  it('open a raster once that several are read from', async () => {
    const tree = parseInputs(schema, {
      peat: { thickness: { raster: depth }, other: { raster: depth, band: 1 } },
    }).peat;
    const { stack, sources } = await openParameters(library, tree, options);
    expect(stack.layers.map(({ covariate }) => covariate)).toEqual(['thickness']);
    expect(sources.other).toEqual(sources.thickness);
  });

  it('refuse classes without a name, a class with two values, columns, and numbers only', async () => {
    await expect(open({ classes: cover, values: { bogg: 1 } })).rejects.toThrow(
      '/peat/thickness/values/bogg: "bogg": cover.tif has no such class; the nearest is "bog"',
    );
    await expect(open({ classes: depth, values: { bog: 1 } })).rejects.toThrow(
      /no names for its classes: give their numbers/,
    );
    await expect(open({ classes: cover, values: { bog: 1, 1: 2 } })).rejects.toThrow(/class 1 has two values/);
    await expect(open({ column: 'peat_m' })).rejects.toThrow(/a column is of a table of stations/);
    await expect(open(1)).rejects.toThrow(/a map needs at least one raster/);
    await expect(open({ raster: depth, band: 2 })).rejects.toThrow(/has one band/);
  });
});

describe('parameters at stations', () => {
  const rows = 'id,lon,lat,peat_m,kind\na,100.2,49.8,0.3,bog\nb,100.7,49.8,40,fen\nc,100.2,49.2,,\nd,90,49.2,1,bog\n';

  it('come from columns, as numbers or by class, with the reason where there is none', async () => {
    expect(await atStations({ column: 'peat_m' }, rows)).toEqual({
      values: [0.3, Number.NaN, Number.NaN, 1],
      reasons: { 1: expect.stringMatching(/^thickness is 40: .*seems to be in cm/), 2: 'has no value of thickness' },
    });
    expect(await atStations({ column: 'kind', values: { bog: 0.5 } }, rows)).toEqual({
      values: [0.5, Number.NaN, Number.NaN, 0.5],
      reasons: { 1: 'thickness: class "fen" has no value', 2: 'has no value of thickness' },
    });
  });

  it('come from rasters where the stations stand', async () => {
    const { values, reasons } = await atStations({ raster: depth }, rows);
    expect(values).toEqual([Math.fround(0.1), Math.fround(0.2), Number.NaN, Number.NaN]);
    expect(reasons).toMatchObject({
      2: expect.stringContaining('thickness is 30'),
      3: expect.stringContaining('outside'),
    });
    const classes = await atStations({ classes: cover, values: { bog: 0.5 } }, rows);
    expect(classes.values).toEqual([0.5, Number.NaN, 0.5, Number.NaN]);
    expect(classes.reasons).toMatchObject({ 1: 'thickness: class "2" has no value' });
  });

  it('are refused where all are out of bounds, or the column is not there', async () => {
    await expect(atStations({ column: 'peat_cm' }, 'id,lon,lat,peat_cm\na,100,49,30\nb,100,49,45\n')).rejects.toThrow(
      /\/peat\/thickness: .*seems to be in cm.* found 30 at every station/,
    );
    await expect(atStations({ column: 'pat_m' }, rows)).rejects.toThrow(/peat_m/);
  });
});
