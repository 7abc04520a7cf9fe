/** GeoJSON points (RFC 7946) as a table: properties become columns, positions become a longitude and a latitude. */
import { DomainError } from '../core/errors.ts';
import { deepestJson, isTooDeep } from '../core/json.ts';
import { notATable } from './sniff.ts';
import { rawTableBuilder } from './rawTable.ts';
import type { TableLimits } from './limits.ts';
import type { RawTable } from './rawTable.ts';

export interface GeoJsonTable {
  readonly raw: RawTable;
  /** Names of the columns made of the positions. */
  readonly lon: string;
  readonly lat: string;
  /** Features whose third coordinate was not taken up. */
  readonly withElevation: number;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * The position columns are `lon` and `lat`, or `geometry_lon` and `geometry_lat` where properties have those names.
 * A feature that is no point is kept out with the reason.
 * @throws {DomainError} 'table-unreadable' for anything but a FeatureCollection in WGS 84; 'no-rows'; 'too-large'
 */
export function readGeoJson(text: string, limits: TableLimits): GeoJsonTable {
  const features = featuresOf(text);
  const properties = propertyNames(features);
  const taken = properties.has('lon') || properties.has('lat');
  const [lon, lat] = taken ? (['geometry_lon', 'geometry_lat'] as const) : (['lon', 'lat'] as const);
  const builder = rawTableBuilder([...properties, lon, lat], 1, limits);
  let withElevation = 0;
  for (const [index, feature] of features.entries()) {
    const position = pointOf(feature);
    if (typeof position === 'string') {
      builder.refuse({ line: index + 1, column: null, value: null, reason: position });
      continue;
    }
    if (position.length > 2) withElevation++;
    const values = propertiesOf(feature);
    const cells = Array.from(properties, (name) => cellText(Object.hasOwn(values, name) ? values[name] : null));
    builder.add(index + 1, [...cells, cellText(position[0]), cellText(position[1])]);
  }
  return { raw: builder.finish(), lon, lat, withElevation };
}

function featuresOf(text: string): readonly unknown[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DomainError(
      'table-unreadable',
      `Expected GeoJSON, found text that is not JSON: ${why}`,
      {},
      { cause: error },
    );
  }
  if (isTooDeep(document)) {
    throw new DomainError(
      'table-unreadable',
      `Expected GeoJSON, found JSON that nests more than ${deepestJson} levels`,
    );
  }
  if (!isMembers(document) || document['type'] !== 'FeatureCollection' || !Array.isArray(document['features'])) {
    const type = isMembers(document) ? JSON.stringify(document['type']) : typeof document;
    throw notATable(`JSON of type ${type ?? 'unknown'}: GeoJSON must be a FeatureCollection with features`);
  }
  const crs = JSON.stringify(document['crs'] ?? null);
  if (crs !== 'null' && !/CRS84|EPSG:{1,2}4326/.test(crs)) {
    throw new DomainError(
      'table-unreadable',
      `Expected GeoJSON in WGS 84 longitude and latitude (RFC 7946), found crs ${crs}: save it again in EPSG:4326`,
      { crs: document['crs'] },
    );
  }
  const features: readonly unknown[] = document['features'];
  if (features.length === 0) throw new DomainError('no-rows', 'Expected features, found an empty FeatureCollection');
  return features;
}

function propertyNames(features: readonly unknown[]): Set<string> {
  const names = new Set<string>();
  for (const feature of features) for (const name of Object.keys(propertiesOf(feature))) names.add(name);
  return names;
}

function propertiesOf(feature: unknown): Members {
  if (!isMembers(feature)) return {};
  const properties = isMembers(feature['properties']) ? feature['properties'] : {};
  return feature['id'] === undefined || Object.hasOwn(properties, 'id')
    ? properties
    : { id: feature['id'], ...properties };
}

/** The coordinates of a point feature, or why it is none. */
function pointOf(feature: unknown): readonly unknown[] | string {
  if (!isMembers(feature) || feature['type'] !== 'Feature') return 'is not a GeoJSON Feature';
  const geometry = feature['geometry'];
  if (!isMembers(geometry)) return 'has no geometry; a Point is needed';
  if (geometry['type'] !== 'Point') return `its geometry is ${String(geometry['type'])}; a Point is needed`;
  const coordinates = geometry['coordinates'];
  if (!Array.isArray(coordinates) || coordinates.length < 2) return 'its Point has no longitude and latitude';
  return coordinates;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
