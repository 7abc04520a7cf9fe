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

/** Enough for heights to the tenth of a millimetre. */
const perMetre = 10_000;

/**
 * As maps are made: of float32 heights, in float32. The heights are taken from the lowest one in whole tenths of a
 * millimetre, which float32 holds exactly, on cells as many times as wide: slopes and shares are the same. What is the
 * expected number to the last place of a float32 counts as it.
 */
export function terrainAtCell(relief: Relief, expected: Readonly<Record<string, unknown>>): Record<string, number> {
  const { dem, cell, i, j } = relief;
  const [heightPx, widthPx] = [dem.length, dem[0]!.length];
  const baseM = Math.floor(Math.min(...dem.flat()));
  const transform = [0, cell * perMetre, 0, 0, 0, -cell * perMetre] as const;
  const place = { grid: { widthPx, heightPx, transform }, metresPerUnit: 1 };
  const stride = widthPx + 2 * marginPx;
  const elevationM = new Float32Array(stride * (heightPx + 2 * marginPx)).fill(Number.NaN);
  for (const [y, row] of dem.entries()) {
    elevationM.set(
      row.map((heightM) => Math.round((heightM - baseM) * perMetre)),
      (y + marginPx) * stride + marginPx,
    );
  }
  const shareOf = (request: ParameterRequest): number => {
    const out = new Float32Array(widthPx * heightPx);
    const window: TerrainWindow = { widthPx, heightPx, marginPx, elevationM, cell: cellSizes(place, 0) };
    createParameter(request, place).derive(window, out);
    return out[i * widthPx + j]!;
  };
  const differenceM = (request: ParameterRequest): number => shareOf(request) / perMetre;
  const heightM = (request: ParameterRequest): number => baseM + differenceM(request);
  const horn = { method: 'horn' } as const;
  const found: Record<string, number> = {
    slope_deg: shareOf({ parameter: 'slope', unit: 'degrees', ...horn }),
    aspect_deg: shareOf({ parameter: 'aspect', ...horn }),
    northness: shareOf({ parameter: 'northness', ...horn }),
    eastness: shareOf({ parameter: 'eastness', ...horn }),
    hillshade_gdal_0_255: shareOf({ parameter: 'hillshade', azimuthDeg: 315, altitudeDeg: 45, ...horn }),
    mean3: heightM({ parameter: 'mean', ...over(1) }),
    median3: heightM({ parameter: 'median', ...over(1) }),
    sd3_sample: differenceM({ parameter: 'standardDeviation', ...over(1) }),
    TPI_excl_centre: differenceM({
      parameter: 'tpi',
      ...over(1),
      footprint: { ...over(1).footprint, innerRadius: 0 },
    }),
    RDMV_range: shareOf({ parameter: 'relativeDeviation', ...over(1) }),
    mean5: heightM({ parameter: 'mean', ...over(2) }),
    median5: heightM({ parameter: 'median', ...over(2) }),
    sd5_sample: differenceM({ parameter: 'standardDeviation', ...over(2) }),
    RDMV_range5: shareOf({ parameter: 'relativeDeviation', ...over(2) }),
  };
  const wanted = Object.entries(found).filter(([name]) => name in expected);
  return Object.fromEntries(wanted.map(([name, value]) => [name, exactly(value, Number(expected[name]))]));
}

/** Half the distance to the next float32, relative. */
const float32Rounding = 2 ** -24;

function exactly(held: number, expected: number): number {
  return Math.abs(held - expected) <= float32Rounding * Math.abs(expected) ? expected : held;
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
