import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { scorePredictions, spreadOfScores } from '../../src/forest/scores.ts';
import { randomFolds } from '../../src/forest/folds.ts';
import { judgeApplicability, reportApplicability } from '../../src/processes/applicability.ts';
import type { CrossValidation } from '../../src/forest/crossValidate.ts';

const random = createRandom(4);
const numbers = (): Float32Array => Float32Array.from({ length: 40 }, () => random.nextUnit());
const columns = [numbers(), numbers()];
const target = Float64Array.from(numbers());

/** Predictions that are all 2 too high. */
function validation(): CrossValidation {
  const predictions = target.map((x) => x + 2);
  const pooled = scorePredictions(target, predictions)!;
  const repeats = [{ folds: randomFolds(40, 4, 1, 0), predictions, foldScores: [], pooled }];
  return { repeats, spread: spreadOfScores([pooled]) };
}

function reason(...given: Parameters<typeof judgeApplicability>): unknown {
  return reportApplicability(judgeApplicability(...given));
}

describe('judgeApplicability', () => {
  it('expects the error of the cross-validation, in the unit of the target', () => {
    const report = reportApplicability(judgeApplicability({ columns, target, classes: null }, [1, 0.2], validation()));
    const rmse = (report as { expectedError: { rmse: number[] } }).expectedError.rmse;
    for (const error of rmse) expect(error).toBeCloseTo(2, 9);
  });

  it('says what is missing: folds, a target with errors, rows out of bag, a covariate that helps', () => {
    const table = { columns, target, classes: null };
    expect(reason(table, [1, 0.2], null)).toEqual({ missing: expect.stringContaining('"scheme": "none"') });
    expect(reason({ ...table, classes: ['a', 'b'] }, [1, 0.2], null)).toEqual({
      missing: expect.stringContaining('predicts classes'),
    });
    expect(reason(table, [null, null], validation())).toEqual({ missing: expect.stringContaining('out of bag') });
    expect(reason(table, [-1, 0], validation())).toEqual({ missing: expect.stringContaining('which rows are alike') });
  });
});
