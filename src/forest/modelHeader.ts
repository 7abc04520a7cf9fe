/** What a model says about itself, as JSON. A file may come from anybody: every field is checked when it is read. */
import { DomainError } from '../core/errors.ts';
import { isTooDeep, sortedJson } from '../core/json.ts';
import type { Json } from '../core/json.ts';
import type { EngineOptions } from './engine.ts';
import type { Applicability, NoApplicability } from './applicability/applicability.ts';
import { parseApplicability } from './applicability/applicabilityHeader.ts';
import { MAX_COVARIATES } from './forest.ts';
import type { ForestSize } from './forestBody.ts';
import {
  boolean,
  count,
  finite,
  jsonRecord,
  list,
  oneOf,
  record,
  sha256,
  string,
  stringOrNull,
  unreadable,
} from './headerFields.ts';
import type { CalibratedInterval } from './quantile/calibration.ts';
import type { TrainingRowsShape } from './trainingRows.ts';

interface InputFile {
  readonly name: string;
  /** Of the whole file, lower-case hexadecimal. */
  readonly sha256: string;
}

export interface ModelCovariate {
  readonly name: string;
  /** Where its values came from in training: a raster at the stations, or a column of the station table. */
  readonly source: 'raster' | 'column';
  /** For a column that holds the WGS 84 position: which one, so that a map can take it from its cells. */
  readonly coordinate: 'longitude' | 'latitude' | null;
  /** For a raster: the file and its band (from 1), so that a map can find it again by its hash. */
  readonly raster: (InputFile & { readonly band: number }) | null;
  readonly unit: string | null;
  /** Labels of a categorical covariate in the order of their ranks 0, 1, …, which the trees cut; null for a number. */
  readonly levels: readonly string[] | null;
  /** What stood in for a missing value in training, and in how many rows; null where such rows were left out. */
  readonly imputed: { readonly value: number | string; readonly rows: number } | null;
  /** Range of the training rows, of ranks where it is categorical. */
  readonly minimum: number;
  readonly maximum: number;
  /** Increase of the out-of-bag mean squared error when its values are permuted; null where no tree has a row out of bag. */
  readonly importance: number | null;
}

export interface ModelDescription {
  /** In the order of the forest's covariate numbers; names are unique. */
  readonly covariates: readonly ModelCovariate[];
  readonly target: {
    readonly name: string;
    readonly unit: string | null;
    /** Labels of the classes whose numbers stand in the leaves; null for a number. */
    readonly classes: readonly string[] | null;
  };
  /** Column of the rows' weights; null for equal ones. */
  readonly weights: string | null;
  readonly engine: { readonly name: string; readonly options: EngineOptions };
  readonly seed: number;
  /** Rows that were trained on. */
  readonly stations: number;
  readonly boreholes: InputFile;
  readonly applicability: Applicability | NoApplicability;
  /** Of a forest of numbers; empty without rows out of bag, and in files from before they were calibrated. */
  readonly intervals: readonly CalibratedInterval[];
  /** The program that trained it, with its version. */
  readonly software: string;
  /** Scores, importances, rejected stations, notes: for people, never read back by the program. */
  readonly report: { readonly [key: string]: Json };
}

export type ModelHeader = (({ readonly relation: 'forest' } & ForestSize) | { readonly relation: 'linear' }) & {
  readonly description: ModelDescription;
  /** null: the file leaves the training rows out. */
  readonly trainingRows: TrainingRowsShape | null;
};

const relations = ['forest', 'linear'] as const;

const sources = ['raster', 'column'] as const;
const coordinates = ['longitude', 'latitude'] as const;

/** The same header always gives the same text: keys are sorted at every level. */
export function writeHeader(header: ModelHeader): string {
  return sortedJson(header);
}

/** @throws {DomainError} 'model-unreadable' naming the first field that is not as documented */
export function parseHeader(text: string): ModelHeader {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('model-unreadable', 'The header of the model is not JSON', {}, { cause });
  }
  if (isTooDeep(json)) throw new DomainError('model-unreadable', 'The header of the model nests without an end');
  const header = record(json, 'header');
  const description = record(header['description'], 'description');
  const target = record(description['target'], 'target');
  const engine = record(description['engine'], 'engine');
  const covariates = parseCovariates(description['covariates']);
  const relation = oneOf(relations, header['relation'], 'relation');
  const treeCount = (): number => count(header['treeCount'], 'treeCount');
  const nodeCount = (): number => count(header['nodeCount'], 'nodeCount');
  return {
    ...(relation === 'forest' ? { relation, treeCount: treeCount(), nodeCount: nodeCount() } : { relation }),
    trainingRows: header['trainingRows'] === null ? null : parseRowsShape(header['trainingRows']),
    description: {
      covariates,
      target: {
        name: string(target['name'], 'target.name'),
        unit: stringOrNull(target['unit'], 'target.unit'),
        classes: labelsOrNull(target['classes'], 'target.classes'),
      },
      weights: stringOrNull(description['weights'], 'weights'),
      engine: {
        name: string(engine['name'], 'engine.name'),
        options: Object.fromEntries(
          Object.entries(record(engine['options'], 'engine.options')).map(([name, value]) => [
            name,
            value === null ? null : finite(value, `engine.options.${name}`),
          ]),
        ),
      },
      seed: finite(description['seed'], 'seed'),
      stations: count(description['stations'], 'stations'),
      boreholes: parseInputFile(description['boreholes'], 'boreholes'),
      applicability: parseApplicability(description['applicability'], covariates.length),
      intervals: parseIntervals(description['intervals'] ?? []),
      software: string(description['software'], 'software'),
      report: jsonRecord(description['report'], 'report'),
    },
  };
}

function parseIntervals(value: unknown): CalibratedInterval[] {
  return list(value, 'intervals').map((item, i) => {
    const interval = record(item, `intervals[${i}]`);
    const shareOf = (name: string): number => {
      const at = `intervals[${i}].${name}`;
      const share = finite(interval[name], at);
      if (share <= 0 || share >= 1) throw unreadable(at, 'a number between 0 and 1, both excluded', share);
      return share;
    };
    return { nominal: shareOf('nominal'), share: shareOf('share') };
  });
}

function parseRowsShape(value: unknown): TrainingRowsShape {
  const shape = record(value, 'trainingRows');
  return {
    positions: boolean(shape['positions'], 'trainingRows.positions'),
    folds: boolean(shape['folds'], 'trainingRows.folds'),
  };
}

function parseCovariates(value: unknown): ModelCovariate[] {
  const covariates = list(value, 'covariates').map((item, i) => {
    const at = `covariates[${i}]`;
    const covariate = record(item, at);
    return {
      name: string(covariate['name'], `${at}.name`),
      source: oneOf(sources, covariate['source'], `${at}.source`),
      coordinate:
        covariate['coordinate'] === null ? null : oneOf(coordinates, covariate['coordinate'], `${at}.coordinate`),
      raster: covariate['raster'] === null ? null : parseRaster(covariate['raster'], `${at}.raster`),
      unit: stringOrNull(covariate['unit'], `${at}.unit`),
      levels: labelsOrNull(covariate['levels'], `${at}.levels`),
      imputed: covariate['imputed'] === null ? null : parseImputed(covariate['imputed'], `${at}.imputed`),
      minimum: finite(covariate['minimum'], `${at}.minimum`),
      maximum: finite(covariate['maximum'], `${at}.maximum`),
      importance: covariate['importance'] === null ? null : finite(covariate['importance'], `${at}.importance`),
    };
  });
  const names = new Set(covariates.map((covariate) => covariate.name));
  if (names.size !== covariates.length) throw unreadable('covariates', 'unique names', [...names]);
  if (names.size === 0 || names.size > MAX_COVARIATES) {
    throw unreadable('covariates', `from 1 to ${MAX_COVARIATES}`, names.size);
  }
  return covariates;
}

function parseImputed(given: unknown, at: string): NonNullable<ModelCovariate['imputed']> {
  const { value, rows } = record(given, at);
  return {
    value: typeof value === 'string' ? value : finite(value, `${at}.value`),
    rows: finite(rows, `${at}.rows`),
  };
}

/** At least two labels, all different. */
function labelsOrNull(value: unknown, at: string): readonly string[] | null {
  if (value === null) return null;
  const labels = list(value, at).map((label, i) => string(label, `${at}[${i}]`));
  if (labels.length < 2 || new Set(labels).size !== labels.length) throw unreadable(at, 'different labels', labels);
  return labels;
}

function parseRaster(value: unknown, at: string): NonNullable<ModelCovariate['raster']> {
  return { ...parseInputFile(value, at), band: count(record(value, at)['band'], `${at}.band`) };
}

function parseInputFile(value: unknown, at: string): InputFile {
  const file = record(value, at);
  return { name: string(file['name'], `${at}.name`), sha256: sha256(file['sha256'], `${at}.sha256`) };
}
