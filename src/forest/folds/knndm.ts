/**
 * kNNDM: k folds whose held-out stations are as far from the training stations as the map's cells are from all of them.
 * @source Linnenbrink, Milà, Ludwig & Meyer 2024, kNNDM CV: k-fold nearest-neighbour distance matching cross-validation
 *   for map accuracy estimation, Geosci. Model Dev. 17:5897–5912, doi:10.5194/gmd-17-5897-2024, section 2.2
 */
import { DomainError } from '../../core/errors.ts';
import { foldsFrom, randomFolds } from '../folds.ts';
import type { Folds } from '../folds.ts';
import type { DistanceMatch } from './distanceMatch.ts';
import { requireMatchable } from './distanceMatch.ts';
import { distanceMatrixM, nearestOfOtherFoldM, nearestStationM } from './distances.ts';
import { chanceOfSmaller, wassersteinDistance } from './distributions.ts';
import { alongFirstAxis } from './firstAxis.ts';
import { cutTree, wardTree } from './wardClusters.ts';

/** A fold holds at most this share of the stations. */
const largestShare = 0.5;
/** Numbers of clusters that are tried, evenly spaced on a logarithmic scale. */
const mostCandidates = 100;
/** Stations are taken to lie closer together than to the map's cells below this chance of seeming so. */
const significance = 0.05;

/**
 * Great-circle distances throughout. Where the stations are no closer to each other than the map's cells are to them,
 * random folds already match. Else the stations are clustered (Ward), the clusters merged into k folds in the order of
 * their centres along the first principal axis, and of all numbers of clusters the one with the least Wasserstein
 * distance W between the two distributions of nearest-neighbour distances is taken, the fewest clusters of equals.
 *
 * Where the authors' program takes the axis from degrees of longitude and latitude, positions in space are taken here:
 * those know neither poles nor an antimeridian.
 * @param stations, places unit vectors, three numbers each
 * @throws {DomainError} 'too-large', or 'invalid-input' where no k folds hold at most half of the stations each
 */
export function knndmFolds(
  stations: Float64Array,
  places: Float64Array,
  foldCount: number,
  random: { readonly seed: number; readonly repeat: number },
): { readonly folds: Folds; readonly match: DistanceMatch } {
  const rowCount = stations.length / 3;
  requireMatchable('knndm', rowCount, places.length / 3);
  if (foldCount < 3 || foldCount > rowCount - 2) throw wrongFoldCount(foldCount, rowCount);
  const matrixM = distanceMatrixM(stations);
  const predictionM = nearestStationM(places, stations).toSorted();
  const apartM = nearestOfOtherFoldM(
    matrixM,
    Uint32Array.from({ length: rowCount }, (_, row) => row),
  ).toSorted();
  const byChance = randomFolds(rowCount, foldCount, random.seed, random.repeat);
  const heldOutM = (foldOfRow: Uint32Array): Float64Array => nearestOfOtherFoldM(matrixM, foldOfRow).toSorted();
  const matchOf = (foldOfRow: Uint32Array, clusters: number | null): DistanceMatch => {
    const heldOut = heldOutM(foldOfRow);
    return { heldOutM: heldOut, predictionM, wassersteinM: wassersteinDistance(heldOut, predictionM), clusters };
  };
  if (chanceOfSmaller(apartM, predictionM) >= significance) {
    return { folds: foldsFrom('knndm', byChance.foldOfRow), match: matchOf(byChance.foldOfRow, null) };
  }
  let best: { foldOfRow: Uint32Array; match: DistanceMatch } | null = null;
  const tree = wardTree(matrixM, rowCount);
  const axis = alongFirstAxis(stations);
  for (const clusterCount of clusterCounts(foldCount, rowCount)) {
    const foldOfRow = mergeClusters(cutTree(tree, clusterCount), clusterCount, axis, foldCount);
    if (largestFold(foldOfRow, foldCount) > largestShare * rowCount) continue;
    const match = matchOf(foldOfRow, clusterCount);
    if (best === null || match.wassersteinM < best.match.wassersteinM) best = { foldOfRow, match };
  }
  if (best === null) throw tooClustered(foldCount, rowCount);
  return { folds: foldsFrom('knndm', best.foldOfRow), match: best.match };
}

/** From k to all but two, more of the low numbers. */
function clusterCounts(foldCount: number, rowCount: number): readonly number[] {
  const [from, to] = [Math.log(foldCount), Math.log(rowCount - 2)];
  const counts = Array.from({ length: mostCandidates }, (_, i) =>
    Math.round(Math.exp(from + ((to - from) * i) / (mostCandidates - 1))),
  );
  return [...new Set(counts)];
}

/**
 * A cluster of at least rows ÷ k is a fold of its own; the others are dealt to the remaining folds in turn, in the
 * order of their centres.
 * @returns per row its fold
 */
export function mergeClusters(
  clusterOfRow: Uint32Array,
  clusterCount: number,
  axis: Float64Array,
  foldCount: number,
): Uint32Array {
  const sizes = new Float64Array(clusterCount);
  const sums = new Float64Array(clusterCount);
  for (const [row, cluster] of clusterOfRow.entries()) {
    sizes[cluster]! += 1;
    sums[cluster]! += axis[row]!;
  }
  const order = Array.from({ length: clusterCount }, (_, i) => i).toSorted(
    (a, b) => sums[a]! / sizes[a]! - sums[b]! / sizes[b]!,
  );
  const isLarge = (cluster: number): boolean => sizes[cluster]! >= clusterOfRow.length / foldCount;
  const large = order.filter(isLarge);
  const foldOfCluster = new Uint32Array(clusterCount);
  for (const [fold, cluster] of large.entries()) foldOfCluster[cluster] = fold;
  for (const [place, cluster] of order.filter((one) => !isLarge(one)).entries()) {
    foldOfCluster[cluster] = large.length + (place % (foldCount - large.length));
  }
  return clusterOfRow.map((cluster) => foldOfCluster[cluster]!);
}

function largestFold(foldOfRow: Uint32Array, foldCount: number): number {
  const sizes = new Uint32Array(foldCount);
  for (const fold of foldOfRow) sizes[fold]! += 1;
  return Math.max(...sizes);
}

function wrongFoldCount(foldCount: number, rowCount: number): DomainError {
  return new DomainError(
    rowCount < 5 ? 'too-few-stations' : 'invalid-input',
    `Scheme knndm needs from 3 folds (of two, one could only hold half of the stations) to all but two of the ${rowCount} stations, got ${foldCount}`,
    { folds: foldCount, rows: rowCount },
  );
}

function tooClustered(foldCount: number, rowCount: number): DomainError {
  return new DomainError(
    'invalid-input',
    `Scheme knndm found no ${foldCount} folds of at most half of the ${rowCount} stations each: nearly all stations lie in one cluster. Take fewer folds, or scheme nndm`,
    { folds: foldCount, rows: rowCount },
  );
}
