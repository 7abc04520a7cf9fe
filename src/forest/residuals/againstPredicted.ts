/** Errors over the range of predictions: a forest tends to be too warm where it is cold and too cold where it is warm. */
import { mean, range } from '../../core/statistics.ts';
import { leastSquares } from '../linear/leastSquares.ts';

export interface ErrorsAgainstPredicted {
  /** Of observed = intercept + slope · predicted: 0 and 1 where errors do not follow the prediction. Null without a line. */
  readonly line: {
    readonly intercept: number;
    readonly slope: number;
    readonly slopeStandardError: number;
  } | null;
  /** Rows in the order of their predictions, cut into classes of nearly equal numbers. */
  readonly classes: readonly {
    readonly n: number;
    readonly meanPredicted: number;
    readonly meanObserved: number;
    /** Mean of predicted − observed. */
    readonly bias: number;
  }[];
}

const mostClasses = 10;
/** A class of fewer rows says nothing. */
const fewestRows = 5;

/** @param observed, predicted of equal length, at least one row */
export function errorsAgainstPredicted(observed: Float64Array, predicted: Float64Array): ErrorsAgainstPredicted {
  const order = [...predicted.keys()].toSorted((a, b) => predicted[a]! - predicted[b]! || a - b);
  const classCount = Math.max(1, Math.min(mostClasses, Math.floor(order.length / fewestRows)));
  const classes = Array.from({ length: classCount }, (_, i) => {
    const rows = order.slice(cut(order.length, classCount, i), cut(order.length, classCount, i + 1));
    const meanPredicted = mean(rows.map((row) => predicted[row]!));
    const meanObserved = mean(rows.map((row) => observed[row]!));
    return { n: rows.length, meanPredicted, meanObserved, bias: meanPredicted - meanObserved };
  });
  return { line: lineThrough(observed, predicted), classes };
}

function cut(rowCount: number, classCount: number, i: number): number {
  return Math.round((i * rowCount) / classCount);
}

function lineThrough(observed: Float64Array, predicted: Float64Array): ErrorsAgainstPredicted['line'] {
  const { minimum, maximum } = range(predicted);
  if (observed.length < 3 || minimum === maximum) return null;
  const [intercept, slope] = leastSquares([predicted], observed, ['predicted']).coefficients;
  return { intercept: intercept!.estimate, slope: slope!.estimate, slopeStandardError: slope!.standardError };
}
