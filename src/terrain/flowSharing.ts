/** To which neighbours the water of a cell goes, and in which shares. */

/** A cell's surroundings; neighbours are in the order of `neighbourSteps`. */
interface Surroundings {
  /** Of the filled ground; NaN for nodata. */
  readonly elevationM: Float32Array;
  /** From a cell to each neighbour, as places in the elevations. */
  readonly steps: readonly number[];
  /** To each neighbour. */
  readonly distancesM: Float64Array;
}

/**
 * @param at  the cell
 * @param out length 8, its parts of water to each neighbour; all 0 where none is lower
 * @returns their sum
 */
type ShareFlow = (around: Surroundings, at: number, out: Float64Array) => number;

/** Freeman's fit to cones; steeper ways get more than their share. */
const exponent = 1.1;

/**
 * All lower neighbours, by the power 1.1 of the slope to them.
 * @source Freeman 1991, Calculating catchment area with divergent flow, Computers & Geosciences 17(3):413–422
 */
function shareAmongAll({ elevationM, steps, distancesM }: Surroundings, at: number, out: Float64Array): number {
  let total = 0;
  for (let i = 0; i < 8; i++) {
    const fall = (elevationM[at]! - elevationM[at + steps[i]!]!) / distancesM[i]!;
    const weight = fall > 0 ? fall ** exponent : 0;
    out[i] = weight;
    total += weight;
  }
  return total;
}

/** Of the facets between a cell and two neighbours: the one beside it, the one across, and a neighbour as far as these are apart. */
const facets = [
  [4, 2, 1],
  [1, 2, 4],
  [1, 0, 3],
  [3, 0, 1],
  [3, 5, 6],
  [6, 5, 3],
  [6, 7, 4],
  [4, 7, 6],
] as const;

/**
 * One direction of steepest descent on eight triangular facets (the first of equally steep ones), shared between the two
 * neighbours beside it by the angles. A facet that lacks a corner is judged by its other edge.
 * @source Tarboton 1997, A new method for the determination of flow directions and upslope areas in grid digital
 *   elevation models, Water Resources Research 33(2):309–319, eq. 1–5 and section 4, doi:10.1029/96WR03137
 */
function shareBySteepestFacet({ elevationM, steps, distancesM }: Surroundings, at: number, out: Float64Array): number {
  out.fill(0);
  const here = elevationM[at]!;
  let [steepest, first, second, share] = [0, 0, 0, 0];
  for (const [beside, across, apart] of facets) {
    const [besideM, acrossM] = [elevationM[at + steps[beside]!]!, elevationM[at + steps[across]!]!];
    const [d1, d2] = [distancesM[beside]!, distancesM[apart]!];
    const along = (here - besideM) / d1;
    const aside = (besideM - acrossM) / d2;
    const diagonal = (here - acrossM) / distancesM[across]!;
    const widest = Math.atan2(d2, d1);
    const angle = Math.atan2(aside, along);
    // NaN, of a missing corner, is no angle within the facet.
    const within = angle > 0 && angle < widest;
    const byDiagonal = !within && (angle >= widest || Number.isNaN(along));
    const slope = within ? Math.hypot(along, aside) : byDiagonal ? diagonal : along;
    if (!(slope > steepest)) continue;
    [steepest, first, second] = [slope, beside, across];
    share = within ? angle / widest : byDiagonal ? 1 : 0;
  }
  if (steepest === 0) return 0;
  out[first] = 1 - share;
  out[second] = share;
  return 1;
}

export const flowSharings = { multiple: shareAmongAll, dInfinity: shareBySteepestFacet } as const satisfies Record<
  string,
  ShareFlow
>;

export type FlowMethod = keyof typeof flowSharings;
