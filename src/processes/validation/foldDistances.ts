/** How far the folds of a cross-validation part the stations, in figures. */
import { median } from '../../core/statistics.ts';
import { medianSeparationM } from '../../forest/folds/separation.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Folds } from '../../forest/folds.ts';
import type { ValidationPlan } from './planValidation.ts';

export function describeSeparation(folds: Folds, stations: ValidationPlan['stations']): JsonObject {
  return { medianDistanceToTrainingKm: stations === null ? null : medianSeparationM(folds, stations) / 1000 };
}

/** Nothing for schemes that match no distances. */
export function describeMatch({ repeats }: ValidationPlan): JsonObject {
  const { match } = repeats[0]!;
  if (match === null) return {};
  const { wassersteinM, heldOutM, predictionM, clusters } = match;
  return {
    distanceMatch: {
      wassersteinKm: wassersteinM / 1000,
      medianHeldOutKm: median(heldOutM) / 1000,
      medianPredictionKm: median(predictionM) / 1000,
      predictionPlaces: predictionM.length,
      clusters,
    },
  };
}
