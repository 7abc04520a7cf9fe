/** What GDAL reads from rasters, and the comparison of our reading with it. */
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { DomainError } from '../../src/core/errors.ts';
import { createTransformer } from '../../src/raster/crs.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { python, runOracle } from '../support/oracles.ts';
import type { RasterInfo } from '../../src/raster/rasterInfo.ts';
import type { Raster } from '../../src/raster/openRaster.ts';

export interface GdalReading {
  readonly error?: string;
  readonly size: readonly [number, number, number];
  readonly types: readonly string[];
  readonly transform: readonly number[] | null;
  readonly nodata: string | null;
  readonly descriptions: readonly string[];
  readonly units: readonly string[];
  readonly scales: readonly (readonly [number, number])[];
  readonly hasCrs: boolean;
  readonly positions: readonly (readonly [number, number, number, number] | null)[] | null;
  readonly reads: readonly (readonly [readonly [number, number, number, number], number, string, string])[];
}

/** One process of Python for all files. @returns by path */
export function readWithGdal(paths: readonly string[]): Readonly<Record<string, GdalReading>> {
  return JSON.parse(runOracle(python, [join(import.meta.dirname, 'readRasters.py')], paths.join('\n')));
}

/** @throws an assertion error where the file is read otherwise than by GDAL, or fails without a DomainError */
export async function readOrRefused(path: string, reading: GdalReading): Promise<'read' | 'refused'> {
  try {
    await expectSame(path, reading);
    return 'read';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(['raster-unreadable', 'raster-unsupported', 'too-large']).toContain(error.code);
    expect(error.message).toContain(basename(path));
    return 'refused';
  }
}

/** @throws {DomainError} where the file is refused; an assertion error where it is read otherwise than by GDAL */
async function expectSame(path: string, reading: GdalReading): Promise<void> {
  const raster = await openRaster(path);
  try {
    const pixels = await digests(raster, reading);
    expect(reading.error, 'GDAL fails on this file, we read it').toBeUndefined();
    const { info } = raster;
    expect([info.widthPx, info.heightPx, info.bandCount]).toEqual(reading.size);
    expect(pixels).toEqual(reading.reads);
    expectSameNodata(info, reading);
    expect(info.bands.map(({ description }) => description ?? '')).toEqual(reading.descriptions);
    expect(info.bands.map(({ unit }) => unit ?? '')).toEqual(reading.units);
    expect(info.bands.map(({ scale, offset }) => [scale, offset])).toEqual(reading.scales);
    expectSamePlace(info, reading);
  } finally {
    await raster.close();
  }
}

async function digests(raster: Raster, reading: GdalReading): Promise<GdalReading['reads']> {
  const whole = [[0, 0, raster.info.widthPx, raster.info.heightPx], 1, '', ''] as const;
  const found: (typeof reading.reads)[number][] = [];
  for (const [window, band] of reading.error === undefined ? reading.reads : [whole]) {
    const pixels = { xPx: window[0], yPx: window[1], widthPx: window[2], heightPx: window[3] };
    const raw = await raster.readRaw(band, pixels);
    const physical = await raster.readWindow(band, pixels, new Float64Array(window[2] * window[3]));
    found.push([window, band, digest(raw), digest(physical)]);
  }
  return found;
}

/** Of the values: −0 and 0 are one value, and so is every NaN. */
function digest(values: Awaited<ReturnType<Raster['readRaw']>>): string {
  const plain = values.map((value: number) => (Number.isNaN(value) ? Number.NaN : value + 0));
  return createHash('sha256')
    .update(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength))
    .digest('hex');
}

function expectSameNodata(info: RasterInfo, reading: GdalReading): void {
  const { nodata, type } = info.bands[0]!;
  if (nodata === null || reading.nodata === null) {
    expect(String(nodata)).toBe(String(reading.nodata));
  } else if (type === 'float32') {
    expect(Math.fround(nodata)).toBe(Math.fround(Number(reading.nodata)));
  } else {
    expect(nodata).toBe(Number(reading.nodata));
  }
}

function expectSamePlace(info: RasterInfo, reading: GdalReading): void {
  expect(info.transform === null).toBe(reading.transform === null);
  const scale = Math.max(...(reading.transform ?? [0]).map(Math.abs));
  for (const [i, value] of (info.transform ?? []).entries()) {
    expect(Math.abs(value - reading.transform![i]!)).toBeLessThanOrEqual(scale * 1e-14);
  }
  if (info.crs === null) return;
  expect(reading.hasCrs, 'GDAL sees no CRS').toBe(true);
  const toWgs84 = createTransformer(info.crs, 'EPSG:4326');
  // Datums without grids are stated to be approximate; spheres are related to WGS 84 in two ways, 21 km apart.
  const toleranceM = info.crs.warnings.length === 0 ? 0.01 : info.crs.warnings[0]!.includes('sphere') ? 25_000 : 300;
  for (const position of reading.positions ?? []) {
    if (position === null) continue;
    const [x, y, longitude, latitude] = position;
    const [ownLongitude, ownLatitude] = toWgs84(x, y);
    const apart = distanceM(ownLongitude, ownLatitude, longitude, latitude);
    expect(apart, `${info.crs.proj4} at ${x}, ${y}`).toBeLessThan(toleranceM);
  }
}

/** On a sphere of 6371 km. */
function distanceM(lon1Deg: number, lat1Deg: number, lon2Deg: number, lat2Deg: number): number {
  const radians = Math.PI / 180;
  const half = (a: number, b: number): number => Math.sin(((a - b) * radians) / 2) ** 2;
  const share =
    half(lat1Deg, lat2Deg) + Math.cos(lat1Deg * radians) * Math.cos(lat2Deg * radians) * half(lon1Deg, lon2Deg);
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(share)));
}
