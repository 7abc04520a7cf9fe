import { describe, expect, it } from 'vitest';
import { pointsToGeoJson } from '../../src/tables/writeGeoJson.ts';
import { readText, refusal } from './readText.ts';

const point = (lon: unknown, lat: unknown, properties: object | null = {}, id?: string) => ({
  type: 'Feature',
  ...(id === undefined ? {} : { id }),
  geometry: { type: 'Point', coordinates: [lon, lat] },
  properties,
});
const collection = (features: unknown[], more: object = {}) =>
  JSON.stringify({ type: 'FeatureCollection', ...more, features });

const inCrs = (name: string) => collection([point(100, 60)], { crs: { type: 'name', properties: { name } } });

describe('GeoJSON tables', () => {
  it('makes columns of properties and positions', () => {
    const { columns, intake } = readText(
      collection([
        point(100.25, 60.5, { name: 'A', magt_c: -2.5, deep: true, tags: ['x'] }, 's1'),
        point(101, 61, { magt_c: 1.234, name: null }),
        point(102, 62, null),
      ]),
    );
    expect(columns).toEqual({
      id: ['s1', '', ''],
      name: ['A', '', ''],
      magt_c: [-2.5, 1.234, Number.NaN],
      deep: ['true', '', ''],
      tags: ['["x"]', '', ''],
      lon: [100.25, 101, 102],
      lat: [60.5, 61, 62],
    });
    expect(intake).toMatchObject({ format: 'geojson', encoding: 'utf-8', delimiter: null });
    expect(intake.roles).toMatchObject({ lat: { column: 'lat', how: 'geometry' }, magt: { how: 'guessed' } });
  });

  it('keeps properties called lat and lon beside the positions', () => {
    const text = collection([point(100, 60, { lat: 1, lon: 2 })]);
    expect(readText(text).columns).toEqual({ lat: [1], lon: [2], geometry_lon: [100], geometry_lat: [60] });
    expect(readText(text).intake.roles.lat).toEqual({ column: 'geometry_lat', how: 'geometry' });
    expect(readText(text, { columns: { lat: 'lat' } }).intake.roles.lat).toEqual({ column: 'lat', how: 'given' });
  });

  it('rejects features that are no points, by their number', () => {
    const features = [
      point(100, 60, { a: 1 }),
      { type: 'Feature', geometry: { type: 'Polygon', coordinates: [] }, properties: {} },
      { type: 'Feature', geometry: null, properties: {} },
      point('east', 60),
      point(60, 100, {}),
      { type: 'Feature', geometry: { type: 'Point', coordinates: [1] }, properties: {} },
      null,
      point(null, 60),
    ];
    const { intake } = readText(collection(features));
    expect(intake.rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'its geometry is Polygon; a Point is needed'],
      [3, 'has no geometry; a Point is needed'],
      [4, 'is not a number'],
      [5, 'latitude and longitude look swapped'],
      [6, 'its Point has no longitude and latitude'],
      [7, 'is not a GeoJSON Feature'],
      [8, 'the coordinate is missing'],
    ]);
    expect(intake).toMatchObject({ rowsRead: 8, rowsAccepted: 1, rowsRejected: 7 });
  });

  it('says that a third coordinate was not taken up', () => {
    const feature = { ...point(0, 0), geometry: { type: 'Point', coordinates: [100, 60, 350] } };
    expect(readText(collection([feature])).codes).toEqual(['elevation-ignored']);
  });

  it('refuses another CRS than WGS 84', () => {
    expect(readText(inCrs('urn:ogc:def:crs:OGC:1.3:CRS84')).table.rowCount).toBe(1);
    expect(readText(inCrs('EPSG:4326')).table.rowCount).toBe(1);
    const error = refusal(() => readText(inCrs('urn:ogc:def:crs:EPSG::3857')));
    expect(error.code).toBe('table-unreadable');
    expect(error.message).toContain('3857');
  });

  it('refuses broken JSON, other documents and empty collections', () => {
    expect(refusal(() => readText('{"type": "FeatureCollection", ')).message).toContain('not JSON');
    expect(refusal(() => readText('{"type": "Feature"}')).message).toContain('FeatureCollection');
    expect(refusal(() => readText(collection([]))).code).toBe('no-rows');
  });

  it('refuses a property that nests deeper than a walk can follow', () => {
    const text = collection([point(1, 2, { x: 'deep' })]).replace('"deep"', `${'['.repeat(1e5)}${']'.repeat(1e5)}`);
    expect(refusal(() => readText(text))).toMatchObject({
      code: 'table-unreadable',
      message: expect.stringContaining('64 levels'),
    });
  });

  it('leaves a property blank where a feature has it only by inheritance', () => {
    const text = collection([point(1, 2, { toString: 'a', x: 1 }), point(3, 4, { x: 2 })]);
    expect(readText(text).columns['toString']).toEqual(['a', '']);
  });

  it('takes a property called __proto__ as any other', () => {
    const text =
      '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"__proto__":7}}]}';
    expect(readText(text).table.columns[0]).toMatchObject({ name: '__proto__', kind: 'number' });
  });
});

describe('pointsToGeoJson', () => {
  it('writes longitude first and null for what JSON cannot hold, and reads back', () => {
    const text = pointsToGeoJson([
      { lon: 100.25, lat: 60.5, properties: { name: 'A', magt_c: -2.5 } },
      { lon: 101, lat: 61, properties: { name: 'B', magt_c: Number.NaN } },
    ]);
    expect(JSON.parse(text).features[0].geometry).toEqual({ type: 'Point', coordinates: [100.25, 60.5] });
    expect(JSON.parse(text).features[1].properties).toEqual({ name: 'B', magt_c: null });
    expect(readText(text).columns).toEqual({
      name: ['A', 'B'],
      magt_c: [-2.5, Number.NaN],
      lon: [100.25, 101],
      lat: [60.5, 61],
    });
  });

  it('writes a null geometry where the position is unknown', () => {
    const text = pointsToGeoJson([{ lon: Number.NaN, lat: 60, properties: {} }]);
    expect(JSON.parse(text).features[0].geometry).toBe(null);
  });
});
