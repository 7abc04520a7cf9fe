import { describe, expect, it } from 'vitest';
import { describePolygons, parsePolygonFile } from '../../src/tables/polygonFile.ts';
import { refusal } from './readText.ts';

const square = (west: number, south: number) => [
  [west, south],
  [west + 1, south],
  [west + 1, south + 1],
  [west, south],
];
const feature = (properties: unknown, ...parts: readonly (readonly number[][])[]) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'MultiPolygon', coordinates: parts.map((part) => [part]) },
});

describe('describePolygons', () => {
  it('counts, bounds, and lists the texts and whole numbers of properties, of which one names the units', () => {
    const features = [
      feature({ unit: 'marsh', code: 3, area: 2.5, __proto__: null }, square(100, 50), square(104, 51)),
      feature({ unit: 'hill', code: 3 }, square(99, 49.5)),
      feature(null, square(101, 50)),
    ];
    expect(describePolygons({ type: 'FeatureCollection', features })).toEqual({
      features: 3,
      polygons: 4,
      positions: 16,
      bbox: [99, 49.5, 105, 52],
      properties: { unit: { distinct: 2, values: ['hill', 'marsh'] }, code: { distinct: 1, values: ['3'] } },
    });
  });

  it('lists 50 values of a property and says how many there are', () => {
    const features = Array.from({ length: 120 }, (_, id) => feature({ id }, square(100, 50)));
    const { properties } = describePolygons({ type: 'FeatureCollection', features });
    expect(properties['id']!.distinct).toBe(120);
    expect(properties['id']!.values).toHaveLength(50);
  });
});

describe('parsePolygonFile', () => {
  it('refuses what nests deeper than a walk can follow', () => {
    const deep = Buffer.from(`{"type": "FeatureCollection", "features": [${'['.repeat(1e5)}${']'.repeat(1e5)}]}`);
    expect(refusal(() => parsePolygonFile(deep, 'deep.geojson'))).toMatchObject({
      code: 'too-large',
      message: 'deep.geojson nests more than 64 levels',
    });
  });

  it('refuses what is no JSON, and more than 40 MB', () => {
    expect(refusal(() => parsePolygonFile(Buffer.from('lat,lon'), 'a.csv'))).toMatchObject({
      code: 'malformed-json',
      message: 'a.csv is not GeoJSON',
    });
    expect(refusal(() => parsePolygonFile(Buffer.alloc(40_000_001), 'b.geojson'))).toMatchObject({
      code: 'too-large',
      message: 'b.geojson has 40000001 bytes, at most 40000000 are read',
    });
  });
});
