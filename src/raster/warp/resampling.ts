/**
 * Ways to a value at a place of a raster. Places are in pixels of the source: (0, 0) is the upper left corner of its
 * first pixel, (0.5, 0.5) that pixel's centre.
 */

/** By name, with what it is for. */
export const resamplingMethods = {
  nearest: 'the value of the cell that the centre falls into; for classes',
  bilinear: 'by distance among the four cells around; over a wider stretch where the target cell is larger',
  cubic: 'Catmull–Rom among the sixteen cells around; over a wider stretch where the target cell is larger',
  average: 'mean of all cells that the target cell covers, by the share covered',
  mode: 'the commonest value of the cells that the target cell touches; for classes',
  min: 'the smallest value that the target cell touches',
  max: 'the largest value that the target cell touches',
} as const;

export type Resampling = keyof typeof resamplingMethods;

/** Kernels that weigh by distance. */
export type Kernel = 'bilinear' | 'cubic';

/** Where a kernel ends, in pixels of the coarser of both grids. */
export const kernelRadius: Readonly<Record<Kernel, number>> = { bilinear: 1, cubic: 2 };

/** Weights of a kernel by distance; their sum over whole pixels is 1. */
export const kernelWeight: Readonly<Record<Kernel, (distance: number) => number>> = { bilinear: triangle, cubic };

function triangle(distance: number): number {
  return Math.max(0, 1 - Math.abs(distance));
}

/** @source Keys 1981, Cubic convolution interpolation for digital image processing, eq. 4 with a = −1/2 */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

/** Whether a method looks at the whole target cell instead of its centre. */
export function coversCell(method: Resampling): method is 'average' | 'mode' | 'min' | 'max' {
  return method === 'average' || method === 'mode' || method === 'min' || method === 'max';
}

/** Whether a method jumps from value to value, so that a place beside an edge has to be known exactly. */
export function jumpsAtEdges(method: Resampling): boolean {
  return method === 'nearest' || (coversCell(method) && method !== 'average');
}
