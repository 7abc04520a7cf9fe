/**
 * Source positions of many target places from few exact ones. The target grid is cut into squares; in each the
 * positions follow a polynomial of second degree through nine exact ones, and four more say how well. A square that
 * misses the tolerance is quartered, down to places that are computed one by one: so the antimeridian, poles and the
 * edges of what a projection shows stay exact. Squares are cut from the whole grid, so that a place has the same
 * position in whatever window it is asked for.
 */
import type { Locate } from './locate.ts';

/** Target places: corners or centres of cells, `offset` (0 or 0.5) from the upper left corners. */
export interface Lattice {
  readonly columns: number;
  readonly rows: number;
  readonly offset: number;
}

/** Part of a lattice. */
export interface LatticeWindow {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

/** Source pixels; row-major, NaN for no place. */
export interface Positions {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Of a source pixel, at the places where the polynomial is worst: a relief of 100 m a pixel moves by 0.1 mm. */
export const tolerancePx = 1e-6;

const squareSide = 64;
/** Places along the side of a square that is not worth a polynomial. */
const exactSide = 4;

/** Where a polynomial through 0, ½ and 1 strays most from a cubic, nearly. */
const worst = [0.25, 0.75] as const;

/**
 * @param turn  columns of the source after which it repeats; positions on either side of its seam then differ by whole turns
 * @param out   longer than columns × rows of the window, or equal; filled
 */
export function fillPositions(
  locate: Locate,
  lattice: Lattice,
  turn: number | null,
  window: LatticeWindow,
  out: Positions,
): void {
  const right = window.left + window.columns;
  const bottom = window.top + window.rows;
  const job = { locate, offset: lattice.offset, turn, window, out };
  for (let top = window.top - (window.top % squareSide); top < bottom; top += squareSide) {
    const rows = Math.min(squareSide, lattice.rows - top);
    for (let left = window.left - (window.left % squareSide); left < right; left += squareSide) {
      fillSquare(job, { left, top, columns: Math.min(squareSide, lattice.columns - left), rows });
    }
  }
}

interface Job {
  readonly locate: Locate;
  readonly offset: number;
  readonly turn: number | null;
  readonly window: LatticeWindow;
  readonly out: Positions;
}

function fillSquare(job: Job, square: LatticeWindow): void {
  const part = overlap(square, job.window);
  if (part === null) return;
  const { left, top, columns, rows } = square;
  if (columns <= exactSide && rows <= exactSide) return fillExactly(job, part);
  const polynomial = fit(job, square);
  if (polynomial !== null) return fillBy(polynomial, job, square, part);
  const halfColumns = Math.ceil(columns / 2);
  const halfRows = Math.ceil(rows / 2);
  for (const [y, height] of split(top, rows, halfRows)) {
    for (const [x, width] of split(left, columns, halfColumns)) {
      fillSquare(job, { left: x, top: y, columns: width, rows: height });
    }
  }
}

function split(start: number, count: number, first: number): readonly (readonly [start: number, count: number])[] {
  return count === first ? [[start, count]] : [[start, first], [start + first, count - first]]; // prettier-ignore
}

function overlap(a: LatticeWindow, b: LatticeWindow): LatticeWindow | null {
  const left = Math.max(a.left, b.left);
  const top = Math.max(a.top, b.top);
  const columns = Math.min(a.left + a.columns, b.left + b.columns) - left;
  const rows = Math.min(a.top + a.rows, b.top + b.rows) - top;
  return columns > 0 && rows > 0 ? { left, top, columns, rows } : null;
}

function fillExactly({ locate, offset, window, out }: Job, part: LatticeWindow): void {
  for (let row = part.top; row < part.top + part.rows; row++) {
    const rowStart = (row - window.top) * window.columns - window.left;
    for (let column = part.left; column < part.left + part.columns; column++) {
      const [x, y] = locate(column + offset, row + offset);
      out.x[rowStart + column] = x;
      out.y[rowStart + column] = y;
    }
  }
}

/** Positions at the nine nodes, row by row: columns and rows 0, ½ and 1 of the square. */
interface Polynomial {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** @returns null where the positions do not follow one */
function fit(job: Job, square: LatticeWindow): Polynomial | null {
  const { locate, offset, turn } = job;
  const at = (s: number, t: number): readonly [number, number] =>
    locate(square.left + offset + s * (square.columns - 1), square.top + offset + t * (square.rows - 1));
  const nodes: Polynomial = { x: new Float64Array(9), y: new Float64Array(9) };
  for (let i = 0; i < 9; i++) {
    const [x, y] = at((i % 3) / 2, Math.floor(i / 3) / 2);
    if (Number.isNaN(x)) return null;
    nodes.x[i] = sameTurn(x, nodes.x[0]!, i === 0 ? null : turn);
    nodes.y[i] = y;
  }
  for (const t of worst) {
    for (const s of worst) {
      const [x, y] = at(s, t);
      const errorX = sameTurn(x, nodes.x[0]!, turn) - evaluate(nodes.x, s, t);
      const errorY = y - evaluate(nodes.y, s, t);
      if (!(Math.abs(errorX) <= tolerancePx && Math.abs(errorY) <= tolerancePx)) return null;
    }
  }
  return nodes;
}

/** The place of a column of a raster that repeats that lies nearest to another. */
export function sameTurn(x: number, reference: number, turn: number | null): number {
  return turn === null ? x : x + turn * Math.round((reference - x) / turn);
}

/** Lagrange's polynomial through 0, ½ and 1, along both axes. */
function evaluate(nodes: Float64Array, s: number, t: number): number {
  const [a, b, c] = basis(t);
  const along = (i: number): number => a * nodes[i]! + b * nodes[i + 3]! + c * nodes[i + 6]!;
  const [p, q, r] = basis(s);
  return p * along(0) + q * along(1) + r * along(2);
}

function basis(t: number): readonly [number, number, number] {
  return [(2 * t - 1) * (t - 1), 4 * t * (1 - t), t * (2 * t - 1)];
}

function fillBy(nodes: Polynomial, { window, out }: Job, square: LatticeWindow, part: LatticeWindow): void {
  // A row or column alone has no extent to run along.
  const stepS = 1 / Math.max(1, square.columns - 1);
  const stepT = 1 / Math.max(1, square.rows - 1);
  const first = part.left - square.left;
  for (let row = part.top; row < part.top + part.rows; row++) {
    const place = { from: (row - window.top) * window.columns + part.left - window.left, count: part.columns };
    const across = basis((row - square.top) * stepT);
    fillRow(nodes.x, across, out.x, place, first, stepS);
    fillRow(nodes.y, across, out.y, place, first, stepS);
  }
}

/** At one row of the square the polynomial is one of s alone. @param first column of the square that the row starts at */
function fillRow(
  nodes: Float64Array,
  [a, b, c]: readonly [number, number, number],
  out: Float64Array,
  { from, count }: { readonly from: number; readonly count: number },
  first: number,
  stepS: number,
): void {
  const start = a * nodes[0]! + b * nodes[3]! + c * nodes[6]!;
  const middle = a * nodes[1]! + b * nodes[4]! + c * nodes[7]!;
  const end = a * nodes[2]! + b * nodes[5]! + c * nodes[8]!;
  const slope = 4 * middle - 3 * start - end;
  const bend = 2 * (start + end) - 4 * middle;
  for (let i = 0; i < count; i++) {
    const s = (first + i) * stepS;
    out[from + i] = (bend * s + slope) * s + start;
  }
}
