/** Where a model may be trusted: what is derived once from its training, and measured at every pixel of a map. */
import { DomainError } from '../../core/errors.ts';
import type { Folds } from '../folds.ts';
import type { ErrorProfile } from './errorProfile.ts';
import { profileErrors } from './errorProfile.ts';
import type { FeatureSpace } from './featureSpace.ts';
import { defineFeatureSpace, dimensionsOf, placeColumn, placeRows, rescale } from './featureSpace.ts';
import { createNearestRows, SEARCH_PIXELS } from './nearestRows.ts';
import { distancesAcrossFolds, meanPairDistance, pointsFrom } from './trainingDissimilarity.ts';
import { upperWhisker } from './whisker.ts';

export interface Applicability {
  /** Its unit of length is the mean distance between two training rows: distances in it are dissimilarities. */
  readonly space: FeatureSpace;
  /** Largest dissimilarity of the area of applicability. */
  readonly threshold: number;
  /** null for classes, and where fewer rows lie within the threshold than a window of the profile needs. */
  readonly profile: ErrorProfile | null;
}

export interface NoApplicability {
  /** Why, as the end of a sentence. */
  readonly missing: string;
}

/** Levels of categorical covariates are a coordinate each, and time grows with coordinates as with rows. */
const MOST_DIMENSIONS = 500;

/**
 * Dissimilarity index of the training rows by the folds of the cross-validation, its threshold, and the errors by it.
 * @param columns     of the training rows, one per covariate
 * @param importances per covariate; negative ones weigh nothing
 * @param levelCounts per covariate; null for a number
 * @param repeats     of the cross-validation: the folds, and predicted − observed per row. The threshold comes from the
 *                    first, whose folds a model file holds; the profile from all. Errors are null for classes, where a
 *                    wrong one has no size: there is a threshold and no profile
 * @source Meyer & Pebesma 2021, Methods in Ecology and Evolution 12:1620–1633, doi:10.1111/2041-210X.13650
 */
export function deriveApplicability(
  columns: readonly Float32Array[],
  importances: readonly number[],
  levelCounts: readonly (number | null)[],
  repeats: readonly { readonly folds: Folds; readonly errors: ArrayLike<number> | null }[],
): Applicability | NoApplicability {
  const weighted = defineFeatureSpace(columns, importances, levelCounts);
  if (weighted === null)
    return {
      missing:
        'permuting any covariate out of bag leaves the error as it is or lowers it, so that nothing says which rows are alike',
    };
  const dimensionCount = dimensionsOf(weighted).length;
  if (dimensionCount > MOST_DIMENSIONS)
    return {
      missing: `its covariates and their levels are ${dimensionCount} coordinates, and rows are compared in at most ${MOST_DIMENSIONS}. Train with fewer levels`,
    };
  const space = rescale(weighted, meanPairDistance(pointsFrom(placeRows(weighted, columns))));
  const points = pointsFrom(placeRows(space, columns));
  const dissimilarities = repeats.map(({ folds }) => distancesAcrossFolds(points, folds));
  const threshold = upperWhisker(dissimilarities[0]!.filter(Number.isFinite));
  const errors = repeats.flatMap((repeat) => (repeat.errors === null ? [] : [Array.from(repeat.errors)]));
  if (errors.length < repeats.length) return { space, threshold, profile: null };
  const all = dissimilarities.flatMap((ofRepeat) => [...ofRepeat]);
  return { space, threshold, profile: profileErrors(all, errors.flat(), threshold) };
}

export interface PixelApplicability {
  /** Dissimilarity index: distance to the nearest training row; NaN where any covariate is NaN. */
  readonly dissimilarity: Float32Array;
  /**
   * Local point density: training rows no further than the threshold; 0 where any covariate is NaN. A pixel is in the
   * area of applicability where there is one. CAST counts rows nearer than the threshold: the same but for one at it.
   */
  readonly density: Uint32Array;
}

/**
 * @param rows covariates of the training rows, in the model's order
 * @returns measures pixels: one Float32Array per covariate, each at least `count` long
 * @source density: Schumacher, Knoth, Ludwig & Meyer 2025, Geoscientific Model Development 18:10185,
 *   doi:10.5194/gmd-18-10185-2025
 */
export function createApplicabilityMeter(
  { space, threshold }: Pick<Applicability, 'space' | 'threshold'>,
  rows: readonly Float32Array[],
): (columns: readonly Float32Array[], count: number) => PixelApplicability {
  const dimensions = dimensionsOf(space);
  const nearest = createNearestRows(placeRows(space, rows), threshold ** 2);
  return (columns, count) => {
    const dissimilarity = new Float32Array(count);
    const density = new Uint32Array(count);
    for (let start = 0; start < count; start += SEARCH_PIXELS) {
      const size = Math.min(SEARCH_PIXELS, count - start);
      for (const [d, dimension] of dimensions.entries()) {
        placeColumn(dimension, columns[dimension.covariate]!.subarray(start, start + size), nearest.pixels[d]!);
      }
      nearest.search(size);
      for (let i = 0; i < size; i++) dissimilarity[start + i] = Math.sqrt(nearest.squares[i]!);
      density.set(nearest.within.subarray(0, size), start);
    }
    // A covariate without weight is still needed for a prediction.
    for (const column of columns) {
      for (let i = 0; i < count; i++) {
        if (!Number.isNaN(column[i]!)) continue;
        dissimilarity[i] = Number.NaN;
        density[i] = 0;
      }
    }
    return { dissimilarity, density };
  };
}

/**
 * @param what the subject of a sentence, such as "Band di"
 * @throws {DomainError} 'invalid-input' for a model without one, with the reason
 */
export function requireApplicability(applicability: Applicability | NoApplicability, what: string): Applicability {
  if (!('missing' in applicability)) return applicability;
  throw new DomainError(
    'invalid-input',
    `${what} needs the area of applicability, which the model does not have: ${applicability.missing}`,
    { errors: [{ pointer: '/bands', detail: applicability.missing }] },
  );
}
