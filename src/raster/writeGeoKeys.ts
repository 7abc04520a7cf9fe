/** GeoTIFF keys for a CRS that comes as text, for a raster that has no other to copy them from. */
import { DomainError } from '../core/errors.ts';
import { keys, userDefined } from './geoKeys.ts';
import { understood } from './proj4Gaps.ts';
import { tags } from './tags.ts';
import type { GeoKeys } from '../core/grid.ts';
import type { Crs } from './crs.ts';

/** A key's value: a SHORT, or a double. */
type Entry = readonly [key: number, value: number, kind: 'short' | 'double'];

/**
 * @throws {DomainError} 'crs-unknown' for a CRS without a code of EPSG that is not a PROJ string in metres of one of
 *   the projections below
 * @source OGC GeoTIFF 1.1 (19-008r4), section 7.5 and annex C
 */
export function writeGeoKeys(crs: Crs): GeoKeys {
  const model: Entry[] = [
    [keys.modelType, crs.kind === 'projected' ? 1 : 2, 'short'],
    [keys.rasterType, 1, 'short'],
  ];
  if (crs.epsg !== null) {
    return pack([...model, [crs.kind === 'projected' ? keys.projectedType : keys.geographicType, crs.epsg, 'short']]);
  }
  const parameters = projParameters(crs.proj4);
  if (crs.kind === 'geographic' && parameters !== null) return pack([...model, ...datumKeys(crs.proj4, parameters)]);
  if (parameters?.get('proj') === 'utm' && crs.metresPerUnit === 1) {
    const zone = Number(parameters.get('zone')) + (parameters.has('south') ? 16_100 : 16_000);
    const own: Entry[] = [
      [keys.projectedType, userDefined, 'short'],
      [keys.projection, zone, 'short'],
      [keys.linearUnits, 9001, 'short'],
    ];
    return pack([...model, ...datumKeys(crs.proj4, parameters), ...own]);
  }
  const projection = parameters === null ? undefined : projections[parameters.get('proj') ?? ''];
  if (parameters === null || projection === undefined || crs.metresPerUnit !== 1) {
    const known = ['utm', ...Object.keys(projections)].join(', ');
    const message = `${crs.name} cannot be written into a GeoTIFF: give an EPSG code, a PROJ string in metres of ${known}, or a raster in that system as the template`;
    throw new DomainError('crs-unknown', message);
  }
  const number = (name: string): number => Number(parameters.get(name) ?? 0);
  const [method, names] = projection;
  return pack([
    ...model,
    ...datumKeys(crs.proj4, parameters),
    [keys.projectedType, userDefined, 'short'],
    [keys.projection, userDefined, 'short'],
    [keys.projectionMethod, method, 'short'],
    [keys.linearUnits, 9001, 'short'],
    ...Object.entries(names).map(([name, key]): Entry => [key, valueOf(name, number, parameters), 'double']),
  ]);
}

/** A scale is 1 where it is not given; a latitude of true scale is the pole itself. */
function valueOf(name: string, number: (name: string) => number, parameters: ReadonlyMap<string, string>): number {
  if (name === 'k') return Number(parameters.get('k') ?? parameters.get('k_0') ?? 1);
  return name === 'lat_ts' && !parameters.has('lat_ts') ? number('lat_0') : number(name);
}

const origin = {
  lat_0: keys.naturalOriginLatitude,
  lon_0: keys.naturalOriginLongitude,
  x_0: keys.falseEasting,
  y_0: keys.falseNorthing,
};
const parallels = { lat_1: keys.standardParallel1, lat_2: keys.standardParallel2 };
const centre = {
  lat_0: keys.centreLatitude,
  lon_0: keys.centreLongitude,
  x_0: keys.falseEasting,
  y_0: keys.falseNorthing,
};

/** By PROJ's name: the code of ProjCoordTransGeoKey, and the key of each parameter. */
const projections: Readonly<Record<string, readonly [method: number, parameters: Readonly<Record<string, number>>]>> = {
  tmerc: [1, { ...origin, k: keys.naturalOriginScale }],
  lcc: [
    8,
    {
      ...parallels,
      lat_0: keys.falseOriginLatitude,
      lon_0: keys.falseOriginLongitude,
      x_0: keys.falseOriginEasting,
      y_0: keys.falseOriginNorthing,
    },
  ],
  laea: [10, centre],
  aea: [11, { ...parallels, ...origin }],
  stere: [
    15,
    {
      lat_ts: keys.naturalOriginLatitude,
      lon_0: keys.straightPoleLongitude,
      k: keys.naturalOriginScale,
      x_0: keys.falseEasting,
      y_0: keys.falseNorthing,
    },
  ],
};

/** WGS 84 by its code; any other by its half axes. */
function datumKeys(definition: string, parameters: ReadonlyMap<string, string>): Entry[] {
  const onWgs84 = parameters.get('datum') === 'WGS84' || parameters.get('ellps') === 'WGS84';
  if (onWgs84 && !parameters.has('towgs84')) return [[keys.geographicType, 4326, 'short']];
  const { a, b } = understood(definition);
  return [
    [keys.geographicType, userDefined, 'short'],
    [keys.datum, userDefined, 'short'],
    [keys.angularUnits, 9102, 'short'],
    [keys.ellipsoid, userDefined, 'short'],
    [keys.semiMajorAxis, a, 'double'],
    [keys.semiMinorAxis, b, 'double'],
  ];
}

/** @returns null for what is no PROJ string */
function projParameters(definition: string): ReadonlyMap<string, string> | null {
  if (!definition.startsWith('+proj=')) return null;
  return new Map([...definition.matchAll(/\+(\w+)(?:=(\S+))?/g)].map((match) => [match[1]!, match[2] ?? '']));
}

function pack(entries: readonly Entry[]): GeoKeys {
  const doubles: number[] = [];
  const directory = entries
    .toSorted(([a], [b]) => a - b)
    .flatMap(([key, value, kind]) => {
      if (kind === 'short') return [key, 0, 1, value];
      return [key, tags.geoDoubleParams, 1, doubles.push(value) - 1];
    });
  return {
    directory: [1, 1, 0, entries.length, ...directory],
    doubles: doubles.length === 0 ? null : doubles,
    ascii: null,
  };
}
