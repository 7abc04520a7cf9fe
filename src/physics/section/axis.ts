/** Edges of cells along one axis of a section: fine at the lines where something happens, coarser away from them. */
import { DomainError } from '../../core/errors.ts';

export interface Grading {
  /** Of cells at a line, m, > 0. */
  readonly finestM: number;
  /** Size of a cell over that of its neighbour nearer to the line, ≥ 1. */
  readonly growth: number;
  /** ≥ finestM. */
  readonly coarsestM: number;
}

/** More along one axis would not fit any section. */
const mostCells = 20_000;

/**
 * @param fromM, toM ends of the axis, not lines unless among `linesM`
 * @param linesM     edges of boxes and the like, in any order: each becomes an edge of cells; those beyond the ends are
 *                   left out
 * @returns Float64Array, ascending, from fromM to toM; cells at a line are at most finestM wide
 * @throws {DomainError} 'too-large' above 20,000 cells
 */
export function gradedEdgesM(fromM: number, toM: number, linesM: readonly number[], grading: Grading): Float64Array {
  const lines = [...new Set(linesM)].filter((lineM) => lineM >= fromM && lineM <= toM).toSorted((a, b) => a - b);
  const stops = [...new Set([fromM, ...lines, toM])];
  const edges = [fromM];
  for (let i = 1; i < stops.length; i++) {
    const [startM, endM] = [stops[i - 1]!, stops[i]!];
    const sizes = cellSizesM(endM - startM, lines.includes(startM), lines.includes(endM), grading);
    let atM = startM;
    for (const sizeM of sizes.slice(0, -1)) edges.push((atM += sizeM));
    edges.push(endM);
    if (edges.length > mostCells) throw tooMany(fromM, toM);
  }
  return Float64Array.from(edges);
}

/** As few cells as fill a stretch, none larger than its place allows, and mirrored where both ends are alike. */
function cellSizesM(lengthM: number, fineStart: boolean, fineEnd: boolean, grading: Grading): number[] {
  // Without a line at either end; and 1 to the power of infinity is no number.
  const sizeAt = (fromLine: number): number =>
    fromLine === Infinity
      ? grading.coarsestM
      : Math.min(grading.finestM * grading.growth ** fromLine, grading.coarsestM);
  const sizes = (count: number): number[] =>
    Array.from({ length: count }, (_, i) => {
      const fromStart = fineStart ? i : Infinity;
      return sizeAt(Math.min(fromStart, fineEnd ? count - 1 - i : Infinity));
    });
  const total = (count: number): number => sizes(count).reduce((sum, sizeM) => sum + sizeM, 0);
  // By halving, as a long axis of fine cells would cost a square of its cells otherwise.
  let [low, high] = [0, 1];
  while (total(high) < lengthM * (1 - 1e-12)) {
    [low, high] = [high, high * 2];
    if (high > 2 * mostCells) throw tooMany(0, lengthM);
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (total(middle) < lengthM * (1 - 1e-12)) low = middle;
    else high = middle;
  }
  const scale = lengthM / total(high);
  return sizes(high).map((sizeM) => sizeM * scale);
}

function tooMany(fromM: number, toM: number): DomainError {
  return new DomainError(
    'too-large',
    `The cells between ${fromM} and ${toM} m are more than ${mostCells}: give larger cells (finest, coarsest, growth)`,
    { most: mostCells },
  );
}
