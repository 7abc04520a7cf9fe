/** Reads a table of ground temperatures as daily means of each sensor, off the main thread. */
import { readFile } from 'node:fs/promises';
import { dailySeries } from '../src/physics/ground/dailySeries.ts';
import { asTask } from '../src/pool/protocol.ts';
import { readSeries } from '../src/tables/series.ts';
import type { DailySeries } from '../src/physics/ground/dailySeries.ts';
import type { ValueSpan } from '../src/tables/sensorReadings.ts';
import type { SeriesOptions, SeriesReport } from '../src/tables/series.ts';

export interface ReadSensorsTask {
  readonly path: string;
  readonly options: SeriesOptions;
}

export interface SiteSensors {
  readonly site: string;
  /** By depth; null for values that are no readings of a day or finer. */
  readonly sensors: readonly {
    readonly depthM: number;
    readonly span: ValueSpan;
    readonly daily: DailySeries | null;
  }[];
}

export interface SensorTable {
  readonly sites: readonly SiteSensors[];
  readonly report: SeriesReport;
}

export default asTask(async ({ path, options }: ReadSensorsTask): Promise<SensorTable> => {
  const { sites, report } = readSeries(await readFile(path), options);
  return {
    sites: sites.map(({ site, sensors }) => ({
      site,
      sensors: sensors.map(({ depthM, span, days, valuesC }) => ({
        depthM,
        span,
        daily: span === 'reading' && report.time !== null ? dailySeries(days, valuesC) : null,
      })),
    })),
    report,
  };
});
