/** Where the sun stands, and how strong it shines. */

/** Of the sun at its mean distance, W/m². @source Kopp and Lean 2011, Geophysical Research Letters 38:L01706 */
const solarConstantWM2 = 1360.8;
const minutesPerStep = 15;
const radians = Math.PI / 180;

/** Light of many moments: towards the sun in east, north and up, times the energy that it brings, kWh/m². */
export interface SunRays {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly up: Float64Array;
}

/**
 * Direct light at steps of a quarter of an hour, as long as the sun is above the level horizon.
 * @param days           of the year, from 1
 * @param daysPerDay     by how much each of them counts
 * @param transmissivity share of the light that passes the atmosphere straight from above, in (0, 1]; at a height h of
 *   the sun it is raised to 1 / sin h
 * @source Spencer 1971, Search 2(5):172 for declination and distance; Iqbal 1983, An introduction to solar radiation,
 *   for the rest
 */
export function sunRays(
  latitudeDeg: number,
  days: readonly number[],
  daysPerDay: number,
  transmissivity: number,
): SunRays {
  const rays: [east: number, north: number, up: number][] = [];
  for (const day of days) {
    const { declinationRad, nearness } = sunOfDay(day);
    for (let minute = minutesPerStep / 2; minute < 24 * 60; minute += minutesPerStep) {
      const hourAngle = ((minute - 12 * 60) / 4) * radians;
      const [east, north, up] = towardsSun(latitudeDeg * radians, declinationRad, hourAngle);
      if (up <= 0) continue;
      const powerWM2 = solarConstantWM2 * nearness * transmissivity ** (1 / up);
      const kWhM2 = (powerWM2 * daysPerDay * minutesPerStep) / 60 / 1000;
      rays.push([east * kWhM2, north * kWhM2, up * kWhM2]);
    }
  }
  return {
    east: Float64Array.from(rays, ([east]) => east),
    north: Float64Array.from(rays, ([, north]) => north),
    up: Float64Array.from(rays, ([, , up]) => up),
  };
}

/** @param hourAngleRad positive in the afternoon @returns east, north and up of length 1 */
export function towardsSun(
  latitudeRad: number,
  declinationRad: number,
  hourAngleRad: number,
): readonly [east: number, north: number, up: number] {
  const [sinLatitude, cosLatitude] = [Math.sin(latitudeRad), Math.cos(latitudeRad)];
  const [sinDeclination, cosDeclination] = [Math.sin(declinationRad), Math.cos(declinationRad)];
  return [
    -cosDeclination * Math.sin(hourAngleRad),
    sinDeclination * cosLatitude - cosDeclination * sinLatitude * Math.cos(hourAngleRad),
    sinLatitude * sinDeclination + cosLatitude * cosDeclination * Math.cos(hourAngleRad),
  ];
}

/** @returns nearness: (mean distance / distance)² */
export function sunOfDay(day: number): { readonly declinationRad: number; readonly nearness: number } {
  const angle = (2 * Math.PI * (day - 1)) / 365;
  const [c1, s1] = [Math.cos(angle), Math.sin(angle)];
  const [c2, s2] = [Math.cos(2 * angle), Math.sin(2 * angle)];
  const [c3, s3] = [Math.cos(3 * angle), Math.sin(3 * angle)];
  return {
    declinationRad:
      0.006918 - 0.399912 * c1 + 0.070257 * s1 - 0.006758 * c2 + 0.000907 * s2 - 0.002697 * c3 + 0.00148 * s3,
    nearness: 1.00011 + 0.034221 * c1 + 0.00128 * s1 + 0.000719 * c2 + 0.000077 * s2,
  };
}
