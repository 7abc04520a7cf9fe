import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { squaredDeviations } from '../../../src/core/statistics.ts';
import { crossValidate, forestPredictor } from '../../../src/forest/crossValidate.ts';
import { resolveOptions } from '../../../src/forest/engine.ts';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { randomFolds } from '../../../src/forest/folds.ts';
import { trainForest } from '../../../src/forest/trainForest.ts';
import { scoreCandidate } from '../../../src/forest/tuning/candidate.ts';
import { chooseModel } from '../../../src/forest/tuning/chooseModel.ts';
import { countCombinations, mostForests } from '../../../src/forest/tuning/searchCost.ts';
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
    expect(choice.innerRmse).toBe(Math.sqrt(3));
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
        scoreCandidate({ engine: 'cryoforest', candidate, columns, target, weights: null, rows, folds, seed }),
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
    const { forest } = await trainForest(training, 20, (task) => Promise.resolve(cryoforest.trainTrees(task)));
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
    const { innerRmse } = await chooseOn({ columns, target }, allRows(rowCount), seed);
    const { pooled } = await validateNested({ columns, target }, seed);
    expect(1 - (rowCount * innerRmse ** 2) / squaredDeviations(target)).toBeGreaterThan(0);
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
