/** A file of GeoJSON polygons, and what it says about itself. */
import { DomainError } from '../core/errors.ts';
import { deepestJson, isTooDeep } from '../core/json.ts';
import { countPositions, readPolygonFeatures } from './polygons.ts';

/** Half a million positions of 40 characters, twice. */
const mostBytes = 40_000_000;
/** Of a property, in a description. */
const mostValues = 50;
const mostProperties = 100;

/**
 * @returns what its JSON says
 * @throws {DomainError} 'too-large'; 'malformed-json'
 */
export function parsePolygonFile(bytes: Buffer, name: string): unknown {
  if (bytes.length > mostBytes) {
    throw new DomainError('too-large', `${name} has ${bytes.length} bytes, at most ${mostBytes} are read`);
  }
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new DomainError('malformed-json', `${name} is not GeoJSON`, {}, { cause: error });
  }
  if (isTooDeep(document)) throw new DomainError('too-large', `${name} nests more than ${deepestJson} levels`);
  return document;
}

export interface PolygonDescription {
  readonly features: number;
  readonly polygons: number;
  readonly positions: number;
  /** West, south, east and north, degrees. */
  readonly bbox: readonly [number, number, number, number];
  /** The texts and whole numbers of each property, of which one names the units; those of many are cut off. */
  readonly properties: Readonly<Record<string, { readonly distinct: number; readonly values: readonly string[] }>>;
}

/** @throws {DomainError} as `readPolygonFeatures` */
export function describePolygons(document: unknown): PolygonDescription {
  const features = readPolygonFeatures(document);
  const values = new Map<string, Set<string>>();
  const bbox: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { properties, parts } of features) {
    for (const ring of parts.flat()) {
      for (let i = 0; i < ring.length; i += 2) {
        bbox[0] = Math.min(bbox[0], ring[i]!);
        bbox[1] = Math.min(bbox[1], ring[i + 1]!);
        bbox[2] = Math.max(bbox[2], ring[i]!);
        bbox[3] = Math.max(bbox[3], ring[i + 1]!);
      }
    }
    for (const [property, value] of Object.entries(properties)) {
      if (typeof value !== 'string' && !Number.isInteger(value)) continue;
      if (!values.has(property) && values.size === mostProperties) continue;
      values.set(property, (values.get(property) ?? new Set()).add(String(value).slice(0, 200)));
    }
  }
  return {
    features: features.length,
    polygons: features.reduce((sum, { parts }) => sum + parts.length, 0),
    positions: countPositions(features),
    bbox,
    properties: Object.fromEntries(
      Array.from(values, ([property, own]) => [
        property,
        { distinct: own.size, values: [...own].toSorted().slice(0, mostValues) },
      ]),
    ),
  };
}
