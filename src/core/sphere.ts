/** Distances on the Earth taken as a sphere: within 0.6 % of those on the ellipsoid. */

/** Mean radius R1 of GRS 80, m. @source Moritz 2000, Geodetic Reference System 1980, J. Geodesy 74:128 */
export const earthRadiusM = 6_371_008.771;

const radians = Math.PI / 180;

/** @returns Float64Array, length 3 × positions: x, y, z of each on the unit sphere */
export function unitVectors(lonDeg: ArrayLike<number>, latDeg: ArrayLike<number>): Float64Array {
  const xyz = new Float64Array(3 * lonDeg.length);
  for (let i = 0; i < lonDeg.length; i++) {
    const [lon, lat] = [lonDeg[i]! * radians, latDeg[i]! * radians];
    xyz[3 * i] = Math.cos(lat) * Math.cos(lon);
    xyz[3 * i + 1] = Math.cos(lat) * Math.sin(lon);
    xyz[3 * i + 2] = Math.sin(lat);
  }
  return xyz;
}

/** Square of the straight line through the unit sphere: it orders points as the great circle does, and is cheaper. */
export function squaredChord(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const dx = a[3 * i]! - b[3 * j]!;
  const dy = a[3 * i + 1]! - b[3 * j + 1]!;
  const dz = a[3 * i + 2]! - b[3 * j + 2]!;
  return dx * dx + dy * dy + dz * dz;
}

/** Length of the great circle over a chord, m. */
export function chordToM(squared: number): number {
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(squared) / 2));
}
