import { describe, expect, it } from 'vitest';
import { createTransformer, parseCrs } from '../../src/raster/crs.ts';
import { crsFromGeoKeys } from '../../src/raster/crsFromGeoKeys.ts';

/** Geo keys: SHORTs as `key: number`, doubles as `key: [number]`, text as `key: string`. */
function resolve(values: Readonly<Record<number, number | readonly number[] | string>>) {
  const directory = [1, 1, 0, Object.keys(values).length];
  const doubles: number[] = [];
  let ascii = '';
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === 'number') directory.push(Number(key), 0, 1, value);
    else if (typeof value === 'string') {
      directory.push(Number(key), 34737, value.length + 1, ascii.length);
      ascii += `${value}|`;
    } else {
      directory.push(Number(key), 34736, value.length, doubles.length);
      doubles.push(...value);
    }
  }
  return crsFromGeoKeys({ directory, doubles, ascii });
}

/** Metres or degrees between a transformed place and where PROJ 9.1 puts it. */
function off(definition: string, lonLat: readonly [number, number], expected: readonly [number, number]): number {
  const [x, y] = createTransformer('EPSG:4326', definition)(...lonLat);
  return Math.hypot(x - expected[0], y - expected[1]);
}

/** As Esri writes it. */
function wkt(projection: string): string {
  const datum = 'DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0]';
  const parameters = { False_Easting: 0, False_Northing: 0, Central_Meridian: 105, Standard_Parallel_1: 25 };
  const all = Object.entries({ ...parameters, Standard_Parallel_2: 47, Latitude_Of_Origin: 0 });
  const listed = all.map(([name, value]) => `PARAMETER["${name}",${value}]`).join();
  const base = `GEOGCS["GCS",${datum},UNIT["Degree",0.0174532925199433]]`;
  return `PROJCS["mine",${base},PROJECTION["${projection}"],${listed},UNIT["Meter",1.0]]`;
}

describe('parseCrs', () => {
  it('knows a code with its name, kind and unit', () => {
    expect(parseCrs('epsg:32651')).toMatchObject({
      name: 'WGS 84 / UTM zone 51N',
      epsg: 32651,
      kind: 'projected',
      unit: 'metre',
    });
    expect(parseCrs('EPSG:4326')).toMatchObject({ epsg: 4326, kind: 'geographic', unit: 'degree', warnings: [] });
    expect(parseCrs('EPSG:2227').unit).toBe('US survey foot');
    expect(parseCrs('ESRI:102025')).toMatchObject({ epsg: null, kind: 'projected' });
  });

  it('reads WKT of projections that proj4 reads rightly, and refuses others by name', () => {
    const mine = parseCrs(wkt('Albers'));
    expect(mine).toMatchObject({ name: 'mine', kind: 'projected', warnings: [] });
    const same = createTransformer(mine, '+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84');
    expect(same(300_000, 5_000_000)[0]).toBeCloseTo(300_000, 6);
    expect(() => parseCrs(wkt('Stereographic_North_Pole'))).toThrow('Stereographic_North_Pole is not read from WKT');
  });

  for (const [text, why] of [
    ['EPSG:1', 'not in the table'],
    ['UTM 51', 'expected EPSG:code'],
    ['+proj=longlat +ellps=WGS72', 'the ellipsoid WGS72 is not known'],
    ['+proj=longlat +datum=potsdam2', 'the datum potsdam2 is not known'],
    ['+proj=longlat +datum=WGS84 +pm=paris', '+pm is not read'],
    ['+proj=nonsense', 'not understood'],
    ['+proj=aea +lon_0=105 +datum=WGS84', 'is not understood'],
    ['+proj=lcc +lat_1=45 +lon_0=100 +datum=WGS84', 'is not understood'],
    ['+proj=utm +zone=99 +datum=WGS84', 'UTM has the zones 1 to 60, not 99'],
    ['+proj=utm +zone=0 +datum=WGS84', 'UTM has the zones 1 to 60, not 0'],
    ['+proj=longlat +ellps=clrk66 +nadgrids=conus', 'the grid of datum shifts conus is not read'],
    ['GEOGCS["half"]', 'is not understood: a part of it is missing'],
    [
      'PROJCRS["UTM 32",BASEGEOGCRS["w",DATUM["w",ELLIPSOID["w",6378137,298.257223563]]],CONVERSION["c",METHOD["Transverse Mercator"],PARAMETER["Latitude of natural origin",0],PARAMETER["Longitude of natural origin",9]],CS[Cartesian,2]]',
      'the latitude of natural origin names no unit',
    ],
    [
      'PROJCS["WGS 84 / Pseudo-Mercator",GEOGCS["w",DATUM["w",SPHEROID["w",6378137,298.257223563]],PRIMEM["G",0],UNIT["degree",0.0174532925199433]],PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],UNIT["metre",1]]',
      'give EPSG:3857',
    ],
  ] as const) {
    it(`refuses “${text.slice(0, 60)}”`, () => {
      expect(() => parseCrs(text)).toThrow(why);
    });
  }

  it('understands the last zone of UTM, and grids of no shift', () => {
    expect(parseCrs('+proj=utm +zone=60 +datum=WGS84').kind).toBe('projected');
    expect(parseCrs('+proj=merc +a=6378137 +b=6378137 +nadgrids=@null').kind).toBe('projected');
  });

  it('warns where the datum is not tied to WGS 84 without grids, and on spheres', () => {
    expect(parseCrs('EPSG:28407').warnings[0]).toContain('tens to hundreds of metres');
    expect(parseCrs('+proj=sinu +a=6371007.181 +b=6371007.181').warnings[0]).toContain('sphere');
    expect(parseCrs('EPSG:3857').warnings).toEqual([]);
  });
});

describe('createTransformer', () => {
  it('equals PROJ within a millimetre in polar, Albers and UTM systems', () => {
    expect(off('EPSG:3995', [100, 70], [2161154.94898621, 381069.926997894])).toBeLessThan(0.001 /* m */);
    expect(off('EPSG:3413', [100, 70], [1254943.74406738, 1792245.40666332])).toBeLessThan(0.001 /* m */);
    expect(off('EPSG:32651', [123.5, 61], [527042.735836589, 6762890.55270315])).toBeLessThan(0.001 /* m */);
    const albers = '+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84';
    expect(off(albers, [123.5, 61], [1123539.82699605, 6676814.07294436])).toBeLessThan(0.001 /* m */);
  });

  it('takes 0 for an origin that is not given, as PROJ does', () => {
    const conic = '+proj=aea +lat_1=25 +lat_2=47 +datum=WGS84';
    expect(off(conic, [101, 46], [6518295.69189345, 8608702.00587972])).toBeLessThan(0.001 /* m */);
  });

  it('keeps longitudes on the side of a grid from 0° to 360°', () => {
    expect(createTransformer('EPSG:4326', 'EPSG:4326', { westEdge: 0 })(-170, 65)).toEqual([190, 65]);
    expect(createTransformer('EPSG:4326', 'EPSG:4326')(-170, 65)).toEqual([-170, 65]);
  });

  it('gives NaN for what has no place', () => {
    expect(createTransformer('EPSG:4326', 'EPSG:3413')(Number.NaN, 0)).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('crsFromGeoKeys', () => {
  it('takes the projected code where the geographic one stands beside it', () => {
    expect(resolve({ 1024: 1, 2048: 4326, 3072: 32634 }).crs).toMatchObject({ epsg: 32634, kind: 'projected' });
  });

  it('infers the model type where it is missing', () => {
    expect(resolve({ 3072: 3995 }).crs?.epsg).toBe(3995);
    expect(resolve({ 2048: 4326 }).crs?.epsg).toBe(4326);
  });

  it('builds a user-defined Albers on the Krasovsky ellipsoid', () => {
    const albers = { 1024: 1, 2048: 32767, 2056: 7024, 3072: 32767, 3075: 11, 3076: 9001 };
    const { crs } = resolve({
      ...albers,
      3078: [25],
      3079: [47],
      3080: [105],
      3081: [0],
      3073: 'Krasovsky_1940_Albers',
    });
    expect(crs).toMatchObject({
      name: 'Krasovsky_1940_Albers',
      epsg: null,
      proj4: '+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +x_0=0 +y_0=0 +ellps=krass +units=m',
    });
  });

  it('turns false eastings in feet into metres', () => {
    const feet = { 1024: 1, 2048: 4269, 3072: 32767, 3075: 1, 3076: 9002 };
    const { crs } = resolve({ ...feet, 3080: [-111], 3081: [0], 3082: [1000], 3083: [0], 3092: [0.9999] });
    expect(crs?.proj4).toContain('+x_0=304.8 +y_0=0');
    expect(crs?.unit).toBe('foot');
  });

  it('reads polar stereographic with the latitude of true scale, north and south', () => {
    const polar = { 1024: 1, 2048: 4326, 3072: 32767, 3075: 15 };
    expect(resolve({ ...polar, 3081: [70], 3095: [-45] }).crs?.proj4).toContain(
      '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45',
    );
    expect(resolve({ ...polar, 3081: [-71], 3095: [0] }).crs?.proj4).toContain('+lat_0=-90 +lat_ts=-71');
    expect(resolve({ ...polar, 3081: [90], 3095: [45], 3092: [0.994] }).crs?.proj4).toContain('+lat_0=90 +k=0.994');
  });

  it("follows the ellipsoid of the keys where it contradicts the code's", () => {
    const landsat = {
      1024: 1,
      2048: 4326,
      2057: [6378140],
      2059: [298.257],
      3072: 32767,
      3075: 11,
      3078: [29.5],
      3079: [45.5],
    };
    expect(resolve(landsat).crs?.proj4).toContain('+a=6378140 +rf=298.257');
    expect(resolve({ ...landsat, 2057: [6378137], 2059: [298.257223563] }).crs?.proj4).toContain('+datum=WGS84');
  });

  for (const [what, keys, why] of [
    ['a code that the table lacks', { 1024: 1, 3072: 9 }, 'EPSG:9 is not in the table'],
    ['a unit that contradicts the code', { 1024: 1, 3072: 32651, 3076: 9002 }, 'the file states unit 9002'],
    ['a projection method that is not read', { 1024: 1, 2048: 4326, 3072: 32767, 3075: 23 }, 'method 23'],
    ['angles in grads', { 1024: 2, 2048: 32767, 2054: 9105 }, 'not in degrees'],
    ['a meridian that is not Greenwich', { 1024: 2, 2048: 32767, 2051: 8903, 2056: 7022 }, 'meridian 8903'],
    ['a geocentric model', { 1024: 3 }, 'neither projected nor geographic'],
    ['no ellipsoid', { 1024: 2, 2048: 32767 }, 'datum and ellipsoid are not given'],
  ] as const) {
    it(`gives no CRS but a reason for ${what}`, () => {
      const { crs, reason } = resolve(keys);
      expect(crs).toBeNull();
      expect(reason).toContain(why);
    });
  }

  it("reads Esri's WKT in a citation where the keys say nothing", () => {
    const { crs } = resolve({ 1024: 32767, 3073: `ESRI PE String = ${wkt('Lambert_Conformal_Conic')}` });
    expect(crs).toMatchObject({ name: 'mine', kind: 'projected', warnings: [] });
  });
});
