/** Sites of several series tables as one list: a site that stands in more than one has the sensors of all. */
import { DomainError } from '../core/errors.ts';
import { readingsBuilder } from './sensorReadings.ts';
import { isSamePlace } from './sitePlaces.ts';
import type { SensorReadings } from './sensorReadings.ts';
import type { SiteReadings } from './series.ts';

/**
 * @param tables sites of each table, with the table's name
 * @throws {DomainError} 'invalid-input' where tables put a site at two places, or have different values or kinds of
 * values for one time and depth
 */
export function mergeSites(
  tables: readonly { readonly fileName: string; readonly sites: readonly SiteReadings[] }[],
): readonly SiteReadings[] {
  const merged = new Map<string, { readonly site: SiteReadings; readonly fileName: string }>();
  for (const { fileName, sites } of tables) {
    for (const site of sites) {
      const earlier = merged.get(site.site);
      merged.set(site.site, {
        site: earlier === undefined ? site : joined(earlier.site, site, [earlier.fileName, fileName]),
        fileName,
      });
    }
  }
  return Array.from(merged.values(), ({ site }) => site);
}

function joined(a: SiteReadings, b: SiteReadings, files: readonly [string, string]): SiteReadings {
  if (a.position !== null && b.position !== null && !isSamePlace(a.position, b.position)) {
    throw new DomainError(
      'invalid-input',
      `Site ${JSON.stringify(a.site)} stands at two places in ${files[0]} and ${files[1]}: two sites of one name need names of their own`,
      { site: a.site, files },
    );
  }
  const byDepth = new Map(a.sensors.map((sensor) => [sensor.depthM, sensor]));
  for (const sensor of b.sensors) {
    const earlier = byDepth.get(sensor.depthM);
    byDepth.set(sensor.depthM, earlier === undefined ? sensor : joinedSensor(a.site, earlier, sensor, files));
  }
  return {
    site: a.site,
    position: a.position ?? b.position,
    elevationM: a.elevationM ?? b.elevationM,
    sensors: [...byDepth.values()].toSorted((one, other) => one.depthM - other.depthM),
  };
}

function joinedSensor(
  site: string,
  a: SensorReadings,
  b: SensorReadings,
  files: readonly [string, string],
): SensorReadings {
  if (a.span !== b.span || a.span === 'all years') {
    throw new DomainError(
      'invalid-input',
      `Site ${JSON.stringify(site)} has values of ${a.depthM} m in ${files[0]} (each of a ${a.span}) and in ${files[1]} (${b.span}): they cannot be put together`,
      { site, depthM: a.depthM, files },
    );
  }
  const builder = readingsBuilder();
  for (const { days, valuesC } of [a, b]) for (const [i, day] of days.entries()) builder.add(day, valuesC[i]!, i + 1);
  return builder.finish(site, a.depthM, a.span).sensor;
}
