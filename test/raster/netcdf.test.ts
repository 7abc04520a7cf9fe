import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../src/core/errors.ts';
import { createRandom } from '../../src/core/random.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { timeLabels } from '../../src/raster/netcdf/cfTime.ts';
import { oracleTest, python, runOracle } from '../support/oracles.ts';
import { buildClassic, buildNetcdf4 } from './netcdfBuilder.ts';
import type { Raster } from '../../src/raster/openRaster.ts';
import type { BuiltNetcdf, BuiltVariable } from './netcdfBuilder.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-netcdf-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const [width, height, times] = [3, 2, 2];
/** 0, 1, 2, … from the upper left of the first time on. */
const northFirst = Array.from({ length: width * height * times }, (_, i) => i);

function cube(change: { readonly lat?: readonly number[]; readonly tas?: Partial<BuiltVariable> } = {}): BuiltNetcdf {
  return {
    dimensions: { time: times, lat: height, lon: width },
    variables: [
      {
        name: 'time',
        type: 'double',
        dimensions: ['time'],
        values: [15, 45],
        attributes: { units: 'days since 2001-01-01' },
      },
      {
        name: 'lat',
        type: 'float',
        dimensions: ['lat'],
        values: change.lat ?? [50.5, 50],
        attributes: { units: 'degrees_north' },
      },
      {
        name: 'lon',
        type: 'float',
        dimensions: ['lon'],
        values: [100, 100.5, 101],
        attributes: { units: 'degrees_east' },
      },
      {
        name: 'tas',
        type: 'float',
        dimensions: ['time', 'lat', 'lon'],
        values: northFirst,
        attributes: { units: 'K' },
        ...change.tas,
      },
    ],
  };
}

const kinds = {
  'NetCDF-3': (file: BuiltNetcdf) => Promise.resolve(buildClassic(file)),
  'NetCDF-3 with records': (file: BuiltNetcdf) => Promise.resolve(buildClassic({ ...file, record: 'time' })),
  'NetCDF-4': (file: BuiltNetcdf) => buildNetcdf4(folder, file),
} as const;

async function write(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${count++}.nc`);
  await writeFile(path, bytes);
  return path;
}

async function opened<Value>(bytes: Uint8Array, use: (raster: Raster) => Promise<Value>): Promise<Value> {
  const raster = await openRaster(await write(bytes));
  try {
    return await use(raster);
  } finally {
    await raster.close();
  }
}

const all = { xPx: 0, yPx: 0, widthPx: width, heightPx: height };
const valuesOf = async (raster: Raster, band: number, window = all): Promise<number[]> =>
  Array.from(await raster.readWindow(band, window, new Float64Array(window.widthPx * window.heightPx)));

describe.each(Object.entries(kinds))('openRaster of %s', (_, build) => {
  it('has a band per time, named by variable and month, on the grid of its coordinates', async () => {
    await opened(await build(cube()), async ({ info }) => {
      expect(info).toMatchObject({
        widthPx: 3,
        heightPx: 2,
        bandCount: 2,
        transform: [99.75, 0.5, 0, 50.75, 0, -0.5],
        southUp: false,
      });
      expect(info.crs?.epsg).toBe(4326);
      expect(info.bands.map(({ description, unit, type }) => [description, unit, type])).toEqual([
        ['tas[2001-01]', 'K', 'float32'],
        ['tas[2001-02]', 'K', 'float32'],
      ]);
    });
  });

  it('names slices by the middle of bounded times, and by coordinates of other dimensions', async () => {
    const { dimensions, variables } = cube();
    const [time, lat, lon, tas] = variables as [BuiltVariable, BuiltVariable, BuiltVariable, BuiltVariable];
    const file: BuiltNetcdf = {
      dimensions: { ...dimensions, nv: 2, level: 1, run: 2 },
      variables: [
        { ...time, values: [31, 59], attributes: { ...time.attributes, bounds: 'ends' } },
        { name: 'ends', type: 'double', dimensions: ['time', 'nv'], values: [0, 31, 31, 59] },
        lat,
        lon,
        { name: 'level', type: 'float', dimensions: ['level'], values: [0.1], attributes: { units: 'hPa' } },
        { name: 'run', type: 'float', dimensions: ['run'], values: [0, 0] },
        { ...tas, dimensions: ['time', 'level', 'run', 'lat', 'lon'], values: [...tas.values, ...tas.values] },
      ],
    };
    await opened(await build(file), ({ info }) => {
      const names = info.bands.map(({ description }) => description);
      expect(names).toEqual(
        ['2001-01', '2001-02'].flatMap((month) => [0, 1].map((run) => `tas[${month},level=0.1,run=${run}]`)),
      );
      return Promise.resolve();
    });
  });

  it('refuses damaged bytes anywhere with a DomainError, or reads what is left of them: 200 files', async () => {
    const whole = Buffer.from(await build(cube()));
    const random = createRandom(1);
    const codes = new Set<string>();
    for (let round = 0; round < 200; round++) {
      const bytes = Buffer.from(whole);
      for (let i = 0; i <= random.nextBelow(4); i++) bytes[random.nextBelow(bytes.length)] = random.nextBelow(256);
      await opened(bytes, (raster) => valuesOf(raster, 1)).then(
        () => codes.add('read'),
        (error: unknown) => {
          if (!(error instanceof DomainError)) throw error;
          codes.add(error.code);
        },
      );
    }
    expect(codes.size).toBeGreaterThan(2);
    // What one file broke must not stay broken for the next.
    await opened(whole, async (raster) => expect(await valuesOf(raster, 1)).toEqual([0, 1, 2, 3, 4, 5]));
  });

  it('reads windows of any time', async () => {
    await opened(await build(cube()), async (raster) => {
      expect(await valuesOf(raster, 1)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await valuesOf(raster, 2)).toEqual([6, 7, 8, 9, 10, 11]);
      expect(await valuesOf(raster, 2, { xPx: 1, yPx: 1, widthPx: 2, heightPx: 1 })).toEqual([10, 11]);
      await expect(valuesOf(raster, 3)).rejects.toThrow(/bands 1 to 2/);
    });
  });

  it('turns rows that run from south to north', async () => {
    await opened(await build(cube({ lat: [50, 50.5] })), async (raster) => {
      expect(raster.info.transform).toEqual([99.75, 0.5, 0, 50.75, 0, -0.5]);
      expect(await valuesOf(raster, 1)).toEqual([3, 4, 5, 0, 1, 2]);
      expect(await valuesOf(raster, 1, { xPx: 0, yPx: 1, widthPx: 2, heightPx: 1 })).toEqual([0, 1]);
    });
  });

  it('applies scale_factor and add_offset once, and takes _FillValue and missing_value as missing', async () => {
    const attributes = { units: 'degC', scale_factor: 0.1, add_offset: -5, _FillValue: 3, missing_value: 4 };
    await opened(await build(cube({ tas: { type: 'short', attributes } })), async (raster) => {
      const found = await valuesOf(raster, 1);
      const expected = [-5, -4.9, -4.8, Number.NaN, Number.NaN, -4.5];
      for (const [i, value] of expected.entries())
        expect(found[i]).toEqual(Number.isNaN(value) ? value : expect.closeTo(value, 9));
    });
  });

  it('refuses uneven coordinates and a grid without any', async () => {
    const uneven: BuiltNetcdf = {
      ...cube(),
      variables: cube().variables.map((one) => (one.name === 'lon' ? { ...one, values: [100, 100.5, 101.2] } : one)),
    };
    const gaussian = await build(uneven);
    await expect(openRaster(await write(gaussian))).rejects.toThrow(/lon are uneven/);
    const bare = await build({ ...cube(), variables: cube().variables.filter(({ name }) => name === 'time') });
    await expect(openRaster(await write(bare))).rejects.toThrow(/no variable lies on two coordinate variables/);
  });

  it('refuses a file that is cut off, wherever', async () => {
    const bytes = await build(cube());
    for (const share of [0.02, 0.3, 0.6, 0.95]) {
      const path = await write(bytes.subarray(0, Math.floor(bytes.length * share)));
      const reading = openRaster(path).then(async (raster) => {
        try {
          return [await valuesOf(raster, 1), await valuesOf(raster, 2)];
        } finally {
          await raster.close();
        }
      });
      await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/^raster-/) });
    }
  });
});

/** The cube in two groups, on coordinates of the root, with a grid mapping in the group between. */
function cubeInGroups(mapping: string, mask: boolean): BuiltNetcdf {
  const { dimensions, variables } = cube();
  const [time, lat, lon, tas] = variables;
  const attributes = { units: 'K', grid_mapping: mapping };
  const plain: BuiltVariable = { ...tas!, name: 'mask', dimensions: ['lat', 'lon'], values: [9, 9, 9, 9, 9, 9] };
  return {
    dimensions: { ...dimensions, 'forecast/run/time': times, 'forecast/crs': 1 },
    variables: [
      lat!,
      lon!,
      { ...time!, name: 'forecast/run/time', dimensions: ['forecast/run/time'] },
      { ...tas!, name: 'forecast/run/tas', dimensions: ['forecast/run/time', 'lat', 'lon'], attributes },
      ...(mask ? [plain] : []),
      {
        name: 'forecast/crs',
        type: 'int',
        dimensions: ['forecast/crs'],
        values: [0],
        attributes: { grid_mapping_name: 'latitude_longitude', crs_wkt: 'GEOGCS["NAD83",AUTHORITY["EPSG","4269"]]' },
      },
    ],
  };
}

describe('openRaster of NetCDF-4 with groups', () => {
  it('names bands by their paths, those of the root first, and reads them on coordinates of the root', async () => {
    await opened(await buildNetcdf4(folder, cubeInGroups('crs', true)), async (raster) => {
      expect(raster.info.bands.map(({ description }) => description)).toEqual([
        'mask',
        'forecast/run/tas[2001-01]',
        'forecast/run/tas[2001-02]',
      ]);
      expect(raster.info.transform).toEqual([99.75, 0.5, 0, 50.75, 0, -0.5]);
      expect(await valuesOf(raster, 1)).toEqual([9, 9, 9, 9, 9, 9]);
      expect(await valuesOf(raster, 3)).toEqual([6, 7, 8, 9, 10, 11]);
    });
  });

  it('finds a grid mapping in the nearest group around the variable, or by its whole path', async () => {
    for (const mapping of ['crs', '/forecast/crs']) {
      await opened(await buildNetcdf4(folder, cubeInGroups(mapping, false)), ({ info }) => {
        expect(info.crs?.epsg).toBe(4269);
        return Promise.resolve();
      });
    }
  });

  it('refuses groups without end, and thousands of them', async () => {
    const deep = Array.from({ length: 12 }, (_, i) => `g${i}`).join('/');
    const { dimensions, variables } = cube();
    const one = { ...variables[1]!, name: `${deep}/lat`, dimensions: [`${deep}/lat`] };
    const nested = await buildNetcdf4(folder, {
      dimensions: { ...dimensions, [`${deep}/lat`]: height },
      variables: [one],
    });
    await expect(opened(nested, () => Promise.resolve())).rejects.toThrow(/groups more than 8 deep/);
    const names = Array.from({ length: 501 }, (_, i) => `g${i}/x`);
    const many = await buildNetcdf4(folder, {
      dimensions: Object.fromEntries(names.map((name) => [name, 1])),
      variables: names.map((name) => ({ name, type: 'short', dimensions: [name], values: [1] })),
    });
    await expect(opened(many, () => Promise.resolve())).rejects.toThrow(/has more than 1000 variables and groups/);
  });
});

describe('openRaster of hostile NetCDF-3', () => {
  it('ends with an error, never without end, whichever byte of the header is wrong', async () => {
    const bytes = buildClassic(cube());
    for (let at = 4; at < 200; at += 3) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = 0xff;
      const outcome = await openRaster(await write(damaged)).then(
        async (raster) => raster.close(),
        (error: unknown) => error,
      );
      if (outcome !== undefined)
        expect(outcome).toMatchObject({ code: expect.stringMatching(/^(raster-|too-large|crs-)/) });
    }
  });
});

const labels = (...hours: number[]) => timeLabels(hours, 'hours since 2001-01-31 18:00', '');

describe('timeLabels', () => {
  it.each([
    ['days since 2001-01-01', '', 31, '2001-02'],
    ['hours since 1900-01-01 00:00:0.0', 'gregorian', 24 * 36_525, '2000-01'],
    ['days since 1-1-1', 'standard', 730_119, '2000-01'],
    ['days since 1850-01-01', 'noleap', 365 * 151 + 59, '2001-03'],
    ['days since 1850-01-01', '360_day', 360 * 151 + 60, '2001-03'],
    ['months', '', 7, 'month 7'],
    ['month', '', 13, null],
    ['days since 2001-01-01', 'julian', 0, null],
    ['', '', 3, null],
  ])('in %s, calendar %j, of %d is %s', (units, calendar, value, label) => {
    expect(timeLabels([value], units, calendar)).toEqual([label]);
  });

  it('are as fine as tells the times apart', () => {
    expect(labels(0, 24)).toEqual(['2001-01', '2001-02']);
    expect(labels(0, 5, 7)).toEqual(['2001-01-31T18:00', '2001-01-31T23:00', '2001-02-01T01:00']);
    expect(labels(0, 24, 48)).toEqual(['2001-01-31', '2001-02-01', '2001-02-02']);
    expect(timeLabels([58, 59, 60], 'days since 2000-01-01', 'noleap')).toEqual([
      '2000-02-28',
      '2000-03-01',
      '2000-03-02',
    ]);
  });
});

oracleTest(['gdal'])(
  'GDAL reads the same values, grid and unit from what it wrote as NetCDF-4 with compression',
  async () => {
    const source = await write(buildClassic(cube({ lat: [50, 50.5] })));
    const target = join(folder, 'gdal.nc');
    const code = `
from osgeo import gdal; import json, sys
gdal.UseExceptions()
gdal.Translate(sys.argv[2], 'NETCDF:%s:tas' % sys.argv[1], format='netCDF', creationOptions=['FORMAT=NC4', 'COMPRESS=DEFLATE'])
d = gdal.Open(sys.argv[2]); b = d.GetRasterBand(2)
print(json.dumps([list(d.GetGeoTransform()), b.ReadAsArray().flatten().tolist(), b.GetUnitType()]))`;
    const [transform, values, unit] = JSON.parse(runOracle(python, ['-c', code, source, target]));
    const raster = await openRaster(target);
    expect(raster.info.transform).toEqual(transform);
    expect(raster.info.bands[1]).toMatchObject({ unit, description: 'tas[2001-02]' });
    expect(await valuesOf(raster, 2)).toEqual(values);
    await raster.close();
  },
);
