/** Folds by any scheme, of all stations or of those that an outer fold leaves to train on. */
import { DomainError } from '../../core/errors.ts';
import { createRandom } from '../../core/random.ts';
import { unitVectors } from '../../core/sphere.ts';
import { mean, sampleDeviation } from '../../core/statistics.ts';
import type { Folds, FoldScheme } from '../folds.ts';
import {
  checkFoldCount,
  foldsFrom,
  givenFolds,
  groupedFolds,
  leaveLocationOutFolds,
  leaveOneOutFolds,
  randomFolds,
} from '../folds.ts';
import type { DistanceMatch } from './distanceMatch.ts';
import { kMeans } from './kMeans.ts';
import { knndmFolds } from './knndm.ts';
import { nndmFolds } from './nndm.ts';
import { blockOfStation } from './spatialBlocks.ts';

export interface FoldChoice {
  readonly scheme: FoldScheme;
  /** null: ten where there is enough to make ten of; one per place for leave-location-out. */
  readonly folds: number | null;
  /** Side of the blocks of `spatial-blocks`, m; null for the other schemes. */
  readonly blockSizeM: number | null;
}

interface Positions {
  /** WGS 84 degrees. */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
}

/** All that a scheme may go by, one entry per row; null where it is not known. Plain data, so that it crosses to threads. */
export interface StationFacts {
  readonly rowCount: number;
  /** Number of the row's place. */
  readonly places: Int32Array | null;
  readonly positions: Positions | null;
  /** One Float32Array per covariate. */
  readonly columns: readonly Float32Array[];
  /** Of folds that were given. */
  readonly labels: readonly string[] | null;
  /** Places of the map that the model is for, their number independent of the rows. */
  readonly prediction: Positions | null;
}

export interface DrawnFolds {
  readonly folds: Folds;
  /** Of the schemes that match distances; null for the others. */
  readonly match: DistanceMatch | null;
}

const usualFolds = 10;
const usualInnerFolds = 5;

/** Whether every repeat of the scheme would draw the same folds. */
export function isDrawnOnce({ scheme, folds }: FoldChoice): boolean {
  if (scheme === 'leave-location-out') return folds === null;
  return scheme === 'leave-one-out' || scheme === 'given' || scheme === 'nndm' || scheme === 'knndm';
}

/** @throws {DomainError} 'invalid-input', 'too-few-stations' or 'too-large', saying what the scheme lacks */
export function drawFolds(choice: FoldChoice, facts: StationFacts, seed: number, repeat: number): DrawnFolds {
  return draw(choice, facts, { seed, repeat, usual: usualFolds });
}

/** What stands for a scheme within an outer fold: k folds where it holds out row by row, as many models are compared. */
const innerSchemes: Readonly<Record<FoldScheme, FoldScheme>> = {
  random: 'random',
  'leave-one-out': 'random',
  'leave-location-out': 'leave-location-out',
  'spatial-blocks': 'spatial-blocks',
  'environmental-clusters': 'environmental-clusters',
  nndm: 'knndm',
  knndm: 'knndm',
  given: 'given',
};

/**
 * Folds of the same kind within the rows that an outer fold leaves to train on: five, or all that are left of given ones.
 * @param rows ascending, as indices into the facts; the folds number positions in `rows`
 * @throws {DomainError} as `drawFolds`
 */
export function drawInnerFolds(choice: FoldChoice, facts: StationFacts, rows: Uint32Array, seed: number): Folds {
  const inside = subset(facts, rows);
  const scheme = innerSchemes[choice.scheme];
  const placeCount = new Set(inside.places).size;
  const folds = scheme === 'leave-location-out' ? Math.min(usualInnerFolds, placeCount) : null;
  return draw({ ...choice, scheme, folds }, inside, { seed, repeat: 0, usual: usualInnerFolds }).folds;
}

/** Most inner folds that `drawInnerFolds` draws. */
export function innerFoldCount({ scheme }: FoldChoice, outer: Folds): number {
  return scheme === 'given' ? outer.foldCount - 1 : usualInnerFolds;
}

interface Draw {
  readonly seed: number;
  readonly repeat: number;
  /** Folds where the choice names no number and there is enough to make so many. */
  readonly usual: number;
}

function draw(choice: FoldChoice, facts: StationFacts, how: Draw): DrawnFolds {
  const count = (most: number): number => choice.folds ?? Math.min(how.usual, most);
  return drawers[choice.scheme](choice, facts, how, count);
}

type Drawer = (choice: FoldChoice, facts: StationFacts, how: Draw, count: (most: number) => number) => DrawnFolds;

const drawers: Readonly<Record<FoldScheme, Drawer>> = {
  random: (_, { rowCount }, { seed, repeat }, count) => unmatched(randomFolds(rowCount, count(rowCount), seed, repeat)),
  'leave-one-out': (_, { rowCount }) => unmatched(leaveOneOutFolds(rowCount)),
  'leave-location-out': ({ folds }, facts, { seed, repeat }) =>
    unmatched(leaveLocationOutFolds(placesOf(facts), folds, seed, repeat)),
  'spatial-blocks'(choice, facts, { seed, repeat }, count) {
    const random = createRandom(seed, repeat);
    const stations = vectorsOf(facts);
    requireTwoPlaces(stations);
    const blocks = keepPlacesWhole(blockOfStation(stations, blockSizeOf(choice), random), facts.places);
    const blockCount = new Set(blocks).size;
    requireBlocks(blockCount, count(blockCount), blockSizeOf(choice));
    return unmatched(groupedFolds('spatial-blocks', blocks, count(blockCount), random));
  },
  'environmental-clusters'(_, { rowCount, columns }, { seed, repeat }, count) {
    checkFoldCount(count(rowCount), rowCount, 'rows');
    const clusters = kMeans(columns.map(standardise), count(rowCount), createRandom(seed, repeat));
    return unmatched(foldsFrom('environmental-clusters', clusters));
  },
  nndm: (_, facts) => nndmFolds(vectorsOf(facts), predictionOf(facts)),
  knndm: (_, facts, how, count) => knndmFolds(vectorsOf(facts), predictionOf(facts), count(facts.rowCount - 2), how),
  given: (_, facts) => unmatched(givenFolds(labelsOf(facts))),
};

function unmatched(folds: Folds): DrawnFolds {
  return { folds, match: null };
}

function subset(facts: StationFacts, rows: Uint32Array): StationFacts {
  const { places, positions, columns, labels } = facts;
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  return {
    rowCount: rows.length,
    places: places === null ? null : Int32Array.from(rows, (row) => places[row]!),
    positions: positions === null ? null : { lon: pick(positions.lon), lat: pick(positions.lat) },
    columns: columns.map((column) => Float32Array.from(rows, (row) => column[row]!)),
    labels: labels === null ? null : Array.from(rows, (row) => labels[row]!),
    prediction: facts.prediction,
  };
}

/** A place on the edge of two blocks belongs to that of its first row. */
function keepPlacesWhole(blocks: readonly string[], places: Int32Array | null): readonly string[] {
  if (places === null) return blocks;
  const blockOfPlace = new Map<number, string>();
  return blocks.map((block, row) => {
    const known = blockOfPlace.get(places[row]!) ?? block;
    blockOfPlace.set(places[row]!, known);
    return known;
  });
}

/** To mean 0 and deviation 1, so that no covariate counts for more by its unit. */
function standardise(column: Float32Array): Float64Array {
  const [centre, deviation] = [mean(column), sampleDeviation(column)];
  return Float64Array.from(column, (value) => (deviation > 0 ? (value - centre) / deviation : 0));
}

function blockSizeOf({ blockSizeM }: FoldChoice): number {
  if (blockSizeM !== null) return blockSizeM;
  throw new DomainError('invalid-input', 'Scheme spatial-blocks needs blockSizeM: the side of a block in metres');
}

function requireTwoPlaces(stations: Float64Array): void {
  if (stations.some((coordinate, at) => coordinate !== stations[at % 3])) return;
  throw new DomainError(
    'too-few-stations',
    'All stations are at one place, which no size of block parts: choose random folds, or environmental-clusters',
  );
}

function requireBlocks(blockCount: number, foldCount: number, sizeM: number): void {
  if (blockCount >= Math.max(2, foldCount)) return;
  throw new DomainError(
    'invalid-input',
    `The stations lie in ${blockCount} ${blockCount === 1 ? 'block' : 'blocks'} of ${sizeM / 1000} km: too few for ${Math.max(2, foldCount)} folds. Take smaller blocks${blockCount > 2 ? ', or fewer folds' : ''}`,
    { blocks: blockCount, folds: foldCount, blockSizeM: sizeM },
  );
}

function placesOf({ places }: StationFacts): readonly string[] {
  if (places !== null) return Array.from(places, String);
  throw new DomainError(
    'invalid-input',
    'leave-location-out needs to know which rows are of one place: the table has neither coordinates nor a location column. Name them by columns={"location":"…"}, or choose random folds',
  );
}

function labelsOf({ labels }: StationFacts): readonly string[] {
  if (labels !== null) return labels;
  throw new DomainError(
    'invalid-input',
    'Scheme given needs foldColumn: the column of the table that names each row’s fold',
  );
}

function vectorsOf({ positions }: StationFacts): Float64Array {
  if (positions === null) {
    throw new DomainError(
      'invalid-input',
      'Spatial folds need coordinates, and the table has none. Name its columns, such as columns={"lat":"Y","lon":"X"}, or choose random or environmental-clusters',
    );
  }
  const lost = positions.lon.findIndex((lon, row) => !Number.isFinite(lon + positions.lat[row]!));
  if (lost === -1) return unitVectors(positions.lon, positions.lat);
  throw new DomainError(
    'invalid-input',
    `Spatial folds need the position of every row; row ${lost + 1} of those used has none`,
  );
}

function predictionOf({ prediction }: StationFacts): Float64Array {
  if (prediction !== null) return unitVectors(prediction.lon, prediction.lat);
  throw new DomainError(
    'invalid-input',
    'Schemes nndm and knndm match the folds to the area of the map, and there is no raster to take it from: give predictionArea, such as {"bbox": [110, 50, 130, 65]}',
  );
}
