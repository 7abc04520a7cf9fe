import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { trainingTableProcess } from '../../src/processes/makeTrainingTable.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { createTransformer } from '../../src/raster/crs.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { runIn } from './support/runProcess.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { SyntheticStack } from '../support/syntheticStack.ts';

let folder: string;
let pool: ComputePool;
let stack: SyntheticStack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-table-'));
  pool = createComputePool(2);
  stack = await makeSyntheticStack(join(folder, 'stack'), { widthPx: 500, heightPx: 500 }, ['pre', 'tdd']);
  // Cells are 500 m wide. The first station stands on the void in the north-west, about 600 m and 20 km from its edge.
  const toWgs84 = createTransformer('EPSG:32651', 'EPSG:4326');
  const void600 = toWgs84(300_000 + 250_000 * 0.1733, 5_950_000 - 250_000 * 0.1733);
  const void20 = toWgs84(300_000 + 250_000 * 0.1, 5_950_000 - 250_000 * 0.1);
  const table = await readFile(stack.stationsPath, 'utf8');
  const rows = [void600, void20].map(([lon, lat], i) => `V${i},${lon},${lat},-2`);
  await writeFile(join(folder, 'sites.csv'), `${table}${rows.join('\n')}\n`);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const inputs = (moveWithinM: number) => ({
  boreholes: join(folder, 'sites.csv'),
  target: 'magst_c',
  covariates: stack.covariates,
  moveWithinM,
});

/** A fraction of a degree as minutes behind a dot. */
const toMinutes = (_: string, tens: string, ones: string): string => `.${Number(tens) % 6}${ones}`;

describe('training-table', () => {
  it('leaves a station on a void out, with the reason', async () => {
    const ran = await runIn(folder, pool, trainingTableProcess, inputs(0));
    expect(ran.values['report']).toMatchObject({
      rows: 104,
      leftOutCount: 2,
      leftOut: [
        { station: 'V0', reason: 'has no value of pre, tdd' },
        { station: 'V1', reason: 'has no value of pre, tdd' },
      ],
    });
    expect(ran.values['report']).not.toHaveProperty('moved');
  });

  it('refuses stations none of which lies on the rasters, and shows where they lie', async () => {
    const far = join(folder, 'far.csv');
    await writeFile(far, 'name,lon,lat,magst_c\nA,10,47,3\nB,11,46.5,4\n');
    await expect(runIn(folder, pool, trainingTableProcess, { ...inputs(0), boreholes: far })).rejects.toMatchObject({
      code: 'too-few-stations',
      message: expect.stringMatching(/got none\. 2 were left out: line 2 lies outside the rasters \(lon 10, lat 47\)/),
    });
  });

  it('warns of coordinates that may be degrees.minutes, as the reader of the table does', async () => {
    const stations = await readFile(stack.stationsPath, 'utf8');
    const minutes = join(folder, 'minutes.csv');
    await writeFile(minutes, stations.replaceAll(/\.(\d)(\d)\d*(?=,)/g, toMinutes));
    const ran = await runIn(folder, pool, trainingTableProcess, { ...inputs(0), boreholes: minutes });
    expect(ran.values['report']).toMatchObject({
      warnings: [
        expect.stringMatching(/^minutes\.csv: No coordinate has a fraction of 0\.60 or more/),
        expect.stringMatching(/^16 of 104 rows were left out \(16: lies outside the rasters\)/),
      ],
    });
  });

  it('warns of rows that stand in the table twice, each of which is learnt from', async () => {
    const twice = join(folder, 'twice.csv');
    const [names, first, second, ...others] = (await readFile(stack.stationsPath, 'utf8')).trim().split('\n');
    await writeFile(twice, [names, first, second, ...others, second, first].join('\n'));
    const ran = await runIn(folder, pool, trainingTableProcess, { ...inputs(0), boreholes: twice });
    expect(ran.values['report']).toMatchObject({
      rows: 106,
      warnings: [expect.stringMatching(/^twice\.csv: 2 rows are repeated word for word, first in lines 3, 106; /)],
    });
  });

  it('moves it to the nearest cell with values where that is near enough, and says how far', async () => {
    const ran = await runIn(folder, pool, trainingTableProcess, inputs(2000));
    const report = ran.values['report'] as { moved: { station: string; distanceM: number }[]; leftOut: unknown };
    expect(report).toMatchObject({ rows: 105, leftOut: [{ station: 'V1' }] });
    expect(report.moved).toHaveLength(1);
    expect(report.moved[0]!.station).toBe('V0');
    expect(report.moved[0]!.distanceM).toBeGreaterThan(250);
    expect(report.moved[0]!.distanceM).toBeLessThan(1500);
  });

  it('gives the same rows as CSV, GeoJSON and Parquet', async () => {
    const ran = await runIn(folder, pool, trainingTableProcess, inputs(2000));
    const csv = (await ran.text('table')).trim().split('\r\n');
    expect(csv[0]).toBe('line,name,lat,lon,magst_c,pre,tdd,moved_m');
    const geojson = JSON.parse(await ran.text('tableGeoJson')) as { features: { properties: object }[] };
    const bytes = await readFile(ran.path('tableParquet'));
    const file = new Uint8Array(bytes).buffer;
    const parquet = await parquetReadObjects({ file });
    expect(parquet).toHaveLength(105);
    expect(geojson.features.map(({ properties }) => properties)).toEqual(parquet);
    expect(csv[1]!.split(',').slice(4, 6).map(Number)).toEqual([parquet[0]!['magst_c'], parquet[0]!['pre']]);
  });

  it('is a dataset that train takes as it is, with the same scores', async () => {
    const training = { target: 'magst_c', engine: { trees: 20 }, crossValidation: { scheme: 'none' } };
    const ran = await runIn(folder, pool, trainingTableProcess, inputs(2000));
    const fromRasters = await runIn(folder, pool, trainProcess, { ...inputs(2000), ...training });
    const fromTable = await runIn(folder, pool, trainProcess, {
      boreholes: ran.path('table'),
      columns: ['pre', 'tdd'],
      ...training,
    });
    expect(fromTable.values['scores']!['outOfBag']).toEqual(fromRasters.values['scores']!['outOfBag']);
    expect(fromRasters.values['scores']).toMatchObject({ moved: [{ station: 'V0' }] });
  });

  it('tells how collinear the covariates are and how far the map goes beyond the stations', async () => {
    const ran = await runIn(folder, pool, trainingTableProcess, {
      ...inputs(0),
      covariates: { ...stack.covariates, twice: stack.covariates['pre']! },
    });
    expect(ran.values['report']).toMatchObject({
      collinear: [
        { covariate: 'pre', varianceInflationFactor: null, reason: 'is a linear combination of the others' },
        { covariate: 'twice' },
      ],
      coverage: { cells: 1000, covariates: [{ covariate: 'pre' }, { covariate: 'tdd' }, { covariate: 'twice' }] },
    });
    const { coverage } = ran.values['report'] as unknown as { coverage: { together: { shareOfMapInside: number } } };
    expect(coverage.together.shareOfMapInside).toBeGreaterThan(0.8);
    expect(await ran.text('collinearity')).toMatch(/^covariate,variance_inflation_factor,pre,tdd,twice\r\npre,Inf,1,/);
    expect(await ran.text('coveragePlot')).toMatch(/^<svg[\s\S]*of the map outside/);
    expect(await ran.text('correlationPlot')).toContain('∞');
  });
});
