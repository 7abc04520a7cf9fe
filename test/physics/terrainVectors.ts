/** Vectors of the ground's surface and of depths below the last reading, by the rules that maps and tables are made with. */
import { temperatureAtDepth } from '../../src/physics/ground/profile.ts';
import { cellSizes } from '../../src/terrain/cellSizes.ts';
import { createParameter } from '../../src/terrain/parameters.ts';
import { towardsSun } from '../../src/terrain/sun.ts';
import type { GroundLevel } from '../../src/physics/ground/groundLevel.ts';
import type { ParameterRequest } from '../../src/terrain/parameters.ts';
import type { TerrainWindow } from '../../src/terrain/terrainWindow.ts';

const degrees = 180 / Math.PI;
const marginPx = 2;

interface Relief {
  readonly dem: readonly (readonly number[])[];
  readonly cell: number;
  readonly i: number;
  readonly j: number;
}

const over = (radius: number) => ({
  footprint: { shape: 'square', radius, unit: 'cells', innerRadius: null } as const,
  skipGaps: false,
});

/** In float64, which the vectors are good to; maps hold float32. */
export function terrainAtCell(relief: Relief, expected: Readonly<Record<string, unknown>>): Record<string, number> {
  const { dem, cell, i, j } = relief;
  const [heightPx, widthPx] = [dem.length, dem[0]!.length];
  const transform = [0, cell, 0, 0, 0, -cell] as const;
  const place = { grid: { widthPx, heightPx, transform }, metresPerUnit: 1 };
  const stride = widthPx + 2 * marginPx;
  const elevationM = new Float64Array(stride * (heightPx + 2 * marginPx)).fill(Number.NaN);
  for (const [y, row] of dem.entries()) elevationM.set(row, (y + marginPx) * stride + marginPx);
  const valueOf = (request: ParameterRequest): number => {
    const out = new Float64Array(widthPx * heightPx);
    const window = { widthPx, heightPx, marginPx, elevationM, cell: cellSizes(place, 0) };
    createParameter(request, place).derive(window as unknown as TerrainWindow, out as unknown as Float32Array);
    return out[i * widthPx + j]!;
  };
  const horn = { method: 'horn' } as const;
  const found: Record<string, number> = {
    slope_deg: valueOf({ parameter: 'slope', unit: 'degrees', ...horn }),
    // The aspect itself is rounded to the float32 of a map; its cosine and sine are not.
    northness: valueOf({ parameter: 'northness', ...horn }),
    eastness: valueOf({ parameter: 'eastness', ...horn }),
    hillshade_gdal_0_255: valueOf({ parameter: 'hillshade', azimuthDeg: 315, altitudeDeg: 45, ...horn }),
    mean3: valueOf({ parameter: 'mean', ...over(1) }),
    median3: valueOf({ parameter: 'median', ...over(1) }),
    sd3_sample: valueOf({ parameter: 'standardDeviation', ...over(1) }),
    TPI_excl_centre: valueOf({
      parameter: 'tpi',
      ...over(1),
      footprint: { ...over(1).footprint, innerRadius: 0 },
    }),
    RDMV_range: valueOf({ parameter: 'relativeDeviation', ...over(1) }),
    mean5: valueOf({ parameter: 'mean', ...over(2) }),
    median5: valueOf({ parameter: 'median', ...over(2) }),
    sd5_sample: valueOf({ parameter: 'standardDeviation', ...over(2) }),
    RDMV_range5: valueOf({ parameter: 'relativeDeviation', ...over(2) }),
  };
  return Object.fromEntries(Object.entries(found).filter(([name]) => name in expected));
}

interface Sun {
  readonly lat: number;
  readonly declination: number;
  readonly hour_angle_deg: number;
  readonly slope: number;
  readonly aspect: number;
}

export function sunOnSlope(given: Sun): Record<string, number> {
  const [latitude, declination, hourAngle, slope, aspect] = [
    given.lat,
    given.declination,
    given.hour_angle_deg,
    given.slope,
    given.aspect,
  ].map((angle) => angle / degrees) as [number, number, number, number, number];
  const [east, north, up] = towardsSun(latitude, declination, hourAngle);
  const level = Math.sin(slope);
  return {
    cos_zenith: up,
    azimuth_deg: (Math.atan2(east, north) * degrees + 360) % 360,
    cos_incidence: east * level * Math.sin(aspect) + north * level * Math.cos(aspect) + up * Math.cos(slope),
  };
}

interface DeepReadings {
  readonly z: readonly number[];
  readonly T: readonly number[];
  readonly z_min: number;
}

/** The deep gradient is anchored at the deepest reading. */
export function temperatureBelow({ z, T, z_min }: DeepReadings): Record<string, number> {
  const levels = z.map((depthM, i): GroundLevel => {
    const unknown = { yearDeviationC: null, minC: null, maxC: null, amplitudeC: null, years: null };
    return {
      depthM,
      meanC: T[i]!,
      how: 'given',
      standardErrorC: 0,
      ...unknown,
      days: null,
      firstDay: null,
      lastDay: null,
    };
  });
  const zeroAmplitude = { found: true, depthM: z_min, betweenM: [z_min, z_min] } as const;
  const found = temperatureAtDepth(levels, zeroAmplitude, { targetM: 15, extrapolate: true, widestBracketM: 5 });
  if (!found.found) throw new Error(found.reason);
  return { gradient: found.gradientCPerM!, T15_from_deepest: found.valueC };
}
