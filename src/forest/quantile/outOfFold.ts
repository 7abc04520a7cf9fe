/**
 * Prediction intervals of rows that a quantile regression forest was not trained on, and whether they hold as many
 * observations as they promise: the very intervals that a map would show there.
 * @source Meinshausen 2006, Quantile Regression Forests, Journal of Machine Learning Research 7:983, sections 3 and 4
 */
import type { Forest } from '../forest.ts';
import type { Training } from '../engine.ts';
import { createDistribution } from './distribution.ts';
import type { Coverage } from './outOfBagRanks.ts';

/** Central intervals of the same share for some rows, float32 as maps have them; NaN where a covariate is NaN. */
export interface Intervals {
  /** Share of the observations that each promises to hold. */
  readonly nominal: number;
  readonly lower: Float32Array;
  readonly upper: Float32Array;
}

/**
 * @param training what the forest was trained on; its columns hold the other rows too
 * @param rows     the rows to predict, as indices into the columns
 * @param levels   shares from 0 to 1 exclusive, ascending
 */
export function predictIntervals(
  forest: Forest,
  training: Pick<Training, 'columns' | 'target' | 'rows'>,
  rows: Uint32Array,
  levels: readonly number[],
): readonly Intervals[] {
  const columnsOf = (chosen: Uint32Array): Float32Array[] =>
    training.columns.map((column) => Float32Array.from(chosen, (row) => column[row]!));
  const known = {
    columns: columnsOf(training.rows),
    target: Float64Array.from(training.rows, (row) => training.target[row]!),
    positions: null,
    folds: null,
  };
  // Ascending: the widest interval begins first and ends last.
  const probabilities = [
    ...levels.toReversed().map((level) => (1 - level) / 2),
    ...levels.map((level) => (1 + level) / 2),
  ];
  // A last output for the standard deviation, which comes with the quantiles.
  const outputs = [...probabilities, null].map(() => new Float32Array(rows.length));
  createDistribution(forest, known, probabilities)(columnsOf(rows), rows.length, outputs);
  return levels.map((nominal, i) => ({
    nominal,
    lower: outputs[levels.length - 1 - i]!,
    upper: outputs[levels.length + i]!,
  }));
}

/** Coverage with the price of it: an interval that holds everything may be of no use. */
export interface IntervalScore extends Coverage {
  /** In the unit of the target. */
  readonly meanWidth: number;
}

/**
 * @param observed per row of the table
 * @param parts    rows of the table with their intervals of one share; an observation at an end is held
 */
export function scoreIntervals(
  observed: Float64Array,
  parts: readonly { readonly rows: Uint32Array; readonly intervals: Intervals }[],
): IntervalScore {
  let n = 0;
  let held = 0;
  let width = 0;
  for (const { rows, intervals } of parts) {
    for (const [i, row] of rows.entries()) {
      const lower = intervals.lower[i]!;
      const upper = intervals.upper[i]!;
      if (Number.isNaN(lower)) continue;
      const value = Math.fround(observed[row]!);
      n += 1;
      if (value >= lower && value <= upper) held += 1;
      width += upper - lower;
    }
  }
  return { nominal: parts[0]!.intervals.nominal, observed: held / n, meanWidth: width / n, n };
}
