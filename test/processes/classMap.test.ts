/** Maps of categorical covariates, codes of a raster of which some were never trained on, and maps of classes. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { classColour } from '../../src/core/classColours.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { createTransformer } from '../../src/raster/crs.ts';
import { auxiliaryXml } from '../../src/raster/mapClasses.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { northUp, writeTestCog } from '../raster/support/writeTestCog.ts';
import { validateCog } from '../support/validateCog.ts';
import { runIn } from './support/runProcess.ts';
import { readBand } from '../support/readBands.ts';
import type { Json } from '../../src/core/json.ts';
import type { Ran } from './support/runProcess.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

const grid = { widthPx: 40, heightPx: 30, transform: northUp };
/** Columns of ten cells: codes 7, 20, 3, and 99 where no station stands. */
const codes = [7, 20, 3, 99];
const depthsCm = [40, 90, 200];

let folder: string;
let pool: ComputePool;
let stations: string;
let landcover: string;

interface Regression {
  readonly regression: {
    readonly references: readonly { readonly covariate: string; readonly level: string }[];
    readonly coefficients: readonly { readonly name: string; readonly estimate: number }[];
  };
  readonly crossValidated: { readonly overall: { readonly rmse: number } };
}

function codeAt(cell: number): number {
  return codes[Math.floor((cell % grid.widthPx) / 10)]!;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-levels-'));
  pool = createComputePool(2);
  landcover = join(folder, 'landcover.tif');
  const values = Float32Array.from({ length: grid.widthPx * grid.heightPx }, (_, cell) => codeAt(cell));
  await writeTestCog(landcover, { grid, values });
  const toWgs84 = createTransformer('EPSG:32645', 'EPSG:4326');
  const rows = Array.from({ length: 60 }, (_, i) => {
    const [column, row] = [i % 30, (7 * i) % 30];
    const [lon, lat] = toWgs84(northUp[0] + 30 * (column + 0.5), northUp[3] - 30 * (row + 0.5));
    const place = Math.floor(column / 10);
    return [lon, lat, depthsCm[place]! + (i % 3), ['bog', 'forest', 'rock'][place]].join(',');
  });
  stations = join(folder, 'stations.csv');
  await writeFile(stations, `lon,lat,alt_cm,landform\n${rows.join('\n')}\n`);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function train(target: string, source: Json): Promise<string> {
  return (await trainWith({ trees: 30 }, target, source)).path('model');
}

function trainWith(engine: Json, target: string, source: Json): Promise<Ran> {
  return runIn(folder, pool, trainProcess, {
    boreholes: stations,
    target,
    covariates: { landcover: source },
    engine,
    crossValidation: { scheme: 'random', folds: 3 },
  });
}

/** @param placeOf whose depth a cell of that code should have; none where it gives −1 */
async function expectDepths(path: string, placeOf: (code: number) => number): Promise<void> {
  for (const [cell, value] of (await readBand(path)).entries()) {
    const depthCm = depthsCm[placeOf(codeAt(cell))];
    if (depthCm === undefined) expect(value).toBeNaN();
    else expect(Math.abs(value - depthCm - 1)).toBeLessThan(1);
  }
}

describe('predict with a categorical covariate', () => {
  it('gives every code its own thaw depth, none to an unseen code, and counts those cells', async () => {
    const model = await train('alt_cm', { raster: landcover, categorical: true });
    const { path, values } = await runIn(folder, pool, predictProcess, { model, covariates: { landcover } });
    const map = await readBand(path('magst'));
    for (const [cell, value] of map.entries()) {
      const place = codes.indexOf(codeAt(cell));
      if (place === 3) expect(value).toBeNaN();
      else expect(Math.abs(value - depthsCm[place]! - 1)).toBeLessThan(1);
    }
    expect(values['summary']).toMatchObject({
      cellsWithValue: 900,
      covariates: [{ cellsWithoutValue: 300, cellsOfUnseenLevel: 300, trainingLevels: ['7', '20', '3'] }],
      bands: [{ band: 'mean', unit: 'cm' }],
      warnings: [expect.stringContaining('300 of 1200 cells have a level of landcover that no training row has')],
    });
    expect(values['summary']).not.toHaveProperty('permafrost');
  });

  it('is a factor to engine linear: effects against a named level, the same map, none to an unseen code', async () => {
    const trained = await trainWith({ name: 'linear' }, 'alt_cm', { raster: landcover, categorical: true });
    const { regression, crossValidated } = trained.values['scores'] as unknown as Regression;
    expect(regression.references).toEqual([{ covariate: 'landcover', level: '3' }]);
    const estimates = regression.coefficients.map(({ name, estimate }) => [name, Math.round(estimate)]);
    expect(estimates).toEqual([
      ['(intercept)', 201],
      ['landcover: 7', -160],
      ['landcover: 20', -110],
    ]);
    expect(crossValidated.overall.rmse).toBeLessThan(1);
    const model = trained.path('model');
    const { path, values } = await runIn(folder, pool, predictProcess, { model, covariates: { landcover } });
    await expectDepths(path('magst'), (code) => (code === 99 ? -1 : codes.indexOf(code)));
    expect(values['summary']).toMatchObject({
      cellsWithValue: 900,
      covariates: [{ cellsWithoutValue: 300, cellsOfUnseenLevel: 300 }],
    });
  });

  it('finds its area of applicability: all trained codes, none where there is no value', async () => {
    const model = await train('alt_cm', { raster: landcover, categorical: true });
    const inputs = { model, covariates: { landcover }, bands: 'mean,di,aoa' };
    const { path } = await runIn(folder, pool, predictProcess, inputs);
    const [di, inside] = [await readBand(path('magst'), 2), await readBand(path('magst'), 3)];
    for (let cell = 0; cell < di.length; cell++) {
      const unseen = codeAt(cell) === 99;
      expect([di[cell], inside[cell]]).toEqual(unseen ? [Number.NaN, Number.NaN] : [0, 1]);
    }
  });

  describe('whose levels are texts of the table', () => {
    let model: string;
    beforeAll(async () => {
      model = await train('alt_cm', { column: 'landform', categorical: true });
    });
    const predictWith = (covariate: Json) =>
      runIn(folder, pool, predictProcess, { model, covariates: { landcover: covariate } });

    it('takes the numbers of the raster for them as a table says, and counts those of unseen levels', async () => {
      const levels = { 7: 'bog', 20: 'forest', 3: 'rock', 99: 'lake' };
      const { path, values } = await predictWith({ raster: landcover, levels });
      await expectDepths(path('magst'), (code) => codes.indexOf(code));
      expect(values['summary']).toMatchObject({
        cellsWithValue: 900,
        covariates: [{ cellsOfUnseenLevel: 300, levelByCode: { 3: 'rock', 7: 'bog', 20: 'forest' } }],
      });
    });

    it('lets two numbers stand for one level', async () => {
      const levels = { 7: 'bog', 20: 'bog', 3: 'rock', 99: 'rock' };
      const { path, values } = await predictWith({ raster: landcover, levels });
      await expectDepths(path('magst'), (code) => (code === 7 || code === 20 ? 0 : 2));
      expect(values['summary']).toMatchObject({ cellsWithValue: 1200 });
    });

    it('reads their names from the file that GDAL keeps beside the raster', async () => {
      const named = join(folder, 'named.tif');
      await copyFile(landcover, named);
      const colour = classColour(0);
      const classes = [7, 20, 3].map((value, i) => ({ value, name: ['bog', 'forest', 'rock'][i]!, colour }));
      await writeFile(`${named}.aux.xml`, auxiliaryXml(classes));
      const { path } = await predictWith(named);
      await expectDepths(path('magst'), (code) => codes.indexOf(code));
    });

    it.each([
      [
        'a raster without names',
        {},
        'The model knows landcover by texts ("bog", "forest", "rock"), and landcover.tif holds numbers without names. Give levels, the text of each number, such as covariates={"landcover":{"raster":"landcover.tif","levels":{"1":"bog"}}}',
      ],
      [
        'a table of other texts',
        { levels: { 7: 'Bog', 20: 'Forest' } },
        'None of the levels of landcover on the map ("Bog", "Forest") is one that the model was trained with ("bog", "forest", "rock")',
      ],
      ['a level that is no number', { levels: { seven: 'bog' } }, 'a level stands under a whole number'],
    ])('refuses %s', async (_, more, message) => {
      await expect(predictWith({ raster: landcover, ...more })).rejects.toThrow(message);
    });

    it('refuses levels of a covariate of numbers', async () => {
      const numbers = await train('alt_cm', { raster: landcover });
      const covariates = { landcover: { raster: landcover, levels: { 7: 'bog' } } };
      await expect(runIn(folder, pool, predictProcess, { model: numbers, covariates })).rejects.toThrow(
        'landcover is a covariate of numbers in the model',
      );
    });
  });
});

describe('predict with a model of classes', () => {
  it('maps number and votes of each class, with areas, a legend in the file, and a picture', async () => {
    const model = await train('landform', { raster: landcover, categorical: true });
    const map = await runIn(folder, pool, predictProcess, { model, covariates: { landcover } });
    const [classes, votes] = [await readBand(map.path('magst')), await readBand(map.path('magst'), 2)];
    for (const [cell, own] of classes.entries()) {
      const place = codes.indexOf(codeAt(cell));
      expect(own).toBe(place === 3 ? Number.NaN : place);
      expect(votes[cell]).toBe(place === 3 ? Number.NaN : 1);
    }
    const areas = ['bog', 'forest', 'rock'].map((name) => ({ class: name, cells: 300, share: 1 / 3 }));
    expect(map.values['summary']).toMatchObject({
      classes: { target: 'landform', areas },
      bands: [{ band: 'class' }, { band: 'votes', statistics: { mean: 1 } }],
    });
    expect(JSON.stringify(map.values['summary'])).not.toMatch(/"band":"class"[^}]*statistics|threshold/);
    expect(map.values['summary']).not.toHaveProperty('permafrost');
    expect((await sharp(map.path('preview')).metadata()).format).toBe('png');
    const raster = await openRaster(map.path('magst'));
    expect(raster.info.bands[0]!.description).toBe('class of landform predicted by cryoforest');
    await raster.close();
    // GDAL's XML escapes twice.
    const text = (await readFile(map.path('magst'))).toString('latin1').replaceAll('&amp;quot;', '"');
    expect(text).toContain('<Item name="CLASSES">{"0":"bog","1":"forest","2":"rock"}</Item>');
  });

  it('maps the classes alone as bytes with a colour table, and their names beside it', async () => {
    const model = await train('landform', { raster: landcover, categorical: true });
    const map = await runIn(folder, pool, predictProcess, { model, covariates: { landcover }, bands: 'class' });
    const raster = await openRaster(map.path('magst'));
    expect(raster.info.bands).toMatchObject([{ type: 'uint8', nodata: 255 }]);
    await raster.close();
    const own = await readBand(map.path('magst'));
    for (const [cell, value] of own.entries()) {
      const place = codes.indexOf(codeAt(cell));
      expect(value).toBe(place === 3 ? Number.NaN : place);
    }
    const [directory] = validateCog(map.path('magst')).directories;
    const reds = directory!.numbers(320).slice(0, 4);
    expect(reds).toEqual([0, 1, 2].map((number) => 257 * classColour(number)[0]).concat(65_535));
    expect(map.path('names')).toBe(`${map.path('magst')}.aux.xml`);
    expect(await map.text('names')).toContain('<Category>bog</Category>\n      <Category>forest</Category>');
  });

  it('maps the share of the votes of a class by its name', async () => {
    const model = await train('landform', { raster: landcover, categorical: true });
    const bands = ['class', 'votes:forest', 'votes:rock'];
    const map = await runIn(folder, pool, predictProcess, { model, covariates: { landcover }, bands });
    const [forest, rock] = await Promise.all([2, 3].map((band) => readBand(map.path('magst'), band)));
    for (const cell of forest!.keys()) {
      const place = codes.indexOf(codeAt(cell));
      const expected = place === 3 ? [Number.NaN, Number.NaN] : [Number(place === 1), Number(place === 2)];
      expect([forest![cell], rock![cell]]).toEqual(expected);
    }
    const raster = await openRaster(map.path('magst'));
    expect(raster.info.bands[1]!.description).toBe('share of the votes for forest of landform predicted by cryoforest');
    await raster.close();
    const mistyped = { model, covariates: { landcover }, bands: 'class,votes:forrest' };
    await expect(runIn(folder, pool, predictProcess, mistyped)).rejects.toThrow('did you mean votes:forest?');
  });

  it('finds the area of applicability of classes as of numbers, without an expected error', async () => {
    const model = await train('landform', { raster: landcover, categorical: true });
    const bands = 'class,di,aoa,lpd';
    const map = await runIn(folder, pool, predictProcess, { model, covariates: { landcover }, bands });
    const [di, inside, density] = await Promise.all([2, 3, 4].map((band) => readBand(map.path('magst'), band)));
    for (const cell of di!.keys()) {
      const isTrained = codeAt(cell) !== 99;
      expect([di![cell], inside![cell]]).toEqual(isTrained ? [0, 1] : [Number.NaN, Number.NaN]);
      if (isTrained) expect(density![cell]).toBe(20);
    }
    expect(map.values['summary']).toMatchObject({ applicability: expect.any(Object) });
    const asked = { model, covariates: { landcover }, bands: 'class,error' };
    await expect(runIn(folder, pool, predictProcess, asked)).rejects.toThrow('no error: a wrong class has no size');
  });

  it('refuses bands of numbers', async () => {
    const model = await train('landform', { raster: landcover, categorical: true });
    const inputs = { model, covariates: { landcover }, bands: ['mean'] };
    await expect(runIn(folder, pool, predictProcess, inputs)).rejects.toThrow(
      'mean is a band of models that predict numbers',
    );
  });
});
