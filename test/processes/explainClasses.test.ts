/** Effects of a model of classes: shares of the votes, as its maps count them. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { encodeModel } from '../../src/forest/modelFile.ts';
import { trainForest } from '../../src/forest/trainForest.ts';
import { countVotes } from '../../src/forest/votes.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { explainProcess } from '../../src/processes/explain.ts';
import type { Forest } from '../../src/forest/forest.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { Json } from '../../src/core/json.ts';
import type { Ran } from './support/runProcess.ts';
import { makeTable } from '../forest/support/tables.ts';
import { runIn } from './support/runProcess.ts';

const labels = ['bog', 'heath', 'rock'];
const soils = ['peat', 'silt'];
const trees = 15;
const made = makeTable(45, 2);
const columns = [...made.columns, Float32Array.from(made.target.keys(), (row) => row % 2)];
const target = made.target.map((value) => (value < -5 ? 0 : value < -1 ? 1 : 2));
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

interface Effects {
  readonly target: Json;
  readonly covariates: readonly {
    readonly values: readonly (number | string)[];
    readonly classes: readonly (Readonly<Record<string, readonly number[] | null>> & { readonly class: string })[];
  }[];
  readonly pairs: readonly {
    readonly rowsInCells: Json;
    readonly classes: readonly { readonly class: string; readonly partialDependence: readonly (readonly number[])[] }[];
  }[];
}

let folder: string;
let pool: ComputePool;
let forest: Forest;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-explain-classes-'));
  pool = createComputePool(2);
  const options = resolveOptions(cryoforest, { trees });
  ({ forest } = await trainForest({ ...made, columns, target, classCount: 3, options, seed: 1 }, trees, (task) =>
    Promise.resolve(trainTrees(cryoforest, task)),
  ));
  model = await writeModel('classes.cfm', labels);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function writeModel(fileName: string, classes: readonly string[] | null, covariateCount = 3): Promise<string> {
  const covariates = Array.from({ length: covariateCount }, (_, i) => ({
    name: ['tdd', 'precip', 'soil'][i] ?? `x${i}`,
    source: 'column' as const,
    coordinate: null,
    raster: null,
    unit: i === 0 ? '°C·d' : null,
    levels: i === 2 ? soils : null,
    imputed: null,
    minimum: 0,
    maximum: 10,
    importance: null,
  }));
  const description = {
    covariates,
    target: { name: 'landform', unit: null, classes },
    weights: null,
    engine: { name: 'cryoforest', options: resolveOptions(cryoforest, { trees }) },
    seed: 1,
    stations: 45,
    boreholes: { name: 'b.csv', sha256: '0'.repeat(64) },
    intervals: [],
    software: 'test',
    applicability: { missing: 'not asked for' },
    report: {},
  };
  const wide = Array.from({ length: covariateCount }, (_, i) => columns[i] ?? columns[0]!);
  const rows = { columns: wide, target, positions: null, folds: null };
  const own = { ...forest, covariateCount };
  const path = join(folder, fileName);
  await writeFile(path, encodeModel({ description, forest: own, rows }, sha256));
  return path;
}

const explain = (inputs: { readonly [name: string]: Json }): Promise<Ran> =>
  runIn(folder, pool, explainProcess, { model, ...inputs });

async function effectsOf(inputs: { readonly [name: string]: Json }): Promise<Effects> {
  return (await explain(inputs)).values['effects'] as unknown as Effects;
}

/** By the definition: share of the trees that vote for a class in a row, with some covariates set. */
function shareOf(own: number, row: number, set: Readonly<Record<number, number>>): number {
  const asked = columns.map((column, i) => Float32Array.of(set[i] ?? column[row]!));
  return countVotes(forest, labels.length, asked, 0)[own]! / trees;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const allRows = [...target.keys()];

describe('explain of a model of classes', () => {
  it('gives the mean share of the votes of each class, brute force, which add up to 1', async () => {
    const { target: described, covariates } = await effectsOf({ covariates: ['precip'], intervals: 5 });
    expect(described).toEqual({ name: 'landform', unit: null, classes: labels });
    const { values, classes } = covariates[0]!;
    expect(classes.map((item) => item.class)).toEqual(labels);
    for (const [k, value] of values.entries()) {
      for (const own of labels.keys()) {
        const expected = mean(allRows.map((row) => shareOf(own, row, { 1: Number(value) })));
        expect(Math.abs(classes[own]!['partialDependence']![k]! - expected)).toBeLessThan(1e-6);
      }
      const sum = classes.reduce((total, item) => total + item['partialDependence']![k]!, 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
    }
  });

  it('accumulates local effects on each class by their definition, and they cancel over the classes', async () => {
    const { values, classes } = (await effectsOf({ covariates: ['tdd'], intervals: 4 })).covariates[0]!;
    // Written with the fewest digits; columns are float32.
    const ends = values.map((value) => Math.fround(Number(value)));
    for (const own of labels.keys()) {
      const effects = classes[own]!['accumulatedLocalEffect']!;
      for (let k = 1; k < ends.length; k++) {
        const inside = allRows.filter((row) => {
          const x = columns[0]![row]!;
          return x <= ends[k]! && (x > ends[k - 1]! || (k === 1 && x === ends[0]));
        });
        const step = mean(
          inside.map((row) => shareOf(own, row, { 0: ends[k]! }) - shareOf(own, row, { 0: ends[k - 1]! })),
        );
        expect(Math.abs(effects[k]! - effects[k - 1]! - step)).toBeLessThan(1e-6);
      }
    }
    for (const k of ends.keys()) {
      const sum = classes.reduce((total, item) => total + item['accumulatedLocalEffect']![k]!, 0);
      expect(Math.abs(sum)).toBeLessThan(1e-6);
    }
  });

  it('goes level by level through a categorical covariate', async () => {
    const { values, classes } = (await effectsOf({ covariates: ['soil'] })).covariates[0]!;
    expect(values).toEqual(soils);
    const expected = soils.map((_, level) => mean(allRows.map((row) => shareOf(2, row, { 2: level }))));
    for (const level of soils.keys()) {
      expect(Math.abs(classes[2]!['partialDependence']![level]! - expected[level]!)).toBeLessThan(1e-6);
    }
    expect(classes[2]!['accumulatedLocalEffect']).toBeNull();
  });

  it('traces a pair for each class, and names the classes in tables and pictures', async () => {
    const inputs = { covariates: ['tdd'], intervals: 2, pairs: [['tdd', 'precip']], pairIntervals: 2 };
    const ran = await explain({ ...inputs, classes: ['rock', 'bog'] });
    const { pairs } = ran.values['effects'] as unknown as Effects;
    expect(pairs[0]!.classes.map((item) => item.class)).toEqual(['rock', 'bog']);
    const [low] = [0, 1].map((i) => Math.min(...columns[i]!));
    const lows = { 0: low!, 1: Math.min(...columns[1]!) };
    const expected = mean(allRows.map((row) => shareOf(2, row, lows)));
    expect(Math.abs(pairs[0]!.classes[0]!.partialDependence[0]![0]! - expected)).toBeLessThan(1e-6);
    const lines = (await ran.text('effectTable')).trim().split('\r\n');
    expect(lines.map((row) => row.split(',').slice(0, 2).join(' '))).toEqual([
      'covariate class',
      ...Array<string>(3).fill('tdd rock'),
      ...Array<string>(3).fill('tdd bog'),
    ]);
    const pairLines = (await ran.text('pairTable')).trim().split('\r\n');
    expect([pairLines.length, pairLines[1]!.split(',').slice(0, 3)]).toEqual([1 + 18, ['tdd', 'precip', 'rock']]);
    expect(await ran.text('effectPlot')).toMatch(/>rock<.*>bog</s);
    expect(await ran.text('effectPlot')).not.toContain('>heath<');
    expect(await ran.text('pairPlot')).toContain('Share of the votes for bog');
  });

  it('refuses a class that there is not, classes of a number, and more panels than a picture can show', async () => {
    await expect(explain({ classes: ['bogs'] })).rejects.toThrow(
      'The model has no class "bogs"; did you mean bog? It predicts landform as bog, heath, rock',
    );
    await expect(explain({ model: await writeModel('number.cfm', null), classes: ['bog'] })).rejects.toThrow(
      'The model predicts landform as a number and has no classes such as "bog": leave classes out',
    );
    const wide = await writeModel('wide.cfm', labels, 201);
    await expect(explain({ model: wide })).rejects.toThrow(
      '201 covariates for 3 classes would be 603 panels of a picture; at most 600 are traced at once: name fewer covariates, or some of the classes by classes',
    );
  });
});
