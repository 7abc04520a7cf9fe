import { describe, expect, it } from 'vitest';
import { unitVectors } from '../../../src/core/sphere.ts';
import { randomFolds } from '../../../src/forest/folds.ts';
import { distanceMatrixM, nearestOfOtherFoldM } from '../../../src/forest/folds/distances.ts';
import { wassersteinDistance } from '../../../src/forest/folds/distributions.ts';
import { knndmFolds, mergeClusters } from '../../../src/forest/folds/knndm.ts';
import { clusteredStations, scatteredPlaces } from '../support/stations.ts';

const vectorsOf = ({ lon, lat }: { lon: Float64Array; lat: Float64Array }): Float64Array => unitVectors(lon, lat);

/** The rows of each fold, whatever the folds are called. */
function parts(folds: Uint32Array): string[] {
  return [...Map.groupBy(folds.keys(), (row) => folds[row]!).values()].map((rows) => rows.join()).toSorted();
}

describe('mergeClusters', () => {
  it('leaves clusters of n ÷ k whole and deals the others to the other folds along the axis', () => {
    // Twelve rows, three folds: cluster 0 (five rows) is a fold; 3, 1, 4, 2 follow each other on the axis.
    const clusterOfRow = Uint32Array.from([0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4]);
    const axis = Float64Array.from([5, 5, 5, 5, 5, 2, 2, 4, 4, 1, 1, 3]);
    expect([...mergeClusters(clusterOfRow, 5, axis, 3)]).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 2, 1, 1, 1]);
  });

  it('makes the same parts whichever way the axis points', () => {
    const clusterOfRow = Uint32Array.from({ length: 60 }, (_, row) => (row * 7) % 20);
    const axis = Float64Array.from({ length: 60 }, (_, row) => Math.sin(row));
    const there = mergeClusters(clusterOfRow, 20, axis, 6);
    expect(
      parts(
        mergeClusters(
          clusterOfRow,
          20,
          axis.map((value) => -value),
          6,
        ),
      ),
    ).toEqual(parts(there));
  });
});

describe('knndmFolds', () => {
  const places = vectorsOf(scatteredPlaces(400, 9));

  it('brings held-out stations of clusters as far from training as the map is from stations, far better than chance', () => {
    for (const seed of [1, 2, 3]) {
      const stations = vectorsOf(clusteredStations(120, 14, seed));
      const { folds, match } = knndmFolds(stations, places, 8, { seed, repeat: 0 });
      const chance = randomFolds(120, 8, seed, 0);
      const byChanceM = nearestOfOtherFoldM(distanceMatrixM(stations), chance.foldOfRow).toSorted();
      expect(match.clusters).toBeGreaterThanOrEqual(8);
      expect(match.wassersteinM).toBeLessThan(0.7 * wassersteinDistance(byChanceM, match.predictionM));
      expect(folds.foldCount).toBe(8);
      const sizes = [...Map.groupBy(folds.foldOfRow, (fold) => fold).values()].map((rows) => rows.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(60);
    }
  });

  it('reports the distances of its own folds and their W', () => {
    const stations = vectorsOf(clusteredStations(60, 8, 4));
    const { folds, match } = knndmFolds(stations, places, 5, { seed: 1, repeat: 0 });
    const heldOutM = nearestOfOtherFoldM(distanceMatrixM(stations), folds.foldOfRow).toSorted();
    expect(match.heldOutM).toEqual(heldOutM);
    expect(match.wassersteinM).toBe(wassersteinDistance(heldOutM, match.predictionM));
  });

  it('takes random folds where stations are spread like the map', () => {
    const stations = vectorsOf(scatteredPlaces(80, 3));
    const { folds, match } = knndmFolds(stations, stations, 5, { seed: 7, repeat: 0 });
    expect(match.clusters).toBeNull();
    const byChance = randomFolds(80, 5, 7, 0).foldOfRow;
    for (let row = 1; row < 80; row++)
      expect(folds.foldOfRow[row] === folds.foldOfRow[0]).toBe(byChance[row] === byChance[0]);
  });

  it('refuses two folds, and stations that only form one cluster', () => {
    const stations = vectorsOf(clusteredStations(30, 4, 1));
    expect(() => knndmFolds(stations, places, 2, { seed: 1, repeat: 0 })).toThrow('needs from 3 folds');
    const spots = unitVectors([120, 120, 120, 121, 122], [60, 60, 60, 60, 60]);
    expect(() => knndmFolds(spots, places, 3, { seed: 1, repeat: 0 })).toThrow(
      /no 3 folds of at most half of the 5 st/,
    );
  });
});
