import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
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

const base = resolveOptions(cryoforest, { trees: 30 });

describe('chooseModel', () => {
  /** Errors that only covariates 1, 4 and 5 lower, and mtry 2 with node size 3. */
  const score = (candidates: readonly Candidate[]): Promise<number[]> =>
    Promise.resolve(
      candidates.map(({ covariates, options }) => {
        const useful = [1, 4, 5].filter((one) => covariates.includes(one)).length;
        const useless = covariates.length - useful;
        const tuned = (options['mtry'] === 2 ? 0 : 0.1) + (options['minNodeSize'] === 3 ? 0 : 0.1);
        return 9 - 2 * useful + 0.01 * useless + tuned;
      }),
    );

  it('takes the best pair, then what lowers the error, then the best options on those', async () => {
    const search: Search = { grid: { mtry: [1, 2, 3], minNodeSize: [3, 10] }, selectFeatures: true };
    const choice = await chooseModel(search, 7, base, score);
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
      return score(candidates);
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

/** Chooses on the training rows of each fold alone, as the processes do. */
async function nested(columns: readonly Float32Array[], target: Float64Array, search: Search, seed: number) {
  const choices: ModelChoice[] = [];
  const folds = randomFolds(target.length, 5, seed, 0);
  const validation = await crossValidate(
    { target, repeats: [folds], seed, concurrency: 1 },
    async ({ rows, seed: own }) => {
      const inner = randomFolds(rows.length, 4, own, 0);
      const choice = await chooseModel(search, columns.length, base, (candidates) =>
        Promise.resolve(
          candidates.map((candidate) =>
            scoreCandidate({ engine: 'cryoforest', candidate, columns, target, rows, folds: inner, seed: own }),
          ),
        ),
      );
      choices.push(choice);
      const chosen = choice.covariates.map((covariate) => columns[covariate]!);
      const request = { columns: chosen, target, rows, options: choice.options, seed: own };
      const { forest } = await trainForest(request, 30, (task) => Promise.resolve(cryoforest.trainTrees(task)));
      return forestPredictor(forest, chosen);
    },
  );
  return { pooled: validation.repeats[0]!.pooled, choices };
}

function noise(rowCount: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from(allRows(rowCount), () => random.nextUnit() + random.nextUnit() - 1);
}

describe('selection and tuning inside the folds', () => {
  const search: Search = { grid: { mtry: [1, 2], minNodeSize: [1, 8] }, selectFeatures: true };

  it.each([1, 2, 3])(
    'give R² ≤ 0 on a target that is noise, though the inner score looks good (seed %d)',
    async (seed) => {
      const columns = Array.from({ length: 8 }, (_, i) => Float32Array.from(noise(60, 100 * seed + i)));
      const target = noise(60, 1000 + seed);
      const { pooled, choices } = await nested(columns, target, search, seed);
      expect(pooled.r2).toBeLessThanOrEqual(0);
      const innerRmse = Math.sqrt(choices.reduce((sum, choice) => sum + choice.innerRmse ** 2, 0) / choices.length);
      expect(innerRmse).toBeLessThan(0.97 * pooled.rmse);
    },
  );

  it('find the covariates that matter in every fold', async () => {
    const columns = Array.from({ length: 6 }, (_, i) => Float32Array.from(noise(120, i)));
    const spoilt = noise(120, 77);
    const target = Float64Array.from(
      allRows(120),
      (row) => 4 * columns[1]![row]! - 3 * columns[4]![row]! + 0.1 * spoilt[row]!,
    );
    const { pooled, choices } = await nested(columns, target, search, 1);
    expect(choices.every(({ covariates }) => covariates.includes(1) && covariates.includes(4))).toBe(true);
    expect(pooled.r2).toBeGreaterThan(0.8);
  });
});
