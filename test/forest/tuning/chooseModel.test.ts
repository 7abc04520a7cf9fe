import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { mean, squaredDeviations } from '../../../src/core/statistics.ts';
import { crossValidate, forestPredictor } from '../../../src/forest/crossValidate.ts';
import { resolveOptions, trainTrees } from '../../../src/forest/engine.ts';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { randomFolds, splitFold } from '../../../src/forest/folds.ts';
import { trainForest } from '../../../src/forest/trainForest.ts';
import { brierScore, scoreCandidate } from '../../../src/forest/tuning/candidate.ts';
import { chooseModel } from '../../../src/forest/tuning/chooseModel.ts';
import { countCombinations, mostForests } from '../../../src/forest/tuning/searchCost.ts';
import { countVotes } from '../../../src/forest/votes.ts';
import { allRows } from '../support/tables.ts';
import type { Candidate } from '../../../src/forest/tuning/candidate.ts';
import type { ModelChoice, Search } from '../../../src/forest/tuning/chooseModel.ts';

/** Few leaves, so that a noise covariate does little harm and luck can show. */
const base = resolveOptions(cryoforest, { trees: 20, minNodeSize: 14 });

/** Errors that only covariates 1, 4 and 5 lower, and mtry 2 with node size 3. */
function madeUpErrors(candidates: readonly Candidate[]): Promise<number[]> {
  return Promise.resolve(
    candidates.map(({ covariates, options }) => {
      const useful = [1, 4, 5].filter((one) => covariates.includes(one)).length;
      const tuned = (options['mtry'] === 2 ? 0 : 0.1) + (options['minNodeSize'] === 3 ? 0 : 0.1);
      return 9 - 2 * useful + 0.01 * (covariates.length - useful) + tuned;
    }),
  );
}

describe('chooseModel', () => {
  it('takes the best pair, then what lowers the error, then the best options on those', async () => {
    const search: Search = { grid: { mtry: [1, 2, 3], minNodeSize: [3, 10] }, selectFeatures: true };
    const choice = await chooseModel(search, 7, base, madeUpErrors);
    expect(choice.covariates).toEqual([1, 4, 5]);
    expect(choice.options).toEqual({ ...base, mtry: 2, minNodeSize: 3 });
    expect(choice.innerError).toBe(3);
    expect(choice.steps.map((step) => step.covariates)).toEqual([
      [1, 4],
      [1, 4, 5],
    ]);
  });

  it('keeps all covariates where none are to be selected, and lowers an mtry that is too large', async () => {
    const asked: Candidate[] = [];
    const choice = await chooseModel({ grid: { mtry: [2, 5, 9] }, selectFeatures: false }, 3, base, (candidates) => {
      asked.push(...candidates);
      return madeUpErrors(candidates);
    });
    expect(choice.covariates).toEqual([0, 1, 2]);
    expect(asked.map(({ options }) => options['mtry'])).toEqual([2, 3]);
  });

  it('asks for no more forests than it says', async () => {
    for (const covariateCount of [2, 3, 6, 9]) {
      const search: Search = { grid: { minNodeSize: [1, 5, 9] }, selectFeatures: true };
      let asked = 0;
      // Every further covariate helps: the longest way there is.
      await chooseModel(search, covariateCount, base, (candidates) => {
        asked += candidates.length;
        return Promise.resolve(candidates.map(({ covariates }) => 1 / covariates.length));
      });
      expect(4 * asked).toBe(mostForests(search, covariateCount, 4));
    }
  });
});

describe('countCombinations', () => {
  it('is the product of the numbers of values', () => {
    expect(countCombinations({ mtry: [1, 2, 3], minNodeSize: [1, 5], trees: [100] })).toBe(6);
    expect(countCombinations({})).toBe(1);
  });
});

const search: Search = { grid: { mtry: [1, 2], minNodeSize: [8, 20] }, selectFeatures: true };

interface Data {
  readonly columns: readonly Float32Array[];
  readonly target: Float64Array;
}

/** Chooses by random folds of the rows given, and of no others. */
function chooseOn({ columns, target }: Data, rows: Uint32Array, seed: number): Promise<ModelChoice> {
  const folds = randomFolds(rows.length, 5, seed, 0);
  return chooseModel(search, columns.length, base, (candidates) =>
    Promise.resolve(
      candidates.map((candidate) =>
        scoreCandidate({
          engine: 'cryoforest',
          candidate,
          columns,
          target,
          classCount: null,
          weights: null,
          rows,
          folds,
          seed,
        }),
      ),
    ),
  );
}

/** Chooses on the training rows of each fold alone, as the processes do. */
async function validateNested({ columns, target }: Data, seed: number) {
  const choices: ModelChoice[] = [];
  const repeats = [randomFolds(target.length, 5, seed, 0)];
  const request = { target, repeats, seed, concurrency: 1 };
  const validation = await crossValidate(request, async ({ rows, seed: own }) => {
    const choice = await chooseOn({ columns, target }, rows, own);
    choices.push(choice);
    const chosen = choice.covariates.map((covariate) => columns[covariate]!);
    const training = { columns: chosen, target, rows, options: choice.options, seed: own };
    const { forest } = await trainForest(training, 20, (task) => Promise.resolve(trainTrees(cryoforest, task)));
    return forestPredictor(forest, chosen);
  });
  return { pooled: validation.repeats[0]!.pooled, choices };
}

function noise(rowCount: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from(allRows(rowCount), () => random.nextUnit() + random.nextUnit() - 1);
}

describe('selection and tuning', () => {
  it.each([1, 3])('give R² ≤ 0 inside the folds on a target of noise, outside them R² > 0 (seed %d)', async (seed) => {
    const rowCount = 40;
    const columns = Array.from({ length: 16 }, (_, i) => Float32Array.from(noise(rowCount, 100 * seed + i)));
    const target = noise(rowCount, 1000 + seed);
    const { innerError } = await chooseOn({ columns, target }, allRows(rowCount), seed);
    const { pooled } = await validateNested({ columns, target }, seed);
    expect(1 - (rowCount * innerError) / squaredDeviations(target)).toBeGreaterThan(0);
    expect(pooled.r2).toBeLessThanOrEqual(0);
  });

  it('find the covariates that matter in every fold', async () => {
    const columns = Array.from({ length: 6 }, (_, i) => Float32Array.from(noise(100, i)));
    const spoilt = noise(100, 77);
    const target = spoilt.map((value, row) => 0.1 * value + 4 * columns[1]![row]! - 3 * columns[4]![row]!);
    const { pooled, choices } = await validateNested({ columns, target }, 1);
    expect(choices.every(({ covariates }) => covariates.includes(1) && covariates.includes(4))).toBe(true);
    expect(pooled.r2).toBeGreaterThan(0.8);
  });
});

describe('selection and tuning of classes', () => {
  it.each([1, 2])(
    'score no better than the prior on classes of noise, and better where the choice saw the rows (seed %d)',
    async (seed) => {
      const rowCount = 40;
      const classCount = 3;
      const columns = Array.from({ length: 16 }, (_, i) => Float32Array.from(noise(rowCount, 100 * seed + i)));
      const random = createRandom(500 + seed);
      const target = Float64Array.from(allRows(rowCount), () => random.nextBelow(classCount));
      const choose = (rows: Uint32Array, own: number): Promise<ModelChoice> => {
        const folds = randomFolds(rows.length, 4, own, 0);
        const task = { engine: 'cryoforest', columns, target, classCount, weights: null, rows, folds, seed: own };
        return chooseModel(search, columns.length, base, (candidates) =>
          Promise.resolve(candidates.map((candidate) => scoreCandidate({ ...task, candidate }))),
        );
      };
      const priorBrier = priorOf(target, classCount);
      const outer = randomFolds(rowCount, 4, seed, 0);
      const errors: number[] = [];
      for (let fold = 0; fold < outer.foldCount; fold++) {
        const { train, test } = splitFold(outer, fold);
        const { covariates, options } = await choose(train, seed);
        const chosen = covariates.map((covariate) => columns[covariate]!);
        const training = { columns: chosen, target, classCount, rows: train, options, seed };
        const { forest } = await trainForest(training, 20, (task) => Promise.resolve(trainTrees(cryoforest, task)));
        for (const row of test) errors.push(brierScore(countVotes(forest, classCount, chosen, row), target[row]!));
      }
      expect((await choose(allRows(rowCount), seed)).innerError).toBeLessThan(mean(errors));
      expect(mean(errors)).toBeGreaterThan(priorBrier);
    },
  );

  it('find the covariates that part the classes', async () => {
    const columns = Array.from({ length: 6 }, (_, i) => Float32Array.from(noise(120, i)));
    const target = Float64Array.from(allRows(120), (row) =>
      columns[1]![row]! > 0 ? 2 : columns[4]![row]! > 0 ? 1 : 0,
    );
    const rows = allRows(120);
    const task = { engine: 'cryoforest', columns, target, classCount: 3, weights: null, rows, seed: 3 };
    const folds = randomFolds(rows.length, 5, 3, 0);
    const choice = await chooseModel(search, columns.length, base, (candidates) =>
      Promise.resolve(candidates.map((candidate) => scoreCandidate({ ...task, folds, candidate }))),
    );
    expect(choice.covariates).toEqual([1, 4]);
    expect(choice.innerError).toBeLessThan(0.1);
  });
});

/** Brier score of naming every class with its share of the rows. */
function priorOf(target: Float64Array, classCount: number): number {
  const shares = Array.from({ length: classCount }, (_, own) => target.filter((value) => value === own).length);
  return 1 - shares.reduce((sum, count) => sum + (count / target.length) ** 2, 0);
}

describe('brierScore', () => {
  it('is 0.16 + 0.09 + 0.01 for votes of 0.6, 0.3 and 0.1 where the first was observed', () => {
    expect(brierScore(Uint32Array.of(6, 3, 1), 0)).toBeCloseTo(0.26, 12);
    expect(brierScore(Uint32Array.of(6, 3, 1), 2)).toBeCloseTo(0.36 + 0.09 + 0.81, 12);
    expect(brierScore(Uint32Array.of(5, 0), 0)).toBe(0);
    expect(brierScore(Uint32Array.of(5, 0), 1)).toBe(2);
  });
});
