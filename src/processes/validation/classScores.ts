/** Accuracy of out-of-fold classes: overall, by fold and over repeats. */
import { mean } from '../../core/statistics.ts';
import { rowsByFold } from '../../forest/folds.ts';
import { confusionOfPredicted } from './classReport.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Folds } from '../../forest/folds.ts';

interface Accuracy {
  readonly n: number;
  /** Rows without a prediction, left out. */
  readonly missing: number;
  /** null where no row has a prediction. */
  readonly overallAccuracy: number | null;
  readonly kappa: number | null;
}

export interface ClassScores {
  /** The mean over repeats; rows are counted as in the first. */
  readonly overall: Accuracy;
  /** Share of the class that most rows are of: the accuracy of naming it everywhere. */
  readonly commonest: number;
  readonly report: JsonObject;
}

/** @param predictions per repeat and row, NaN where there is none */
export function scoreClasses(
  classes: readonly string[],
  observed: Float64Array,
  repeats: readonly Folds[],
  predictions: readonly Float64Array[],
): ClassScores {
  const perRepeat = predictions.map((predicted) => accuracyOf(classes, observed, predicted));
  const overall = meanAccuracy(perRepeat);
  const { scheme, foldCount } = repeats[0]!;
  const perFold = repeats.flatMap((folds, repeat) =>
    rowsByFold(folds).map((rows, fold) => {
      const own = accuracyOf(
        classes,
        Float64Array.from(rows, (row) => observed[row]!),
        Float64Array.from(rows, (row) => predictions[repeat]![row]!),
      );
      return { repeat: repeat + 1, fold: fold + 1, ...own };
    }),
  );
  const counts = classes.map((_, own) => observed.filter((value) => value === own).length);
  const commonest = Math.max(...counts) / observed.length;
  const over = repeats.length === 1 ? {} : { perRepeat: perRepeat.map((each) => ({ ...each })) };
  return {
    overall,
    commonest,
    report: {
      scheme,
      folds: foldCount,
      repeats: repeats.length,
      overall: { ...overall },
      ...over,
      perFold,
      baselines: [{ name: 'commonest class', overallAccuracy: commonest }],
    },
  };
}

function accuracyOf(classes: readonly string[], observed: Float64Array, predicted: Float64Array): Accuracy {
  const { confusion, missing } = confusionOfPredicted(classes, observed, predicted);
  if (confusion === null) return { n: 0, missing, overallAccuracy: null, kappa: null };
  const { n, overallAccuracy, kappa } = confusion;
  return { n, missing, overallAccuracy, kappa };
}

function meanAccuracy(repeats: readonly Accuracy[]): Accuracy {
  const average = (name: 'overallAccuracy' | 'kappa'): number | null => {
    const values = repeats.map((each) => each[name]).filter((value) => value !== null);
    return values.length === 0 ? null : mean(values);
  };
  const { n, missing } = repeats[0]!;
  return { n, missing, overallAccuracy: average('overallAccuracy'), kappa: average('kappa') };
}
