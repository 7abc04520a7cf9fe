import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { cutTree, wardTree } from '../../../src/forest/folds/wardClusters.ts';

function points(count: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => [random.nextUnit(), random.nextUnit(), random.nextUnit()]);
}

function matrixOf(rows: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(
    rows.flatMap((a) => rows.map((b) => Math.hypot(...a.map((value, axis) => value - b[axis]!)))),
  );
}

/** Ward by its definition: of all pairs of clusters, join the one that adds least to the sum of squares about centres. */
function joinByDefinition(rows: readonly (readonly number[])[], clusterCount: number): number[][] {
  const clusters = rows.map((_, row) => [row]);
  const squares = (members: readonly number[]): number => {
    const centre = [0, 1, 2].map((axis) => members.reduce((sum, row) => sum + rows[row]![axis]!, 0) / members.length);
    return members.reduce((sum, row) => sum + centre.reduce((s, c, axis) => s + (rows[row]![axis]! - c) ** 2, 0), 0);
  };
  while (clusters.length > clusterCount) {
    let best = { i: 0, j: 0, cost: Infinity };
    for (let i = 0; i < clusters.length; i++) {
      for (let j = 0; j < i; j++) {
        const cost = squares([...clusters[i]!, ...clusters[j]!]) - squares(clusters[i]!) - squares(clusters[j]!);
        if (cost < best.cost) best = { i, j, cost };
      }
    }
    clusters[best.j]!.push(...clusters[best.i]!);
    clusters.splice(best.i, 1);
  }
  return clusters.map((members) => members.toSorted((a, b) => a - b)).toSorted((a, b) => a[0]! - b[0]!);
}

describe('wardTree', () => {
  it.each([1, 2, 3])('joins what adds least to the squares, at every number of clusters (seed %d)', (seed) => {
    const rows = points(24, seed);
    const tree = wardTree(matrixOf(rows), rows.length);
    for (const clusterCount of [1, 2, 3, 5, 9, 16, 24]) {
      const groups = Map.groupBy(rows.keys(), (row) => cutTree(tree, clusterCount)[row]!);
      expect([...groups.values()]).toEqual(joinByDefinition(rows, clusterCount));
    }
  });

  it('joins coincident rows first', () => {
    const [a, b] = [
      [0, 0, 0],
      [1, 0, 0],
    ];
    const rows = [a, b, a, b, a];
    expect([...cutTree(wardTree(matrixOf(rows), 5), 2)]).toEqual([0, 1, 0, 1, 0]);
  });
});
