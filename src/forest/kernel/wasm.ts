/** The WASM module of the kernels, and the part of predicting a block that they share. */
import { compileEmbedded, instantiateModule } from '../../core/wasm.ts';
import { kernelBase64 } from './kernelBytes.ts';
import type { MemoryPlan, WasmFunctions, WasmInstance } from '../../core/wasm.ts';

/** Pixels per block; a multiple of the eight that are worked on side by side. */
export const BLOCK = 4096;

/** The exports of kernel.as: addresses and counts. */
export type KernelFunctions = WasmFunctions<KernelFunction>;
type KernelFunction =
  | 'selectComplete'
  | 'codeColumn'
  | 'addToCells'
  | 'lookUpCells'
  | 'sumTile32'
  | 'sumTile64'
  | 'distributeSets'
  | 'distributeTrees'
  | 'gatherColumn'
  | 'sumTree'
  | 'sumTreeLeaves'
  | 'writeMeans'
  | 'nearestRows'
  | 'predictPatches';

export interface Kernel {
  readonly name: string;
  /** Memory that it holds between calls. */
  readonly bytes: number;
  /**
   * Means of the trees, equal to `predictNaive` bit for bit.
   * @param columns one Float32Array per covariate, in the forest's order, each at least `count` long; NaN is nodata
   * @param out     length ≥ count; gets NaN where any covariate is NaN
   * @param widthPx pixels of a row where the columns are rows of a map: neighbours share work then
   * @throws {DomainError} 'internal' where there are more or fewer columns than the forest has covariates
   */
  readonly predict: (columns: readonly Float32Array[], count: number, out: Float32Array, widthPx?: number) => void;
}

const compiled = compileEmbedded(kernelBase64);

/** @returns the functions over a zeroed memory of at least so many bytes */
export function instantiate(bytes: number): WasmInstance<KernelFunctions> {
  return instantiateModule(compiled, bytes);
}

/** Addresses of what every kernel works on. */
export interface BlockAreas {
  /** The columns of a block one after another, BLOCK values each. */
  readonly columns: number;
  /** Numbers of the pixels without NaN, Uint32. */
  readonly pixels: number;
  /** Per such pixel, Float64. */
  readonly sums: number;
  readonly out: number;
}

export function planBlock(plan: MemoryPlan, covariateCount: number): BlockAreas {
  return {
    columns: plan.take(4 * BLOCK * covariateCount),
    pixels: plan.take(4 * BLOCK),
    sums: plan.take(8 * BLOCK),
    out: plan.take(4 * BLOCK),
  };
}

export interface BlockRun {
  readonly functions: KernelFunctions;
  readonly buffer: ArrayBuffer;
  readonly areas: BlockAreas;
  readonly treeCount: number;
  /** Adds the trees' values to the sums of the first so many selected pixels. */
  readonly addTrees: (count: number) => void;
}

/** Copies a block's columns. */
export function copyBlock(
  { buffer, areas }: Pick<BlockRun, 'buffer' | 'areas'>,
  columns: readonly Float32Array[],
  start: number,
  size: number,
): void {
  for (const [i, column] of columns.entries()) {
    new Float32Array(buffer, areas.columns + 4 * BLOCK * i, size).set(column.subarray(start, start + size));
  }
}

/** Copies a block's columns and selects its pixels without NaN. @returns how many there are */
export function selectBlock(
  run: Pick<BlockRun, 'functions' | 'buffer' | 'areas'>,
  columns: readonly Float32Array[],
  start: number,
  size: number,
): number {
  const { functions, areas } = run;
  copyBlock(run, columns, start, size);
  return functions.selectComplete(areas.columns, 4 * BLOCK, columns.length, size, areas.pixels);
}

/** @see Kernel.predict */
export function predictBlocks(run: BlockRun, columns: readonly Float32Array[], count: number, out: Float32Array): void {
  const { functions, buffer, areas } = run;
  const sums = new Float64Array(buffer, areas.sums, BLOCK);
  for (let start = 0; start < count; start += BLOCK) {
    const size = Math.min(BLOCK, count - start);
    const means = new Float32Array(buffer, areas.out, size).fill(Number.NaN);
    const complete = selectBlock(run, columns, start, size);
    sums.fill(0);
    if (complete > 0) run.addTrees(complete);
    functions.writeMeans(areas.sums, areas.pixels, complete, run.treeCount, areas.out);
    out.set(means, start);
  }
}
