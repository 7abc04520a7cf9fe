/** The raster of every band that a scene needs, by role. */
import { openRaster } from '../../raster/openRaster.ts';
import { bandRoles } from '../../spectral/indices.ts';
import { bandName, sensors } from '../../spectral/sensors.ts';
import { sceneFault } from './sceneDates.ts';
import type { BandRole } from '../../spectral/indices.ts';
import type { Sensor, SensorName } from '../../spectral/sensors.ts';
import type { RasterSource } from '../rasters/covariateStack.ts';
import type { Library } from '../library.ts';
import type { Scene } from './sceneDates.ts';

/**
 * @returns in the order of the roles
 * @throws {DomainError} 'invalid-input' for bands that the sensor does not have, 'covariate-missing' for one that is
 *   needed and not there; 'raster-…' and 'not-found'
 */
export async function findBands(
  library: Library,
  { input, place }: Scene,
  roles: readonly BandRole[],
  sensorName: SensorName | null,
): Promise<readonly RasterSource[]> {
  const sensor = sensorName === null ? null : sensors[sensorName];
  const { bands } = input;
  const byName =
    typeof bands === 'string' ? await bandsOfFile(library, bands, sensor, place) : namedBands(bands, sensor, place);
  return roles.map((role) => {
    const name = sensor?.roles[role];
    const source = byName.get(role) ?? (name === undefined ? undefined : byName.get(name));
    if (source !== undefined) return source;
    const wanted = name === undefined ? role : `${role} (${name} of ${sensor!.title})`;
    throw sceneFault(place, `needs ${wanted} and has ${[...byName.keys()].join(', ')}`, 'covariate-missing');
  });
}

function namedBands(
  bands: Readonly<Record<string, RasterSource>>,
  sensor: Sensor | null,
  place: number,
): ReadonlyMap<string, RasterSource> {
  return new Map(
    Object.entries(bands).map(([given, source]) => {
      const name = isRole(given) ? given : bandName(given);
      if (isRole(name) || sensor?.bands.includes(name) === true) return [name, source];
      const known = sensor === null ? '' : `, or of ${sensor.title}: ${sensor.bands.join(', ')}`;
      const advice = sensor === null ? '. Bands by number need a sensor' : '';
      throw sceneFault(
        place,
        `has no use for a band called ${given}; bands are called ${bandRoles.join(', ')}${known}${advice}`,
      );
    }),
  );
}

/** By the names that the file gives its bands, else by their order where it has all of the sensor's. */
async function bandsOfFile(
  library: Library,
  reference: string,
  sensor: Sensor | null,
  place: number,
): Promise<ReadonlyMap<string, RasterSource>> {
  const file = await library.resolve('raster', reference);
  const raster = await openRaster(file.path, { name: file.name });
  await raster.close();
  const { bands, bandCount, name } = raster.info;
  const source = (index: number): RasterSource => ({ raster: reference, band: index });
  const named = bands.flatMap(({ description, index }): [string, RasterSource][] => {
    const found = description === null || isRole(description) ? description : bandName(description);
    return found !== null && (isRole(found) || sensor?.bands.includes(found) === true) ? [[found, source(index)]] : [];
  });
  if (named.length > 0) return new Map(named);
  if (sensor !== null && bandCount === sensor.bands.length) {
    return new Map(sensor.bands.map((band, i) => [band, source(i + 1)]));
  }
  const expected =
    sensor === null
      ? 'a sensor has to be named'
      : `${sensor.title} has ${sensor.bands.length} (${sensor.bands.join(', ')})`;
  throw sceneFault(
    place,
    `${name} has ${bandCount} bands without names, ${expected}. Say which is which: {"red": {"raster": "${reference}", "band": 3}, …}`,
  );
}

function isRole(name: string): name is BandRole {
  return bandRoles.some((role) => role === name);
}
