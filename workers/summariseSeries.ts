/** Reads series tables and sums each borehole up, off the main thread: millions of readings take seconds. */
import { readFile } from 'node:fs/promises';
import { asTask } from '../src/pool/protocol.ts';
import { summariseSite } from '../src/physics/ground/summariseSite.ts';
import { readBoreholes } from '../src/tables/boreholes.ts';
import { mergeSites } from '../src/tables/mergeSites.ts';
import { readSeries } from '../src/tables/series.ts';
import { placeSites } from '../src/tables/siteTable.ts';
import type { SiteSummary, SummaryRules } from '../src/physics/ground/summariseSite.ts';
import type { BoreholeOptions } from '../src/tables/boreholes.ts';
import type { SeriesOptions, SeriesReport } from '../src/tables/series.ts';
import type { SitePlace } from '../src/tables/sitePlaces.ts';

export interface SummariseSeriesTask {
  readonly tables: readonly (SeriesOptions & { readonly path: string })[];
  /** Places of the sites; null where the series tell them, or nobody does. */
  readonly sites: (BoreholeOptions & { readonly path: string }) | null;
  readonly rules: SummaryRules;
}

export interface SummarisedSeries {
  readonly sites: readonly (SitePlace & { readonly site: string; readonly summary: SiteSummary })[];
  readonly reports: readonly SeriesReport[];
  readonly notFound: readonly string[];
}

export default asTask(async (task: SummariseSeriesTask): Promise<SummarisedSeries> => {
  const read = [];
  for (const { path, ...options } of task.tables) read.push(readSeries(await readFile(path), options));
  const all = mergeSites(read.map(({ sites, report }) => ({ fileName: report.fileName, sites })));
  const placed =
    task.sites === null
      ? { sites: all, notFound: [] }
      : placeSites(all, readBoreholes(await readFile(task.sites.path), task.sites).table);
  const sites = placed.sites.map(({ sensors, ...site }) => ({
    ...site,
    summary: summariseSite(sensors, task.rules),
  }));
  return { sites, reports: read.map(({ report }) => report), notFound: placed.notFound };
});
