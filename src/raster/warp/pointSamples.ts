/**
 * Values at places of the source, one place for each target cell: for target cells that are not larger than the
 * source's. As in gdalwarp, a place in a pixel without a value has none, so that coasts do not creep; elsewhere
 * neighbours without a value weigh nothing, and the sum is divided by the weight that is left.
 */
import { kernelWeight } from './resampling.ts';
import type { SourceBlock } from './sourceBlock.ts';

/**
 * @param block holds every pixel within two of the place
 * @param x     source pixels
 * @param y     source pixels
 * @returns NaN where no value weighs anything
 */
export type SamplePoint = (block: SourceBlock, x: number, y: number) => number;

/** A place on an edge belongs to the right and lower pixel; rounding must not put it to the left. */
const edgeRounding = 1e-10;

export const samplePoint: Readonly<Record<'nearest' | 'bilinear' | 'cubic', SamplePoint>> = {
  nearest: ({ values, left, top, widthPx }, x, y) =>
    values[(Math.floor(y + edgeRounding) - top) * widthPx + Math.floor(x + edgeRounding) - left]!,
  bilinear,
  cubic,
};

function bilinear({ values, left, top, widthPx }: SourceBlock, x: number, y: number): number {
  const column = Math.floor(x - 0.5);
  const row = Math.floor(y - 0.5);
  const right = x - 0.5 - column;
  const low = y - 0.5 - row;
  const i = (row - top) * widthPx + column - left;
  const a = values[i]!;
  const b = values[i + 1]!;
  const c = values[i + widthPx]!;
  const d = values[i + widthPx + 1]!;
  const value = (1 - low) * ((1 - right) * a + right * b) + low * ((1 - right) * c + right * d);
  return Number.isNaN(value) ? bilinearOfValid([a, b, c, d], right, low) : value;
}

/** The nearest of the four, which has a weight of at least a quarter, decides whether there is a value. */
function bilinearOfValid(four: readonly number[], right: number, low: number): number {
  if (Number.isNaN(four[(low < 0.5 ? 0 : 2) + (right < 0.5 ? 0 : 1)]!)) return Number.NaN;
  const weights = [(1 - right) * (1 - low), right * (1 - low), (1 - right) * low, right * low];
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < 4; i++) {
    if (Number.isNaN(four[i]!)) continue;
    sum += weights[i]! * four[i]!;
    weight += weights[i]!;
  }
  return sum / weight;
}

/** Where one of the sixteen has no value, bilinear: its negative weights would make more of less. */
function cubic(block: SourceBlock, x: number, y: number): number {
  const { values, left, top, widthPx } = block;
  const column = Math.floor(x - 0.5);
  const row = Math.floor(y - 0.5);
  const right = x - 0.5 - column;
  const low = y - 0.5 - row;
  const weight = kernelWeight.cubic;
  const w0 = weight(right + 1);
  const w1 = weight(right);
  const w2 = weight(1 - right);
  const w3 = weight(2 - right);
  let sum = 0;
  let i = (row - 1 - top) * widthPx + column - 1 - left;
  for (let line = -1; line <= 2; line++) {
    const across = w0 * values[i]! + w1 * values[i + 1]! + w2 * values[i + 2]! + w3 * values[i + 3]!;
    sum += weight(line - low) * across;
    i += widthPx;
  }
  return Number.isNaN(sum) ? bilinear(block, x, y) : sum;
}
