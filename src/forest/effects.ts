/**
 * How a model's predictions move with one covariate: partial dependence, which asks every row for every value, and
 * accumulated local effects, which ask each row only for values near its own and so stay where there are data when
 * covariates are correlated.
 */
import { mean } from '../core/statistics.ts';
import { intervalEnds, valuesAtRanks } from './effectIntervals.ts';

/**
 * A model's predictions for rows given as columns.
 * @param columns one Float32Array per covariate, each `count` long
 * @param out     length ≥ count
 */
export type PredictRows = (columns: readonly Float32Array[], count: number, out: Float32Array) => void;

export interface EffectCurve {
  /**
   * Values of the covariate at evenly spaced ranks, ascending and distinct; the first is the least, the last the
   * greatest. Of a categorical covariate the rank of every level.
   */
  readonly values: Float32Array;
  /** Per value: mean prediction over all rows, with the covariate set to the value in each. */
  readonly partialDependence: Float64Array;
  /** Per value: the tenth and the ninetieth percentile of the rows' predictions. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /**
   * Rows × values, row by row: what the partial dependence is the mean of (individual conditional expectations), of at
   * most 40 rows, spread evenly over those asked.
   */
  readonly individuals: Float32Array;
  /** Per value: accumulated local effect, its mean over the rows 0. */
  readonly accumulated: Float64Array;
  /** Of the rows as they are: added to the accumulated effect, it gives the level of the predictions. */
  readonly meanPrediction: number;
}

/** Levels have no order in which effects could accumulate. */
export type LevelCurve = Omit<EffectCurve, 'accumulated'> & { readonly accumulated: null };

const spread = { lower: 0.1, upper: 0.9 } as const;
/** As many as a picture can show: those of 10,000 rows at 200 values for each of 256 covariates would be 2 GB. */
const mostIndividuals = 40;

/**
 * @param columns   of the rows to ask, finite; at least one row
 * @param covariate the one to vary
 * @param intervals between values, ≥ 1; fewer where the covariate has fewer distinct values
 * @source Friedman 2001, Greedy function approximation, Annals of Statistics 29:1189–1232, section 8.2,
 *   doi:10.1214/aos/1013203451; Goldstein et al. 2015, Peeking inside the black box, JCGS 24:44–65,
 *   doi:10.1080/10618600.2014.907095 (individuals)
 */
export function traceEffect(
  predict: PredictRows,
  columns: readonly Float32Array[],
  covariate: number,
  intervals: number,
): EffectCurve {
  const values = valuesAtRanks(columns[covariate]!, intervals);
  return {
    ...askEvery(predict, columns, covariate, values),
    accumulated: accumulateEffects(predict, columns, covariate, values),
  };
}

/**
 * Partial dependence on a categorical covariate, level by level.
 * @param columns    as of `traceEffect`
 * @param levelCount ranks from 0 stand in its column
 */
export function traceLevels(
  predict: PredictRows,
  columns: readonly Float32Array[],
  covariate: number,
  levelCount: number,
): LevelCurve {
  const ranks = Float32Array.from({ length: levelCount }, (_, rank) => rank);
  return { ...askEvery(predict, columns, covariate, ranks), accumulated: null };
}

/** Predicts every row with every value. */
function askEvery(
  predict: PredictRows,
  columns: readonly Float32Array[],
  covariate: number,
  values: Float32Array,
): Omit<EffectCurve, 'accumulated'> {
  const rowCount = columns[covariate]!.length;
  const shown = Math.min(mostIndividuals, rowCount);
  const individuals = new Float32Array(shown * values.length);
  const out = new Float32Array(rowCount);
  const perValue = Array.from(values, (value, at) => {
    predict(columns.with(covariate, new Float32Array(rowCount).fill(value)), rowCount, out);
    for (let i = 0; i < shown; i++) {
      individuals[i * values.length + at] = out[Math.floor((i * rowCount) / shown)]!;
    }
    const sorted = out.toSorted();
    return { mean: mean(out), lower: percentile(sorted, spread.lower), upper: percentile(sorted, spread.upper) };
  });
  predict(columns, rowCount, out);
  return {
    values,
    partialDependence: Float64Array.from(perValue, (point) => point.mean),
    lower: Float64Array.from(perValue, (point) => point.lower),
    upper: Float64Array.from(perValue, (point) => point.upper),
    individuals,
    meanPrediction: mean(out),
  };
}

/**
 * First-order accumulated local effects: within each interval the mean change of the prediction from its lower to its
 * upper end, over the rows whose own value lies in it; summed up, and centred by the mean over all rows, each row taken
 * at the middle of its interval.
 * @param values ends of the intervals, ascending; the first is the least value of the column, the last the greatest,
 *               and each is one of its values, so that no interval is empty
 * @source Apley & Zhu 2020, Visualizing the effects of predictor variables in black box supervised learning models,
 *   JRSS B 82:1059–1086, doi:10.1111/rssb.12377
 */
function accumulateEffects(
  predict: PredictRows,
  columns: readonly Float32Array[],
  covariate: number,
  values: Float32Array,
): Float64Array {
  const column = columns[covariate]!;
  const rowCount = column.length;
  const ends = intervalEnds(column, values);
  const [below, above] = [new Float32Array(rowCount), new Float32Array(rowCount)];
  const accumulated = new Float64Array(values.length);
  if (values.length === 1) return accumulated;
  predict(
    columns.with(
      covariate,
      Float32Array.from(ends, (end) => values[end - 1]!),
    ),
    rowCount,
    below,
  );
  predict(
    columns.with(
      covariate,
      Float32Array.from(ends, (end) => values[end]!),
    ),
    rowCount,
    above,
  );
  const sums = new Float64Array(values.length);
  const counts = new Float64Array(values.length);
  for (const [row, end] of ends.entries()) {
    sums[end]! += above[row]! - below[row]!;
    counts[end]! += 1;
  }
  let centre = 0;
  for (let end = 1; end < values.length; end++) {
    accumulated[end] = accumulated[end - 1]! + sums[end]! / counts[end]!;
    centre += (counts[end]! * (accumulated[end - 1]! + accumulated[end]!)) / 2 / rowCount;
  }
  return accumulated.map((effect) => effect - centre);
}

/** Linear between the neighbours of the rank. */
function percentile(sorted: Float32Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (rank - below) * (sorted[above]! - sorted[below]!);
}
