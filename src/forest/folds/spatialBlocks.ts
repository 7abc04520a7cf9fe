/** Square blocks of ground, the same size in metres wherever the stations lie. */
import { earthRadiusM } from '../../core/sphere.ts';
import type { Random } from '../../core/random.ts';

/**
 * Blocks are squares of Lambert's azimuthal equal-area projection of the sphere about the stations' own centre: every
 * block has the same area on the ground, at the poles and across the antimeridian too; far from the centre its shape
 * is stretched along the circle around it (a tenth at 5,500 km).
 * @param stations unit vectors, three numbers each
 * @param sizeM    side of a block, > 0
 * @param random   shifts the lattice, so that repeats cut elsewhere
 * @returns per station the name of its block
 * @source Snyder 1987, Map Projections: A Working Manual, USGS PP 1395, eq. 22-4, 22-5 and 24-2
 */
export function blockOfStation(stations: Float64Array, sizeM: number, random: Random): readonly string[] {
  const { east, north, centre } = tangentPlane(stations);
  const [shiftX, shiftY] = [random.nextUnit(), random.nextUnit()];
  return Array.from({ length: stations.length / 3 }, (_, i) => {
    const point = [stations[3 * i]!, stations[3 * i + 1]!, stations[3 * i + 2]!] as const;
    const cosine = dot(point, centre);
    // The point opposite the centre is the whole rim of the map: the rim's east will do.
    const opposite = 1 + cosine < 1e-12;
    const scale = earthRadiusM * Math.sqrt(2 / (1 + cosine)); // 24-2
    const column = Math.floor((opposite ? 2 * earthRadiusM : scale * dot(point, east)) / sizeM + shiftX);
    const row = Math.floor((opposite ? 0 : scale * dot(point, north)) / sizeM + shiftY);
    return `${column},${row}`;
  });
}

type Vector = readonly [x: number, y: number, z: number];

/** The stations' mean direction, and east and north there: any pair at right angles at a pole. */
function tangentPlane(stations: Float64Array): { centre: Vector; east: Vector; north: Vector } {
  const sums: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < stations.length; at += 3)
    for (const axis of [0, 1, 2] as const) sums[axis] += stations[at + axis]!;
  const length = Math.hypot(...sums);
  // Stations that balance all around the globe have no middle: one of them will do.
  const centre: Vector =
    length < 1e-9 ? [stations[0]!, stations[1]!, stations[2]!] : [sums[0] / length, sums[1] / length, sums[2] / length];
  const [x, y, z] = centre;
  const across = Math.hypot(x, y);
  const east: Vector = across < 1e-12 ? [0, 1, 0] : [-y / across, x / across, 0];
  const north: Vector = [y * east[2] - z * east[1], z * east[0] - x * east[2], x * east[1] - y * east[0]];
  return { centre, east, north };
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
