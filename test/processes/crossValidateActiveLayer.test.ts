/** Methods for the thaw depth on the same folds: each as it would come out on its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { calibrateActiveLayerProcess } from '../../src/processes/calibrateActiveLayer.ts';
import { crossValidateProcess } from '../../src/processes/crossValidate.ts';
import { crossValidateActiveLayerProcess } from '../../src/processes/crossValidateActiveLayer.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import { runIn } from './support/runProcess.ts';
import { plainSites, writeSites } from './support/thawSites.ts';
import type { Json } from '../../src/core/json.ts';

let folder: string;
let pool: ReturnType<typeof createComputePool>;
let boreholes: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-methods-'));
  pool = createComputePool(2);
  boreholes = await writeSites(folder, plainSites(40));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const covariates = { wet: { column: 'wet' }, ddt: { column: 'ddt' } };
const engine = { trees: 30 };
const usual = { target: 'alt_cm', thawIndex: { column: 'ddt' }, covariates, engine, seed: 5 };
const folds = { scheme: 'leave-location-out', folds: 5 };

interface Row {
  readonly method: string;
  readonly rmseM: number;
  readonly isBest: boolean;
}

function compareMethods(inputs: { readonly [name: string]: Json }) {
  return runIn(folder, pool, crossValidateActiveLayerProcess, { boreholes, ...usual, ...folds, ...inputs });
}

/** Columns of a CSV by name. */
function columnsIn(text: string): Record<string, string[]> {
  const [names, ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  return Object.fromEntries(names!.map((name, i) => [name, rows.map((row) => row[i]!)]));
}

describe('cross-validate-active-layer', () => {
  it('has one row per method, the least error first to name, the mean among them', async () => {
    const ran = await compareMethods({ classes: { column: 'landform' } });
    const { methods, notes } = ran.values['scores'] as unknown as { methods: Row[]; notes: string[] };
    expect(methods.map(({ method }) => method)).toEqual(['mean', 'stefan', 'stefan-by-class', 'forest', 'hybrid']);
    const least = methods.toSorted((a, b) => a.rmseM - b.rmseM)[0]!;
    expect(least.isBest).toBe(true);
    expect(notes[0]).toMatch(new RegExp(`^${least.method} .* has the least error`));
    const table = columnsIn(await ran.text('comparison'));
    expect(table['rmseM']).toEqual(methods.map(({ rmseM }) => String(rmseM)));
    for (const plot of ['stefanPlot', 'stefanByClassPlot', 'forestPlot', 'hybridPlot']) {
      expect(await ran.text(plot)).toContain('Predicted thaw depth (m)');
    }
  });

  it('predicts by Stefan with the factors of the training sites alone, by class where these are enough', async () => {
    const ran = await compareMethods({ classes: { column: 'landform' }, minimumSites: 3 });
    const found = columnsIn(await ran.text('predictions'));
    const {
      ddt,
      alt_cm: depthsCm,
      landform,
    } = Object.fromEntries(
      (['ddt', 'alt_cm', 'landform'] as const).map((name) => [name, plainSites(40).map((site) => site[name])]),
    ) as { ddt: number[]; alt_cm: number[]; landform: string[] };
    const factorOf = (rows: readonly number[]): number =>
      rows.reduce((sum, row) => sum + (depthsCm[row]! / 100) * Math.sqrt(ddt[row]!), 0) /
      rows.reduce((sum, row) => sum + ddt[row]!, 0);
    for (const [row, index] of ddt.entries()) {
      const training = [...ddt.keys()].filter((other) => found['fold']![other] !== found['fold']![row]);
      const ofClass = training.filter((other) => landform[other] === landform[row]);
      const overall = factorOf(training) * Math.sqrt(index);
      const own = ofClass.length >= 3 ? factorOf(ofClass) * Math.sqrt(index) : overall;
      expect(Math.abs(Number(found['stefan_m']![row]) - overall)).toBeLessThan(1e-6 /* m */);
      expect(Math.abs(Number(found['stefan_by_class_m']![row]) - own)).toBeLessThan(1e-6 /* m */);
    }
  });

  it('predicts by the hybrid as cross-validate does the factors of calibrate-active-layer, times √index', async () => {
    const found = columnsIn(await (await compareMethods({})).text('predictions'));
    const calibrated = await runIn(folder, pool, calibrateActiveLayerProcess, {
      boreholes,
      target: 'alt_cm',
      thawIndex: { column: 'ddt' },
    });
    const predict = async (table: string, target: string) => {
      const inputs = { boreholes: table, target, covariates, engine, seed: 5, ...folds };
      return columnsIn(await (await runIn(folder, pool, crossValidateProcess, inputs)).text('predictions'));
    };
    const alone = await predict(calibrated.path('sites'), 'edaphic_factor');
    const depths = await predict(boreholes, 'alt_cm');
    expect(alone['fold']).toEqual(found['fold']);
    for (const [row, { ddt }] of plainSites(40).entries()) {
      const hybrid = Number(alone['predicted']![row]) * Math.sqrt(ddt);
      expect(Math.abs(Number(found['hybrid_m']![row]) - hybrid)).toBeLessThan(
        1e-5 /* m: factors were written with eight digits */,
      );
      expect(Math.abs(Number(found['forest_m']![row]) - Number(depths['predicted']![row]) / 100)).toBeLessThan(
        1e-5 /* m */,
      );
    }
  });

  it('finds the hybrid better than a forest where the ground decides the factor and the forest has no index', async () => {
    const ran = await compareMethods({ covariates: { wet: { column: 'wet' } } });
    const { methods } = ran.values['scores'] as unknown as { methods: Row[] };
    const rmse = Object.fromEntries(methods.map(({ method, rmseM }) => [method, rmseM]));
    expect(rmse['hybrid']!).toBeLessThan(rmse['forest']! / 2);
    expect(rmse['hybrid']!).toBeLessThan(rmse['stefan']! / 2);
  });

  it('gives the same numbers for any number of threads', async () => {
    const alone = createComputePool(1);
    try {
      const inputs = { boreholes, ...usual, ...folds };
      const one = await runIn(folder, alone, crossValidateActiveLayerProcess, inputs);
      expect(one.values).toEqual((await compareMethods({})).values);
    } finally {
      await alone.close();
    }
  });

  it.each([
    ['no covariates', { covariates: {} }, /At least one covariate is needed for the forests/],
    ['the target as a covariate', { covariates: { alt: { column: 'alt_cm' } } }, /which is the target/],
    ['metres for centimetres', { targetUnit: 'm' }, /another unit than m/],
    ['folds that the scheme has no use for', { scheme: 'leave-one-out', folds: 5 }, /takes no folds/],
  ])('refuses %s', async (_, inputs, message) => {
    await expect(compareMethods(inputs)).rejects.toThrow(message);
  });

  const sites = sharedFolder('data/boreholes');
  oracleTest([{ folder: sites, name: 'the CALM sites' }])(
    'ranks the methods at the CALM sites: forest and hybrid before Stefan before the mean',
    async () => {
      const calm = {
        boreholes: join(sites!, 'calm_active_layer_sites.csv'),
        target: 'alt_cm',
        thawIndex: { mean: { column: 'maat_c' }, warmestQuarter: { column: 'bio10_c' } },
        covariates: Object.fromEntries(
          ['maat_c', 'bio10_c', 'precip_mm', 'etopo20_m'].map((column) => [column, { column }]),
        ),
        engine: { trees: 100 },
        folds: 10,
      };
      const ran = await runIn(folder, pool, crossValidateActiveLayerProcess, calm);
      const { methods } = ran.values['scores'] as unknown as { methods: Row[] };
      const rmse = Object.fromEntries(methods.map(({ method, rmseM }) => [method, rmseM]));
      expect(rmse['stefan']!).toBeLessThan(rmse['mean']!);
      expect(Math.max(rmse['forest']!, rmse['hybrid']!)).toBeLessThan(rmse['stefan']!);
    },
  );
});

describe('train on active-layer thickness', () => {
  it('makes a model in the unit of the column', async () => {
    const ran = await runIn(folder, pool, trainProcess, {
      boreholes,
      target: 'alt_cm',
      covariates,
      engine,
      crossValidation: { scheme: 'none' },
    });
    expect(await ran.text('importancePlot')).toContain('cm²');
  });
});
