/**
 * Least squares within bounds by Levenberg's and Marquardt's method. Own code, since a run of a column is a task of a
 * thread: points are asked for many at a time, and a cancelled calibration must stop between them, which libraries that
 * call a function and wait for its number do not give.
 * @source Marquardt 1963, J. SIAM 11:431; bounds by holding what pushes against them, Bertsekas 1982, SIAM J. Control 20:221
 */
import { invertSymmetric } from '../../core/cholesky.ts';

export interface LeastSquares {
  /** Residuals of many points at once, in their order. */
  readonly residuals: (points: readonly Float64Array[]) => Promise<readonly Float64Array[]>;
  /** Bounds of each parameter. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** Half the step of central differences: finer sees the cells of the model rather than its trend. */
  readonly step: number;
}

/** Columns of a Jacobian, a parameter each, of the length of the residuals. */
export type Jacobian = readonly Float64Array[];

export interface LeastSquaresFit {
  readonly point: Float64Array;
  readonly residuals: Float64Array;
  readonly jacobian: Jacobian;
  readonly iterations: number;
  readonly endedBy: 'converged' | 'most-iterations';
}

const mostIterations = 25;
/** It ends where an iteration takes less of the sum of squares away than this share of it … */
const leastGain = 1e-4;
/** … or moves no parameter by so much. */
const leastMove = 1e-3;
const firstDamping = 0.01;
/** Tried together, since threads are there: the lighter reaches farther where the model is nearly linear. */
const dampings = [0.1, 1, 10];
const mostRetries = 3;

/** By central differences, one-sided where a bound is near. */
export async function jacobianAt(problem: LeastSquares, point: Float64Array): Promise<Jacobian> {
  const { least, most, step } = problem;
  const pairs = Array.from(point, (value, i) => [Math.max(value - step, least[i]!), Math.min(value + step, most[i]!)]);
  const points = pairs.flatMap((pair, i) => pair.map((value) => point.with(i, value)));
  const found = await problem.residuals(points);
  return pairs.map(([low, high], i) => {
    const [below, above] = [found[2 * i]!, found[2 * i + 1]!];
    return above.map((value, k) => (value - below[k]!) / (high! - low!));
  });
}

/**
 * @param start    within the bounds
 * @param first    the Jacobian there
 * @param onMove   is told of every iteration
 */
export async function fitWithinBounds(
  problem: LeastSquares,
  start: Float64Array,
  first: Jacobian,
  onMove: (iteration: number) => void,
): Promise<LeastSquaresFit> {
  let here = { point: start, residuals: (await problem.residuals([start]))[0]! };
  let jacobian = first;
  let damping = firstDamping;
  for (let iterations = 1; iterations <= mostIterations; iterations++) {
    const moved = await bestMove(problem, here, jacobian, damping);
    if (moved === null) return { ...here, jacobian, iterations, endedBy: 'converged' };
    const before = squares(here.residuals);
    const gained = before - squares(moved.residuals);
    const farthest = Math.max(...moved.point.map((value, i) => Math.abs(value - here.point[i]!)));
    here = moved;
    damping = moved.damping;
    jacobian = await jacobianAt(problem, here.point);
    onMove(iterations);
    if (gained < leastGain * before || farthest < leastMove) {
      return { ...here, jacobian, iterations, endedBy: 'converged' };
    }
  }
  return { ...here, jacobian, iterations: mostIterations, endedBy: 'most-iterations' };
}

/** The best of several dampings; null where none is better than staying. */
async function bestMove(
  problem: LeastSquares,
  here: { readonly point: Float64Array; readonly residuals: Float64Array },
  jacobian: Jacobian,
  around: number,
) {
  const before = squares(here.residuals);
  for (let retry = 0, middle = around; retry < mostRetries; retry++, middle *= 1000) {
    const tried = dampings.map((factor) => middle * factor);
    const points = tried.map((damping) => movedPoint(problem, here, jacobian, damping));
    const found = await problem.residuals(points);
    const sums = found.map(squares);
    const best = sums.indexOf(Math.min(...sums));
    if (sums[best]! < before) return { point: points[best]!, residuals: found[best]!, damping: tried[best]! };
  }
  return null;
}

function movedPoint(
  { least, most }: LeastSquares,
  { point, residuals }: { readonly point: Float64Array; readonly residuals: Float64Array },
  jacobian: Jacobian,
  damping: number,
): Float64Array {
  const uphill = jacobian.map((column) => dot(column, residuals));
  const held = (i: number): boolean => (uphill[i]! > 0 ? point[i]! <= least[i]! : point[i]! >= most[i]!);
  const free = Array.from(point.keys()).filter((i) => !held(i));
  const normal = free.map((i) =>
    Float64Array.from(free, (j) => dot(jacobian[i]!, jacobian[j]!) * (i === j ? 1 + damping : 1)),
  );
  // With damping it is definite, unless a parameter changes nothing: such are refused before.
  const inverse = invertSymmetric(normal);
  if (inverse === null) return point;
  const moved = Float64Array.from(point);
  free.forEach((i, row) => {
    const move = free.reduce((sum, j, column) => sum - inverse[row]![column]! * uphill[j]!, 0);
    moved[i] = Math.min(most[i]!, Math.max(least[i]!, point[i]! + move));
  });
  return moved;
}

function squares(values: Float64Array): number {
  return dot(values, values);
}

/** a·b, of vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
