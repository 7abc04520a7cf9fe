/**
 * Values over a stretch of the source: for target cells that cover many of its pixels. A footprint is a rectangle of
 * pixels with a weight for each column and each row; the weight of a pixel is their product.
 */
import { kernelRadius, kernelWeight } from './resampling.ts';
import type { Kernel, Resampling } from './resampling.ts';
import type { SourceBlock } from './sourceBlock.ts';

/** Along one axis. */
export interface Extent {
  /** First pixel. */
  start: number;
  count: number;
  /** Of each pixel, at least `count`. */
  weights: Float64Array;
  /** Of all pixels. */
  total: number;
}

export function createExtent(): Extent {
  return { start: 0, count: 0, weights: new Float64Array(16), total: 0 };
}

/** A cell's corner on an edge of the source may lie beside it by rounding. */
const edgeRounding = 1e-10;

/** The pixels between two places, the outer ones by the share covered. */
export function coverBox(extent: Extent, from: number, to: number): void {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const start = Math.floor(low + edgeRounding);
  const end = Math.max(start + 1, Math.ceil(high - edgeRounding));
  resize(extent, start, end - start);
  const { weights, count } = extent;
  weights.fill(1, 0, count);
  if (count > 1) {
    weights[0] = 1 - (low - start);
    weights[count - 1] = 1 - (end - high);
  }
  extent.total = sum(weights, count);
}

/** How many source pixels a kernel reaches to either side. */
export function kernelReach(kernel: Kernel, targetPerSource: number): number {
  return Math.ceil(kernelRadius[kernel] / Math.min(1, targetPerSource));
}

/**
 * The pixels around a place by their distance.
 * @param targetPerSource target cells per source pixel along this axis; below 1 the kernel is stretched
 */
export function coverKernel(extent: Extent, kernel: Kernel, place: number, targetPerSource: number): void {
  const reach = kernelReach(kernel, targetPerSource);
  const start = Math.floor(place - 0.5) - reach + 1;
  resize(extent, start, 2 * reach);
  const weight = kernelWeight[kernel];
  const stretch = Math.min(1, targetPerSource);
  for (let i = 0; i < extent.count; i++) extent.weights[i] = weight((start + i + 0.5 - place) * stretch);
  extent.total = sum(extent.weights, extent.count);
}

function resize(extent: Extent, start: number, count: number): void {
  extent.start = start;
  extent.count = count;
  if (extent.weights.length < count) extent.weights = new Float64Array(2 * count);
}

function sum(weights: Float64Array, count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += weights[i]!;
  return total;
}

/** Takes in a footprint, which may lie in several blocks one below the other, and gives its value. */
export interface Reducer {
  reset(): void;
  /** Those rows of the footprint that the block holds; it holds all of its columns. */
  add(block: SourceBlock, across: Extent, down: Extent): void;
  /** NaN where there was no value. */
  value(): number;
}

export function createReducer(reduction: Exclude<Resampling, 'nearest'>): Reducer {
  if (reduction === 'mode') return modeReducer();
  if (reduction === 'min' || reduction === 'max') return extremeReducer(reduction === 'min' ? -1 : 1);
  return meanReducer(reduction === 'cubic' ? leastCubicShare : 0);
}

/** Of a kernel's weight, that values must have: negative weights among few values would make more of them. */
const leastCubicShare = 0.2;

/** The rows that block and footprint share. */
function sharedRows(block: SourceBlock, down: Extent): readonly [first: number, end: number] {
  return [Math.max(down.start, block.top), Math.min(down.start + down.count, block.top + block.heightPx)];
}

/** Where the footprint starts in a row of the block. */
function startIn(block: SourceBlock, row: number, across: Extent): number {
  return (row - block.top) * block.widthPx + across.start - block.left;
}

/** @param leastShare of the whole weight, that values must have */
function meanReducer(leastShare: number): Reducer {
  let weighted = 0;
  let weight = 0;
  let whole = 0;
  return {
    reset() {
      weighted = weight = whole = 0;
    },
    add(block, across, down) {
      const { values } = block;
      const { weights, count, total } = across;
      const [first, end] = sharedRows(block, down);
      for (let row = first; row < end; row++) {
        const at = startIn(block, row, across);
        const rowWeight = down.weights[row - down.start]!;
        let rowSum = 0;
        let valid = 0;
        for (let i = 0; i < count; i++) {
          const value = values[at + i]!;
          if (Number.isNaN(value)) continue;
          rowSum += weights[i]! * value;
          valid += weights[i]!;
        }
        weighted += rowWeight * rowSum;
        weight += rowWeight * valid;
        whole += rowWeight * total;
      }
    },
    value: () => (weight > leastShare * whole && weight > 0 ? weighted / weight : Number.NaN),
  };
}

/** The value of most pixels, each counted as a whole; of equals the first to be so many: as gdalwarp 3.6 has it. */
function modeReducer(): Reducer {
  const pixels = new Map<number, number>();
  let most = 0;
  let mode = Number.NaN;
  return {
    reset() {
      pixels.clear();
      most = 0;
      mode = Number.NaN;
    },
    add(block, across, down) {
      const [first, end] = sharedRows(block, down);
      for (let row = first; row < end; row++) {
        const at = startIn(block, row, across);
        for (let i = 0; i < across.count; i++) {
          const value = block.values[at + i]!;
          if (Number.isNaN(value)) continue;
          const count = (pixels.get(value) ?? 0) + 1;
          pixels.set(value, count);
          if (count > most) [most, mode] = [count, value];
        }
      }
    },
    value: () => mode,
  };
}

/** @param sign −1 for the smallest, 1 for the largest */
function extremeReducer(sign: 1 | -1): Reducer {
  let extreme = Number.NaN;
  return {
    reset() {
      extreme = Number.NaN;
    },
    add(block, across, down) {
      const [first, end] = sharedRows(block, down);
      for (let row = first; row < end; row++) {
        const at = startIn(block, row, across);
        for (let i = 0; i < across.count; i++) {
          const value = block.values[at + i]!;
          if (!(sign * value <= sign * extreme) && !Number.isNaN(value)) extreme = value;
        }
      }
    },
    value: () => extreme,
  };
}
