import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { randomFolds } from '../../../src/forest/folds.ts';
import { createComputePool } from '../../../src/pool/computePool.ts';
import { judgeApplicability, reportApplicability } from '../../../src/processes/training/applicability.ts';

const random = createRandom(4);
const numbers = (): Float32Array => Float32Array.from({ length: 40 }, () => random.nextUnit());
const columns = [numbers(), numbers()];
const target = Float64Array.from(numbers());

/** Predictions that are all 2 too high. */
const heldOut = [{ folds: randomFolds(40, 4, 1, 0), predictions: target.map((x) => x + 2) }];

const covariates = ['tdd', 'pre'].map((name) => ({ name, layer: null, coordinate: null, levels: null, imputed: null }));
const table = { columns, target, classes: null, covariates };
const pool = createComputePool(1);
afterAll(() => pool.close());

async function report(...given: ParametersAfterContext): Promise<unknown> {
  return reportApplicability(await judgeApplicability({ pool, signal: new AbortController().signal }, ...given));
}
type ParametersAfterContext = Parameters<typeof judgeApplicability> extends [unknown, ...infer Rest] ? Rest : never;

function missing(text: string): unknown {
  return { missing: expect.stringContaining(text) };
}

describe('judgeApplicability', () => {
  it('expects the error of the cross-validation, in the unit of the target', async () => {
    const { expectedError } = (await report(table, [1, 0.2], heldOut)) as { expectedError: { rmse: number[] } };
    expect(expectedError.rmse.length).toBeGreaterThan(0);
    for (const error of expectedError.rmse) expect(error).toBeCloseTo(2, 9);
  });

  it('takes the levels of a categorical covariate as dummies', async () => {
    const soil = { ...covariates[0]!, name: 'soil', levels: ['peat', 'sand'] };
    const ranks = Float32Array.from({ length: 40 }, (_, row) => row % 2);
    const categorical = { ...table, columns: [columns[0]!, ranks], covariates: [covariates[1]!, soil] };
    expect(await report(categorical, [1, 0.2], heldOut)).toMatchObject({
      dissimilarityThreshold: expect.any(Number),
    });
  });

  it('has the same threshold for classes, and no error, as a wrong class has no size', async () => {
    const ofNumbers = (await report(table, [1, 0.2], heldOut)) as { dissimilarityThreshold: number };
    const { dissimilarityThreshold } = ofNumbers;
    expect(await report({ ...table, classes: ['a', 'b'] }, [1, 0.2], heldOut)).toEqual({
      dissimilarityThreshold,
      expectedError: null,
    });
  });

  it('says what is missing: folds, rows out of bag, a covariate that helps', async () => {
    expect(await report(table, [1, 0.2], null)).toEqual(missing('"scheme": "none"'));
    expect(await report(table, [null, null], heldOut)).toEqual(missing('out of bag'));
    expect(await report(table, [-1, 0], heldOut)).toEqual(missing('which rows are alike'));
  });
});
