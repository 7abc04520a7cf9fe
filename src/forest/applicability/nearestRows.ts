/** Distance of pixels to their nearest row, and the rows within a radius, sixteen pixels at once. */
import { MemoryPlan } from '../../core/wasm.ts';
import { BLOCK, instantiate } from '../kernel/wasm.ts';
import { createLeafBounds, type LeafBounds } from './leafBounds.ts';
import { growRowTree, type Leaf, leavesOf } from './rowTree.ts';
import { pointsFrom } from './trainingDissimilarity.ts';

/** Pixels of one search at most. */
export const SEARCH_PIXELS = BLOCK;
/** Pixels that the kernel compares with a row at once. */
const GROUP = 16;
/** Up to so many rows, choosing among leaves costs more than comparing with all of them. */
const MOST_ROWS_OF_ONE_LEAF = 10_000;
/** Of more rows, so that choosing among the leaves of a million costs less than comparing with a few of them. */
const LEAST_LEAF_ROWS = 256;
const MOST_LEAVES = 4096;

/** Squares in float32 steps lie within (coordinates + 2) × 2⁻²⁴ of the exact ones: this covers 1,000 coordinates. */
const SLACK = 1 + 2 ** -14;

export interface NearestRows {
  /** To be filled before a search: coordinates of the pixels, one Float32Array per dimension, SEARCH_PIXELS long. */
  readonly pixels: readonly Float32Array[];
  /** After a search, per pixel: the square of the distance to the nearest row, Infinity for a pixel with NaN. */
  readonly squares: Float32Array;
  /** After a search, per pixel: the rows whose square is at most the limit, 0 for a pixel with NaN. */
  readonly within: Uint32Array;
  /**
   * Squares are sums of float32 differences in the order of the coordinates, each step rounded to float32: at most
   * (coordinates + 2) × 2⁻²⁴ of themselves away from the exact ones.
   */
  readonly search: (count: number) => void;
}

/**
 * A search through the leaves of a k-d tree that may hold the nearest row of any of sixteen pixels, or a row within the
 * radius: equal bit for bit to the comparison with all rows. Neighbours on a map share their leaves; sixteen pixels from
 * anywhere need most of them, which costs what comparing with all rows does.
 *
 * Microseconds of processor time per cell at 104 rows × 6 coordinates, 1,000 × 10 and 10,000 × 10: 0.17, 2.3 and 26; of
 * a map at 100,000 × 10 about 90 where all rows take 190, shuffled 320; at a million 400, shuffled 2,000.
 *
 * Memory: 16 bytes per row and coordinate, and 16 KiB per coordinate.
 * @param rows        coordinates of the rows, one Float32Array per dimension, at least one
 * @param limitSquare square of the radius; rounded to float32
 */
export function createNearestRows(rows: readonly Float32Array[], limitSquare: number): NearestRows {
  const rowCount = rows[0]!.length;
  const tree = growRowTree(pointsFrom(rows), leafRowsFor(rowCount));
  const leaves = leavesOf(tree);
  const comparison = createComparison(rows, tree.order, Math.fround(limitSquare));
  const { pixels, squares, within } = comparison;
  if (leaves.length === 1) {
    return { pixels, squares, within, search: (count) => comparison.compare(0, count, 0, rowCount) };
  }
  const searchGroup = createGroupSearch(comparison, leaves, createLeafBounds(tree, leaves, rows.length));
  return {
    pixels,
    squares,
    within,
    search: (count) => {
      for (let first = 0; first < count; first += GROUP) searchGroup(first, Math.min(GROUP, count - first));
    },
  };
}

function leafRowsFor(rowCount: number): number {
  return rowCount <= MOST_ROWS_OF_ONE_LEAF ? rowCount : Math.max(LEAST_LEAF_ROWS, Math.ceil(rowCount / MOST_LEAVES));
}

interface Comparison extends Omit<NearestRows, 'search'> {
  /** Square of the radius. */
  readonly limit: number;
  /** Compares so many pixels from the first with the rows at some places; replaces their results. */
  readonly compare: (first: number, count: number, begin: number, end: number) => void;
}

/** @param order rows by their places */
function createComparison(rows: readonly Float32Array[], order: Uint32Array, limit: number): Comparison {
  const dimensions = rows.length;
  const plan = new MemoryPlan();
  const pixelsAt = plan.take(4 * BLOCK * dimensions);
  const rowsAt = plan.take(4 * order.length * dimensions);
  const squaresAt = plan.take(4 * BLOCK);
  const withinAt = plan.take(4 * BLOCK);
  const { functions, buffer } = instantiate(plan.bytes);
  const points = new Float32Array(buffer, rowsAt, order.length * dimensions);
  for (const [d, column] of rows.entries()) {
    for (const [place, row] of order.entries()) points[place * dimensions + d] = column[row]!;
  }
  return {
    pixels: rows.map((_, d) => new Float32Array(buffer, pixelsAt + 4 * BLOCK * d, BLOCK)),
    squares: new Float32Array(buffer, squaresAt, BLOCK),
    within: new Uint32Array(buffer, withinAt, BLOCK),
    limit,
    compare: (first, count, begin, end) => {
      const stride = 4 * BLOCK;
      const [pixelAt, rowAt] = [pixelsAt + 4 * first, rowsAt + 4 * begin * dimensions];
      const [squareAt, inAt] = [squaresAt + 4 * first, withinAt + 4 * first];
      functions.nearestRows(pixelAt, stride, dimensions, count, rowAt, end - begin, limit, squareAt, inAt);
    },
  };
}

/** @returns searches the leaves for so many pixels from the first, at most a group */
function createGroupSearch(
  { pixels, squares, within, limit, compare }: Comparison,
  leaves: readonly Leaf[],
  bounds: LeafBounds,
): (first: number, size: number) => void {
  const { least, most } = bounds;
  const nearest = new Float32Array(GROUP);
  const found = new Uint32Array(GROUP);

  /** @returns the greatest of the squares so far: no row beyond it is any pixel's nearest */
  function compareLeaf({ begin, end }: Leaf, first: number): number {
    compare(first, GROUP, begin, end);
    for (let i = 0; i < GROUP; i++) {
      nearest[i] = Math.min(nearest[i]!, squares[first + i]!);
      found[i]! += within[first + i]!;
    }
    return greatestOf(nearest);
  }

  function searchLeaves(first: number): void {
    // The nearest leaf first: what it holds spares most of the others.
    const nearestLeaf = least.indexOf(Math.min(...least));
    let reach = compareLeaf(leaves[nearestLeaf]!, first) * SLACK;
    const others = [...leaves.keys()].filter((i) => i !== nearestLeaf && least[i]! <= Math.max(reach, limit * SLACK));
    let inside = 0;
    for (const i of others.toSorted((a, b) => least[a]! - least[b]!)) {
      const leaf = leaves[i]!;
      if (least[i]! <= reach) reach = compareLeaf(leaf, first) * SLACK;
      else if (most[i]! * SLACK <= limit) inside += leaf.end - leaf.begin;
      else if (least[i]! <= limit * SLACK) compareLeaf(leaf, first);
    }
    for (let i = 0; i < GROUP; i++) if (nearest[i] !== Infinity) found[i]! += inside;
  }

  return (first, size) => {
    nearest.fill(Infinity);
    found.fill(0);
    if (bounds.measure(pixels, first, size)) searchLeaves(first);
    squares.set(nearest, first);
    within.set(found, first);
  };
}

/** Of the pixels that have a square: one with NaN asks for nothing. */
function greatestOf(squares: Float32Array): number {
  let greatest = 0;
  for (const square of squares) if (square !== Infinity && square > greatest) greatest = square;
  return greatest;
}
