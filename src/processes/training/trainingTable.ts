/** From stations and covariates to rows that a forest can learn: who is in, who is left out and why. */
import { textsOf } from '../../tables/boreholeTable.ts';
import { joinSharedCells } from '../../tables/places.ts';
import { chooseCovariates, isCategorical, rasterSources } from './chooseCovariates.ts';
import { keepRows } from './classColumn.ts';
import { prepareCovariates } from './covariateValues.ts';
import { judgeTarget } from './judgeTarget.ts';
import { readCovariates } from './readCovariates.ts';
import { weightsOf } from './rowWeights.ts';
import { alignmentOf, reportAlignment } from '../rasters/alignment.ts';
import { openStack, placeOf } from '../rasters/covariateStack.ts';
import { readStations } from '../stations/stations.ts';
import { leftOutWarning } from './trainingReport.ts';
import type { z } from 'zod';
import type { Json } from '../../core/json.ts';
import type { alignInput } from '../rasters/alignment.ts';
import type { CovariateChoice } from './chooseCovariates.ts';
import type { ColumnLeftOut } from './chooseColumns.ts';
import type { CovariateStack, StackLayer } from '../rasters/covariateStack.ts';
import type { PlanContext } from '../process.ts';
import type { LibraryFile } from '../library.ts';
import type { RawColumn } from '../../forest/preparation.ts';
import type { Stations, TrainingTask } from '../stations/stations.ts';
import type { DeclaredTarget } from './targetQuantity.ts';

export interface LeftOut {
  readonly line: number;
  readonly label: string;
  readonly reason: string;
}

export interface TrainedCovariate {
  readonly name: string;
  readonly layer: StackLayer | null;
  /** What a map takes for a covariate that was a column of positions. */
  readonly coordinate: 'longitude' | 'latitude' | null;
  /** Labels of a categorical covariate, in the order of their ranks in `columns`; null for a number. */
  readonly levels: readonly string[] | null;
  /** What stands in where a row has no value, and in how many rows; null where rows without one are left out. */
  readonly imputed: { readonly value: number | string; readonly rows: number } | null;
}

export interface TrainingTable {
  readonly covariates: readonly TrainedCovariate[];
  /** One Float32Array per covariate, over shared memory, finite: prepared by all rows. */
  readonly columns: readonly Float32Array[];
  /** The same before they were rounded to float32, for regressions. */
  readonly exact: readonly Float64Array[];
  /** The same as read, for folds to prepare by their own rows. */
  readonly raw: readonly RawColumn[];
  readonly impute: boolean;
  /** Numbers, or numbers of `classes`. */
  readonly target: Float64Array;
  /** Labels of the target's classes, and their number; null where it is a number. */
  readonly classes: readonly string[] | null;
  readonly classCount: number | null;
  /** How likely a tree draws each row, relative to the others; null for equally. */
  readonly weights: Float64Array | null;
  /** °C for a ground temperature and nothing else; null for classes, and where nobody said the unit. */
  readonly targetUnit: string | null;
  readonly lines: Int32Array;
  readonly labels: readonly string[];
  readonly positions: Stations['positions'];
  /** Of the station table; null unless every row has one. */
  readonly elevations: Float64Array | null;
  /** Number of each row's place; null where the table says nothing of places. Those in one cell of a raster are one. */
  readonly places: Int32Array | null;
  /** How many places went up in others with which they share a cell of a raster. */
  readonly placesJoined: number;
  /** Of the station table. */
  readonly columnNames: readonly string[];
  /**
   * Any column of the station table as texts, one per row, '' where blank.
   * @throws {DomainError} 'column-missing' with the nearest name
   */
  readonly textsOf: (column: string) => readonly string[];
  /** Per row: how far the cell whose values it took lies from the one that it stands on, m; 0 where it was not moved. */
  readonly movedM: Float64Array;
  readonly leftOut: readonly LeftOut[];
  readonly columnsLeftOut: readonly ColumnLeftOut[];
  readonly stack: CovariateStack | null;
  readonly file: LibraryFile;
  /** Rasters that were brought to the grid of the others: how. */
  readonly aligned: readonly { readonly [key: string]: Json }[];
  /** What a reader of the result should know. */
  readonly warnings: readonly string[];
}

export function namesOf(table: TrainingTable): readonly string[] {
  return table.covariates.map(({ name }) => name);
}

/** The same table with only some covariates, by their numbers. */
export function withCovariates(table: TrainingTable, numbers: readonly number[]): TrainingTable {
  return {
    ...table,
    covariates: numbers.map((number) => table.covariates[number]!),
    columns: numbers.map((number) => table.columns[number]!),
    exact: numbers.map((number) => table.exact[number]!),
    raw: numbers.map((number) => table.raw[number]!),
  };
}

interface TrainingTableInputs extends CovariateChoice, DeclaredTarget {
  readonly boreholes: string;
  readonly task: TrainingTask;
  readonly weights: string | null;
  readonly impute: 'median' | null;
  readonly moveWithinM: number;
  readonly align: z.output<typeof alignInput>;
}

/**
 * @throws {DomainError} 'column-missing' for the target or a column covariate, 'grid-mismatch' and 'raster-…' for the
 *   rasters, 'invalid-input' where rasters are to be sampled and the table has no coordinates, 'target-invalid' where no
 *   row has a value that the target can have, 'covariate-invalid' where no station has a covariate
 */
export async function buildTrainingTable(context: PlanContext, inputs: TrainingTableInputs): Promise<TrainingTable> {
  const file = await context.library.resolve('boreholes', inputs.boreholes);
  const stations = await readStations(context, file, { column: inputs.target, task: inputs.task });
  const { sources, columnsLeftOut } = chooseCovariates(inputs, stations);
  const classes = Object.keys(sources).filter((name) => isCategorical(sources[name]!));
  const stack = await openStack(context.library, rasterSources(sources), {
    alignment: alignmentOf(inputs.align, classes),
  });
  const { lines } = stations.table;
  const impute = inputs.impute !== null;
  const reasons = new Map<number, string>();
  const targetUnit = judgeTarget(inputs, stations, reasons)?.unit ?? null;

  const weights = inputs.weights === null ? null : weightsOf(stations.table, inputs.weights, reasons);
  const { moveWithinM } = inputs;
  const { found, values, moved, cells } = await readCovariates(
    context,
    { sources, stations, stack, impute, moveWithinM },
    reasons,
  );

  const kept = [...lines.keys()].filter((row) => !reasons.has(row));
  const pick = <Values extends Float64Array | Int32Array>(all: Values): Values =>
    all.filter((_, row) => !reasons.has(row)) as Values;
  const { positions } = stations;
  const places = stations.places === null ? null : pick(stations.places);
  const joined = places === null ? null : joinSharedCells(places, cells.map(pick));
  const target =
    stations.classes === null
      ? { labels: null, numbers: pick(stations.target) }
      : keepRows({ labels: stations.classes, numbers: stations.target }, kept);
  const learning = prepareCovariates(found, values, kept, target, impute);
  const elevations = stations.elevations === null ? null : pick(stations.elevations);
  const leftOut = listLeftOut(stations, reasons);
  return {
    ...learning,
    target: target.numbers,
    classes: target.labels,
    classCount: target.labels?.length ?? null,
    weights: weights === null ? null : pick(weights),
    targetUnit,
    lines: pick(lines),
    labels: kept.map((row) => stations.labels[row]!),
    positions: positions === null ? null : { lon: pick(positions.lon), lat: pick(positions.lat) },
    elevations: elevations?.every(Number.isFinite) === true ? elevations : null,
    places: joined,
    placesJoined: countOf(places) - countOf(joined),
    columnNames: stations.table.columns.map(({ name }) => name),
    textsOf: (column) => {
      const texts = textsOf(stations.table, column);
      return kept.map((row) => texts[row]!);
    },
    movedM: Float64Array.from(kept, (row) => moved.get(row)?.distanceM ?? 0),
    leftOut,
    columnsLeftOut,
    stack,
    file,
    ...reportStack(stack, [...stations.warnings, ...leftOutWarning(leftOut, kept.length)]),
  };
}

function countOf(places: Int32Array | null): number {
  return new Set(places).size;
}

function reportStack(
  stack: CovariateStack | null,
  ofStations: readonly string[],
): Pick<TrainingTable, 'aligned' | 'warnings'> {
  if (stack === null) return { aligned: [], warnings: ofStations };
  const { aligned, warnings } = reportAlignment(stack.layers, { name: stack.template.name, ...placeOf(stack) });
  const own = stack.crs.warnings.map((warning) => `CRS of the rasters, ${stack.crs.name}: ${warning}`);
  return { aligned, warnings: [...ofStations, ...own, ...warnings] };
}

function listLeftOut({ rejected, table, labels }: Stations, reasons: ReadonlyMap<number, string>): LeftOut[] {
  return [
    ...rejected.map(({ line, column, value, reason }) => ({
      line,
      label: '',
      reason: column === null ? reason : `${column} ${JSON.stringify(value)}: ${reason}`,
    })),
    ...[...reasons].map(([row, reason]) => ({ line: table.lines[row]!, label: labels[row]!, reason })),
  ].toSorted((a, b) => a.line - b.line);
}
