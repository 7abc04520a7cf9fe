/** The mean of every cell at once: a leaf is a box of cells, and sums of boxes are running sums of their corners. */
import type { Forest } from '../forest.ts';
import { treeCountOf } from '../forest.ts';
import type { LeafBoxes } from './leafBoxes.ts';
import { listLeafBoxes } from './leafBoxes.ts';
import { numberLeaves } from './leafNumbers.ts';
import type { ThresholdCodes } from './thresholdCodes.ts';

/**
 * Cells stand in the order of their codes, those of the first covariate side by side. They are made slice by slice, a
 * slice for each code of the last covariate, so that little memory is needed beside the result.
 * @param means per cell; gets NaN where the float32 of the mean is not certain to the last bit
 */
export function fillCellMeans(forest: Forest, codes: readonly ThresholdCodes[], means: Float32Array): void {
  const boxes = listLeafBoxes(forest, codes);
  const leafCount = boxes.values.length;
  const sizes = codes.map(({ thresholds }) => thresholds.length + 1);
  // Corners of all leaves may meet in a sum.
  const largest = 2 ** Math.floor(52 - Math.log2(leafCount));
  const { numbers, offset, scale, error } = numberLeaves(boxes.values, treeCountOf(forest), largest);
  const last = codes.length - 1;
  const strides = stridesOf(sizes);
  const sliceCells = strides[last]!;
  const corners = new Float64Array(sliceCells);
  const sums = new Float64Array(sliceCells);
  const ends = listEnds(boxes, codes.length, sizes[last]!);
  for (let code = 0; code < sizes[last]!; code++) {
    for (const leaf of ends.begin[code]!) addCorners(boxes, leaf, numbers[leaf]!, sizes, strides, corners);
    for (const leaf of ends.end[code]!) addCorners(boxes, leaf, -numbers[leaf]!, sizes, strides, corners);
    sums.set(corners);
    for (let place = 0; place < last; place++) accumulate(sums, strides[place]!, sizes[place]!);
    for (let cell = 0; cell < sliceCells; cell++) {
      const mean = offset + scale * sums[cell]!;
      const below = Math.fround(mean - error);
      means[code * sliceCells + cell] = Object.is(below, Math.fround(mean + error)) ? below : Number.NaN;
    }
  }
}

/** How many cells lie between two neighbouring codes, per covariate. */
export function stridesOf(sizes: readonly number[]): number[] {
  let stride = 1;
  return sizes.map((size) => {
    const own = stride;
    stride *= size;
    return own;
  });
}

/** Per code of the last place: the leaves whose boxes begin there, and those whose boxes ended before. */
function listEnds({ lower, upper, values }: LeafBoxes, places: number, size: number) {
  const begin: number[][] = Array.from({ length: size }, () => []);
  const end: number[][] = Array.from({ length: size }, () => []);
  for (let leaf = 0; leaf < values.length; leaf++) {
    const at = leaf * places;
    const isEmpty = lower.subarray(at, at + places).some((code, place) => code > upper[at + place]!);
    if (isEmpty) continue;
    begin[lower[at + places - 1]!]!.push(leaf);
    end[upper[at + places - 1]! + 1]?.push(leaf);
  }
  return { begin, end };
}

/** Adds a number at the first cells of a leaf's box in the places before the last one, and takes it away behind the last. */
function addCorners(
  { lower, upper }: LeafBoxes,
  leaf: number,
  number: number,
  sizes: readonly number[],
  strides: readonly number[],
  corners: Float64Array,
): void {
  const places = sizes.length;
  const at = leaf * places;
  // A bit per place: whether the corner is behind the last cell.
  for (let corner = 0; corner < 2 ** (places - 1); corner++) {
    let cell = 0;
    let sign = 1;
    let isInside = true;
    for (let place = 0; place < places - 1; place++) {
      const behind = ((corner >> place) & 1) === 1;
      const code = behind ? upper[at + place]! + 1 : lower[at + place]!;
      if (behind) sign = -sign;
      isInside &&= code < sizes[place]!;
      cell += code * strides[place]!;
    }
    if (isInside) corners[cell]! += sign * number;
  }
}

/** Makes every value the sum of those at and before it along one place. */
function accumulate(values: Float64Array, stride: number, size: number): void {
  const period = stride * size;
  for (let start = 0; start < values.length; start += period) {
    for (let i = start + stride; i < start + period; i++) values[i]! += values[i - stride]!;
  }
}
