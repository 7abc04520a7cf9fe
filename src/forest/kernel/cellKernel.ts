/**
 * A forest of few covariates as a table: pixels of the same codes are one cell and have one mean. 104 stations and three
 * covariates have 1.1 million cells: 4.5 MB.
 */
import { MemoryPlan } from '../../core/wasm.ts';
import type { Forest } from '../forest.ts';
import type { TooLarge } from '../kernelChoice.ts';
import { fillCellMeans, stridesOf } from './cellMeans.ts';
import type { CodeArea } from './codeAreas.ts';
import { planCodes, searchOf, writeCodes } from './codeAreas.ts';
import { collectThresholds } from './thresholdCodes.ts';
import type { BlockAreas, Kernel, KernelFunctions } from './wasm.ts';
import { BLOCK, copyBlock, instantiate, planBlock } from './wasm.ts';

/** 16 MB in each thread. */
const MOST_CELLS = 2 ** 22;

/** How a covariate moves a pixel's cell. */
interface CellStep {
  /** Where to look for the code of a value. */
  readonly search: readonly number[];
  /** 0 for a covariate that no tree splits on: it matters only where it is NaN. */
  readonly cellsPerCode: number;
}

interface CellRun {
  readonly functions: KernelFunctions;
  readonly buffer: ArrayBuffer;
  readonly areas: BlockAreas;
  /** Per covariate. */
  readonly steps: readonly CellStep[];
  readonly cellCount: number;
  /** Per pixel the number of its cell, Uint32; at least `cellCount` where a covariate is NaN. */
  readonly cells: number;
  /** Per cell, Float32; NaN where it is not known yet, and behind the last. */
  readonly means: number;
  /** Pixels whose mean is not known yet, Uint32. */
  readonly unknown: number;
  readonly exact: Kernel;
}

/**
 * @param exact predicts the first pixel of a cell whose mean is not certain: about one of a thousand
 * @returns null where there are too many cells, or none, or they need more memory than the limit
 */
export function createCellKernel(
  forest: Forest,
  exact: Kernel,
  limitBytes: number,
  tooLarge?: TooLarge,
): Kernel | null {
  const thresholds = collectThresholds(forest);
  if (thresholds === null || thresholds.length === 0) return null;
  const sizes = thresholds.map((code) => code.thresholds.length + 1);
  const cellCount = sizes.reduce((product, size) => product * size, 1);
  // A pixel without a value lies beyond the last cell by as many times their count as it has no value.
  if (cellCount > MOST_CELLS || cellCount * (forest.covariateCount + 1) > 2 ** 32) return null;
  const plan = new MemoryPlan();
  const areas = planBlock(plan, forest.covariateCount);
  const codes = planCodes(plan, thresholds);
  const cells = plan.take(4 * BLOCK);
  const unknown = plan.take(4 * BLOCK);
  const means = plan.take(4 * (cellCount + 1));
  const bytes = plan.bytes + exact.bytes;
  if (bytes > limitBytes) {
    tooLarge?.('wasm-cells', bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  writeCodes(codes, buffer);
  fillCellMeans(forest, thresholds, new Float32Array(buffer, means, cellCount));
  new Float32Array(buffer, means)[cellCount] = Number.NaN;
  const steps = listSteps(forest.covariateCount, codes, stridesOf(sizes));
  const run = { functions, buffer, areas, steps, cellCount, cells, means, unknown, exact };
  return {
    name: `wasm-cells + ${exact.name}`,
    bytes,
    predict: (columns, count, out) => {
      for (let start = 0; start < count; start += BLOCK) {
        predictBlock(run, columns, start, Math.min(BLOCK, count - start), out);
      }
    },
  };
}

function listSteps(covariateCount: number, codes: readonly CodeArea[], strides: readonly number[]): CellStep[] {
  return Array.from({ length: covariateCount }, (_, covariate) => {
    const place = codes.findIndex(({ code }) => code.covariate === covariate);
    return { search: searchOf(codes[Math.max(place, 0)]!), cellsPerCode: strides[place] ?? 0 };
  });
}

function predictBlock(
  run: CellRun,
  columns: readonly Float32Array[],
  start: number,
  size: number,
  out: Float32Array,
): void {
  const { functions, buffer, areas, steps, cellCount, cells, means, unknown } = run;
  copyBlock(run, columns, start, size);
  new Uint32Array(buffer, cells, size).fill(0);
  for (const [covariate, { search, cellsPerCode }] of steps.entries()) {
    const column = areas.columns + 4 * BLOCK * covariate;
    functions.addToCells(column, size, ...search, cellsPerCode, cells, cellCount);
  }
  const listed = functions.lookUpCells(means, cells, size, cellCount, areas.out, unknown);
  out.set(new Float32Array(buffer, areas.out, size), start);
  if (listed > 0) learnCells(run, new Uint32Array(buffer, unknown, listed), columns, start, out);
}

/** Predicts pixels by the exact kernel and keeps the means of their cells. */
function learnCells(
  { buffer, cells, means, exact }: CellRun,
  pixels: Uint32Array,
  columns: readonly Float32Array[],
  start: number,
  out: Float32Array,
): void {
  const cellOf = new Uint32Array(buffer, cells, BLOCK);
  const meanOf = new Float32Array(buffer, means);
  const found = new Float32Array(pixels.length);
  exact.predict(
    columns.map((column) => Float32Array.from(pixels, (pixel) => column[start + pixel]!)),
    pixels.length,
    found,
  );
  for (const [i, pixel] of pixels.entries()) {
    meanOf[cellOf[pixel]!] = found[i]!;
    out[start + pixel] = found[i]!;
  }
}
