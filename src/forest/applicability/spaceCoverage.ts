/** Whether a map asks for more than its stations have seen, before any model is trained. */
import { foldsFrom } from '../folds.ts';
import { defineFeatureSpace, placeRows } from './featureSpace.ts';
import { distancesAcrossFolds, meanPairDistance, pointsFrom } from './trainingDissimilarity.ts';
import { upperWhisker } from './whisker.ts';
import type { Points } from './trainingDissimilarity.ts';

export interface SpaceCoverage {
  /** Distance to the nearest station, as share of the mean distance between two, that no station exceeds but outliers. */
  readonly threshold: number;
  /** Of the map's cells, the share within it. */
  readonly shareInside: number;
}

/**
 * As the area of applicability (Meyer & Pebesma 2021), but with every covariate of the same weight, as no model says yet
 * which matter, and each station beside all others.
 * @param columns covariates of the stations, numbers, finite
 * @param cells   the same covariates of cells of the map, finite
 * @returns null where no covariate varies among the stations, or there are fewer than two of them
 */
export function judgeSpaceCoverage(
  columns: readonly Float32Array[],
  cells: readonly Float32Array[],
): SpaceCoverage | null {
  const rowCount = columns[0]!.length;
  const space = defineFeatureSpace(
    columns,
    columns.map(() => 1),
    columns.map(() => null),
  );
  if (space === null || rowCount < 2) return null;
  const stations = pointsFrom(placeRows(space, columns));
  const unit = meanPairDistance(stations);
  const alone = foldsFrom(
    'leave-one-out',
    Uint32Array.from({ length: rowCount }, (_, row) => row),
  );
  const threshold = upperWhisker(distancesAcrossFolds(stations, alone)) / unit;
  const distances = nearestDistances(pointsFrom(placeRows(space, cells)), stations);
  const inside = distances.filter((distance) => distance / unit <= threshold).length;
  return { threshold, shareInside: inside / distances.length };
}

function nearestDistances(from: Points, to: Points): Float64Array {
  const { dimensions } = from;
  return Float64Array.from({ length: from.values.length / dimensions }, (_, a) => {
    let nearest = Infinity;
    for (let b = 0; b < to.values.length; b += dimensions) {
      let square = 0;
      for (let d = 0; d < dimensions; d++) square += (from.values[a * dimensions + d]! - to.values[b + d]!) ** 2;
      if (square < nearest) nearest = square;
    }
    return Math.sqrt(nearest);
  });
}
