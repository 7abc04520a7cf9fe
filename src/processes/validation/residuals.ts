/** What the errors of a cross-validation show: in space, by region, and over the range of predictions. */
import { createRandom, shuffle } from '../../core/random.ts';
import { unitVectors } from '../../core/sphere.ts';
import { sampleDeviation } from '../../core/statistics.ts';
import { errorsAgainstPredicted } from '../../forest/residuals/againstPredicted.ts';
import { moranTest } from '../../forest/residuals/moran.ts';
import { nearestNeighbours } from '../../forest/residuals/neighbours.ts';
import { blockRegions, scoreRegions } from '../../forest/residuals/regions.ts';
import { empiricalVariogram } from '../../forest/residuals/variogram.ts';
import type { ErrorsAgainstPredicted } from '../../forest/residuals/againstPredicted.ts';
import type { MoranTest } from '../../forest/residuals/moran.ts';
import type { RegionScore } from '../../forest/residuals/regions.ts';
import type { LagClass } from '../../forest/residuals/variogram.ts';
import type { TrainingTable } from '../training/trainingTable.ts';

type JudgedTable = Pick<TrainingTable, 'target' | 'positions' | 'textsOf'>;

const neighbourCount = 8;
const lagClasses = 15;
/** Every pair of stations is looked at: more than two million would keep the thread for a second. */
const mostStations = 2000;

export interface ResidualReport {
  readonly errors: string;
  /** null where the table has no positions. */
  readonly spatial: SpatialReport | null;
  /** null without positions and without a column of regions. */
  readonly regions: { readonly by: string; readonly scores: readonly RegionScore[] } | null;
  readonly againstPredicted: ErrorsAgainstPredicted;
}

interface SpatialReport {
  /** Of the stations with a position, drawn at random where the table has more than are compared pair by pair. */
  readonly stations: number;
  readonly ofStations: number;
  /** null for fewer than four stations or where all errors are equal. */
  readonly moran: (MoranTest & { readonly weights: string; readonly moments: string; readonly meaning: string }) | null;
  readonly variogram: {
    readonly estimator: string;
    /** null where all stations are at one place. */
    readonly classes: readonly LagClass[] | null;
    /** Of the same errors (n − 1): where the classes level off if distance alone matters; null for fewer than two stations. */
    readonly variance: number | null;
  };
}

/**
 * @param predictions  out of fold, one per row
 * @param regionColumn column of the station table that names each row's region; null for blocks of positions
 * @param seed         of the sample, where the table has more stations than are compared pair by pair
 * @throws {DomainError} 'column-missing' with the nearest name
 */
export function reportResiduals(
  predictions: Float64Array,
  table: JudgedTable,
  regionColumn: string | null,
  seed: number,
): ResidualReport {
  const errors = predictions.map((value, row) => value - table.target[row]!);
  return {
    errors: 'predicted − observed, out of fold, first repeat',
    spatial: table.positions === null ? null : reportSpace(errors, table.positions, seed),
    regions: reportRegions(predictions, table, regionColumn),
    againstPredicted: errorsAgainstPredicted(table.target, predictions),
  };
}

function reportSpace(
  errors: Float64Array,
  { lon, lat }: NonNullable<TrainingTable['positions']>,
  seed: number,
): SpatialReport {
  const located = Uint32Array.from(errors.keys()).filter((row) => Number.isFinite(lon[row]! + lat[row]!));
  const rows = sampleRows(located, seed);
  const pick = (all: Float64Array): Float64Array => Float64Array.from(rows, (row) => all[row]!);
  const values = pick(errors);
  const places = unitVectors(pick(lon), pick(lat));
  const count = Math.min(neighbourCount, rows.length - 1);
  const moran = moranTest(values, nearestNeighbours(places, count));
  return {
    stations: rows.length,
    ofStations: located.length,
    moran: moran && {
      ...moran,
      weights: `row-standardised, ${count} nearest neighbours by great circle`,
      moments: 'randomisation; p two-sided by the normal approximation',
      meaning: wordsFor(moran),
    },
    variogram: {
      estimator: 'Matheron 1962; equal classes up to a third of the largest distance',
      classes: empiricalVariogram(values, places, lagClasses),
      variance: values.length < 2 ? null : sampleDeviation(values) ** 2,
    },
  };
}

function wordsFor({
  i,
  expectation,
  p,
}: {
  readonly i: number;
  readonly expectation: number;
  readonly p: number;
}): string {
  if (p >= 0.05) return 'Errors of neighbouring stations are not detectably alike or unlike';
  if (i < expectation) return 'Errors of neighbouring stations are unlike each other';
  return 'Errors of neighbouring stations are alike: something that varies in space is missing from the covariates, and a score by random folds flatters maps away from the stations';
}

function reportRegions(
  predicted: Float64Array,
  { target, positions, textsOf }: JudgedTable,
  column: string | null,
): ResidualReport['regions'] {
  if (column !== null) {
    const names = textsOf(column).map((text) => text || '(blank)');
    return { by: column, scores: scoreRegions(names, target, predicted) };
  }
  if (positions === null) return null;
  const { sideDeg, regions } = blockRegions(positions.lon, positions.lat);
  return { by: `blocks of ${sideDeg}° of longitude and latitude`, scores: scoreRegions(regions, target, predicted) };
}

/** The rows, or a random sample of them in the order of the table. */
function sampleRows(rows: Uint32Array, seed: number): Uint32Array {
  if (rows.length <= mostStations) return rows;
  const drawn = rows.slice();
  shuffle(drawn, createRandom(seed));
  return drawn.slice(0, mostStations).toSorted();
}
