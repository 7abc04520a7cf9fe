import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { chordToM, squaredChord, unitVectors } from '../../../src/core/sphere.ts';
import { blockOfStation } from '../../../src/forest/folds/spatialBlocks.ts';

/** Places spread evenly over a cap of the sphere about a pole of their own. */
function cap(count: number, lonDeg: number, latDeg: number, radiusDeg: number): Float64Array {
  const random = createRandom(3);
  const xyz = new Float64Array(3 * count);
  const [lon, colat] = [lonDeg, 90 - latDeg].map((degree) => (degree * Math.PI) / 180) as [number, number];
  const lowest = Math.cos((radiusDeg * Math.PI) / 180);
  for (let i = 0; i < count; i++) {
    const z = lowest + (1 - lowest) * random.nextUnit();
    const turn = 2 * Math.PI * random.nextUnit();
    const [x, y] = [Math.sqrt(1 - z * z) * Math.cos(turn), Math.sqrt(1 - z * z) * Math.sin(turn)];
    const tilted = [x * Math.cos(colat) + z * Math.sin(colat), y, z * Math.cos(colat) - x * Math.sin(colat)] as const;
    xyz[3 * i] = tilted[0] * Math.cos(lon) - tilted[1] * Math.sin(lon);
    xyz[3 * i + 1] = tilted[0] * Math.sin(lon) + tilted[1] * Math.cos(lon);
    xyz[3 * i + 2] = tilted[2];
  }
  return xyz;
}

const sizeM = 250_000;

describe('blockOfStation', () => {
  it.each([
    ['at the pole', 0, 90],
    ['across the antimeridian', 180, 66],
    ['on the equator', 20, 0],
  ])('makes blocks of one area and at most their diagonal across, %s', (_, lon, lat) => {
    const count = 4000;
    const stations = cap(count, lon, lat, 12);
    const blocks = blockOfStation(stations, sizeM, createRandom(1));
    const groups = [...Map.groupBy(blocks.keys(), (row) => blocks[row]!).values()];
    for (const rows of groups) {
      const widestM = Math.max(
        ...rows.flatMap((a) => rows.map((b) => chordToM(squaredChord(stations, a, stations, b)))),
      );
      expect(widestM).toBeLessThan(1.02 * Math.SQRT2 * sizeM);
    }
    // The cap's area over a block's is the number of blocks' worth of ground: inner blocks hold 4000 ÷ that, by chance ± √.
    const capAreaM2 = 2 * Math.PI * 6_371_009 ** 2 * (1 - Math.cos((12 * Math.PI) / 180));
    const expected = (count * sizeM ** 2) / capAreaM2;
    const full = groups.map((rows) => rows.length).toSorted((a, b) => b - a);
    const median = full[Math.floor(full.length / 3)]!;
    expect(Math.abs(median - expected)).toBeLessThan(3 * Math.sqrt(expected));
  });

  it('cuts elsewhere for another draw', () => {
    const stations = cap(200, 100, 60, 10);
    const parts = (seed: number): string =>
      [
        ...Map.groupBy(
          [...stations.subarray(0, 200).keys()],
          (row) => blockOfStation(stations, sizeM, createRandom(seed))[row]!,
        ).values(),
      ].join(';');
    expect(parts(1)).toBe(parts(1));
    expect(parts(1)).not.toBe(parts(2));
  });

  it('gives a block to stations that balance around the globe', () => {
    const around = unitVectors([0, 180, 90, -90, 0, 0], [0, 0, 0, 0, 90, -90]);
    expect(new Set(blockOfStation(around, 1e6, createRandom(1))).size).toBe(6);
  });
});
