import { describe, expect, it } from 'vitest';
import { readPolygons } from '../../src/tables/polygons.ts';
import { refusal } from './readText.ts';

const ring = [
  [100, 50],
  [101, 50],
  [101, 51],
  [100, 50],
];
const feature = (geometry: unknown, properties: unknown = { unit: 'marsh' }) => ({
  type: 'Feature',
  properties,
  geometry,
});
const collection = (...features: readonly unknown[]) => ({ type: 'FeatureCollection', features });
const polygon = { type: 'Polygon', coordinates: [ring] };
const faultOf = (document: unknown, property = 'unit'): string =>
  refusal(() => readPolygons(document, property)).message;

describe('readPolygons', () => {
  it('reads polygons and the parts of multipolygons, named by a text or a whole number', () => {
    const found = readPolygons(
      collection(feature(polygon), feature({ type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] }, { unit: 7 })),
      'unit',
    );
    expect(found.map(({ name, feature: place, rings }) => [name, place, rings.length])).toEqual([
      ['marsh', 1, 1],
      ['7', 2, 1],
      ['7', 2, 2],
    ]);
    expect([...found[0]!.rings[0]!]).toEqual(ring.flat());
  });

  it('refuses what is no polygon of a unit, naming the feature', () => {
    expect(faultOf({ type: 'Feature' })).toContain('expected a GeoJSON FeatureCollection');
    expect(faultOf(collection())).toContain('empty');
    expect(faultOf({ ...collection(feature(polygon)), crs: { properties: { name: 'EPSG:32645' } } })).toContain(
      'save it in EPSG:4326',
    );
    expect(faultOf(collection(feature(polygon), feature({ type: 'Point', coordinates: [1, 2] })))).toContain(
      'feature 2: expected a Polygon or a MultiPolygon, found "Point"',
    );
    expect(faultOf(collection(feature(null)))).toContain('found null');
    expect(faultOf(collection(feature(polygon)), 'landform')).toContain('the nearest to it is "unit"');
    expect(faultOf(collection(feature(polygon, { unit: 2.5 })))).toContain('found 2.5');
    expect(faultOf(collection(feature({ type: 'Polygon', coordinates: [ring.slice(0, 3)] })))).toContain('not closed');
    expect(faultOf(collection(feature({ type: 'Polygon', coordinates: [] })))).toContain('has no ring');
    expect(faultOf(collection(feature({ type: 'Polygon', coordinates: 3 })))).toContain('not those of polygons');
    const metres = ring.map(([x, y]) => [x! * 5000, y! * 100_000]);
    expect(faultOf(collection(feature({ type: 'Polygon', coordinates: [metres] })))).toContain(
      'expected longitudes and latitudes in degrees, found [500000,5000000]',
    );
    expect(faultOf(collection(...Array.from({ length: 10_001 }, () => feature(polygon))))).toContain('at most 10000');
    const long = [...Array.from({ length: 500_000 }, () => [100, 50]), [100, 50]];
    expect(faultOf(collection(feature({ type: 'Polygon', coordinates: [long] })))).toContain('at most 500000');
  });
});
