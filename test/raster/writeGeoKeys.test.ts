import { describe, expect, it } from 'vitest';
import { createTransformer, parseCrs } from '../../src/raster/crs.ts';
import { crsFromGeoKeys } from '../../src/raster/crsFromGeoKeys.ts';
import { writeGeoKeys } from '../../src/raster/writeGeoKeys.ts';

describe('writeGeoKeys', () => {
  it.each([
    'EPSG:32651',
    'EPSG:4326',
    'EPSG:3413',
    '+proj=utm +zone=51 +datum=WGS84 +units=m',
    '+proj=utm +zone=19 +south +ellps=krass +units=m',
    '+proj=aea +lat_1=25 +lat_2=47 +lat_0=12 +lon_0=105 +x_0=4000000 +y_0=10 +datum=WGS84 +units=m',
    '+proj=laea +lat_0=90 +lon_0=-30 +x_0=0 +y_0=0 +ellps=GRS80 +units=m',
    '+proj=lcc +lat_1=30 +lat_2=62 +lat_0=0 +lon_0=105 +x_0=5 +y_0=7 +a=6378245 +rf=298.3 +units=m',
    '+proj=tmerc +lat_0=0 +lon_0=123 +k=0.9996 +x_0=500000 +y_0=0 +ellps=krass +units=m',
    '+proj=stere +lat_0=90 +lat_ts=71 +lon_0=-45 +x_0=0 +y_0=0 +datum=WGS84 +units=m',
    '+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=10 +x_0=0 +y_0=0 +datum=WGS84 +units=m',
    '+proj=longlat +ellps=WGS84 +no_defs',
  ])('comes back as the same system: %s', (text) => {
    const crs = parseCrs(text);
    const { crs: back, reason } = crsFromGeoKeys(writeGeoKeys(crs));
    expect(reason).toBeNull();
    const latitude = text.includes('lat_0=-90') ? -67 : 67;
    const [x, y] = createTransformer('EPSG:4326', crs)(110, latitude);
    const [backX, backY] = createTransformer('EPSG:4326', back!)(110, latitude);
    expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-4 /* m: GRS 80 and WGS 84 are one here */);
  });

  it.each([
    '+proj=sinu +lon_0=0 +datum=WGS84 +units=m',
    '+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +datum=WGS84 +units=km',
  ])('refuses what it has no keys for: %s', (text) => {
    expect(() => writeGeoKeys(parseCrs(text))).toThrow(/cannot be written.*utm, tmerc, lcc, laea, aea, stere/);
  });
});
