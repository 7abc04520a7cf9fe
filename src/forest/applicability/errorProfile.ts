/** What error to expect at a dissimilarity: cross-validated errors of rows that were as unlike the rows they were predicted from. */
import { fitIsotonic } from './isotonic.ts';

export interface ErrorProfile {
  /** Cross-validated predictions that it rests on. */
  readonly rows: number;
  /** Predictions in each sliding window. */
  readonly window: number;
  /** Ascending; the dissimilarities at which `rmse` stands. */
  readonly dissimilarity: readonly number[];
  /** Non-decreasing, in the unit of the target; linear in between. */
  readonly rmse: readonly number[];
}

/** CAST's window; a tenth of the rows where that is more, since a root mean square of five is rough. */
const LEAST_WINDOW = 5;

/**
 * Squared errors averaged in a window that slides over the rows in the order of their dissimilarity, made non-decreasing,
 * at the window's mean dissimilarity. Rows above the threshold are left out, as no cell there is given an error.
 * @param dissimilarity per row, of the fold that held it out; NaN leaves a row out
 * @param errors        per row: predicted − observed of the same fold
 * @returns null for fewer rows than a window
 * @source Meyer & Pebesma 2021 (sliding windows and a shape-constrained fit; there additive models)
 */
export function profileErrors(
  dissimilarity: ArrayLike<number>,
  errors: ArrayLike<number>,
  threshold: number,
): ErrorProfile | null {
  const order = Array.from(dissimilarity, (_, row) => row)
    .filter((row) => dissimilarity[row]! <= threshold && Number.isFinite(errors[row]!))
    .toSorted((a, b) => dissimilarity[a]! - dissimilarity[b]! || a - b);
  const rows = order.length;
  const window = Math.max(LEAST_WINDOW, Math.round(rows / 10));
  if (rows < window) return null;
  const centres = slide(order, window, (row) => dissimilarity[row]!);
  const fitted = fitIsotonic(slide(order, window, (row) => errors[row]! ** 2));
  // A level stretch is two points.
  const corners = [...fitted.keys()].filter((i) => fitted[i] !== fitted[i - 1] || fitted[i] !== fitted[i + 1]);
  return {
    rows,
    window,
    dissimilarity: corners.map((i) => centres[i]!),
    rmse: corners.map((i) => Math.sqrt(fitted[i]!)),
  };
}

/** Mean of every run of so many rows. */
function slide(order: readonly number[], window: number, valueOf: (row: number) => number): Float64Array {
  return Float64Array.from({ length: order.length - window + 1 }, (_, first) => {
    let sum = 0;
    for (let i = first; i < first + window; i++) sum += valueOf(order[i]!);
    return sum / window;
  });
}

/**
 * Expected error at a dissimilarity, in the unit of the target. Below the first point of the profile it is the first's,
 * above the last the last's: whether a cell is so unlike all rows that nothing is known is for the threshold to say.
 */
export function expectedError({ dissimilarity, rmse }: ErrorProfile, at: number): number {
  let low = 0;
  let high = dissimilarity.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (dissimilarity[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return rmse[0]!;
  if (low === dissimilarity.length) return rmse[low - 1]!;
  const [left, right] = [dissimilarity[low - 1]!, dissimilarity[low]!];
  return rmse[low - 1]! + ((at - left) / (right - left)) * (rmse[low]! - rmse[low - 1]!);
}
