/** Maps of columns: cells with the same values share one, columns are shared among workers, maps are put together. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import { lostCells } from '../../core/cellSource.ts';
import { joinFrames, splitFrames } from '../../core/frames.ts';
import { snowConductivityWMK } from '../../physics/snow.ts';
import { cellBands, cellParameterNames } from '../../physics/simulation/cellColumns.ts';
import { mapLimited } from '../../core/mapLimited.ts';
import { toJsonObject } from '../../core/json.ts';
import { alignmentOf } from '../rasters/alignment.ts';
import { refused } from '../rasters/cellParameter.ts';
import { alignedIn } from '../rasters/covariateStack.ts';
import { createMemo } from '../memo.ts';
import { derivedMap } from '../maps/derivedMap.ts';
import { openParameters } from '../rasters/mapParameters.ts';
import { groundLayers } from './groundLayers.ts';
import { planColumn } from './columnPlan.ts';
import type { CellSource } from '../../core/cellSource.ts';
import type { CellColumnsRequest } from '../../physics/simulation/cellColumns.ts';
import type { TupleSources } from '../../physics/simulation/cellTuples.ts';
import type { CollectTuplesTask } from '../../../workers/collectTuples.ts';
import type { SimulateCellsTask } from '../../../workers/simulateCells.ts';
import type { CellParameter } from '../rasters/cellParameter.ts';
import type { CovariateStack } from '../rasters/covariateStack.ts';
import type { Derivation } from '../maps/derivedMap.ts';
import type { FinishedChunks, Output, PlanContext, ProcessContext } from '../process.ts';
import type { CellsInput } from './cellInputs.ts';
import type { ColumnInputs } from './columnInputs.ts';

/** The columns of one chunk. */
export interface ColumnChunk {
  readonly index: number;
  /** Of all chunks. */
  readonly columns: number;
  readonly tuples: readonly number[];
}

/** A map would take days of many machines. */
const mostColumns = 200_000;
/** A chunk of fewer would be over sooner than it is handed out. */
const leastOfChunk = 16;
const mostChunks = 1000;
/** As of the input, where a raster tells the depth alone. */
const usualSnowKgM3 = 250;
/** Stands in where cells have their own. */
const usualAmplitudeC = 10;

interface PlannedMap {
  readonly request: CellColumnsRequest;
  readonly stack: CovariateStack;
  readonly from: TupleSources;
  readonly warnings: readonly string[];
}

/** @throws {DomainError} as `planColumn` and `openParameters`; 'invalid-input' where cells do not fit the climate */
async function planMap(context: PlanContext, given: ColumnInputs, cells: CellsInput): Promise<PlannedMap> {
  refuseSingle(given);
  const grounds = Object.entries(cells.ground?.layers ?? {});
  const layersOf = grounds.map(([name, layers]) => groundLayers(layers, `/cells/ground/layers/${name}`));
  const { plan, warnings } = await planColumn(context, withStandIns(given, cells));
  const ofSinusoid = (['maatC', 'amplitudeC'] as const).find((name) => cells[name] !== undefined);
  if (ofSinusoid !== undefined && plan.surface.air.kind === 'years') {
    throw refused(`/cells/${ofSinusoid}`, 'it is of a sinusoid, but the climate is a series: give offsetC');
  }
  const tree = parametersOf(
    cells,
    grounds.map(([name]) => name),
  );
  const { stack, sources } = await openParameters(context.library, tree, {
    pointer: '/cells',
    alignmentOf: (categorical) => alignmentOf(given.align, categorical),
  });
  const byName: Readonly<Record<string, CellSource>> = sources;
  const names = cellParameterNames.filter((name) => name in byName);
  const request: CellColumnsRequest = {
    plan: { ...plan, fieldEveryDays: 0 },
    names,
    grounds: layersOf,
    snowConductivityWMK: snowConductivityWMK(given.surface.snow?.densityKgM3 ?? usualSnowKgM3),
    transferM2KW: given.surface.transferWM2K === null ? 0 : 1 / given.surface.transferWM2K,
    years: given.years,
    meanYears: Math.min(cells.meanYears, given.years),
  };
  const from = {
    sources: Object.fromEntries(names.map((name) => [name, byName[name]!])),
    roundTo: definedOnly(cells.roundTo),
  };
  return { request, stack, from, warnings };
}

/** What all cells have in common, with stand-ins for what each has of its own. */
function withStandIns(given: ColumnInputs, cells: CellsInput): ColumnInputs {
  const [firstGround = null] = Object.values(cells.ground?.layers ?? {});
  const sinusoid = given.series === null;
  return {
    ...given,
    layers: given.layers ?? firstGround,
    maatC: given.maatC ?? (sinusoid && cells.maatC !== undefined ? 0 : null),
    amplitudeC: given.amplitudeC ?? (sinusoid && cells.amplitudeC !== undefined ? usualAmplitudeC : null),
  };
}

/** @throws {DomainError} 'invalid-input' for what a single column only can have */
function refuseSingle({ restart }: ColumnInputs): void {
  if (restart !== null) throw refused('/restart', 'a restart file is of one column: a map begins anew');
}

/** Numbers as they are, and the number of the ground of each class. */
function parametersOf({ ground, ...cells }: CellsInput, classNames: readonly string[]) {
  const { roundTo: _steps, meanYears: _years, ...numbers } = cells;
  const parameters: Record<string, CellParameter> = definedOnly(numbers);
  if (ground !== undefined) {
    parameters['ground'] = {
      kind: 'classes',
      source: ground.classes,
      values: Object.fromEntries(classNames.map((name, i) => [name, i])),
      rule: { title: 'Ground', unit: '', minimum: 0, maximum: classNames.length, reason: 'it is a class' },
    };
  }
  return parameters;
}

function definedOnly<Value>(record: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** Cuts the different columns among the cells into chunks, each of which a worker can do by itself. */
export async function planColumnChunks(
  context: PlanContext,
  given: ColumnInputs,
  cells: CellsInput,
): Promise<readonly ColumnChunk[]> {
  const { from, stack, request } = await planMap(context, given, cells);
  const { grid, crs } = stack;
  const layers = stack.layers.map(({ onGrid }) => onGrid);
  const task: CollectTuplesTask = { from, layers, grid, crs, most: mostColumns };
  const tuples = await context.pool.run<Float64Array>('collectTuples', task, context.signal);
  const size = request.names.length;
  const count = tuples.length / size;
  if (count === 0) {
    throw new DomainError(
      'invalid-input',
      'No cell has a value of every parameter: do the rasters overlap where they have data?',
    );
  }
  const ofChunk = Math.max(leastOfChunk, Math.ceil(count / mostChunks));
  return Array.from({ length: Math.ceil(count / ofChunk) }, (_, index) => ({
    index,
    columns: count,
    tuples: [...tuples.subarray(index * ofChunk * size, (index + 1) * ofChunk * size)],
  }));
}

/** @returns frames: the tuples, and the bands of each, float64 */
export async function runColumnChunk(
  context: ProcessContext,
  given: ColumnInputs,
  cells: CellsInput,
  chunk: ColumnChunk,
): Promise<Uint8Array> {
  const { request } = await context.remember('columns', () => planMap(context, given, cells));
  if (chunk.index === 0) context.log('info', forecastOf(request, cells, chunk.columns));
  const tuples = Float64Array.from(chunk.tuples);
  const task: SimulateCellsTask = { request, tuples };
  const bands = await context.pool.run<Float64Array>('simulateCells', task, context.signal);
  return joinFrames([bytesOf(tuples), bytesOf(bands)]);
}

/** How much there is to do, and how it could be less. */
function forecastOf({ names, years, plan }: CellColumnsRequest, { roundTo }: CellsInput, columns: number): string {
  const [unrounded] = names.filter((name) => name !== 'ground' && !(name in roundTo));
  const fewer = unrounded === undefined ? '' : `; fewer if cells.roundTo has a step for ${unrounded}`;
  const spinUp = plan.spinUp.mostYears === 0 ? '' : ` and up to ${plan.spinUp.mostYears} of spin-up each`;
  return `${columns} different columns × ${years} years${spinUp}${fewer}`;
}

/** Puts the columns of all chunks onto the map. */
export async function assembleColumns(
  context: ProcessContext,
  given: ColumnInputs,
  cells: CellsInput,
  chunks: FinishedChunks,
): Promise<Readonly<Record<string, Output>>> {
  const { request, stack, from, warnings } = await planMap(context, given, cells);
  for (const warning of warnings) context.log('warning', warning);
  const { tuples, bands } = await joinColumns(chunks);
  const { outputDepthsM } = request.plan;
  const described = [
    ...cellBands,
    ...outputDepthsM.map((depthM) => ({
      name: `mean${depthM}m`,
      description: `Mean temperature at ${depthM} m`,
      unit: '°C',
    })),
  ];
  const { widthPx, heightPx } = stack.grid;
  const derivation: Derivation = {
    stack,
    layers: stack.layers.map(({ onGrid }) => onGrid),
    rule: { name: 'columns', options: { ...from, tuples, bands, bandCount: described.length } },
    bands: described.map((band) => ({
      ...band,
      overview: 'average',
      palette: band.unit === '°C' ? 'temperature' : 'amount',
    })),
    window: { xPx: 0, yPx: 0, widthPx, heightPx },
    chunkSizePx: null,
  };
  const written = await makeMap(context, derivation);
  const lost = lostCells(from.sources, written.counts);
  for (const { path, code, cells: count } of lost) {
    const what = code === null ? 'a value out of bounds' : `class ${code}, which has none,`;
    context.log('warning', `${count} cells have ${what} in ${path} and no column`);
  }
  return {
    map: written.map,
    preview: written.preview,
    summary: {
      kind: 'value',
      value: toJsonObject({
        columns: tuples.length / request.names.length,
        cells: widthPx * heightPx,
        differing: request.names,
        years: request.years,
        meanOfLastYears: request.meanYears,
        ...alignedIn(stack),
        bands: written.bands,
        cellsWithoutColumn: lost,
        warnings,
      }),
    },
  };
}

/** The columns are known, so that the map is made at once. */
async function makeMap(context: ProcessContext, derivation: Derivation) {
  const map = derivedMap(() => Promise.resolve(derivation));
  const parts = await map.plan(context, null);
  const folder = join(context.folder, 'map-chunks');
  await mkdir(folder);
  const pathOf = (index: number): string => join(folder, String(index));
  await mapLimited(parts, context.pool.threads, async (part) => {
    await writeFile(pathOf(part.index), await map.runChunk({ ...context, remember: createMemo() }, null, part));
  });
  const finished = { count: parts.length, read: (index: number) => readFile(pathOf(index)) };
  return map.assemble(context, null, finished, 'columns.tif');
}

async function joinColumns(chunks: FinishedChunks): Promise<{ tuples: Float64Array; bands: Float64Array }> {
  const tuples: number[] = [];
  const bands: number[] = [];
  for (let index = 0; index < chunks.count; index++) {
    const frames = splitFrames(await chunks.read(index)).map((frame) => new Float64Array(frame.slice().buffer));
    for (const value of frames[0]!) tuples.push(value);
    for (const value of frames[1]!) bands.push(value);
  }
  return { tuples: Float64Array.from(tuples), bands: Float64Array.from(bands) };
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
