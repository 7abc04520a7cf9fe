/** Process `summarise-boreholes`: raw temperature series in, one clean row per borehole out. */
import { z } from 'zod';
import { isoDateOf } from '../core/calendar.ts';
import { DomainError } from '../core/errors.ts';
import { toJson } from '../core/json.ts';
import { nearestName } from '../core/nearestName.ts';
import { drawTrumpets } from '../figures/trumpet.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { defineProcess } from './process.ts';
import { writeOutput } from './writeOutput.ts';
import { writeFigures } from './training/scoreFigures.ts';
import { seriesReadingInputs, seriesRuleInputs } from './stations/seriesInputs.ts';
import { seriesOptions } from './stations/seriesOptions.ts';
import { howOf, profilesAsCsv, stationsAsCsv, stationsAsGeoJson } from './stations/stationTable.ts';
import type { Json } from '../core/json.ts';
import type { TrumpetSite } from '../figures/trumpet.ts';
import type { GroundLevel } from '../physics/ground/groundLevel.ts';
import type { SummariseSeriesTask, SummarisedSeries } from '../../workers/summariseSeries.ts';
import type { LibraryFile } from './library.ts';
import type { Output, ProcessContext } from './process.ts';

const inputs = z.object({
  ...seriesReadingInputs,
  ...seriesRuleInputs,
  plotSites: z.array(z.string().min(1)).max(48).default([]).meta({
    title: 'Sites to draw',
    description: 'Trumpet curves of these sites; by default of the first 24 that have two depths.',
  }),
});

type Inputs = z.output<typeof inputs>;

/** Sites drawn where none is named. */
const mostDrawn = 24;

export const summariseBoreholesProcess = defineProcess({
  id: 'summarise-boreholes',
  version: '1.0.0',
  title: 'Boreholes from temperature series',
  description:
    'Turns raw series of ground temperatures into one row per borehole: mean annual ground-surface temperature, mean annual temperature at a target depth, depth of zero annual amplitude, active layer or talik. Every number says how it came about (measured, fitted, interpolated, extrapolated), from how many days and years. What cannot be said without a guess is left blank, with the reason in the report. The station table is a borehole dataset for `train` as it is.',
  modes: ['async'],
  inputs,
  outputs: {
    stations: {
      title: 'Stations (CSV)',
      description:
        'One row per site: site, longitude, latitude, elevation_m, magt_c (at magt_depth_m), magst_c, each with how it came about, its error (°C), years, days, first and last date; zero_amplitude_depth_m, active_layer_m, permafrost_table_m, ground (permafrost, talik, frozen-throughout, none-found, unknown), deepest_m.',
      mediaType: 'text/csv',
    },
    stationPoints: {
      title: 'Stations (GeoJSON)',
      description: 'The same as points in WGS 84; a site without a position has no geometry.',
      mediaType: 'application/geo+json',
    },
    profiles: {
      title: 'Profiles (CSV)',
      description:
        'One row per site and depth: annual mean with its error and the deviation between years, means of the yearly minimum and maximum of daily values, amplitude of the annual wave (°C), years, days, first and last date.',
      mediaType: 'text/csv',
    },
    report: {
      title: 'Report',
      description:
        'How each table was read (columns, units, dates, what was left out and why), and per site what was found, and why something was not.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    trumpetPlot: {
      title: 'Trumpet curves (SVG)',
      description:
        'Coldest, mean and warmest temperature of the year against depth, with the active layer and the depth of zero annual amplitude. Absent where no site has two depths.',
      mediaType: 'image/svg+xml',
    },
  },
  async run(context, given) {
    const summarised = await summarise(context, given);
    const { sites, reports, notFound } = summarised;
    const target = given.targetDepthM;
    const changed = reports.flatMap(({ fileName, warnings }) => warnings.map((text) => `${fileName}: ${text}`));
    for (const message of [...changed, ...notFound.slice(0, 20)]) context.log('warning', message);
    const files = {
      stations: ['stations.csv', stationsAsCsv(sites, target)],
      stationPoints: ['stations.geojson', stationsAsGeoJson(sites, target)],
      profiles: ['profiles.csv', profilesAsCsv(sites)],
    } as const;
    const outputs: Record<string, Output> = { report: { kind: 'value', value: reportOf(summarised, given) } };
    for (const [id, [fileName, content]] of Object.entries(files)) {
      outputs[id] = await writeOutput(context.folder, fileName, content);
    }
    return { ...outputs, ...(await drawSites(context, summarised, given)) };
  },
});

/** @throws {DomainError} as the readers of the tables do */
async function summarise({ library, pool, signal }: ProcessContext, given: Inputs): Promise<SummarisedSeries> {
  const files: LibraryFile[] = [];
  for (const reference of given.series) files.push(await library.resolve('boreholes', reference));
  const sites = given.sites === null ? null : await library.resolve('boreholes', given.sites);
  refuseSharedEdits(sites === null ? files : [...files, sites]);
  const task: SummariseSeriesTask = {
    tables: files.map((file) => ({ path: file.path, ...seriesOptions(file, given) })),
    sites: sites === null ? null : { ...sites.reading, path: sites.path, fileName: sites.name },
    rules: {
      completeness: {
        mostMissingDays: given.mostMissingDays,
        mostMissingInARow: given.mostMissingInARow,
        longestFilledGapDays: given.longestFilledGapDays,
      },
      startMonth: given.yearStartMonth,
      zeroAmplitude: { thresholdC: given.zeroAmplitudeC, measure: given.amplitudeMeasure },
      depth: {
        targetM: given.targetDepthM,
        extrapolate: given.extrapolate,
        widestBracketM: given.widestBracketM,
      },
      steadyBelowM: given.steadyBelowM,
      surfaceM: given.surfaceM,
    },
  };
  return pool.run<SummarisedSeries>('summariseSeries', task, signal);
}

/** @throws {DomainError} 'invalid-input' for edits given once for several tables, whose lines they cannot all mean */
function refuseSharedEdits(files: readonly LibraryFile[]): void {
  const [first, ...others] = files.map(({ reading }) => reading?.edits);
  if (first === undefined || first.length === 0 || !others.includes(first)) return;
  throw new DomainError(
    'invalid-input',
    'Edits name lines of one table, but several tables are given: repair them one by one, or upload each with its own edits',
    { tables: files.map(({ name }) => name) },
  );
}

function reportOf({ sites, reports, notFound }: SummarisedSeries, { targetDepthM }: Inputs): Json {
  const withValue = sites.filter(({ summary }) => summary.atDepth.found).length;
  return toJson({
    sites: sites.length,
    sitesWithTargetDepth: withValue,
    sitesWithSurface: sites.filter(({ summary }) => summary.surface !== null).length,
    sitesWithoutPosition: sites.filter(({ position }) => position === null).map(({ site }) => site),
    sitesNotFound: notFound,
    targetDepthM,
    tables: reports,
    summaries: sites.map(({ site, position, elevationM, summary }) => ({
      site,
      position,
      elevationM,
      yearsBeginInMonth: summary.startMonth,
      targetDepth: summary.atDepth.found
        ? {
            valueC: summary.atDepth.valueC,
            how: howOf(summary.atDepth),
            standardErrorC: summary.atDepth.standardErrorC,
            gradientCPerM: summary.atDepth.gradientCPerM,
            fromDepthsM: summary.atDepth.from.map(({ depthM }) => depthM),
          }
        : { valueC: null, reason: summary.atDepth.reason },
      zeroAmplitude: summary.zeroAmplitude.found
        ? { depthM: summary.zeroAmplitude.depthM, betweenM: summary.zeroAmplitude.betweenM }
        : { depthM: null, reason: summary.zeroAmplitude.reason },
      activeLayer: summary.activeLayer,
      levels: summary.levels.map(reportLevel),
      refused: summary.refused,
    })),
  });
}

function reportLevel({ firstDay, lastDay, ...level }: GroundLevel): object {
  return {
    ...level,
    firstDate: firstDay === null ? null : isoDateOf(firstDay),
    lastDate: lastDay === null ? null : isoDateOf(lastDay),
  };
}

async function drawSites(
  context: ProcessContext,
  { sites }: SummarisedSeries,
  { plotSites, targetDepthM }: Inputs,
): Promise<Record<string, Output>> {
  const names = sites.map(({ site }) => site);
  const unknown = plotSites.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new DomainError(
      'invalid-input',
      `plotSites: there is no site ${JSON.stringify(unknown)}; the nearest is ${JSON.stringify(nearestName(unknown, names))}`,
      { sites: names.slice(0, 100) },
    );
  }
  const drawable = sites.filter(({ summary }) => summary.levels.length >= 2);
  const wanted = plotSites.length > 0 ? drawable.filter(({ site }) => plotSites.includes(site)) : drawable;
  const shown = wanted.slice(0, plotSites.length > 0 ? plotSites.length : mostDrawn);
  if (shown.length === 0) return {};
  const subtitle = `${shown.length} of ${drawable.length} sites with two depths or more; means over the years of each depth`;
  const curves = shown.map(({ site, summary }): TrumpetSite => ({
    site,
    levels: summary.levels,
    activeLayerM: summary.activeLayer.activeLayerM,
    zeroAmplitudeM: summary.zeroAmplitude.found ? summary.zeroAmplitude.depthM : null,
    atDepth: summary.atDepth.found ? { depthM: targetDepthM, valueC: summary.atDepth.valueC } : null,
  }));
  return writeFigures(context.folder, { trumpetPlot: drawTrumpets({ subtitle, sites: curves }) });
}
