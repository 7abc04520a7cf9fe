/**
 * What two covariates do to a model's predictions together: partial dependence on both, and the second-order accumulated
 * local effect, which is what remains of the joint effect beyond the effects of each alone.
 */
import { mean } from '../core/statistics.ts';
import { intervalEnds, valuesAtRanks } from './effectIntervals.ts';
import type { PredictRows } from './effects.ts';

/** Numbers of two covariates, the first across the surface, the second up. */
export type CovariatePair = readonly [first: number, second: number];

export interface EffectSurface {
  /** Of the first and the second covariate, at evenly spaced ranks, ascending and distinct: n1 and n2 of them. */
  readonly values: readonly [Float32Array, Float32Array];
  /** n1 × n2, all of the second at each of the first: mean prediction over all rows with both covariates set. */
  readonly partialDependence: Float64Array;
  /** Laid out alike: second-order accumulated local effect; neither the mean nor an effect of one alone is in it. */
  readonly interaction: Float64Array;
  /** (n1 − 1) × (n2 − 1): rows in the cell above each pair of values. Where there is none, nothing was learnt. */
  readonly rowCounts: Uint32Array;
}

/** Values at the corners of a grid of cells, or values of the cells. */
type Field = (first: number, second: number) => number;

/**
 * @param columns   of the rows to ask, finite; both covariates of the pair have at least two distinct values
 * @param intervals of each covariate, ≥ 1; fewer where it has fewer distinct values
 * @source Friedman 2001, Annals of Statistics 29:1189–1232, section 8.2, doi:10.1214/aos/1013203451; Apley & Zhu 2020,
 *   JRSS B 82:1059–1086, section 3.2, doi:10.1111/rssb.12377. Cells without rows take the mean difference of the nearest
 *   cell that has some, distances being shares of each covariate's range.
 */
export function traceSurface(
  predict: PredictRows,
  columns: readonly Float32Array[],
  [first, second]: CovariatePair,
  intervals: number,
): EffectSurface {
  const values = [valuesAtRanks(columns[first]!, intervals), valuesAtRanks(columns[second]!, intervals)] as const;
  const rowCount = columns[first]!.length;
  const out = new Float32Array(rowCount);
  const ask = (x: Float32Array, y: Float32Array): Float32Array => {
    predict(columns.with(first, x).with(second, y), rowCount, out);
    return out;
  };
  const everywhere = (value: number): Float32Array => new Float32Array(rowCount).fill(value);
  const partialDependence = Array.from(values[0], (x) =>
    Array.from(values[1], (y) => mean(ask(everywhere(x), everywhere(y)))),
  );
  const ends = [intervalEnds(columns[first]!, values[0]), intervalEnds(columns[second]!, values[1])] as const;
  const { sums, rowCounts } = sumDifferences(ask, values, ends);
  const differences = fillFromNearest(sums, rowCounts, values);
  return {
    values,
    partialDependence: Float64Array.from(partialDependence.flat()),
    interaction: accumulate(differences, rowCounts, values[0].length, values[1].length),
    rowCounts,
  };
}

/** Per cell: Σ over its rows of [f(x₂,y₂) − f(x₁,y₂)] − [f(x₂,y₁) − f(x₁,y₁)], the ends of the cell, and how many there are. */
function sumDifferences(
  ask: (x: Float32Array, y: Float32Array) => Float32Array,
  values: EffectSurface['values'],
  ends: readonly [Uint32Array, Uint32Array],
): { readonly sums: Float64Array; readonly rowCounts: Uint32Array } {
  const rowDifferences = new Float64Array(ends[0].length);
  for (const [back, up] of [[0, 0] as const, [1, 0] as const, [0, 1] as const, [1, 1] as const]) {
    const at = (axis: 0 | 1, step: number): Float32Array =>
      Float32Array.from(ends[axis], (end) => values[axis][end - step]!);
    const sign = back === up ? 1 : -1;
    for (const [row, prediction] of ask(at(0, back), at(1, up)).entries()) rowDifferences[row]! += sign * prediction;
  }
  const width = values[1].length - 1;
  const sums = new Float64Array((values[0].length - 1) * width);
  const rowCounts = new Uint32Array(sums.length);
  for (const [row, difference] of rowDifferences.entries()) {
    const cell = (ends[0][row]! - 1) * width + ends[1][row]! - 1;
    sums[cell]! += difference;
    rowCounts[cell]! += 1;
  }
  return { sums, rowCounts };
}

/** Mean differences of all cells, those without rows from the nearest one with some; of equally near ones the first. */
function fillFromNearest(sums: Float64Array, rowCounts: Uint32Array, values: EffectSurface['values']): Float64Array {
  const width = values[1].length - 1;
  const [xs, ys] = values.map(middleShares);
  const known = [...rowCounts.keys()].filter((cell) => rowCounts[cell]! > 0);
  const distance = (a: number, b: number): number =>
    Math.hypot(xs![Math.floor(a / width)]! - xs![Math.floor(b / width)]!, ys![a % width]! - ys![b % width]!);
  return sums.map((_, cell) => {
    const source =
      rowCounts[cell]! > 0
        ? cell
        : known.reduce((best, other) => (distance(cell, other) < distance(cell, best) ? other : best));
    return sums[source]! / rowCounts[source]!;
  });
}

/** Where the middles of the intervals lie, as shares of the range. */
function middleShares(values: Float32Array): Float64Array {
  const least = values[0]!;
  const range = values.at(-1)! - least;
  return Float64Array.from(values.subarray(1), (upper, i) => ((values[i]! + upper) / 2 - least) / range);
}

/** Sums the differences up from the lower ends, and takes from the sum its effects of each covariate alone and its mean. */
function accumulate(differences: Float64Array, rowCounts: Uint32Array, n1: number, n2: number): Float64Array {
  const sum = new Float64Array(n1 * n2);
  for (let i = 1; i < n1; i++) {
    for (let k = 1; k < n2; k++) {
      const before = sum[(i - 1) * n2 + k]! + sum[i * n2 + k - 1]! - sum[(i - 1) * n2 + k - 1]!;
      sum[i * n2 + k] = before + differences[(i - 1) * (n2 - 1) + k - 1]!;
    }
  }
  const height: Field = (i, k) => sum[i * n2 + k]!;
  const count: Field = (i, k) => rowCounts[i * (n2 - 1) + k]!;
  const ofFirst = mainEffect(height, count, n1, n2);
  const ofSecond = mainEffect(
    (k, i) => height(i, k),
    (k, i) => count(i, k),
    n2,
    n1,
  );
  const alone = sum.map((value, at) => value - ofFirst[Math.floor(at / n2)]! - ofSecond[at % n2]!);
  let [total, rows] = [0, 0];
  for (let i = 1; i < n1; i++) {
    for (let k = 1; k < n2; k++) {
      const corners =
        alone[i * n2 + k]! + alone[(i - 1) * n2 + k]! + alone[i * n2 + k - 1]! + alone[(i - 1) * n2 + k - 1]!;
      total += (count(i - 1, k - 1) * corners) / 4;
      rows += count(i - 1, k - 1);
    }
  }
  return alone.map((value) => value - total / rows);
}

/** The first-order accumulated local effect of a surface along its first axis: over the rows of an interval, wherever they lie along the other. */
function mainEffect(height: Field, count: Field, n1: number, n2: number): Float64Array {
  const effect = new Float64Array(n1);
  for (let i = 1; i < n1; i++) {
    let [steps, rows] = [0, 0];
    for (let k = 1; k < n2; k++) {
      const step = height(i, k) - height(i - 1, k) + height(i, k - 1) - height(i - 1, k - 1);
      steps += (count(i - 1, k - 1) * step) / 2;
      rows += count(i - 1, k - 1);
    }
    effect[i] = effect[i - 1]! + steps / rows;
  }
  return effect;
}
