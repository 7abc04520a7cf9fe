/** Filling of an elevation model's hollows, as water would from its edge inwards. */
import { createCellHeap } from './cellHeap.ts';

export interface Flooded {
  /** Length of the elevations; no cell lies below all paths from it to an edge. NaN for nodata. */
  readonly filledM: Float32Array;
  /** Cells with an elevation, from the edges upwards: never one before a lower one. */
  readonly order: Int32Array;
  /** The neighbour, an index into `neighbourSteps`, that the water of a cell came from; `outlet` at an edge. */
  readonly source: Uint8Array;
}

export const outlet = 8;

/** From a cell to its eight neighbours, in an array of `stride` cells a row. */
export function neighbourSteps(stride: number): readonly number[] {
  return [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1];
}

/**
 * Cells beside nodata are edges, where water leaves.
 * @param elevationM bordered by NaN on all sides, `stride` cells a row
 * @source Barnes, Lehman and Mulla 2014, Priority-flood, Computers & Geosciences 62:117–127, algorithm 2
 */
export function priorityFlood(elevationM: Float32Array, stride: number): Flooded {
  const filledM = elevationM.slice();
  const source = new Uint8Array(elevationM.length).fill(255);
  const order = new Int32Array(elevationM.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0));
  const steps = neighbourSteps(stride);
  const heap = createCellHeap(filledM);
  for (let cell = stride; cell < elevationM.length - stride; cell++) {
    if (Number.isNaN(elevationM[cell]!) || !steps.some((step) => Number.isNaN(elevationM[cell + step]!))) continue;
    source[cell] = outlet;
    heap.push(cell);
  }
  // Cells below the water are flooded at once, in the order in which it reaches them.
  const below = new Int32Array(order.length);
  let [first, last] = [0, 0];
  for (let place = 0; place < order.length; place++) {
    const cell = first < last ? below[first++]! : heap.pop();
    order[place] = cell;
    for (const [i, step] of steps.entries()) {
      const neighbour = cell + step;
      if (source[neighbour] !== 255 || Number.isNaN(elevationM[neighbour]!)) continue;
      source[neighbour] = 7 - i;
      if (elevationM[neighbour]! <= filledM[cell]!) {
        filledM[neighbour] = filledM[cell]!;
        below[last++] = neighbour;
      } else heap.push(neighbour);
    }
  }
  return { filledM, order, source };
}
