/** The area of applicability that a training leaves in its model, and what its report says of it. */
import type { DeriveApplicabilityTask } from '../../../workers/deriveApplicability.ts';
import type { Applicability, NoApplicability } from '../../forest/applicability/applicability.ts';
import type { Folds } from '../../forest/folds.ts';
import type { Json } from '../../core/json.ts';
import type { ProcessContext } from '../process.ts';
import type { TrainingTable } from './trainingTable.ts';

/** Per row what was predicted out of fold: a value, or the number of a class. */
export interface HeldOut {
  readonly folds: Folds;
  readonly predictions: Float64Array;
}

/**
 * @param importances per covariate; null where no tree has a row out of bag
 * @param repeats     of the cross-validation; null where none was wanted
 */
export async function judgeApplicability(
  { pool, signal }: Pick<ProcessContext, 'pool' | 'signal'>,
  { columns, target, classes, covariates }: Pick<TrainingTable, 'columns' | 'target' | 'classes' | 'covariates'>,
  importances: readonly (number | null)[],
  repeats: readonly HeldOut[] | null,
): Promise<Applicability | NoApplicability> {
  if (repeats === null) {
    return {
      missing:
        'it was trained with crossValidation {"scheme": "none"}, and without folds a station’s nearest neighbour may be one of its own place, which would make the area too small. Train it with a cross-validation',
    };
  }
  const weights = importances.filter((importance) => importance !== null);
  if (weights.length < columns.length)
    return { missing: 'no tree has a row out of bag to tell the importance of a covariate from. Train more trees' };
  const judged = repeats.map(({ folds, predictions }) => ({
    folds,
    errors: classes === null ? predictions.map((predicted, row) => predicted - target[row]!) : null,
  }));
  const levelCounts = covariates.map(({ levels }) => levels?.length ?? null);
  const task: DeriveApplicabilityTask = { columns, importances: weights, levelCounts, repeats: judged };
  return pool.run('deriveApplicability', task, signal);
}

export function reportApplicability(applicability: Applicability | NoApplicability): Json {
  if ('missing' in applicability) return { missing: applicability.missing };
  const { threshold, profile } = applicability;
  return { dissimilarityThreshold: threshold, expectedError: profile === null ? null : { ...profile } };
}
