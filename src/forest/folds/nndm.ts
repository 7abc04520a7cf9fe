/**
 * NNDM: leave-one-out in which training stations near the one held out are left aside, until held-out stations are as
 * far from the training stations as the map's cells are from all of them.
 * @source Milà, Mateu, Pebesma & Meyer 2022, Nearest neighbour distance matching leave-one-out cross-validation for map
 *   validation, Methods Ecol. Evol. 13:1304–1316, doi:10.1111/2041-210X.13851, section 2.2
 */
import type { Folds } from '../folds.ts';
import { leaveOneOutFolds } from '../folds.ts';
import type { DistanceMatch } from './distanceMatch.ts';
import { requireMatchable } from './distanceMatch.ts';
import { distanceMatrixM, nearestStationM } from './distances.ts';
import { wassersteinDistance } from './distributions.ts';
import { createMinHeap } from './minHeap.ts';

/** Each model is trained on more than this share of the stations. */
const leastShare = 0.5;

/**
 * Great-circle distances, matched over their whole range (the authors' φ is the largest distance there is).
 * @param stations, places unit vectors, three numbers each
 * @throws {DomainError} 'too-large'; 'too-few-stations' for fewer than two
 */
export function nndmFolds(
  stations: Float64Array,
  places: Float64Array,
): { readonly folds: Folds; readonly match: DistanceMatch } {
  const rowCount = stations.length / 3;
  const alone = leaveOneOutFolds(rowCount);
  requireMatchable('nndm', rowCount, places.length / 3);
  const matrixM = distanceMatrixM(stations);
  const predictionM = nearestStationM(places, stations).toSorted();
  const neighbours = neighboursByDistance(matrixM, rowCount);
  const dropped = dropNearest(matrixM, neighbours, predictionM);
  const heldOutM = Float64Array.from(dropped, (count, row) => matrixM[row * rowCount + neighbours[row]![count]!]!);
  return {
    folds: {
      ...alone,
      scheme: 'nndm',
      withheld: neighbours.map((list, row) => list.slice(0, dropped[row]).toSorted()),
    },
    match: {
      heldOutM: heldOutM.toSorted(),
      predictionM,
      wassersteinM: wassersteinDistance(heldOutM.toSorted(), predictionM),
      clusters: null,
    },
  };
}

/** Per station all others, nearest first. */
function neighboursByDistance(matrixM: Float64Array, rowCount: number): readonly Uint32Array[] {
  return Array.from({ length: rowCount }, (_, row) => {
    const others = Uint32Array.from({ length: rowCount }, (__, other) => other).filter((other) => other !== row);
    return others.toSorted((a, b) => matrixM[row * rowCount + a]! - matrixM[row * rowCount + b]! || a - b);
  });
}

/**
 * Goes up through the nearest-neighbour distances r of the held-out stations. A station loses its nearest neighbour
 * where even without it at least as large a share of the stations would have one within r as of the map's cells
 * (Ĝ*(r) − 1 ÷ n ≥ Ĝ(r)), and more than `leastShare` of all stations are left for its model to train on.
 * @returns per station how many of its neighbours are dropped
 */
function dropNearest(
  matrixM: Float64Array,
  neighbours: readonly Uint32Array[],
  predictionM: Float64Array,
): Uint32Array {
  const rowCount = neighbours.length;
  const dropped = new Uint32Array(rowCount);
  const distanceM = (row: number): number => matrixM[row * rowCount + neighbours[row]![dropped[row]!]!]!;
  const waiting = createMinHeap(rowCount);
  for (let row = 0; row < rowCount; row++) waiting.push(row, distanceM(row));
  let reached = 0;
  let settled = 0;
  while (waiting.size() > 0) {
    const radiusM = waiting.leastKey();
    while (predictionM[reached]! <= radiusM) reached++;
    const tied = waiting.popTied();
    const within = (): number => settled + tied.length;
    while (tied.length > 0) {
      const row = tied.shift()!;
      const left = rowCount - 1 - dropped[row]!;
      const mayLose = left > leastShare * rowCount;
      if (mayLose && within() / rowCount >= reached / predictionM.length) {
        dropped[row]! += 1;
        if (distanceM(row) > radiusM) waiting.push(row, distanceM(row));
        else tied.unshift(row);
      } else settled += 1;
    }
  }
  return dropped;
}
