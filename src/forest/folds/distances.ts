/** Great-circle distances between stations, and from places of a map to their nearest station. */
import { chordToM, squaredChord } from '../../core/sphere.ts';

/** @returns Float64Array, length stations², row by row, m; 0 on the diagonal */
export function distanceMatrixM(stations: Float64Array): Float64Array {
  const count = stations.length / 3;
  const matrix = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const distanceM = chordToM(squaredChord(stations, i, stations, j));
      matrix[i * count + j] = distanceM;
      matrix[j * count + i] = distanceM;
    }
  }
  return matrix;
}

/** @returns per place, m: how far its nearest station is */
export function nearestStationM(places: Float64Array, stations: Float64Array): Float64Array {
  return Float64Array.from({ length: places.length / 3 }, (_, place) => {
    let nearest = Infinity;
    for (let station = 0; station < stations.length / 3; station++) {
      nearest = Math.min(nearest, squaredChord(places, place, stations, station));
    }
    return chordToM(nearest);
  });
}

/** @returns per station, m: how far the nearest station of another fold is */
export function nearestOfOtherFoldM(matrixM: Float64Array, foldOfRow: ArrayLike<number>): Float64Array {
  const count = foldOfRow.length;
  return Float64Array.from({ length: count }, (_, row) => {
    const fold = foldOfRow[row]!;
    let nearest = Infinity;
    for (let other = 0, at = row * count; other < count; other++, at++) {
      if (matrixM[at]! < nearest && foldOfRow[other]! !== fold) nearest = matrixM[at]!;
    }
    return nearest;
  });
}
