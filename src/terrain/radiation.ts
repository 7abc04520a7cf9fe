/** Sunlight that the ground can get. */
import { forEachGradientRow } from './gradient.ts';
import { sunRays } from './sun.ts';
import { rowStart } from './terrainWindow.ts';
import type { SunRays } from './sun.ts';
import type { Derive } from './terrainWindow.ts';

/** Days that stand for a year, each in the middle of its stretch. */
const daysOfYear = Array.from({ length: 24 }, (_, i) => 1 + ((i + 0.5) * 365) / 24);

/** Rays are made for latitudes so far apart: an error below 0.02 %. */
const latitudeStepDeg = 0.02;

/**
 * Potential direct solar radiation on the sloping ground, kWh/m², of a day of the year or of the whole: no clouds, no
 * scattered light, no shadows but the ground's own. NaN where the gradient (Horn) or the latitude is. North is taken to
 * be the grid's.
 * @param day            1 to 365, or year
 * @param transmissivity see sun.ts
 * @source Iqbal 1983, An introduction to solar radiation: cosine of the angle between the sun and a sloping plane
 */
export function radiation(day: number | 'year', transmissivity: number): Derive {
  const days = day === 'year' ? daysOfYear : [day];
  const daysPerDay = day === 'year' ? 365 / daysOfYear.length : 1;
  return (window, out) => {
    const raysOf = new Map<number, SunRays>();
    forEachGradientRow(window, 'horn', (row, east, south) => {
      const from = rowStart(window, row);
      for (let x = 0; x < east.length; x++) {
        const step = Math.round(window.latitudeDeg![from + x]! / latitudeStepDeg);
        const known = !Number.isNaN(step + east[x]!);
        if (known && !raysOf.has(step)) {
          raysOf.set(step, sunRays(step * latitudeStepDeg, days, daysPerDay, transmissivity));
        }
        out[row * window.widthPx + x] = known ? lightOn(east[x]!, south[x]!, raysOf.get(step)!) : Number.NaN;
      }
    });
  };
}

/** The normal of the ground is (−riseEast, riseSouth, 1) in east, north, up. */
function lightOn(riseEast: number, riseSouth: number, { east, north, up }: SunRays): number {
  let sum = 0;
  for (let i = 0; i < up.length; i++) {
    const light = up[i]! - riseEast * east[i]! + riseSouth * north[i]!;
    if (light > 0) sum += light;
  }
  return sum / Math.sqrt(1 + riseEast * riseEast + riseSouth * riseSouth);
}
