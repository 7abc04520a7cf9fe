/**
 * A forest of few covariates as a table: all pixels of the same codes are one cell and have one mean. The table holds the
 * means that were asked for; an exact kernel finds each when its first pixel comes, so that a small map costs no more
 * than its own cells. 104 stations and three covariates have 1.1 million cells: 4.5 MB.
 */
import type { Forest } from '../forest.ts';
import type { CodeArea } from './codeAreas.ts';
import { planCodes, searchOf, writeCodes } from './codeAreas.ts';
import { collectThresholds } from './thresholdCodes.ts';
import type { BlockAreas, Kernel, KernelFunctions } from './wasm.ts';
import { BLOCK, instantiate, Plan, planBlock, selectBlock } from './wasm.ts';

/** 16 MB for each thread. */
const MOST_CELLS = 2 ** 22;

interface CellRun {
  readonly functions: KernelFunctions;
  readonly buffer: ArrayBuffer;
  readonly areas: BlockAreas;
  readonly codes: readonly CodeArea[];
  /** Per code area: how many cells lie between two neighbouring codes. */
  readonly strides: readonly number[];
  /** Per selected pixel the number of its cell, Uint32. */
  readonly cells: number;
  /** Float32 per cell; NaN until it is asked for. */
  readonly table: number;
  /** Selected pixels whose cell is empty, Uint32. */
  readonly empty: number;
  readonly exact: Kernel;
}

/**
 * @param exact predicts the first pixel of each cell
 * @returns null where there are too many cells, or none, or they need more memory than the limit
 */
export function createCellKernel(forest: Forest, exact: Kernel, limitBytes: number): Kernel | null {
  const thresholds = collectThresholds(forest);
  if (thresholds === null || thresholds.length === 0) return null;
  let cellCount = 1;
  const strides = thresholds.map((code) => {
    const stride = cellCount;
    cellCount *= code.thresholds.length + 1;
    return stride;
  });
  if (cellCount > MOST_CELLS) return null;
  const plan = new Plan();
  const areas = planBlock(plan, forest.covariateCount);
  const codes = planCodes(plan, thresholds);
  const cells = plan.take(4 * BLOCK);
  const empty = plan.take(4 * BLOCK);
  const table = plan.take(4 * cellCount);
  if (exact.bytes + plan.bytes > limitBytes) return null;
  const { functions, buffer } = instantiate(plan.bytes);
  writeCodes(codes, buffer);
  new Float32Array(buffer, table, cellCount).fill(Number.NaN);
  const run = { functions, buffer, areas, codes, strides, cells, table, empty, exact };
  return {
    name: `wasm-cells + ${exact.name}`,
    bytes: plan.bytes + exact.bytes,
    predict: (columns, count, out) => {
      for (let start = 0; start < count; start += BLOCK) {
        predictBlock(run, columns, start, Math.min(BLOCK, count - start), out);
      }
    },
  };
}

function predictBlock(
  run: CellRun,
  columns: readonly Float32Array[],
  start: number,
  size: number,
  out: Float32Array,
): void {
  const { functions, buffer, areas, codes, strides, cells, table, empty } = run;
  const means = new Float32Array(buffer, areas.out, size).fill(Number.NaN);
  const complete = selectBlock(run, columns, start, size);
  new Uint32Array(buffer, cells, complete).fill(0);
  for (const [place, area] of codes.entries()) {
    const column = areas.columns + 4 * BLOCK * area.code.covariate;
    functions.addToCells(column, areas.pixels, complete, ...searchOf(area), strides[place]!, cells);
  }
  const emptyCount = functions.lookUpCells(table, cells, areas.pixels, complete, areas.out, empty);
  out.set(means, start);
  if (emptyCount > 0) fillCells(run, new Uint32Array(buffer, empty, emptyCount), columns, start, out);
}

/** @param places of pixels among those selected */
function fillCells(
  { buffer, areas, cells, table, exact }: CellRun,
  places: Uint32Array,
  columns: readonly Float32Array[],
  start: number,
  out: Float32Array,
): void {
  const pixels = new Uint32Array(buffer, areas.pixels, BLOCK);
  const cellOf = new Uint32Array(buffer, cells, BLOCK);
  const values = new Float32Array(buffer, table);
  const gathered = columns.map((column) => {
    const some = new Float32Array(places.length);
    for (let i = 0; i < places.length; i++) some[i] = column[start + pixels[places[i]!]!]!;
    return some;
  });
  const means = new Float32Array(places.length);
  exact.predict(gathered, places.length, means);
  for (let i = 0; i < places.length; i++) {
    values[cellOf[places[i]!]!] = means[i]!;
    out[start + pixels[places[i]!]!] = means[i]!;
  }
}
