/** GeoJSON polygons (RFC 7946) with a property that says what each is. */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';

/** A polygon of one part; a MultiPolygon is several. */
export interface NamedPolygon {
  readonly name: string;
  /** Place of its feature in the collection, from 1. */
  readonly feature: number;
  /** Outer ring and holes: WGS 84 longitudes and latitudes, alternating, first position = last. */
  readonly rings: readonly Float64Array[];
}

/** Caps on what one request may ask for. */
const mostFeatures = 10_000;
const mostPositions = 500_000;

type Members = Readonly<Record<string, unknown>>;

/** A feature of polygons; `place` in the collection is from 1. */
interface PolygonFeature {
  readonly place: number;
  readonly properties: Members;
  /** Rings of each part, as `NamedPolygon` has them. */
  readonly parts: readonly (readonly Float64Array[])[];
}

/**
 * @param property of the features: a text or a whole number
 * @throws {DomainError} as `readPolygonFeatures`; 'invalid-input' for a feature without such a property
 */
export function readPolygons(document: unknown, property: string): readonly NamedPolygon[] {
  return readPolygonFeatures(document).flatMap(({ place, properties, parts }) => {
    const name = nameOf(properties, property, place);
    return parts.map((rings) => ({ name, feature: place, rings }));
  });
}

/**
 * @param document parsed JSON
 * @throws {DomainError} 'invalid-input' for anything but a FeatureCollection of polygons in WGS 84, naming the feature;
 *   'too-large'
 */
export function readPolygonFeatures(document: unknown): readonly PolygonFeature[] {
  if (!isMembers(document) || document['type'] !== 'FeatureCollection' || !Array.isArray(document['features'])) {
    throw refused('expected a GeoJSON FeatureCollection of polygons');
  }
  const crs = JSON.stringify(document['crs'] ?? null);
  if (crs !== 'null' && !/CRS84|EPSG:{1,2}4326/.test(crs)) {
    throw refused(`expected WGS 84 longitude and latitude (RFC 7946), found crs ${crs}: save it in EPSG:4326`);
  }
  const features: readonly unknown[] = document['features'];
  if (features.length === 0) throw refused('expected polygons, found an empty FeatureCollection');
  if (features.length > mostFeatures) throw tooLarge(`${features.length} features, at most ${mostFeatures} are taken`);
  const found = features.map((feature, i) => polygonsOf(feature, i + 1));
  const positions = countPositions(found);
  if (positions > mostPositions) {
    throw tooLarge(`${positions} positions, at most ${mostPositions} are taken: simplify them to the size of a cell`);
  }
  return found;
}

export function countPositions(features: readonly PolygonFeature[]): number {
  return features.reduce((sum, { parts }) => sum + parts.flat().reduce((own, ring) => own + ring.length / 2, 0), 0);
}

function polygonsOf(feature: unknown, place: number): PolygonFeature {
  if (!isMembers(feature) || feature['type'] !== 'Feature') throw refused(`feature ${place} is no GeoJSON Feature`);
  const geometry = isMembers(feature['geometry']) ? feature['geometry'] : {};
  const { type, coordinates } = geometry;
  if (type !== 'Polygon' && type !== 'MultiPolygon') {
    throw refused(`feature ${place}: expected a Polygon or a MultiPolygon, found ${JSON.stringify(type ?? null)}`);
  }
  const listed = type === 'Polygon' ? [coordinates] : listOf(coordinates, place);
  const parts = listed.map((part) => {
    const rings = listOf(part, place).map((ring) => ringOf(ring, place));
    if (rings.length === 0) throw refused(`feature ${place}: a polygon has no ring`);
    return rings;
  });
  return { place, properties: isMembers(feature['properties']) ? feature['properties'] : {}, parts };
}

function nameOf(properties: Members, property: string, place: number): string {
  const value = Object.hasOwn(properties, property) ? properties[property] : undefined;
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  const nearest = nearestName(property, Object.keys(properties));
  const found =
    value === undefined
      ? nearest === null
        ? 'it has no properties'
        : `the nearest to it is ${JSON.stringify(nearest)}`
      : `found ${JSON.stringify(value).slice(0, 80)}`;
  throw refused(
    `feature ${place}: expected a text or a whole number as property ${JSON.stringify(property)}; ${found}`,
  );
}

function ringOf(ring: unknown, place: number): Float64Array {
  const positions = listOf(ring, place);
  const flat = new Float64Array(2 * positions.length);
  for (const [i, position] of positions.entries()) {
    const [lon, lat] = Array.isArray(position) ? (position as readonly unknown[]) : [];
    if (typeof lon !== 'number' || typeof lat !== 'number' || !(Math.abs(lon) <= 360 && Math.abs(lat) <= 90)) {
      throw refused(
        `feature ${place}: expected longitudes and latitudes in degrees, found ${JSON.stringify(position ?? null).slice(0, 80)}: save it in EPSG:4326`,
      );
    }
    flat.set([lon, lat], 2 * i);
  }
  const closed = flat[0] === flat.at(-2) && flat[1] === flat.at(-1);
  if (positions.length >= 4 && closed) return flat;
  throw refused(
    `feature ${place}: a ring needs four positions or more, the last of them the first, found ${positions.length}${closed ? '' : ', not closed'}`,
  );
}

function listOf(value: unknown, place: number): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw refused(`feature ${place}: its coordinates are not those of polygons`);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(detail: string): DomainError {
  return new DomainError('invalid-input', `Polygons: ${detail}`);
}

function tooLarge(detail: string): DomainError {
  return new DomainError('too-large', `Polygons: ${detail}`);
}
