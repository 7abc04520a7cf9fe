/** From stations and covariates to rows that a forest can learn: who is in, who is left out and why. */
import { DomainError } from '../core/errors.ts';
import { pixelAt } from '../core/grid.ts';
import { createTransformer } from '../raster/crs.ts';
import { columnOfRole, textsOf } from '../tables/boreholeTable.ts';
import { chooseColumns } from './chooseColumns.ts';
import { mostCovariates } from './commonInputs.ts';
import { keepRows } from './classColumn.ts';
import { columnValues, prepareCovariates, valuesOf } from './covariateValues.ts';
import { judgeTarget } from './judgeTarget.ts';
import { weightsOf } from './rowWeights.ts';
import { openStack } from './covariateStack.ts';
import { readStations } from './stations.ts';
import type { z } from 'zod';
import type { SampleRasterTask } from '../../workers/sampleRaster.ts';
import type { trainingInputs } from './commonInputs.ts';
import type { ChosenColumns, ColumnLeftOut } from './chooseColumns.ts';
import type { CovariateStack, RasterSource, StackLayer } from './covariateStack.ts';
import type { PlanContext } from './process.ts';
import type { LibraryFile } from './library.ts';
import type { RawColumn } from '../forest/preparation.ts';
import type { CovariateValues } from './covariateValues.ts';
import type { Stations, TrainingTask } from './stations.ts';

interface LeftOut {
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
  /** null for a target that is no ground temperature. */
  readonly targetUnit: '°C' | null;
  readonly lines: Int32Array;
  readonly labels: readonly string[];
  readonly positions: Stations['positions'];
  /** Of the station table; null unless every row has one. */
  readonly elevations: Float64Array | null;
  /** Number of each row's place; null where the table says nothing of places. */
  readonly places: Int32Array | null;
  /**
   * Any column of the station table as texts, one per row, '' where blank.
   * @throws {DomainError} 'column-missing' with the nearest name
   */
  readonly textsOf: (column: string) => readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly columnsLeftOut: readonly ColumnLeftOut[];
  readonly stack: CovariateStack | null;
  readonly file: LibraryFile;
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
    raw: numbers.map((number) => table.raw[number]!),
  };
}

export type TrainingCovariates = z.output<typeof trainingInputs.covariates>;

/**
 * @throws {DomainError} 'column-missing' for the target or a column covariate, 'grid-mismatch' and 'raster-…' for the
 *   rasters, 'invalid-input' where rasters are to be sampled and the table has no coordinates, 'target-invalid' where no
 *   row of a ground temperature has one, 'covariate-invalid' where no station has a covariate
 */
export async function buildTrainingTable(
  context: PlanContext,
  inputs: {
    readonly boreholes: string;
    readonly target: string;
    readonly covariates: TrainingCovariates;
    readonly columns: 'all' | readonly string[] | null;
    readonly task: TrainingTask;
    readonly weights: string | null;
    readonly impute: 'median' | null;
  },
): Promise<TrainingTable> {
  const file = await context.library.resolve('boreholes', inputs.boreholes);
  const stations = await readStations(context, file, { column: inputs.target, task: inputs.task });
  const { sources, columnsLeftOut } = chooseCovariates(inputs, stations);
  const stack = await openStack(context.library, rasterSources(sources));
  const { lines } = stations.table;
  const reasons = new Map<number, string>();
  const targetUnit = judgeTarget(inputs.target, stations, reasons);

  const weights = inputs.weights === null ? null : weightsOf(stations.table, inputs.weights, reasons);

  const found: Pick<TrainedCovariate, 'name' | 'layer' | 'coordinate'>[] = [];
  const pixels = stack === null ? null : locate(stations, stack, reasons);
  const reading: Promise<CovariateValues>[] = [];
  for (const [name, source] of Object.entries(sources)) {
    const layer = stack?.layers.find((candidate) => candidate.covariate === name) ?? null;
    const column = columnOf(source);
    reading.push(
      column === null
        ? sampleLayer(context, layer!, pixels!).then((values) => valuesOf(values, name, isCategorical(source)))
        : Promise.resolve(columnValues(stations.table, column, isCategorical(source))),
    );
    found.push({ name, layer, coordinate: column === null ? null : coordinateOf(stations, column) });
  }
  const values = await Promise.all(reading);
  explainMissing(sources, values, reasons, inputs.impute !== null);

  const kept = [...lines.keys()].filter((row) => !reasons.has(row));
  const pick = <Values extends Float64Array | Int32Array>(all: Values): Values =>
    all.filter((_, row) => !reasons.has(row)) as Values;
  const { positions, places } = stations;
  const target =
    stations.classes === null
      ? { labels: null, numbers: pick(stations.target) }
      : keepRows({ labels: stations.classes, numbers: stations.target }, kept);
  const learning = prepareCovariates(found, values, kept, target, inputs.impute !== null);
  const elevations = stations.elevations === null ? null : pick(stations.elevations);
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
    places: places === null ? null : pick(places),
    textsOf: (column) => {
      const texts = textsOf(stations.table, column);
      return kept.map((row) => texts[row]!);
    },
    leftOut: [
      ...stations.rejected.map(({ line, column, value, reason }) => ({
        line,
        label: '',
        reason: `${column ?? 'row'} ${JSON.stringify(value)}: ${reason}`,
      })),
      ...[...reasons].map(([row, reason]) => ({ line: lines[row]!, label: stations.labels[row]!, reason })),
    ].toSorted((a, b) => a.line - b.line),
    columnsLeftOut,
    stack,
    file,
    warnings:
      stack === null ? [] : stack.crs.warnings.map((warning) => `CRS of the rasters, ${stack.crs.name}: ${warning}`),
  };
}

/** @throws {DomainError} 'covariate-missing' where there is none; 'too-large'; 'invalid-input' where the target is one */
function chooseCovariates(
  { covariates, columns, target }: Pick<Parameters<typeof buildTrainingTable>[1], 'covariates' | 'columns' | 'target'>,
  { table }: Stations,
): { readonly sources: TrainingCovariates; readonly columnsLeftOut: readonly ColumnLeftOut[] } {
  const inUse = Object.entries(covariates).map(([name, source]) => [name, columnOf(source)] as const);
  const leaking = inUse.find(([, column]) => column === target);
  if (leaking !== undefined) {
    throw new DomainError(
      'invalid-input',
      `Covariate ${leaking[0]} is column ${target}, which is the target: leave it out`,
    );
  }
  const taken = new Set(inUse.flatMap(([name, column]) => (column === null ? [name] : [name, column])));
  const chosen: ChosenColumns =
    columns === null ? { columns: [], leftOut: [] } : chooseColumns(columns, table, target, taken);
  const sources = {
    ...covariates,
    ...Object.fromEntries(chosen.columns.map((column) => [column, { column, categorical: false }])),
  };
  const count = Object.keys(sources).length;
  if (count === 0) {
    const reasons = chosen.leftOut.map(({ column, reason }) => `${column} ${reason}`).join(', ');
    throw new DomainError(
      'covariate-missing',
      `At least one covariate is needed: name rasters or columns in covariates, or choose columns${reasons === '' ? '' : ` (${reasons})`}`,
    );
  }
  if (count > mostCovariates) {
    throw new DomainError(
      'too-large',
      `Expected at most ${mostCovariates} covariates, found ${count}: list the columns that matter`,
    );
  }
  return { sources, columnsLeftOut: chosen.leftOut };
}

function isCategorical(source: TrainingCovariates[string]): boolean {
  return typeof source === 'object' && source.categorical;
}

function columnOf(source: TrainingCovariates[string]): string | null {
  return typeof source === 'object' && 'column' in source ? source.column : null;
}

function rasterSources(covariates: TrainingCovariates): Record<string, RasterSource> {
  return Object.fromEntries(
    Object.entries(covariates).flatMap(([name, source]) =>
      typeof source === 'string' || 'raster' in source ? [[name, source] as const] : [],
    ),
  );
}

/** Pixel of each station, null where it has none: then the reason is noted. */
function locate(
  stations: Stations,
  stack: CovariateStack,
  reasons: Map<number, string>,
): ({ xPx: number; yPx: number } | null)[] {
  const { positions } = stations;
  if (positions === null) {
    throw new DomainError(
      'invalid-input',
      'Raster covariates are sampled at the stations, but the table has no coordinate columns. Name them, such as columns={"lat":"Y","lon":"X"}',
    );
  }
  const west = Math.min(
    stack.grid.transform[0],
    stack.grid.transform[0] + stack.grid.transform[1] * stack.grid.widthPx,
  );
  const toGrid = createTransformer('EPSG:4326', stack.crs, { westEdge: west });
  const pixelOf = (lon: number, lat: number): { xPx: number; yPx: number } | null =>
    pixelAt(stack.grid, ...toGrid(lon, lat));
  return Array.from(positions.lon, (lon, row) => {
    const lat = positions.lat[row]!;
    const pixel = pixelOf(lon, lat);
    if (pixel === null && !reasons.has(row)) {
      const swapped = Math.abs(lon) <= 90 && pixelOf(lat, lon) !== null;
      const hint = swapped ? '; with latitude and longitude swapped it would lie inside' : '';
      reasons.set(row, `lies outside the rasters (lon ${lon}, lat ${lat})${hint}`);
    }
    return pixel;
  });
}

async function sampleLayer(
  { pool, signal }: PlanContext,
  layer: StackLayer,
  pixels: readonly ({ xPx: number; yPx: number } | null)[],
): Promise<Float64Array> {
  const rows = [...pixels.keys()].filter((row) => pixels[row] !== null);
  const task: SampleRasterTask = {
    path: layer.file.path,
    name: layer.file.name,
    band: layer.band,
    points: rows.map((row) => pixels[row]!),
  };
  const sampled = await pool.run<Float64Array>('sampleRaster', task, signal);
  const values = new Float64Array(pixels.length).fill(Number.NaN);
  rows.forEach((row, i) => (values[row] = sampled[i]!));
  return values;
}

/** @throws {DomainError} 'covariate-invalid' for a covariate without a value at any station that is otherwise good */
function explainMissing(
  covariates: TrainingCovariates,
  values: readonly CovariateValues[],
  reasons: Map<number, string>,
  impute: boolean,
): void {
  const names = Object.keys(covariates);
  const good = [...(values[0]?.numbers.keys() ?? [])].filter((row) => !reasons.has(row));
  const empty = names.filter(
    (_, i) => good.length > 0 && good.every((row) => !Number.isFinite(values[i]!.numbers[row])),
  );
  if (empty.length > 0) {
    throw new DomainError(
      'covariate-invalid',
      `No value of ${empty.join(', ')} at any of ${good.length} stations (all nodata there): leave it out or give another raster`,
      { covariates: empty, stations: good.length },
    );
  }
  if (impute) return;
  for (const row of good) {
    const missing = names.filter((_, i) => !Number.isFinite(values[i]!.numbers[row]));
    if (missing.length > 0) reasons.set(row, `has no value of ${missing.join(', ')}`);
  }
}

function coordinateOf(stations: Stations, column: string): 'longitude' | 'latitude' | null {
  if (columnOfRole(stations.table, 'lon')?.name === column) return 'longitude';
  return columnOfRole(stations.table, 'lat')?.name === column ? 'latitude' : null;
}
