/** How well the distances of a validation meet those of the map that the model is for. */
import { DomainError } from '../../core/errors.ts';

export interface DistanceMatch {
  /** Ascending, m: from each held-out station to the nearest one that its model was trained on. */
  readonly heldOutM: Float64Array;
  /** Ascending, m: from each place of the map to its nearest station. */
  readonly predictionM: Float64Array;
  /** Wasserstein distance W between the two distributions, m; 0 where they are the same. */
  readonly wassersteinM: number;
  /** Clusters that were merged into the folds of kNNDM; null where none were made. */
  readonly clusters: number | null;
}

/** Two matrices of distances between all stations are held in memory: 256 MB. */
const mostStations = 4000;
const mostPlaces = 10_000;

/** @throws {DomainError} 'too-large' with what to do instead */
export function requireMatchable(scheme: 'nndm' | 'knndm', stationCount: number, placeCount: number): void {
  if (stationCount > mostStations) {
    throw new DomainError(
      'too-large',
      `Scheme ${scheme} compares every station with every other and takes at most ${mostStations} of them, got ${stationCount}: use scheme spatial-blocks, with blocks as large as the gaps between the stations of the map`,
      { limit: mostStations, found: stationCount },
    );
  }
  if (placeCount < 1 || placeCount > mostPlaces) {
    throw new DomainError('invalid-input', `Expected 1 to ${mostPlaces} places of the map, got ${placeCount}`, {
      limit: mostPlaces,
      found: placeCount,
    });
  }
}
