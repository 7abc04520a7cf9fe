/** The area of applicability that a training leaves in its model, and what its report says of it. */
import type { DeriveApplicabilityTask } from '../../../workers/deriveApplicability.ts';
import type { Applicability, NoApplicability } from '../../forest/applicability/applicability.ts';
import type { CrossValidation } from '../../forest/crossValidate.ts';
import type { Json } from '../../core/json.ts';
import type { ProcessContext } from '../process.ts';
import type { TrainingTable } from './trainingTable.ts';

/**
 * @param importances per covariate; null where no tree has a row out of bag
 * @param validation  null where none was wanted
 */
export async function judgeApplicability(
  { pool, signal }: Pick<ProcessContext, 'pool' | 'signal'>,
  { columns, target, classes, covariates }: Pick<TrainingTable, 'columns' | 'target' | 'classes' | 'covariates'>,
  importances: readonly (number | null)[],
  validation: CrossValidation | null,
): Promise<Applicability | NoApplicability> {
  if (classes !== null)
    return { missing: 'it predicts classes, and the expected error is one that has a size. Train a regression' };
  if (validation === null) {
    return {
      missing:
        'it was trained with crossValidation {"scheme": "none"}, and without folds a station’s nearest neighbour may be one of its own place, which would make the area too small. Train it with a cross-validation',
    };
  }
  const weights = importances.filter((importance) => importance !== null);
  if (weights.length < columns.length)
    return { missing: 'no tree has a row out of bag to tell the importance of a covariate from. Train more trees' };
  const repeats = validation.repeats.map(({ folds, predictions }) => ({
    folds,
    errors: predictions.map((predicted, row) => predicted - target[row]!),
  }));
  const levelCounts = covariates.map(({ levels }) => levels?.length ?? null);
  const task: DeriveApplicabilityTask = { columns, importances: weights, levelCounts, repeats };
  return pool.run('deriveApplicability', task, signal);
}

export function reportApplicability(applicability: Applicability | NoApplicability): Json {
  if ('missing' in applicability) return { missing: applicability.missing };
  const { threshold, profile } = applicability;
  return { dissimilarityThreshold: threshold, expectedError: profile === null ? null : { ...profile } };
}
