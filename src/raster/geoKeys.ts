/**
 * The keys of a GeoTIFF's position: raw for carrying on, by number for reading.
 * @source OGC GeoTIFF 1.1 (19-008r4), section 7.1
 */
import { tags } from './tags.ts';
import type { GeoKeys } from '../core/grid.ts';
import type { TiffDirectory } from './tiffDirectories.ts';

/** Key numbers that are read here. */
export const keys = {
  modelType: 1024,
  rasterType: 1025,
  citation: 1026,
  geographicType: 2048,
  geographicCitation: 2049,
  datum: 2050,
  primeMeridian: 2051,
  angularUnits: 2054,
  ellipsoid: 2056,
  semiMajorAxis: 2057,
  semiMinorAxis: 2058,
  inverseFlattening: 2059,
  primeMeridianLongitude: 2061,
  toWgs84: 2062,
  projectedType: 3072,
  projectedCitation: 3073,
  projection: 3074,
  projectionMethod: 3075,
  linearUnits: 3076,
  linearUnitSize: 3077,
  standardParallel1: 3078,
  standardParallel2: 3079,
  naturalOriginLongitude: 3080,
  naturalOriginLatitude: 3081,
  falseEasting: 3082,
  falseNorthing: 3083,
  falseOriginLongitude: 3084,
  falseOriginLatitude: 3085,
  falseOriginEasting: 3086,
  falseOriginNorthing: 3087,
  centreLongitude: 3088,
  centreLatitude: 3089,
  centreEasting: 3090,
  centreNorthing: 3091,
  naturalOriginScale: 3092,
  centreScale: 3093,
  straightPoleLongitude: 3095,
} as const;

/** GTRasterTypeGeoKey: the position is that of pixel centres. */
export const pointRaster = { key: keys.rasterType, value: 2 } as const;

export const userDefined = 32767;

export interface GeoKeyValues {
  number(key: number): number | null;
  numbers(key: number): readonly number[] | null;
  text(key: number): string | null;
  /** For messages: `1024=1 3072=32767 …`. */
  readonly summary: string;
}

/** The raw tags, or null where the file has none. */
export function geoKeysOf(directory: TiffDirectory): GeoKeys | null {
  const found = directory.numbers(tags.geoKeyDirectory);
  if (found === null || found.length < 4) return null;
  const doubles = directory.numbers(tags.geoDoubleParams);
  return {
    directory: Array.from(found),
    doubles: doubles === null ? null : Array.from(doubles),
    ascii: directory.text(tags.geoAsciiParams),
  };
}

export function readGeoKeys({ directory, doubles, ascii }: GeoKeys): GeoKeyValues {
  const numbers = new Map<number, readonly number[]>();
  const texts = new Map<number, string>();
  for (let i = 4; i + 3 < directory.length; i += 4) {
    const [key, location, count, value] = [directory[i]!, directory[i + 1]!, directory[i + 2]!, directory[i + 3]!];
    if (location === 0) numbers.set(key, [value]);
    else if (location === tags.geoDoubleParams) numbers.set(key, doubles?.slice(value, value + count) ?? []);
    else if (location === tags.geoKeyDirectory) numbers.set(key, directory.slice(value, value + count));
    else if (location === tags.geoAsciiParams) texts.set(key, textOf(ascii, value, count));
  }
  const summary = [...numbers].map(([key, list]) => `${key}=${list.join(',')}`).join(' ');
  return {
    number: (key) => numbers.get(key)?.[0] ?? null,
    numbers: (key) => numbers.get(key) ?? null,
    text: (key) => texts.get(key) ?? null,
    summary,
  };
}

function textOf(ascii: string | null, start: number, count: number): string {
  return (ascii ?? '').slice(start, start + count).replace(/[|\0\s]+$/, '');
}
