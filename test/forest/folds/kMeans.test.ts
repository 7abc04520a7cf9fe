import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { kMeans } from '../../../src/forest/folds/kMeans.ts';

function blobs(centres: readonly (readonly [number, number])[], each: number, seed: number): Float64Array[] {
  const random = createRandom(seed);
  const points = centres.flatMap(([x, y]) =>
    Array.from({ length: each }, () => [x + random.nextUnit(), y + random.nextUnit()] as const),
  );
  return [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis]!));
}

describe('kMeans', () => {
  it('finds well-parted groups whatever the seed', () => {
    const columns = blobs(
      [
        [0, 0],
        [10, 0],
        [0, 10],
        [10, 10],
      ],
      25,
      1,
    );
    for (let seed = 0; seed < 10; seed++) {
      const clusters = kMeans(columns, 4, createRandom(seed));
      for (let row = 0; row < 100; row++) expect(clusters[row]).toBe(clusters[25 * Math.floor(row / 25)]);
      expect(new Set(clusters).size).toBe(4);
    }
  });

  it('ends where every row is in the cluster of the nearest mean', () => {
    const columns = blobs(
      [
        [0, 0],
        [0.5, 0.5],
        [1, 0.2],
      ],
      40,
      2,
    );
    const clusters = kMeans(columns, 5, createRandom(1));
    const means = [0, 1, 2, 3, 4].map((cluster) => {
      const rows = [...clusters.keys()].filter((row) => clusters[row] === cluster);
      return columns.map((column) => rows.reduce((sum, row) => sum + column[row]!, 0) / rows.length);
    });
    const distance = (row: number, cluster: number): number =>
      columns.reduce((sum, column, axis) => sum + (column[row]! - means[cluster]![axis]!) ** 2, 0);
    for (const [row, cluster] of clusters.entries()) {
      for (let other = 0; other < 5; other++)
        expect(distance(row, cluster)).toBeLessThanOrEqual(distance(row, other) + 1e-12);
    }
  });

  it('repeats for a seed', () => {
    const columns = blobs(
      [
        [0, 0],
        [1, 1],
      ],
      50,
      3,
    );
    expect(kMeans(columns, 7, createRandom(5))).toEqual(kMeans(columns, 7, createRandom(5)));
  });

  it('gives every cluster a row where rows repeat, and refuses more clusters than different rows', () => {
    const columns = [Float64Array.from([1, 1, 1, 2, 2, 3])];
    expect([...kMeans(columns, 3, createRandom(1))].length).toBe(6);
    expect(new Set(kMeans(columns, 3, createRandom(1))).size).toBe(3);
    expect(() => kMeans(columns, 4, createRandom(1))).toThrow('only 3 different rows: fewer than the 4 clusters');
  });
});
