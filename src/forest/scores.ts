import { mean, sampleDeviation, squaredDeviations } from '../core/statistics.ts';

/** How well predictions meet observations, over the pairs that have a prediction; in the unit of the target. */
export interface Scores {
  /** Pairs that were scored. */
  readonly n: number;
  /** Rows without a prediction, left out. */
  readonly missing: number;
  readonly rmse: number;
  readonly mae: number;
  /** Mean of predicted − observed: positive where the model is too high. */
  readonly bias: number;
  /** 1 − SSE ÷ SST, SST about the mean of these observations; negative where the mean does better. Null where SST is 0. */
  readonly r2: number | null;
  /** Square of Pearson's correlation; blind to bias and scale, so never the score. Null where either side is constant. */
  readonly correlation2: number | null;
}

/**
 * @param predicted NaN where there is no prediction
 * @returns null where no pair has a prediction
 */
export function scorePredictions(observed: ArrayLike<number>, predicted: ArrayLike<number>): Scores | null {
  const rows = Array.from({ length: observed.length }, (_, i) => i).filter((i) => !Number.isNaN(predicted[i]!));
  if (rows.length === 0) return null;
  const truth = rows.map((i) => observed[i]!);
  const guess = rows.map((i) => predicted[i]!);
  const errors = guess.map((value, i) => value - truth[i]!);
  const meanSquare = mean(errors.map((error) => error ** 2));
  const truthSpread = squaredDeviations(truth);
  return {
    n: rows.length,
    missing: observed.length - rows.length,
    rmse: Math.sqrt(meanSquare),
    mae: mean(errors.map(Math.abs)),
    bias: mean(errors),
    r2: truthSpread === 0 ? null : 1 - (meanSquare * rows.length) / truthSpread,
    correlation2: squaredCorrelation(truth, guess),
  };
}

function squaredCorrelation(a: readonly number[], b: readonly number[]): number | null {
  const spread = squaredDeviations(a) * squaredDeviations(b);
  if (spread === 0) return null;
  const meanA = mean(a);
  const meanB = mean(b);
  const shared = a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0);
  return shared ** 2 / spread;
}

interface Spread {
  readonly mean: number;
  /** Standard deviation, divisor n − 1; null for one repeat. */
  readonly sd: number | null;
}

/** Mean and spread of each score over repeats; null where no repeat has the score. */
export interface ScoreSpread {
  readonly rmse: Spread | null;
  readonly mae: Spread | null;
  readonly bias: Spread | null;
  readonly r2: Spread | null;
}

/** Mean and sample deviation of each score over repeats; the deviation of one repeat is null. */
export function spreadOfScores(repeats: readonly Scores[]): ScoreSpread {
  const spread = (name: 'rmse' | 'mae' | 'bias' | 'r2'): Spread | null => {
    const values = repeats.map((scores) => scores[name]).filter((value) => value !== null);
    if (values.length === 0) return null;
    return { mean: mean(values), sd: values.length === 1 ? null : sampleDeviation(values) };
  };
  return { rmse: spread('rmse'), mae: spread('mae'), bias: spread('bias'), r2: spread('r2') };
}

/** The mean of each score over repeats, null where none has it; rows are counted as in the first. */
export function meanOfScores(repeats: readonly Scores[]): Scores {
  const average = (name: keyof Scores): number | null => {
    const values = repeats.map((scores) => scores[name]).filter((value) => value !== null);
    return values.length === 0 ? null : mean(values);
  };
  const { n, missing } = repeats[0]!;
  return {
    n,
    missing,
    rmse: average('rmse')!,
    mae: average('mae')!,
    bias: average('bias')!,
    r2: average('r2'),
    correlation2: average('correlation2'),
  };
}
