import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { squaredChord, unitVectors } from '../../../src/core/sphere.ts';
import { nearestNeighbours } from '../../../src/forest/residuals/neighbours.ts';

describe('nearestNeighbours', () => {
  it('equals sorting all others by distance, with places that coincide', () => {
    const random = createRandom(2);
    const lon = Array.from({ length: 60 }, () => random.nextBelow(12) * 3 - 180);
    const lat = Array.from({ length: 60 }, () => random.nextBelow(6) * 2 + 60);
    const places = unitVectors(lon, lat);
    const found = nearestNeighbours(places, 5);
    for (const [row, list] of found.entries()) {
      const others = lon.map((_, i) => i).filter((i) => i !== row);
      const sorted = others.toSorted(
        (a, b) => squaredChord(places, row, places, a) - squaredChord(places, row, places, b) || a - b,
      );
      expect([...list]).toEqual(sorted.slice(0, 5));
    }
  });

  it('reaches across the antimeridian', () => {
    const places = unitVectors([179.9, -179.9, 170], [65, 65, 65]);
    expect(nearestNeighbours(places, 1).map((list) => list[0])).toEqual([1, 0, 0]);
  });
});
