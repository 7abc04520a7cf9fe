/** Summed-up boreholes as tables: the stations that `train` takes, and the profile of each. */
import { isoDateOf } from '../../core/calendar.ts';
import { writeCsv } from '../../tables/writeCsv.ts';
import { pointsToGeoJson } from '../../tables/writeGeoJson.ts';
import type { GroundLevel } from '../../physics/ground/groundLevel.ts';
import type { DepthTemperature } from '../../physics/ground/profile.ts';
import type { SummarisedSeries } from '../../../workers/summariseSeries.ts';

type Site = SummarisedSeries['sites'][number];
type Cells = Readonly<Record<string, string | number | null>>;

/** Columns of numbers that only a borehole tells: no map has them, and they know the target. */
export const measuredInBorehole: ReadonlySet<string> = new Set([
  'zero_amplitude_depth_m',
  'active_layer_m',
  'permafrost_table_m',
  'deepest_m',
]);

/** One row per site, ordered as in the tables. Where no site has a position, the columns for it are left out. */
export function stationsAsCsv(sites: readonly Site[], targetM: number): string {
  const isPlaced = sites.some(({ position }) => position !== null);
  const rows = sites.map((site) => ({
    site: site.site,
    ...(isPlaced ? { longitude: site.position?.lon ?? null, latitude: site.position?.lat ?? null } : {}),
    ...stationCells(site, targetM),
  }));
  return writeCsv(
    Object.keys(rows[0]!),
    rows.map((row) => Object.values(row)),
  );
}

export function stationsAsGeoJson(sites: readonly Site[], targetM: number): string {
  return pointsToGeoJson(
    sites.map((site) => ({
      lon: site.position?.lon ?? Number.NaN,
      lat: site.position?.lat ?? Number.NaN,
      properties: { site: site.site, ...stationCells(site, targetM) },
    })),
  );
}

function stationCells({ elevationM, summary }: Site, targetM: number): Cells {
  const { surface, atDepth, zeroAmplitude, activeLayer, levels } = summary;
  const from = atDepth.found ? atDepth.from : [];
  return {
    elevation_m: elevationM,
    magt_c: atDepth.found ? rounded(atDepth.valueC) : null,
    magt_depth_m: targetM,
    magt_how: howOf(atDepth),
    magt_error_c: atDepth.found ? rounded(atDepth.standardErrorC) : null,
    ...qualityOf('magt', from),
    magst_c: surface === null ? null : rounded(surface.meanC),
    magst_depth_m: surface?.depthM ?? null,
    magst_how: surface?.how ?? null,
    magst_error_c: surface === null ? null : rounded(surface.standardErrorC),
    ...qualityOf('magst', surface === null ? [] : [surface]),
    zero_amplitude_depth_m: zeroAmplitude.found ? rounded(zeroAmplitude.depthM) : null,
    active_layer_m: activeLayer.activeLayerM === null ? null : rounded(activeLayer.activeLayerM),
    permafrost_table_m: activeLayer.permafrostTableM === null ? null : rounded(activeLayer.permafrostTableM),
    ground: activeLayer.state,
    deepest_m: levels.at(-1)?.depthM ?? null,
  };
}

/** What a value rests on: the scarcest of the levels that it comes from. */
function qualityOf(prefix: 'magt' | 'magst', from: readonly GroundLevel[]): Cells {
  const first = least(from.map(({ firstDay }) => firstDay));
  const lasts = from.flatMap(({ lastDay }) => lastDay ?? []);
  return {
    [`${prefix}_years`]: least(from.map(({ years }) => years)),
    [`${prefix}_days`]: least(from.map(({ days }) => days)),
    [`${prefix}_first_date`]: first === null ? null : isoDateOf(first),
    [`${prefix}_last_date`]: lasts.length === 0 ? null : isoDateOf(Math.max(...lasts)),
  };
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** Such as "measured", "fitted, interpolated": how the levels came about, then how the depth was reached. */
export function howOf(atDepth: DepthTemperature): string | null {
  if (!atDepth.found) return null;
  const levels = [...new Set(atDepth.from.map(({ how }) => how))].join(' and ');
  return atDepth.how === 'at a sensor' ? levels : `${levels}, ${atDepth.how}`;
}

/** One row per site and depth that has an annual mean. */
export function profilesAsCsv(sites: readonly Site[]): string {
  const columns = [
    'site',
    'depth_m',
    'mean_c',
    'how',
    'error_c',
    'year_deviation_c',
    'min_c',
    'max_c',
    'amplitude_c',
    'years',
    'days',
    'first_date',
    'last_date',
  ];
  const rows = sites.flatMap(({ site, summary }) =>
    summary.levels.map((level) => [
      site,
      level.depthM,
      rounded(level.meanC),
      level.how,
      rounded(level.standardErrorC),
      level.yearDeviationC === null ? null : rounded(level.yearDeviationC),
      level.minC === null ? null : rounded(level.minC),
      level.maxC === null ? null : rounded(level.maxC),
      level.amplitudeC === null ? null : rounded(level.amplitudeC),
      level.years,
      level.days,
      level.firstDay === null ? null : isoDateOf(level.firstDay),
      level.lastDay === null ? null : isoDateOf(level.lastDay),
    ]),
  );
  return writeCsv(columns, rows);
}

/** To a ten-thousandth: finer than any sensor, and free of the last digits of sums. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4 + 0;
}
