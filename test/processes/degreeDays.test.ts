import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { degreeDaysProcess } from '../../src/processes/degreeDays.ts';
import { readAnnual } from '../../src/tables/annualTable.ts';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import { runIn } from './support/runProcess.ts';
import { readFileSync } from 'node:fs';
import type { Json } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

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

type Row = { readonly [name: string]: string | number | null };

async function run(inputs: { readonly [name: string]: Json }) {
  const ran = await runIn(folder, pool, degreeDaysProcess, inputs);
  const { years, normals } = JSON.parse(await ran.text('record')) as { years: Row[]; normals: Row[] };
  return { ran, years, normals, summary: ran.values['summary']! };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** Rows of daily values from 2001-01-01. */
function daily(count: number, valueC: (day: number) => number | string): string[] {
  const first = Date.parse('2001-01-01') / 86_400_000;
  return Array.from({ length: count }, (_, day) => {
    const date = new Date((first + day) * 86_400_000).toISOString().slice(0, 10);
    return `${date},${valueC(day)}`;
  });
}

/** A gap of four days in 2001 and one of five in 2002. */
const gapped = (day: number): number | string =>
  (day > 9 && day < 14) || (day > 465 && day < 471) ? '' : day % 2 ? 3 : -2;

/** November to March. @param day from 2001-01-01 */
function isWinter(day: number): boolean {
  const month = new Date(Date.UTC(2001, 0, 1 + day)).getUTCMonth() + 1;
  return month >= 11 || month <= 3;
}

describe('degree-days of tables', () => {
  it('sums daily means of whole years, bridges short gaps and says why a year has no numbers', async () => {
    const series = await file('gaps.csv', ['date,temp', ...daily(730, gapped)].join('\n'));
    const { years, ran } = await run({ series, station: 'A' });
    expect(years).toMatchObject([
      {
        station: 'A',
        year: 2001,
        airInterpolatedDays: 4,
        airMethod: 'sums of daily means, 4 interpolated',
        airCompleteness: 361 / 365,
      },
      {
        year: 2002,
        airThawIndexCDays: null,
        maatC: null,
        airMethod: expect.stringContaining('360 of 365 days measured, 5 in gaps'),
      },
    ]);
    expect(await ran.text('years')).toMatch(/^station,year,airThawIndexCDays,[^\n]*airMethod\r\nA,2001,/);
  });

  it('counts years from July, so that a freezing index is of one winter: −10 °C from November 2001 to March 2002', async () => {
    const rows = daily(3 * 365, (day) => (isWinter(day) ? (day < 200 || day > 600 ? -1 : -10) : 5));
    const series = await file('winters.csv', ['date,temp', ...rows].join('\n'));
    const { years, ran, summary, normals } = await run({ series, yearStartsMonth: 7 });
    expect(summary['year']).toBe(
      'July to June, by the number of the year in which it begins: 2001 is July 2001 to June 2002',
    );
    expect(years.map(({ year, from, to, airFreezeIndexCDays }) => [year, from, to, airFreezeIndexCDays])).toEqual([
      [2000, '2000-07', '2001-06', null],
      [2001, '2001-07', '2002-06', 10 * (30 + 31 + 31 + 28 + 31)],
      [2002, '2002-07', '2003-06', 30 + 31 + 31 + 28 + 31],
      [2003, '2003-07', '2004-06', null],
    ]);
    expect(years[0]!['airMethod']).toMatch(/^none: 181 of 365 days measured/);
    expect(normals[0]).toMatchObject({ firstYear: 2001, lastYear: 2002, airFreezeIndexCDaysYears: 2 });
    expect(await ran.text('years')).toMatch(/^station,year,from,to,airThawIndexCDays/);
    const calendar = await run({ series });
    expect(calendar.summary['year']).toBe('calendar years, January to December');
    // The cold half of the winter falls into two years.
    expect(calendar.years[0]!['airFreezeIndexCDays']).toBe(31 + 28 + 31 + 10 * (30 + 31));
    expect(Object.keys(calendar.years[0]!)).not.toContain('from');
  });

  it('counts the days of February in the year that a year from July reaches into', async () => {
    const months = 'Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec';
    const cold = Array.from({ length: 12 }, () => -1).join();
    const series = await file('leap.csv', `year,${months}\n2003,${cold}\n2004,${cold}\n2005,${cold}\n`);
    const { years } = await run({ series, yearStartsMonth: 7, interpolation: 'step' });
    expect(years.map(({ year, airFreezeIndexCDays }) => [year, airFreezeIndexCDays])).toEqual([
      [2002, null],
      [2003, 366],
      [2004, 365],
      [2005, null],
    ]);
    expect(years[0]!['airMethod']).toBe('none: 6 of 12 months');
    const normals = await file('normals.csv', `station,${months}\nA,${cold}\n`);
    const { years: closed } = await run({ series: normals, yearStartsMonth: 7, interpolation: 'step' });
    expect(closed).toMatchObject([{ year: null, from: null, airFreezeIndexCDays: 365 }]);
  });

  it('withholds a year below the completeness that is asked for', async () => {
    const series = await file(
      'sparse.csv',
      ['date,temp', ...daily(365, (day) => (day % 5 === 2 ? 'NA' : 1))].join('\n'),
    );
    expect((await run({ series })).years[0]).toMatchObject({ airThawIndexCDays: null, airCompleteness: 0.8 });
    const { years } = await run({ series, minimumCompleteness: 0.75 });
    expect(years[0]).toMatchObject({ airThawIndexCDays: 365, airInterpolatedDays: 73 });
  });

  it('names the curve between monthly means', async () => {
    const series = await file(
      'mohe.csv',
      `station,year,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec
Mohe,1990,-32.6548,-23.9036,-8.0323,0.9833,11.4226,15.3267,19.0903,16.2226,7.63,0.1677,-14.87,-26.5452
`,
    );
    const step = (await run({ series, interpolation: 'step' })).years[0]!;
    expect(step['airMethod']).toBe('monthly means, step');
    expect(step['airThawIndexCDays']).toBeCloseTo(2172.1992, 6);
    const spline = (await run({ series })).years[0]!;
    expect(spline['airMethod']).toBe('monthly means, spline');
    expect(spline['airThawIndexCDays']).toBeCloseTo(2236.04, 2);
  });

  it('joins a table of air and one of the ground surface to n-factors', async () => {
    const air = await file('air.csv', ['date,A', ...daily(365, (day) => (day < 100 ? -10 : 10))].join('\n'));
    const surface = await file('surface.csv', ['date,A', ...daily(365, (day) => (day < 100 ? -5 : 15))].join('\n'));
    const { years } = await run({ series: air, surface });
    expect(years).toMatchObject([
      { station: 'A', thawNFactor: 1.5, freezeNFactor: 0.5, magstC: expect.closeTo((265 * 15 - 500) / 365, 9) },
    ]);
  });

  it('takes mean and amplitude by the closed form', async () => {
    const series = await file('sinusoid.csv', 'name,maat,amplitude\nA,-3,12\n');
    const { years } = await run({ series });
    expect(years[0]!['airThawIndexCDays']).toBeCloseTo(890.4972649590916, 8);
    expect(years[0]!['airMethod']).toBe('closed form of the sinusoid');
  });

  it('refuses no table, two kinds of tables, and negative indices', async () => {
    const series = await file('one.csv', ['date,temp', ...daily(3, () => 1)].join('\n'));
    await expect(run({})).rejects.toThrow(/Expected one of series/);
    await expect(run({ series, indices: { airThaw: series } })).rejects.toThrow(/Expected one of series/);
    await expect(run({ series, surface: series })).rejects.toThrow(/Both tables hold air of station/);
    await expect(run({ indices: { airThaw: series }, yearStartsMonth: 7 })).rejects.toThrow(
      /^yearStartsMonth 7 is for series of dates/,
    );
    await expect(run({ series, yearStartsMonth: 13 })).rejects.toThrow(/yearStartsMonth/);
    const negative = await file('negative.csv', 'year,A\n2001,-900\n');
    await expect(run({ indices: { airFreeze: negative } })).rejects.toThrow(/airFreeze of A in 2001 is -900/);
  });
});

describe('degree-days of the climate stations', () => {
  const stations = sharedFolder('data/climate-stations');
  const stationsTest = oracleTest([{ folder: stations, name: 'the climate stations' }]);
  const qtp = (name: string): string => join(stations!, 'qtp_stations', `${name}.csv`);
  const published = (name: string): Map<string, number> =>
    new Map(
      readAnnual(readFileSync(qtp(name)), { fileName: name, variable: null }).values.map(
        ({ station, year, value }) => [`${station} ${year}`, value] as const,
      ),
    );

  stationsTest('equals the published indices of Wudaoliang in every whole year', async () => {
    const { years } = await run({
      series: join(stations!, 'Wudaoliang_daily.csv'),
      station: 'Wudaoliang',
      longestGapDays: 0,
    });
    const pairs = [
      ['airThawIndexCDays', 'Thawing_index_air_QTP'],
      ['airFreezeIndexCDays', 'Freezing_index_air_QTP'],
      ['surfaceThawIndexCDays', 'Thawing_index_ground_QTP'],
      ['surfaceFreezeIndexCDays', 'Freezing_index_ground_QTP'],
      ['thawNFactor', 'NT_QTP'],
      ['freezeNFactor', 'NF_QTP'],
    ] as const;
    for (const [column, table] of pairs) {
      const known = published(table);
      const compared = years.filter((row) => row[column] !== null && known.has(`Wudaoliang ${row['year']}`));
      expect(compared.length).toBeGreaterThanOrEqual(25);
      for (const row of compared)
        expect(Math.abs(Number(row[column]) - known.get(`Wudaoliang ${row['year']}`)!)).toBeLessThan(1e-9);
    }
  });

  stationsTest('equals the published n-factors of 52 stations, their means and their 30-year means', async () => {
    const { years, summary } = await run({
      indices: {
        airThaw: qtp('Thawing_index_air_QTP'),
        airFreeze: qtp('Freezing_index_air_QTP'),
        surfaceThaw: qtp('Thawing_index_ground_QTP'),
        surfaceFreeze: qtp('Freezing_index_ground_QTP'),
      },
      stations: qtp('Station_Info'),
    });
    expect(summary['stations']).toBe(52);
    const compare = (column: string, table: string, scale: (year: number) => number): number => {
      const known = published(table);
      const compared = years.filter((row) => row[column] !== null && known.has(`${row['station']} ${row['year']}`));
      for (const row of compared) {
        const ours = Number(row[column]) * scale(Number(row['year']));
        expect(Math.abs(ours - known.get(`${row['station']} ${row['year']}`)!)).toBeLessThan(1e-9);
      }
      return compared.length;
    };
    expect(compare('thawNFactor', 'NT_QTP', () => 1) + compare('freezeNFactor', 'NF_QTP', () => 1)).toBe(4674);
    // The published means divide by 365 in leap years too.
    expect(compare('maatC', 'MAAT_QTP', (year) => (year % 4 === 0 ? 366 / 365 : 1))).toBe(2746);
    const wudaoliang = years.filter(({ station, year }) => station === 'Wudaoliang' && Number(year) > 1980);
    const mean = wudaoliang.reduce((sum, row) => sum + Number(row['thawNFactor']), 0) / wudaoliang.length;
    expect(Math.abs(mean - 2.64)).toBeLessThan(0.005);
  });

  stationsTest('says that positions look like degrees.minutes, and reads them so when told', async () => {
    const inputs = { indices: { airThaw: qtp('Thawing_index_air_QTP') }, stations: qtp('Station_Info') };
    const asWritten = await run(inputs);
    expect(JSON.stringify(asWritten.summary['positions'])).toMatch(/may be degrees.minutes/);
    expect(asWritten.normals[0]).toMatchObject({ station: 'Pishan', lat: 37.37, lon: 78.17 });
    const told = await run({ ...inputs, positionFormat: 'degrees.minutes' });
    expect(JSON.stringify(told.summary['positions'])).not.toMatch(/may be/);
    expect(told.normals[0]!['lat']).toBeCloseTo(37 + 37 / 60, 9);
    expect(told.normals[0]!['lon']).toBeCloseTo(78 + 17 / 60, 9);
  });

  stationsTest('reads Golmud and Xidatan as they come', async () => {
    const golmud = await run({ series: join(stations!, 'Golmud_daily.csv') });
    expect(golmud.years.find(({ year }) => year === 2018)).toMatchObject({
      airCompleteness: 1,
      surfaceCompleteness: 1,
    });
    const xidatan = await run({ series: join(stations!, 'Xidatan_daily_air.csv') });
    expect(xidatan.years.map(({ airThawIndexCDays }) => airThawIndexCDays === null)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});
