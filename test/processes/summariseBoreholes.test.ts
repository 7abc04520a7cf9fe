import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoDateOf } from '../../src/core/calendar.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { parseInputs } from '../../src/processes/parseInputs.ts';
import { summariseBoreholesProcess } from '../../src/processes/summariseBoreholes.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { sharedFolder, oracleTest } from '../support/oracles.ts';
import { readText } from '../tables/readText.ts';
import { start2001, temperature } from '../physics/ground/heatWave.ts';
import { runIn } from './support/runProcess.ts';
import type { Json } from '../../src/core/json.ts';
import type { Ran } from './support/runProcess.ts';

const pool = createComputePool(1);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'summarise-'));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const depths = [0.05, 0.5, 1, 2, 4, 6, 8, 10, 12, 14, 16];

/** A hole in ground of this mean temperature: two years of daily readings, written as given. */
function hole(meanC: number, write: (value: number) => string = (value) => value.toFixed(3)): string[][] {
  const wave = { meanC, amplitudeC: 10, dampingM: 3, gradientCPerM: 0.02 };
  return Array.from({ length: 730 }, (_, i) => [
    isoDateOf(start2001 + i),
    ...depths.map((depth) => write(temperature(wave, depth, start2001 + i))),
  ]);
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function wide(rows: readonly (readonly string[])[], header = ['date', ...depths.map((depth) => `${depth}m`)]): string {
  return [header, ...rows].map((row) => row.join(',')).join('\n');
}

function summarise(inputs: { readonly [name: string]: Json }): Promise<Ran> {
  return runIn(folder, pool, summariseBoreholesProcess, inputs);
}

async function stations(ran: Ran) {
  return readText(await ran.text('stations')).columns;
}

async function runWith(reading: object, names: readonly string[]) {
  const series = await file('edited.csv', wide(hole(-2)));
  const library = {
    resolve: (kind: string, reference: string) =>
      Promise.resolve({ kind, reference, name: 'edited.csv', path: series, sha256: '', reading }),
    findRaster: () => Promise.resolve(null),
  };
  const context = { library, pool, folder, signal: new AbortController().signal, log: () => {} };
  const inputs = parseInputs(summariseBoreholesProcess.inputs, { series: names });
  return summariseBoreholesProcess.run(context as never, inputs, {} as never);
}

describe('summarise-boreholes', () => {
  it('makes a row per hole of a Chinese table, with its place from a table of sites', async () => {
    const rows = hole(-2).map(([date, ...values]) => {
      const [year, month, day] = date!.split('-').map(Number);
      return ['昆仑山', `${year}年${month}月${day}日`, ...values];
    });
    const header = ['孔号', '日期', ...depths.map((depth) => `地温${depth}m(℃)`)];
    const series = await file('gbk.csv', iconv.encode(wide(rows, header), 'gbk'));
    const sites = await file('sites.csv', '名称,北纬,东经,海拔\n昆仑山,35.65,94.06,4753\n');
    const ran = await summarise({ series: [series], sites });
    const columns = await stations(ran);
    expect(columns).toMatchObject({
      site: ['昆仑山'],
      longitude: [94.06],
      latitude: [35.65],
      elevation_m: [4753],
      magt_depth_m: [15],
      magt_how: ['measured, interpolated'],
      magt_years: [2],
      magt_days: [730],
      magt_first_date: ['2001-01-01'],
      magt_last_date: ['2002-12-31'],
      magst_how: ['measured'],
      magst_depth_m: [0.05],
      ground: ['permafrost'],
      deepest_m: [16],
    });
    expect(Math.abs(Number(columns['magt_c']![0]) - -1.7)).toBeLessThan(0.005 /* °C */);
    expect(Math.abs(Number(columns['magst_c']![0]) - -2)).toBeLessThan(0.01 /* °C */);
    expect(Math.abs(Number(columns['zero_amplitude_depth_m']![0]) - 3 * Math.log(10 / 0.05))).toBeLessThan(
      0.02 /* m */,
    );
    expect(await ran.text('trumpetPlot')).toContain('昆仑山');
    const points = JSON.parse(await ran.text('stationPoints')) as { features: { geometry: unknown }[] };
    expect(points.features[0]!.geometry).toEqual({ type: 'Point', coordinates: [94.06, 35.65] });
    expect((await ran.text('profiles')).trim().split('\r\n')).toHaveLength(1 + depths.length);
  });

  it('gives a dataset that train takes without editing', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => hole(-3 + i / 4).map((row) => [`S${i}`, ...row])).flat();
    const series = await file('twelve.csv', wide(rows, ['site', 'date', ...depths.map((depth) => `${depth}m`)]));
    const places = Array.from({ length: 12 }, (_, i) => `S${i},${60 + i / 3},${100 + i / 2},${300 - 10 * i}`);
    const sites = await file('places.csv', `site,lat,lon,elevation\n${places.join('\n')}\n`);
    const table = (await summarise({ series: [series], sites })).path('stations');
    const trained = await runIn(folder, pool, trainProcess, {
      boreholes: table,
      target: 'magt_c',
      columns: 'all',
      engine: { trees: 20 },
      crossValidation: { scheme: 'none' },
    });
    const scores = trained.values['scores']!;
    expect(JSON.stringify(scores)).toContain('elevation_m');
    const leftOut = JSON.stringify(scores['columnsLeftOut']);
    for (const column of ['active_layer_m', 'zero_amplitude_depth_m', 'deepest_m', 'permafrost_table_m']) {
      expect([column, leftOut.includes(column)]).toEqual([column, true]);
    }
  }, 30_000);

  it('leaves a hole blank that is too shallow for 15 m, with the reason, and takes another depth', async () => {
    const text = wide(
      hole(-2).map((row) => row.slice(0, 5)),
      ['date', '0.05m', '0.5m', '1m', '2m'],
    );
    const series = await file('shallow.csv', text);
    const ran = await summarise({ series: [series], extrapolate: true });
    expect((await stations(ran))['magt_c']).toEqual([Number.NaN]);
    expect(JSON.stringify(ran.values['report'])).toContain('the hole is too shallow: 15 m is more than 2.5 times');
    const columns = await stations(await summarise({ series: [series], targetDepthM: 1.5 }));
    expect(Number(columns['magt_c']![0])).toBeCloseTo(-1.97, 2);
    expect(columns['site']).toEqual(['shallow']);
  });

  it('gives no mean of a summer logger', async () => {
    const summer = hole(-2).filter(([date]) => date!.slice(5, 7) >= '06' && date!.slice(5, 7) <= '09');
    const ran = await summarise({ series: [await file('summer.csv', wide(summer))] });
    expect(await stations(ran)).toMatchObject({ magst_c: [Number.NaN], magt_c: [Number.NaN], ground: ['unknown'] });
    expect(() => ran.path('trumpetPlot')).toThrow('trumpetPlot');
    expect(JSON.stringify(ran.values['report'])).toContain('no twelve months are complete');
  });

  it('puts several tables together and says which sites have no place', async () => {
    const [first, second] = [hole(-2).slice(0, 365), hole(-2).slice(365)];
    await file(
      'deep.csv',
      wide(
        first.map((row) => ['deep', ...row]),
        ['site', 'date', ...depths.map((d) => `${d}m`)],
      ),
    );
    await file(
      'more.csv',
      wide(
        second.map((row) => ['deep', ...row]),
        ['site', 'date', ...depths.map((d) => `${d}m`)],
      ),
    );
    const sites = await file('elsewhere.csv', 'site,lat,lon\ndeeper,60,100\n');
    const ran = await summarise({ series: [join(folder, 'deep.csv'), join(folder, 'more.csv')], sites });
    expect((await stations(ran))['magt_years']).toEqual([2]);
    expect(ran.values['report']).toMatchObject({
      sites: 1,
      sitesWithoutPosition: ['deep'],
      sitesNotFound: ['"deep" is not in the table of sites; the nearest is "deeper"'],
    });
  });

  it.each([
    [{ series: ['nothing.csv'] }, /There is no file/],
    [{ series: [] }, /\/series/],
    [{ series: ['a.csv'], targetDepthM: -1 }, /\/targetDepthM/],
    [{ series: ['a.csv'], columns: { Value: 'T' } }, /\/columns/],
    [{ series: ['a.csv'], yearStartMonth: 13 }, /\/yearStartMonth/],
    [{ series: ['a.csv'], targetDepth: 10 }, /unknown field "targetDepth"; the nearest is "targetDepthM"/],
  ])('refuses %j', async (inputs, message) => {
    await expect((async () => summarise(inputs))()).rejects.toThrow(message);
  });

  describe('with what was said beside the table', () => {
    it('refuses edits that are given once for two tables', async () => {
      const reading = { columns: {}, units: {}, edits: [{ line: 2, exclude: true, reason: 'installation' }] };
      await expect(runWith(reading, ['a', 'b'])).rejects.toThrow(/Edits name lines of one table/);
      expect(JSON.stringify((await runWith(reading, ['a']))['report'])).toContain('left out by an edit: installation');
    });

    it('takes units in any spelling, and refuses those that no series is read in', async () => {
      expect(JSON.stringify(await runWith({ units: { magt: '°C' } }, ['a']))).toContain('"name":"C","how":"given"');
      await expect(runWith({ units: { depth: 'ft' } }, ['a'])).rejects.toThrow(
        'edited.csv was given with the unit "ft": expected one of the units m, cm, mm',
      );
    });
  });

  it('refuses to draw a site that is not there', async () => {
    const series = await file('one.csv', wide(hole(-2)));
    await expect(summarise({ series: [series], plotSites: ['ona'] })).rejects.toThrow(
      /no site "ona"; the nearest is "one"/,
    );
  });

  it('gives the same bytes again', async () => {
    const series = await file('same.csv', wide(hole(-1.234)));
    const [a, b] = [await summarise({ series: [series] }), await summarise({ series: [series] })];
    for (const output of ['stations', 'stationPoints', 'profiles', 'trumpetPlot']) {
      expect([output, await a.text(output)]).toEqual([output, await b.text(output)]);
    }
  });
});

describe('summarise-boreholes on real files', () => {
  const boreholes = sharedFolder('data/boreholes');
  const climate = sharedFolder('data/climate-stations');

  oracleTest([{ folder: boreholes, name: 'boreholes' }])('takes 252 site means as they are', async () => {
    const ran = await summarise({ series: [join(boreholes!, 'magt_sites.csv')], targetDepthM: 3.2 });
    const columns = await stations(ran);
    expect(columns['site']).toHaveLength(252);
    expect(columns['magt_how']!.filter((how) => how === 'given').length).toBeGreaterThan(100);
  });

  oracleTest([{ folder: climate, name: 'climate stations' }])(
    'gives the annual means that the authors of Golmud and Wudaoliang give',
    async () => {
      for (const site of ['Golmud', 'Wudaoliang']) {
        const annual = await summarise({
          series: [join(climate!, 'MAAT_MAGST_Golmud_Wudaoliang_annual.csv')],
          only: { Index: 'MAGST', Site: site },
          depthM: 0,
        });
        const daily = await summarise({
          series: [join(climate!, `${site}_daily.csv`)],
          depthM: 0,
          temperatureUnit: '0.1C',
          yearStartMonth: 1,
        });
        const [given, made] = [await stations(annual), await stations(daily)];
        expect(Math.abs(Number(given['magst_c']![0]) - Number(made['magst_c']![0]))).toBeLessThan(0.02 /* °C */);
      }
    },
  );

  oracleTest([{ folder: climate, name: 'climate stations' }])('reads 52 stations from a column each', async () => {
    const ran = await summarise({
      series: [join(climate!, 'qtp_stations/MAGST_QTP.csv')],
      layout: 'sites',
      columns: { year: 'column_1' },
      depthM: 0,
    });
    expect((await stations(ran))['magst_c']).toHaveLength(52);
  });
});
