import { MemoryPlan } from '../../core/wasm.ts';
import type { Forest } from '../forest.ts';
import { treeCountOf } from '../forest.ts';
import type { TooLarge } from '../kernelChoice.ts';
import { listLeafBoxes } from './leafBoxes.ts';
import { numberLeaves } from './leafNumbers.ts';
import { countLeaves, cutIntoSlots } from './maskTable.ts';
import type { PatchAreas } from './patchTables.ts';
import {
  arrangeBySlot,
  BAND,
  LARGEST_NUMBER,
  LEAVES_PER_SLOT,
  MOST_THRESHOLDS,
  planPatches,
  SIDE,
  writePatchTables,
} from './patchTables.ts';
import { collectThresholds } from './thresholdCodes.ts';
import type { Kernel, KernelFunctions } from './wasm.ts';
import { instantiate } from './wasm.ts';

const MOST_PLACES = 32;
/** Share of pixels left to the exact kernel above which it alone would have been faster. */
const ROUGH_SHARE = 0.5;
/** Of a pause, which doubles while patches stay rough: trying costs as much as the exact kernel. */
const LONGEST_PAUSE = 63;

interface PatchRun {
  readonly functions: KernelFunctions;
  readonly buffer: ArrayBuffer;
  readonly areas: PatchAreas;
  readonly exact: Kernel;
  /** In which patches are not tried, as those before were too rough; in steps of 16 rows. Never changes a result. */
  readonly pause: { left: number; length: number };
}

/**
 * Strikes out what patches of 16 × 16 neighbouring pixels cannot reach, and looks up the rest. Its sums are of numbers of
 * 32 bits that stand for the leaf values, with a bound on the error of their mean: where the float32 of the mean is not
 * certain, as where a patch spans too many codes, another kernel predicts the pixel.
 * @param exact predicts what is left
 * @returns null where the forest has more thresholds per covariate than a byte counts, or needs more memory than the limit
 */
export function createPatchKernel(
  forest: Forest,
  exact: Kernel,
  limitBytes: number,
  tooLarge?: TooLarge,
): Kernel | null {
  const codes = collectThresholds(forest);
  if (codes === null || codes.length === 0 || codes.length > MOST_PLACES) return null;
  if (codes.some(({ thresholds }) => thresholds.length > MOST_THRESHOLDS)) return null;
  const slots = cutIntoSlots(countLeaves(forest), LEAVES_PER_SLOT);
  const slotCount = 4 * Math.ceil(slots.length / 4);
  const plan = new MemoryPlan();
  const areas = planPatches(plan, forest.covariateCount, codes, slotCount);
  const bytes = plan.bytes + exact.bytes;
  if (bytes > limitBytes) {
    tooLarge?.('wasm-patches', bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  const boxes = arrangeBySlot(listLeafBoxes(forest, codes), codes.length, slots, slotCount);
  const numbering = numberLeaves(boxes.values, treeCountOf(forest), LARGEST_NUMBER);
  if (!Number.isFinite(numbering.error)) return null;
  writePatchTables(buffer, areas, { codes, boxes, numbering, slotCount });
  const run = { functions, buffer, areas, exact, pause: { left: 0, length: 0 } };
  return {
    name: `wasm-patches + ${exact.name}`,
    bytes,
    predict: (columns, count, out, widthPx = 0) => {
      // Without rows there are no neighbours to share anything with.
      if (widthPx < SIDE) exact.predict(columns, count, out);
      else predictRows(run, columns, count, out, widthPx);
    },
  };
}

/** @see Kernel.predict */
function predictRows(
  run: PatchRun,
  columns: readonly Float32Array[],
  count: number,
  out: Float32Array,
  widthPx: number,
): void {
  const { exact, pause } = run;
  out.fill(Number.NaN, 0, count);
  for (let start = 0; start < count; start += SIDE * widthPx) {
    const end = Math.min(start + SIDE * widthPx, count);
    if (pause.left > 0) {
      pause.left -= 1;
      const stretch = columns.map((column) => column.subarray(start, end));
      exact.predict(stretch, end - start, out.subarray(start, end));
      continue;
    }
    let listed = 0;
    for (let left = 0; left < widthPx; left += BAND) {
      const band = { start: start + left, widthPx, bandPx: Math.min(BAND, widthPx - left), end: count };
      listed += predictBand(run, columns, band, out);
    }
    pause.length = listed > ROUGH_SHARE * (end - start) ? Math.min(2 * pause.length + 1, LONGEST_PAUSE) : 0;
    pause.left = pause.length;
  }
}

/** @returns how many pixels were left to the exact kernel */
function predictBand(run: PatchRun, columns: readonly Float32Array[], band: Band, out: Float32Array): number {
  const { functions, buffer, areas } = run;
  copyIn(buffer, areas, columns, band);
  new Float32Array(buffer, areas.out, SIDE * BAND).fill(Number.NaN);
  const listed = functions.predictPatches(areas.patches, Math.ceil(band.bandPx / SIDE));
  copyOut(buffer, areas, band, out);
  if (listed > 0) predictLeft(run, new Uint32Array(buffer, areas.left, listed), columns, band, out);
  return listed;
}

/** Part of 16 rows of a map. */
interface Band {
  /** Number of its first pixel among all. */
  readonly start: number;
  readonly widthPx: number;
  readonly bandPx: number;
  /** How many pixels there are in all: the last rows may be missing, the last one cut. */
  readonly end: number;
}

/** Columns of whole patches: NaN beyond the pixels there are. */
function copyIn(buffer: ArrayBuffer, areas: PatchAreas, columns: readonly Float32Array[], band: Band): void {
  for (const [i, column] of columns.entries()) {
    const rows = new Float32Array(buffer, areas.columns + 4 * SIDE * BAND * i, SIDE * BAND);
    for (let row = 0; row < SIDE; row++) {
      const [from, to] = rowOf(band, row);
      rows.set(column.subarray(from, to), row * BAND);
      rows.fill(Number.NaN, row * BAND + to - from, row * BAND + Math.ceil(band.bandPx / SIDE) * SIDE);
    }
  }
}

function copyOut(buffer: ArrayBuffer, areas: PatchAreas, band: Band, out: Float32Array): void {
  for (let row = 0; row < SIDE; row++) {
    const [from, to] = rowOf(band, row);
    if (to > from) out.set(new Float32Array(buffer, areas.out + 4 * BAND * row, to - from), from);
  }
}

function rowOf({ start, widthPx, bandPx, end }: Band, row: number): [from: number, to: number] {
  const from = Math.min(start + row * widthPx, end);
  return [from, Math.min(from + bandPx, end)];
}

/** Predicts listed pixels, given by their number within the band's rows. */
function predictLeft(
  run: PatchRun,
  listed: Uint32Array,
  columns: readonly Float32Array[],
  { start, widthPx }: Band,
  out: Float32Array,
): void {
  const pixels = listed.map((at) => start + Math.floor(at / BAND) * widthPx + (at % BAND));
  const gathered = columns.map((column) => {
    const values = new Float32Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) values[i] = column[pixels[i]!]!;
    return values;
  });
  const means = new Float32Array(pixels.length);
  run.exact.predict(gathered, pixels.length, means);
  for (let i = 0; i < pixels.length; i++) out[pixels[i]!] = means[i]!;
}
