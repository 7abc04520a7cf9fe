/** The different columns among the cells of a map, cut into chunks, each of which a worker can do by itself. */
import { DomainError } from '../../core/errors.ts';
import { joinFrames, splitFrames } from '../../core/frames.ts';
import { planColumns } from './mapPlan.ts';
import type { CellColumnsRequest } from '../../physics/simulation/cellColumns.ts';
import type { CollectTuplesTask } from '../../../workers/collectTuples.ts';
import type { SimulateCellsTask } from '../../../workers/simulateCells.ts';
import type { FinishedChunks, PlanContext, ProcessContext } from '../process.ts';
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
/** @throws {DomainError} as `planColumns`; 'invalid-input' where no cell has all values, or too many differ */
export async function planColumnChunks(
  context: PlanContext,
  given: ColumnInputs,
  cells: CellsInput,
): Promise<readonly ColumnChunk[]> {
  const { from, stack, request } = await planColumns(context, given, cells);
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
  const { request } = await context.remember('columns', () => planColumns(context, given, cells));
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

/** Of all chunks, one after another. */
export async function joinColumns(
  chunks: FinishedChunks,
): Promise<{ readonly tuples: Float64Array; readonly bands: Float64Array }> {
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
