import * as fc from 'fast-check';
import type { Forest, ForestArrays } from '../../../src/forest/forest.ts';
import { LEAF, packForest } from '../../../src/forest/forest.ts';

export type Tree =
  | { readonly value: number }
  | { readonly feature: number; readonly threshold: number; readonly left: Tree; readonly right: Tree };

/** Float32 values with many ties, so that covariates often meet thresholds exactly. */
export const float32 = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ noNaN: true, noDefaultInfinity: true }));

export function trees(covariateCount: number): fc.Arbitrary<Tree> {
  const value = fc.double({ min: -60, max: 60, noNaN: true });
  return fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.record({ value }),
      fc.record({
        feature: fc.nat({ max: covariateCount - 1 }),
        threshold: float32,
        left: tie('tree'),
        right: tie('tree'),
      }),
    ),
  })).tree;
}

export function forests(covariateCount: number): fc.Arbitrary<Forest> {
  return fc.array(trees(covariateCount), { minLength: 1, maxLength: 6 }).map((list) => forestOf(covariateCount, list));
}

export function forestOf(covariateCount: number, list: readonly Tree[]): Forest {
  return packForest(covariateCount, arraysOf(list));
}

function arraysOf(list: readonly Tree[]): ForestArrays {
  const arrays = {
    treeStarts: [0],
    feature: [] as number[],
    threshold: [] as number[],
    right: [] as number[],
    value: [] as number[],
  };
  const append = (tree: Tree): void => {
    const at = arrays.feature.length;
    arrays.feature.push('value' in tree ? LEAF : tree.feature);
    arrays.threshold.push('value' in tree ? 0 : tree.threshold);
    arrays.right.push(0);
    arrays.value.push('value' in tree ? tree.value : 0);
    if ('value' in tree) return;
    append(tree.left);
    arrays.right[at] = arrays.feature.length;
    append(tree.right);
  };
  for (const tree of list) {
    append(tree);
    arrays.treeStarts.push(arrays.feature.length);
  }
  return arrays;
}

/** What a tree means, without any flat array. */
export function valueOf(tree: Tree, row: readonly number[]): number {
  if ('value' in tree) return tree.value;
  return valueOf(row[tree.feature]! <= tree.threshold ? tree.left : tree.right, row);
}
