/** Countries of the world as polygons: Natural Earth 1:10 million (public domain), its coast good to about a kilometre. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { feature } from 'topojson-client';
import { earthRadiusM } from '../core/sphere.ts';
import { range } from '../core/statistics.ts';
import type { Feature, Geometry } from 'geojson';
import type { GeometryCollection, Topology } from 'topojson-specification';

export interface Country {
  readonly name: string;
  /** Longitude and latitude of each ring, one after the other, closed. */
  readonly rings: readonly Ring[];
}

interface Ring {
  readonly lonLat: Float64Array;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export interface Countries {
  readonly all: readonly Country[];
  /** The country that a place lies in; null at sea, and between the lines of two borders. */
  readonly find: (lonDeg: number, latDeg: number) => Country | null;
}

/** Of the map, which never changes. */
let loaded: Promise<Countries> | null = null;

/** Takes a quarter of a second the first time, so it is asked for only where it is needed. */
export function loadCountries(): Promise<Countries> {
  loaded ??= readCountries();
  return loaded;
}

async function readCountries(): Promise<Countries> {
  const path = fileURLToPath(import.meta.resolve('world-atlas/countries-10m.json'));
  const topology: Topology<{ countries: GeometryCollection<{ name: string }> }> = JSON.parse(
    await readFile(path, 'utf8'),
  );
  const collection = feature(topology, topology.objects.countries);
  const all = collection.features.map(countryOf);
  return { all, find: (lonDeg, latDeg) => all.find((country) => contains(country, lonDeg, latDeg)) ?? null };
}

function countryOf({ properties, geometry }: Feature<Geometry, { name: string }>): Country {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : [];
  const more = geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : [];
  return { name: properties.name, rings: [...rings, ...more].map(ringOf) };
}

/**
 * The polygons lie on a sphere, where a ring may cross the antimeridian or go round a pole: longitudes are followed
 * without a jump, and a ring that does not come back is closed over its pole.
 */
function ringOf(points: readonly (readonly number[])[]): Ring {
  const longitudes: number[] = [];
  for (const [lon] of points) longitudes.push(lon! + 360 * Math.round(((longitudes.at(-1) ?? lon!) - lon!) / 360));
  const latitudes = points.map(([, lat]) => lat!);
  if (Math.abs(longitudes.at(-1)! - longitudes[0]!) > 180) {
    const pole = 90 * Math.sign(latitudes[0]!);
    longitudes.push(longitudes.at(-1)!, longitudes[0]!, longitudes[0]!);
    latitudes.push(pole, pole, latitudes[0]!);
  }
  const { minimum: west, maximum: east } = range(longitudes);
  const { minimum: south, maximum: north } = range(latitudes);
  return { lonLat: Float64Array.from(longitudes.flatMap((lon, i) => [lon, latitudes[i]!])), west, east, south, north };
}

/** By the number of edges that a line to the east crosses, holes included. */
function contains({ rings }: Country, lonDeg: number, latDeg: number): boolean {
  let inside = false;
  for (const ring of rings) {
    if (latDeg < ring.south || latDeg > ring.north) continue;
    // The ring may have been followed beyond ±180°.
    for (const x of [lonDeg - 360, lonDeg, lonDeg + 360]) {
      if (x >= ring.west && x <= ring.east && crossings(ring.lonLat, x, latDeg) % 2 === 1) inside = !inside;
    }
  }
  return inside;
}

function crossings(lonLat: Float64Array, x: number, y: number): number {
  let count = 0;
  for (let i = 0; i + 3 < lonLat.length; i += 2) {
    const [x1, y1, x2, y2] = [lonLat[i]!, lonLat[i + 1]!, lonLat[i + 2]!, lonLat[i + 3]!];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) count += 1;
  }
  return count;
}

const radians = Math.PI / 180;

/**
 * Metres from a place outside to the nearest border of some countries, along a plane that touches the Earth there: good
 * to a hundredth within a few hundred kilometres, a rough figure beyond.
 */
export function distanceToM(countries: readonly Country[], lonDeg: number, latDeg: number): number {
  const metresPerDegree = earthRadiusM * radians;
  const scaleX = metresPerDegree * Math.cos(latDeg * radians);
  let nearest = Infinity;
  for (const { lonLat } of countries.flatMap(({ rings }) => rings)) {
    for (let i = 0; i + 3 < lonLat.length; i += 2) {
      const x1 = shortWay(lonLat[i]! - lonDeg) * scaleX;
      const y1 = (lonLat[i + 1]! - latDeg) * metresPerDegree;
      const x2 = x1 + (lonLat[i + 2]! - lonLat[i]!) * scaleX;
      const y2 = (lonLat[i + 3]! - latDeg) * metresPerDegree;
      nearest = Math.min(nearest, distanceToSegment(x1, y1, x2, y2));
    }
  }
  return nearest;
}

function shortWay(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360);
}

/** From the origin. */
function distanceToSegment(x1: number, y1: number, x2: number, y2: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / length));
  return Math.hypot(x1 + share * dx, y1 + share * dy);
}
