/** The area of applicability that a training leaves in its model, and what its report says of it. */
import { deriveApplicability } from '../forest/applicability/applicability.ts';
import type { Applicability, NoApplicability } from '../forest/applicability/applicability.ts';
import type { CrossValidation } from '../forest/crossValidate.ts';
import type { Json } from '../core/json.ts';
import type { TrainingTable } from './trainingTable.ts';

/**
 * @param importances per covariate; null where no tree has a row out of bag
 * @param validation  null where none was wanted
 */
export function judgeApplicability(
  { columns, target, classes }: Pick<TrainingTable, 'columns' | 'target' | 'classes'>,
  importances: readonly (number | null)[],
  validation: CrossValidation | null,
): Applicability | NoApplicability {
  if (classes !== null) {
    return { missing: 'it predicts classes, and the area is derived from errors that have a size. Train a regression' };
  }
  if (validation === null) {
    return {
      missing:
        'it was trained with crossValidation {"scheme": "none"}, and without folds a station’s nearest neighbour may be one of its own place, which would make the area too small. Train it with a cross-validation',
    };
  }
  const weights = importances.filter((importance) => importance !== null);
  if (weights.length < columns.length)
    return { missing: 'no tree has a row out of bag to tell the importance of a covariate from; train more trees' };
  const repeats = validation.repeats.map(({ folds, predictions }) => ({
    folds,
    errors: predictions.map((predicted, row) => predicted - target[row]!),
  }));
  return deriveApplicability(columns, weights, repeats);
}

export function reportApplicability(applicability: Applicability | NoApplicability): Json {
  if ('missing' in applicability) return { missing: applicability.missing };
  const { threshold, profile } = applicability;
  return { dissimilarityThreshold: threshold, expectedError: profile === null ? null : { ...profile } };
}
