/**
 * k-means clustering, seeded: the same points and draws give the same clusters.
 * @source Lloyd 1982, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28:129–137; first centres by Arthur &
 *   Vassilvitskii 2007, k-means++, Proc. SODA, 1027–1035
 */
import { DomainError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';

/** The best of several starts is taken, as each ends in a local optimum. */
const starts = 5;
const mostRounds = 50;

interface Clustering {
  readonly clusterOfRow: Uint32Array;
  /** Sum over rows of the squared distance to the centre of their cluster. */
  readonly inertia: number;
}

/**
 * @param columns one array per coordinate, all finite and of one length
 * @returns per row its cluster, 0 to clusterCount − 1; every cluster has a row
 * @throws {DomainError} 'invalid-input' where fewer rows differ than there are clusters
 */
export function kMeans(columns: readonly Float64Array[], clusterCount: number, random: Random): Uint32Array {
  let best: Clustering | null = null;
  for (let start = 0; start < starts; start++) {
    const clustering = settle(columns, firstCentres(columns, clusterCount, random));
    if (best === null || clustering.inertia < best.inertia) best = clustering;
  }
  return best!.clusterOfRow;
}

type Centre = Float64Array;

/** Each next centre is a row, drawn with a chance that grows with the square of its distance to those there are. */
function firstCentres(columns: readonly Float64Array[], clusterCount: number, random: Random): Centre[] {
  const rowCount = columns[0]!.length;
  const rowAt = (row: number): Centre => Float64Array.from(columns, (column) => column[row]!);
  const centres = [rowAt(random.nextBelow(rowCount))];
  const nearest = new Float64Array(rowCount).fill(Infinity);
  while (centres.length < clusterCount) {
    let total = 0;
    for (let row = 0; row < rowCount; row++) {
      nearest[row] = Math.min(nearest[row]!, squaredDistance(columns, row, centres.at(-1)!));
      total += nearest[row]!;
    }
    if (total === 0) {
      throw new DomainError(
        'invalid-input',
        `The covariates have only ${centres.length} different rows: fewer than the ${clusterCount} clusters that are to be the folds. Take fewer folds`,
        { folds: clusterCount, different: centres.length },
      );
    }
    let share = random.nextUnit() * total;
    let row = nearest.findIndex((distance) => (share -= distance) < 0);
    if (row === -1) row = nearest.findLastIndex((distance) => distance > 0);
    centres.push(rowAt(row));
  }
  return centres;
}

function settle(columns: readonly Float64Array[], centres: Centre[]): Clustering {
  const rowCount = columns[0]!.length;
  const clusterOfRow = new Uint32Array(rowCount);
  const distances = new Float64Array(rowCount);
  for (let round = 0; ; round++) {
    let moved = round === 0;
    for (let row = 0; row < rowCount; row++) {
      let nearest = 0;
      let least = Infinity;
      for (const [cluster, centre] of centres.entries()) {
        const distance = squaredDistance(columns, row, centre);
        if (distance < least) [nearest, least] = [cluster, distance];
      }
      moved ||= nearest !== clusterOfRow[row];
      clusterOfRow[row] = nearest;
      distances[row] = least;
    }
    if (fillEmpty(clusterOfRow, distances, centres.length)) moved = true;
    if (!moved || round === mostRounds) {
      return { clusterOfRow, inertia: distances.reduce((sum, distance) => sum + distance, 0) };
    }
    moveCentres(columns, clusterOfRow, centres);
  }
}

/** A cluster that lost all rows gets the one farthest from its centre, of a cluster that has others. @returns whether */
function fillEmpty(clusterOfRow: Uint32Array, distances: Float64Array, clusterCount: number): boolean {
  const sizes = new Uint32Array(clusterCount);
  for (const cluster of clusterOfRow) sizes[cluster]! += 1;
  let filled = false;
  for (let empty = sizes.indexOf(0); empty !== -1; empty = sizes.indexOf(0)) {
    let farthest = -1;
    for (const [row, distance] of distances.entries()) {
      if (sizes[clusterOfRow[row]!]! > 1 && distance > (distances[farthest] ?? -1)) farthest = row;
    }
    sizes[clusterOfRow[farthest]!]! -= 1;
    sizes[empty] = 1;
    clusterOfRow[farthest] = empty;
    distances[farthest] = 0;
    filled = true;
  }
  return filled;
}

function moveCentres(columns: readonly Float64Array[], clusterOfRow: Uint32Array, centres: Centre[]): void {
  const sizes = new Float64Array(centres.length);
  for (const centre of centres) centre.fill(0);
  for (const [row, cluster] of clusterOfRow.entries()) {
    sizes[cluster]! += 1;
    for (const [i, column] of columns.entries()) centres[cluster]![i]! += column[row]!;
  }
  for (const [cluster, centre] of centres.entries()) for (const i of centre.keys()) centre[i]! /= sizes[cluster]!;
}

function squaredDistance(columns: readonly Float64Array[], row: number, centre: Centre): number {
  let sum = 0;
  for (let i = 0; i < centre.length; i++) sum += (columns[i]![row]! - centre[i]!) ** 2;
  return sum;
}
