import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { traceEffect, traceLevels } from '../../src/forest/effects.ts';
import { traceSurface } from '../../src/forest/effectSurface.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { encodeModel } from '../../src/forest/modelFile.ts';
import { predictBlock } from '../../src/forest/predict.ts';
import { trainForest } from '../../src/forest/trainForest.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { explainProcess } from '../../src/processes/explain.ts';
import { parseInputs } from '../../src/processes/parseInputs.ts';
import { shortestFloat32 } from '../../src/forest/float32.ts';
import type { Json } from '../../src/core/json.ts';
import type { Forest } from '../../src/forest/forest.ts';
import type { Output } from '../../src/processes/process.ts';
import { makeTable } from '../forest/support/tables.ts';
import { executeIn } from './support/runProcess.ts';

const table = makeTable(60, 2);
const names = ['tdd', 'precip'];
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
let folder: string;
let forest: Forest;

async function writeModel(
  name: string,
  keepRows: boolean,
  columns = table.columns,
  soils: string[] | null = null,
): Promise<string> {
  const path = join(folder, name);
  const covariates = names.map((covariate, i) => ({
    name: covariate,
    source: 'column' as const,
    coordinate: null,
    raster: null,
    unit: i === 0 ? '°C·d' : null,
    minimum: 0,
    maximum: 10,
    levels: i === 1 ? soils : null,
    imputed: null,
    importance: null,
  }));
  const options = resolveOptions(cryoforest, { trees: 20 });
  const description = {
    covariates,
    target: { name: 'magt', unit: '°C', classes: null },
    weights: null,
    engine: { name: 'cryoforest', options },
    seed: 1,
    stations: 60,
    boreholes: { name: 'b.csv', sha256: '0'.repeat(64) },
    intervals: [],
    software: 'test',
    applicability: { missing: 'not asked for' },
    report: {},
  };
  const rows = { columns, target: table.target, positions: null, folds: null };
  await writeFile(path, encodeModel({ description, forest, rows: keepRows ? rows : null }, sha256));
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-explain-'));
  const options = resolveOptions(cryoforest, { trees: 20 });
  ({ forest } = await trainForest({ ...table, options, seed: 1 }, 20, (task) =>
    Promise.resolve(trainTrees(cryoforest, task)),
  ));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function explain(inputs: { readonly [name: string]: Json }): Promise<Readonly<Record<string, Output>>> {
  const pool = createComputePool(1);
  try {
    return await executeIn(folder, pool, explainProcess, inputs);
  } finally {
    await pool.close();
  }
}

const textOf = (output: Output | undefined): Promise<string> =>
  output?.kind === 'file' ? readFile(output.path, 'utf8') : Promise.resolve(JSON.stringify(output?.value));

const matrix = (values: Float64Array | Uint32Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));

describe('explain', () => {
  it('returns the curves of the training rows that the model carries, as values, table and picture', async () => {
    const outputs = await explain({ model: await writeModel('a.cfm', true), covariates: ['precip'], intervals: 4 });
    const curve = traceEffect((...given) => predictBlock(forest, ...given), table.columns, 1, 4);
    expect(JSON.parse(await textOf(outputs['effects']))).toEqual({
      target: { name: 'magt', unit: '°C' },
      rows: 60,
      covariates: [
        {
          covariate: 'precip',
          unit: null,
          values: Array.from(curve.values, shortestFloat32),
          partialDependence: [...curve.partialDependence],
          percentile10: [...curve.lower],
          percentile90: [...curve.upper],
          accumulatedLocalEffect: [...curve.accumulated],
        },
      ],
      pairs: [],
    });
    const lines = (await textOf(outputs['effectTable'])).trim().split('\r\n');
    expect(lines).toHaveLength(1 + 5);
    expect(lines[1]).toBe(
      [
        'precip',
        shortestFloat32(curve.values[0]!),
        curve.partialDependence[0],
        curve.lower[0],
        curve.upper[0],
        curve.accumulated[0],
      ].join(),
    );
    expect(await textOf(outputs['effectPlot'])).toContain('60 of 60 training rows asked');
  });

  it('names the levels of a categorical covariate, traces each, and accumulates nothing over them', async () => {
    const soils = ['peat', 'silt', 'sand'];
    const ranks = table.columns[1]!.map((_, row) => row % 3);
    const model = await writeModel('h.cfm', true, [table.columns[0]!, ranks], soils);
    const outputs = await explain({ model, covariates: ['precip'], intervals: 1 });
    const curve = traceLevels((...given) => predictBlock(forest, ...given), [table.columns[0]!, ranks], 1, 3);
    expect(JSON.parse(await textOf(outputs['effects']))).toMatchObject({
      covariates: [{ values: soils, partialDependence: [...curve.partialDependence], accumulatedLocalEffect: null }],
    });
    const lines = (await textOf(outputs['effectTable'])).trim().split('\r\n');
    expect(lines.map((row) => row.split(',')[1])).toEqual(['value', ...soils]);
    expect(lines[1]).toMatch(/,$/);
    expect(await textOf(outputs['effectPlot'])).toContain('>peat<');
    await expect(explain({ model, pairs: [['tdd', 'precip']] })).rejects.toThrow('precip is categorical: a pair');
  });

  it('returns the surface of a pair, as matrices, table and picture, and none of them unasked', async () => {
    const model = await writeModel('e.cfm', true);
    const outputs = await explain({ model, covariates: ['tdd'], pairs: [['precip', 'tdd']], pairIntervals: 3 });
    const surface = traceSurface((...given) => predictBlock(forest, ...given), table.columns, [1, 0], 3);
    const [across, up] = surface.values;
    const { pairs } = JSON.parse(await textOf(outputs['effects'])) as { pairs: unknown };
    expect(pairs).toEqual([
      {
        covariates: [
          { covariate: 'precip', unit: null, values: Array.from(across, shortestFloat32) },
          { covariate: 'tdd', unit: '°C·d', values: Array.from(up, shortestFloat32) },
        ],
        partialDependence: matrix(surface.partialDependence, 4),
        accumulatedLocalEffect: matrix(surface.interaction, 4),
        rowsInCells: matrix(surface.rowCounts, 3),
      },
    ]);
    const lines = (await textOf(outputs['pairTable'])).trim().split('\r\n');
    expect(lines).toHaveLength(1 + 16);
    expect(lines[6]).toBe(
      [
        'precip',
        'tdd',
        ...[across[1]!, up[1]!].map(shortestFloat32),
        surface.partialDependence[5],
        surface.interaction[5],
      ].join(),
    );
    expect(await textOf(outputs['pairPlot'])).toContain('tdd (°C·d)');
    expect(Object.keys(await explain({ model }))).toEqual(['effects', 'effectTable', 'effectPlot']);
  });

  it('refuses a pair of one covariate, of an unknown one, of one that never varies, and what is no pair', async () => {
    const model = await writeModel('f.cfm', true);
    await expect(explain({ model, pairs: [['tdd', 'tdd']] })).rejects.toThrow(
      'A pair needs two different covariates, not tdd twice',
    );
    await expect(explain({ model, pairs: [['tdd', 'prec']] })).rejects.toThrow('did you mean precip?');
    expect(() => parseInputs(explainProcess.inputs, { model, pairs: [['tdd']] })).toThrow(
      '/pairs/0: Too small: expected array to have >=2 items, found ["tdd"]',
    );
    expect(() => parseInputs(explainProcess.inputs, { model, pairs: 'tdd,precip'.split(',') })).toThrow(
      '/pairs/0: expected array, found "tdd"',
    );
    const flat = await writeModel('g.cfm', true, [table.columns[0]!, new Float32Array(60).fill(7)]);
    await expect(explain({ model: flat, pairs: [['tdd', 'precip']] })).rejects.toThrow(
      'have one value of precip, 7: a pair with it has no surface',
    );
  });

  it('draws rows where there are more than asked for, the same ones every time', async () => {
    const model = await writeModel('b.cfm', true);
    const first = await textOf((await explain({ model, rows: 10 }))['effects']);
    expect(JSON.parse(first)).toMatchObject({ rows: 10, covariates: [{ covariate: 'tdd' }, { covariate: 'precip' }] });
    expect(await textOf((await explain({ model, rows: 10 }))['effects'])).toBe(first);
  });

  it('refuses a covariate that the model does not have, and a model without its rows', async () => {
    await expect(explain({ model: await writeModel('c.cfm', true), covariates: ['tdt'] })).rejects.toThrow(
      'The model has no covariate "tdt"; did you mean tdd? It has tdd, precip',
    );
    await expect(explain({ model: await writeModel('d.cfm', false) })).rejects.toThrow(
      /^An explanation needs the rows/,
    );
  });
});
