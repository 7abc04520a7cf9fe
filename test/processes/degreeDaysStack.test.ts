import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonYearDays } from '../../src/physics/monthlyCurves.ts';
import { monthlyIndices, sinusoidIndices } from '../../src/physics/yearIndices.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { degreeDaysProcess } from '../../src/processes/degreeDays.ts';
import { deriveProcess } from '../../src/processes/derive.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import { buildTiff } from '../support/tiffBuilder.ts';
import { buildClassic, buildNetcdf4 } from '../raster/netcdfBuilder.ts';
import { runIn } from './support/runProcess.ts';
import { readBand } from '../support/readBands.ts';
import type { BuiltNetcdf, BuiltVariable } from '../raster/netcdfBuilder.ts';
import type { Json } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { BuiltTag, SampleKind } from '../support/tiffBuilder.ts';

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-degree-days-'));
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const size = { widthPx: 3, heightPx: 2 };
const monthsC = [-20, -18, -10, 0.5, 6, 12, 15, 13, 7, -1, -11, -18];
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const year = monthlyIndices('spline', commonYearDays)(monthsC);
const expected = [year.thawIndexCDays, year.freezeIndexCDays, year.meanC, year.amplitudeC, year.frostNumber];

interface Band {
  readonly value: number;
  readonly name?: string;
  readonly unit?: string;
  readonly scale?: number;
}

const stacks = sharedFolder('data/stacks');
const climate = (name: string): string => join(stacks!, 'siberia_nechina', `${name}.tif`);

let written = 0;

const item = (role: string, sample: number, text: string | number): string =>
  `<Item name="${role.toUpperCase()}" sample="${sample}" role="${role}">${text}</Item>`;

/** A raster in degrees whose bands are of one value each. */
async function writeRaster(
  bands: readonly Band[],
  { kind = 'float32', west = 100, name = `${written++}.tif` }: { kind?: SampleKind; west?: number; name?: string } = {},
): Promise<string> {
  const items = bands.map((band, i) =>
    [
      band.name === undefined ? '' : item('description', i, band.name),
      band.unit === undefined ? '' : item('unittype', i, band.unit),
      band.scale === undefined ? '' : item('scale', i, band.scale),
    ].join(''),
  );
  const tags: BuiltTag[] = [
    { tag: 33550, type: 'double', values: [0.5, 0.5, 0] },
    { tag: 33922, type: 'double', values: [0, 0, 0, west, 50, 0] },
    { tag: 34735, type: 'short', values: [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326] },
    { tag: 42112, type: 'ascii', values: `<GDALMetadata>${items.join('')}</GDALMetadata>` },
  ];
  const image = { ...size, kind, bands: bands.map(({ value }) => Array.from({ length: 6 }, () => value)), tags };
  const path = join(folder, name);
  await writeFile(path, buildTiff([image]));
  return path;
}

async function run(inputs: { readonly [name: string]: Json }) {
  const ran = await runIn(folder, pool, degreeDaysProcess, inputs);
  const map = await openRaster(ran.path('map'));
  try {
    const window = { xPx: 0, yPx: 0, widthPx: 1, heightPx: 1 };
    const pixel = await Promise.all(
      map.info.bands.map(async ({ index }) => (await map.readWindow(index, window, new Float64Array(1)))[0]!),
    );
    return { pixel, info: map.info, summary: ran.values['summary']! };
  } finally {
    await map.close();
  }
}

function expectNear(pixel: readonly number[], wanted: readonly number[] = expected): void {
  for (const [band, value] of wanted.entries()) expect(Math.abs(pixel[band]! / value - 1)).toBeLessThan(1e-4);
}

function axis(name: string, values: readonly number[], units: string): BuiltVariable {
  return { name, type: 'double', dimensions: [name], values, attributes: { units } };
}

/** Two cells high and wide; only the upper left has a value. @param units of the times, such as month */
function netcdf(units: string, times: readonly number[], valuesC: readonly number[]): BuiltNetcdf {
  return {
    dimensions: { time: times.length, lat: 2, lon: 2 },
    variables: [
      axis('time', times, units),
      axis('lat', [50, 50.5], 'degrees_north'),
      axis('lon', [100, 100.5], 'degrees_east'),
      {
        name: 'tas',
        type: 'float',
        dimensions: ['time', 'lat', 'lon'],
        values: valuesC.flatMap((value) => [0, 0, value + 273.15, 0]),
        attributes: { units: 'K', missing_value: 0 },
      },
    ],
  };
}

describe('degree-days of a stack', () => {
  it('makes bands of indices, mean, amplitude and frost number from twelve bands in °C', async () => {
    const { pixel, info, summary } = await run({ stack: await writeRaster(monthsC.map((value) => ({ value }))) });
    expectNear(pixel);
    expect(info.bands.map(({ description, unit }) => [description, unit])).toEqual([
      ['tdd: Thawing index', '°C·day'],
      ['fdd: Freezing index', '°C·day'],
      ['maat: Mean annual temperature', '°C'],
      ['amplitude: Amplitude of the yearly sinusoid', '°C'],
      ['frostNumber: Frost number (Nelson & Outcalt 1987)', null],
    ]);
    expect(summary).toMatchObject({
      order: 'assumed January to December',
      unit: { unit: 'C', how: 'inferred' },
      method: 'monthly means, spline',
    });
  });

  it('reads kelvin by the unit of the bands, and tenths by a scale', async () => {
    const kelvin = await run({
      stack: await writeRaster(monthsC.map((value) => ({ value: value + 273.15, unit: 'K' }))),
    });
    expectNear(kelvin.pixel);
    expect(kelvin.summary['unit']).toEqual({ unit: 'K', how: 'named' });
    const scaled = monthsC.map((value) => ({ value: value * 10, unit: 'degC', scale: 0.1 }));
    expectNear((await run({ stack: await writeRaster(scaled, { kind: 'int16' }) })).pixel);
  });

  it('infers tenths of integers that nothing else explains', async () => {
    const stack = await writeRaster(
      monthsC.map((value) => ({ value: value * 10 })),
      { kind: 'int16' },
    );
    const { pixel, summary } = await run({ stack });
    expectNear(pixel);
    expect(summary['unit']).toEqual({ unit: '0.1C', how: 'inferred' });
  });

  it('refuses whole numbers that are kelvin or tenths, tenths scaled twice, and other units, naming units.air', async () => {
    const warm = await writeRaster(
      monthsC.map((_, i) => ({ value: 250 + 3 * i })),
      { kind: 'int16' },
    );
    await expect(run({ stack: warm })).rejects.toThrow(/K as well as 0.1 °C.*units/);
    expect((await run({ stack: warm, units: { air: '0.1C' } })).pixel[2]).toBeCloseTo(26.7, 0);
    const twice = await writeRaster(
      monthsC.map((value) => ({ value: value * 10, unit: '0.1 degC', scale: 0.1 })),
      { kind: 'int16' },
    );
    await expect(run({ stack: twice })).rejects.toThrow(/same twice.*units.air/);
    await expect(run({ stack: await writeRaster(monthsC.map((value) => ({ value, unit: 'mm' }))) })).rejects.toThrow(
      /"mm".*units.air/,
    );
    const mixed = await writeRaster(monthsC.map((value, i) => ({ value, unit: i === 0 ? 'K' : 'C' })));
    await expect(run({ stack: mixed })).rejects.toThrow(/different units/);
    await expect(run({ stack: await writeRaster(monthsC.map((value) => ({ value, unit: 'K' }))) })).rejects.toThrow(
      /K does not explain/,
    );
  });

  it('puts bands in order by their names, and says so', async () => {
    const shuffled = [6, 0, 11, 3, 4, 5, 1, 7, 8, 9, 10, 2].map((month) => ({
      value: monthsC[month]!,
      name: `tavg ${monthNames[month]}`,
    }));
    const { pixel, summary } = await run({ stack: await writeRaster(shuffled) });
    expectNear(pixel);
    expect(summary['order']).toBe('named, put in order');
  });

  it('refuses names that say a month twice until the months are given', async () => {
    const doubled = monthsC.map((value, i) => ({ value, name: monthNames[i === 3 ? 2 : i]! }));
    const stack = await writeRaster(doubled);
    await expect(run({ stack })).rejects.toThrow(/every month once.*4: Mar \(3\).*bandMonths/);
    expectNear((await run({ stack, bandMonths: monthsC.map((_, i) => i + 1) })).pixel);
    await expect(run({ stack, bandMonths: monthsC.map(() => 1) })).rejects.toThrow(/every month once/);
  });

  it('takes twelve files, in order by their names', async () => {
    const files = await Promise.all(monthsC.map((value, i) => writeRaster([{ value }], { name: `tavg_${i + 1}.tif` })));
    const { pixel, summary } = await run({ stack: files.toReversed() });
    expectNear(pixel);
    expect(summary['order']).toBe('named, put in order');
  });

  it('refuses 11 and 13 bands or files, and grids that differ', async () => {
    const bands = monthsC.map((value) => ({ value }));
    await expect(run({ stack: await writeRaster(bands.slice(1)) })).rejects.toThrow(/11 bands; expected 12/);
    await expect(run({ stack: await writeRaster([...bands, { value: 1 }]) })).rejects.toThrow(/13 bands; expected 12/);
    const files = await Promise.all(monthsC.map((value) => writeRaster([{ value }])));
    await expect(run({ stack: files.slice(1) })).rejects.toThrow(/twelve rasters/);
    const moved = await writeRaster([{ value: 3 }], { west: 100.3 });
    await expect(run({ stack: files.with(4, moved) })).rejects.toThrow(/not on one grid/);
  });

  it('follows the closed form of mean and amplitude', async () => {
    const closed = sinusoidIndices(-3, 12);
    const stack = {
      mean: await writeRaster([{ value: 270.15, unit: 'K' }]),
      amplitude: await writeRaster([{ value: 12, unit: 'K' }]),
    };
    const { pixel, summary } = await run({ stack });
    expectNear(pixel.slice(0, 1), [closed.thawIndexCDays]);
    expect(pixel[3]).toBe(12);
    expect(summary['method']).toBe('closed form of the sinusoid');
  });

  it.each(['NetCDF-3', 'NetCDF-4'])(
    'takes the twelve months of a %s file, in kelvin and from south to north',
    async (kind) => {
      const months = monthsC.map((_, i) => i + 1);
      const file = netcdf('month', months, monthsC);
      const path = join(folder, `${kind}.nc`);
      await writeFile(path, kind === 'NetCDF-3' ? buildClassic(file) : await buildNetcdf4(folder, file));
      const { pixel, info, summary } = await run({ stack: path });
      expectNear(pixel);
      expect(info.crs?.epsg).toBe(4326);
      expect(summary).toMatchObject({ order: 'named', unit: { unit: 'K', how: 'named' } });
    },
  );

  it('takes one year of a longer NetCDF file by name, and asks for it with what there is', async () => {
    const days = Array.from({ length: 24 }, (_, i) => 15 + 30.4 * i);
    const twoYears = [...monthsC.map((value) => value - 3), ...monthsC];
    const raster = join(folder, 'two-years.nc');
    await writeFile(raster, buildClassic(netcdf('days since 2018-01-01', days, twoYears)));
    expectNear((await run({ stack: { raster, band: 'tas[2019]' } })).pixel);
    const has = String.raw`It has tas\[2018-01\] to tas\[2019-12\] \(24\)\.`;
    await expect(run({ stack: raster })).rejects.toThrow(new RegExp(`two-years.nc has 24 bands; expected 12.* ${has}`));
    await expect(run({ stack: { raster, band: 'tas[2020]' } })).rejects.toThrow(/no band is called "tas\[2020\]"/);

    const derive = (layer: Json) => runIn(folder, pool, deriveProcess, { formula: 't - 273.15', layers: { t: layer } });
    const july = await readBand((await derive({ raster, band: 'tas[2019-07]' })).path('derived'));
    expect(july[0]).toBeCloseTo(monthsC[6]!, 4);
    await expect(derive(raster)).rejects.toThrow(
      /Covariate t: two-years.nc has 24 bands: tas.*Say which, as {"raster": …, "band": "tas\[2018-01\]"}/,
    );
    await expect(derive({ raster, band: 'tas[2019]' })).rejects.toThrow(
      /Covariate t: "tas\[2019\]" is the name of several bands of two-years.nc: tas\[2019-01\] to tas\[2019-12\] \(12\)/,
    );
  });

  it('counts cells of an undeclared −999, which have no value', async () => {
    const stack = await writeRaster(monthsC.map((value, i) => ({ value: i === 5 ? -999 : value })));
    const { pixel, summary } = await run({ stack });
    expect(pixel[0]).toBeNaN();
    expect(summary['cellsImpossible']).toBe(6);
  });
});

describe('degree-days of a real climate', () => {
  oracleTest([{ folder: stacks, name: 'the stacks' }])(
    'equals the thawing index that others made of its mean and its warmest quarter, in 13,998 cells',
    async () => {
      // The mean of a sinusoid's warmest quarter lies sin(π/4)/(π/4) of the amplitude above its mean.
      const amplitude = await runIn(folder, pool, deriveProcess, {
        formula: '(bio10 - maat) / 0.9003163161571061',
        layers: { bio10: climate('bio10'), maat: climate('maat') },
      });
      const stack = { mean: climate('maat'), amplitude: amplitude.path('derived') };
      const ran = await runIn(folder, pool, degreeDaysProcess, { stack });
      const [ours, theirs] = await Promise.all([readBand(ran.path('map')), readBand(climate('tdd'))]);
      const known = [...theirs.keys()].filter((cell) => !Number.isNaN(theirs[cell]!));
      expect(known).toHaveLength(13_998);
      const errors = known.map((cell) => Math.abs(ours[cell]! - theirs[cell]!));
      expect(Math.max(...errors)).toBeLessThan(0.002 /* °C·day: amplitude and mean are float32 */);
    },
  );
});
