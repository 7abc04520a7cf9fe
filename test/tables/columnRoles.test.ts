import { describe, expect, it } from 'vitest';
import { assignRoles, columnRoles } from '../../src/tables/columnRoles.ts';
import { roleNames } from '../../src/tables/roleNames.ts';
import { splitUnit, unitOf } from '../../src/tables/columnUnits.ts';
import { readText, refusal } from './readText.ts';

const unknown = (role: string) => refusal(() => readText('lat,lon\n1,2', { columns: { [role]: 'lat' } }));

const guess = (...names: string[]) =>
  Object.fromEntries(Array.from(assignRoles(names, {}, null).roles, ([role, { column }]) => [role, column]));

describe('assignRoles', () => {
  it('leaves degrees west and south to their user: as they stand they would be east and north', () => {
    expect(guess('Longitude (°W)', 'lat (°S)')).toEqual({});
  });

  it.each([
    [
      'lat',
      [
        'lat',
        'LATITUDE',
        'Latitude (deg)',
        'lat_dd',
        '纬度',
        'Широта',
        'y_wgs',
        'Lat WGS84',
        'Breite',
        'Latitude (°N)',
        '纬度(°N)',
        'lat degrees_north',
      ],
    ],
    [
      'lon',
      [
        'lon',
        'lng',
        'Long',
        'Longitude',
        '经度',
        'долгота',
        'X_WGS84',
        'Länge',
        'Laenge',
        'Longitude (°E)',
        '经度(°E)',
      ],
    ],
    ['id', ['ID', 'site_id', 'Station ID', 'code', '编号', 'номер']],
    ['name', ['Name', 'station', '站名', '名称', 'название']],
    ['location', ['Location', 'place', 'site', '地点', 'участок']],
    [
      'elevation',
      [
        'elevation_m',
        'Elev.',
        'Altitude (m)',
        '海拔',
        '海拔(米)',
        'высота, м',
        'Höhe',
        'Höhe [m ü. M.]',
        'Elevation (m a.s.l.)',
      ],
    ],
    ['depth', ['depth', 'Depth_cm', 'DEPTH (m)', '深度', '深度（cm）', 'глубина_см', 'Tiefe (cm)', 'profondeur, m']],
    ['magst', ['MAGST', 'magst_c', 'MAGST (°C)', '年平均地表温度']],
    [
      'magt',
      [
        'MAGT',
        'magt_c',
        'MAGT(℃)',
        'MAGT [K]',
        '年平均地温',
        '地温(℃)',
        'Температура грунта, °C',
        'Температура грунта, °С',
        'Bodentemperatur (°C)',
      ],
    ],
    ['year', ['Year', '年份', 'год', 'Jahr', 'année']],
    ['year_first', ['year_first', 'First Year', 'FromYear']],
    ['date', ['date', '日期', 'Datum']],
  ] as const)('guesses %s from %j', (role, names) => {
    for (const name of names) expect(guess(name, 'other')).toEqual({ [role]: name });
  });

  it.each([
    'alt',
    'alt_cm',
    'maat_c',
    'depth_to_bedrock',
    'elevation_ft',
    'latent',
    'lat_m',
    'longitude (°W)',
    'y',
    'temperature',
    'temp_grad',
  ])('gives %s no role', (name) => {
    expect(guess(name)).toEqual({});
  });

  it('reports two candidates and chooses neither', () => {
    const { roles, ambiguous } = assignRoles(['latitude', 'Lat_WGS84', 'lon'], {}, null);
    expect(roles.has('lat')).toBe(false);
    expect(ambiguous).toEqual([{ role: 'lat', candidates: ['latitude', 'Lat_WGS84'] }]);
    expect(readText('latitude,lat_wgs84,lon\n60,60,100').codes).toContain('role-ambiguous');
  });

  it('prefers the column that is called exactly like the role', () => {
    expect(guess('latitude', 'Lat', 'lon')).toMatchObject({ lat: 'Lat' });
  });

  it('prefers what is given, and guesses the rest from other columns', () => {
    const { intake, columns } = readText('lat,Y,lon,magt\n1,60,100,-2', { columns: { lat: 'Y', magst: 'magt' } });
    expect(intake.roles).toEqual({
      lat: { column: 'Y', how: 'given' },
      magst: { column: 'magt', how: 'given' },
      lon: { column: 'lon', how: 'guessed' },
    });
    expect(columns['lat']).toEqual([1]);
  });

  it('names the nearest column or role', () => {
    expect(refusal(() => readText('lat,lon\n1,2', { columns: { lat: 'lta' } }))).toMatchObject({
      code: 'column-missing',
      message: 'For lat, column "lta" is not in the table; the nearest is "lat". Its columns are lat, lon',
    });
    expect(unknown('lta')).toMatchObject({ code: 'unknown-field', message: expect.stringContaining('"lat"') });
    expect(unknown('longitude').message).toContain('the nearest is "lon"');
    expect(unknown('constructor').code).toBe('unknown-field');
  });

  it('refuses one column for two roles', () => {
    expect(refusal(() => assignRoles(['a'], { lat: 'a', lon: 'a' }, null)).code).toBe('invalid-input');
  });

  it('has no name that stands for two roles', () => {
    for (const role of columnRoles) {
      for (const name of roleNames[role]) expect(guess(name)).toEqual({ [role]: name });
    }
  });
});

describe('units of columns', () => {
  it('splits a unit off a name', () => {
    expect(splitUnit('Depth (cm)')).toEqual({ whole: 'depth_cm', stem: 'depth', unit: 'cm' });
    expect(splitUnit('MAGT, °C')).toEqual({ whole: 'magt_c', stem: 'magt', unit: 'C' });
    expect(splitUnit('ＭＡＧＴ(℃)')).toEqual({ whole: 'magt_c', stem: 'magt', unit: 'C' });
    expect(splitUnit('m')).toEqual({ whole: 'm', stem: 'm', unit: null });
  });

  it('prefers given over named over assumed units', () => {
    expect(unitOf('depth', 'depth_cm', 'mm')).toEqual({ unit: 'mm', how: 'given', convertedFrom: null });
    expect(unitOf('depth', 'depth_cm', undefined)).toEqual({ unit: 'cm', how: 'named', convertedFrom: null });
    expect(unitOf('depth', 'depth', undefined)).toEqual({ unit: 'm', how: 'assumed', convertedFrom: null });
    expect(unitOf('magt', 'MAGT', '°C')).toEqual({ unit: 'C', how: 'given', convertedFrom: null });
    expect(unitOf('name', 'name', undefined)).toBe(null);
  });

  it('refuses unknown units, and units of what has none', () => {
    expect(refusal(() => readText('lat,lon,depth\n1,2,3', { units: { depth: 'kg' } }))).toMatchObject({
      code: 'invalid-input',
      message:
        'Expected m or cm or mm, or a unit that can be converted to it, as the unit of depth, found "kg": expected a length in m, not a mass',
    });
    expect(refusal(() => readText('lat,lon\n1,2', { units: { dept: 'm' } })).message).toContain('"depth"');
  });
});
