/** How near and how far the rows of each leaf of a tree can be to a group of pixels. */
import type { Leaf, RowTree } from './rowTree.ts';

export interface LeafBounds {
  /** Per leaf, squares of distances between its rows and the pixels: at least, at most. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** Measures so many pixels from the first. @returns false where one coordinate is NaN in all of them */
  readonly measure: (pixels: readonly Float32Array[], first: number, size: number) => boolean;
}

/** Between the boxes around the pixels and around the rows of each leaf. */
export function createLeafBounds({ boxes }: RowTree, leaves: readonly Leaf[], dimensions: number): LeafBounds {
  const least = new Float64Array(leaves.length);
  const most = new Float64Array(leaves.length);
  const lower = new Float64Array(dimensions);
  const upper = new Float64Array(dimensions);

  function fitBox(pixels: readonly Float32Array[], first: number, size: number): boolean {
    for (let d = 0; d < dimensions; d++) {
      let [low, high] = [Infinity, -Infinity];
      for (let i = first; i < first + size; i++) {
        const x = pixels[d]![i]!;
        if (x < low) low = x;
        if (x > high) high = x;
      }
      if (low > high) return false;
      lower[d] = low;
      upper[d] = high;
    }
    return true;
  }

  return {
    least,
    most,
    measure(pixels, first, size) {
      if (!fitBox(pixels, first, size)) return false;
      for (const [leaf, { node }] of leaves.entries()) {
        const at = 2 * node * dimensions;
        let [near, far] = [0, 0];
        for (let d = 0; d < dimensions; d++) {
          const below = boxes[at + d]! - upper[d]!;
          const above = lower[d]! - boxes[at + dimensions + d]!;
          const apart = Math.max(below, above, 0);
          const across = Math.min(below, above);
          near += apart * apart;
          far += across * across;
        }
        least[leaf] = near;
        most[leaf] = far;
      }
      return true;
    },
  };
}
