import { createRandom } from '../../../src/core/random.ts';

interface Points {
  readonly lon: Float64Array;
  readonly lat: Float64Array;
}

/** Stations in clusters of about two degrees across eastern Siberia. */
export function clusteredStations(count: number, clusterCount: number, seed: number): Points {
  const random = createRandom(seed);
  const centres = Array.from({ length: clusterCount }, () => [
    100 + 40 * random.nextUnit(),
    50 + 22 * random.nextUnit(),
  ]);
  const lon = new Float64Array(count);
  const lat = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const centre = centres[random.nextBelow(clusterCount)]!;
    lon[i] = centre[0]! + 2 * random.nextUnit();
    lat[i] = centre[1]! + random.nextUnit();
  }
  return { lon, lat };
}

/** Places all over the same box. */
export function scatteredPlaces(count: number, seed: number): Points {
  const random = createRandom(seed);
  const lon = Float64Array.from({ length: count }, () => 98 + 46 * random.nextUnit());
  const lat = Float64Array.from({ length: count }, () => 48 + 26 * random.nextUnit());
  return { lon, lat };
}
