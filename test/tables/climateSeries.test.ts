import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../src/core/calendar.ts';
import { readAnnual } from '../../src/tables/annualTable.ts';
import { readClimate } from '../../src/tables/climateSeries.ts';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import type { ClimateOptions } from '../../src/tables/climateSeries.ts';

const folder = sharedFolder('data/climate-stations');
const stationsTest = oracleTest([{ folder, name: 'the climate stations' }]);

function read(text: string | Uint8Array, options: Partial<ClimateOptions> = {}) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return readClimate(bytes, {
    fileName: 'series.csv',
    columns: {},
    units: {},
    medium: 'air',
    dateOrder: null,
    ...options,
  });
}

const single = (text: string | Uint8Array, options: Partial<ClimateOptions> = {}) => {
  const { series, report } = read(text, options);
  expect(series).toHaveLength(1);
  return { ...series[0]!, valuesC: Array.from(series[0]!.valuesC), report };
};

const open = (name: string) => readFileSync(join(folder!, name));
const annual = (text: string) => readAnnual(Buffer.from(text), { fileName: 'a.csv', variable: null });

/** 400 days of a sinusoid as rows of date and value. */
function days(write: (valueC: number) => string | number, from = '2001-01-01'): string[] {
  const start = Date.parse(from) / 86_400_000;
  return Array.from({ length: 400 }, (_, i) => {
    const date = new Date((start + i) * 86_400_000).toISOString().slice(0, 10);
    return `${date},${write(-3 - 14 * Math.cos((2 * Math.PI * (start + i)) / 365.25))}`;
  });
}

describe('readClimate', () => {
  it('reads dates and air and surface temperatures, with a gap as NaN', () => {
    const { series, report } = read('date,t_air,gst\n2001-01-01,-5,-3\n2001-01-03,-7,-4\n');
    expect(series.map(({ medium, first, valuesC }) => [medium, first, ...valuesC])).toEqual([
      ['air', dayOf({ year: 2001, month: 1, day: 1 }), -5, Number.NaN, -7],
      ['surface', dayOf({ year: 2001, month: 1, day: 1 }), -3, Number.NaN, -4],
    ]);
    expect(report).toMatchObject({ layout: 'long', step: 'day', stations: 1, valuesRead: 4, sentinels: 0 });
  });

  it('leaves out rows and repairs cells that its owner names, and accounts for the rows', () => {
    const [header, ...rows] = ['date,air', ...days((value) => value)];
    const text = [header, '2000-12-30,55', ...rows].join('\n');
    const found = single(text, {
      edits: [
        { line: 2, exclude: true, reason: 'logger on the bench' },
        { line: 3, column: 'air', value: '-7.5', reason: 'typing error' },
      ],
    });
    expect([found.first, found.valuesC[0]]).toEqual([Date.parse('2001-01-01') / 86_400_000, -7.5]);
    expect(JSON.stringify(found.report.rejected)).toContain('left out by an edit: logger on the bench');
    const table = 'year,A,B\n2001,5,6\n2002,7,8\n';
    const edits = [{ line: 3, exclude: true, reason: 'moved' }] as const;
    const annualTable = readAnnual(Buffer.from(table), { fileName: 'a.csv', variable: null, edits });
    expect(annualTable.values.map(({ year }) => year)).toEqual([2001, 2001]);
  });

  it('reads decimal commas beside semicolons, trailing ;;;; and blank rows', () => {
    const { valuesC, report } = single('Datum;气温\r\n01.02.2001;-5,5;;;;\r\n;;;;;\r\n\r\n02.02.2001;-6,25;;;;\r\n');
    expect(valuesC).toEqual([-5.5, -6.25]);
    expect(report).toMatchObject({ delimiter: ';', rejected: { count: 0 } });
  });

  it('reads stations with names in GBK', () => {
    const { station, medium, valuesC } = single(
      iconv.encode('站名,日期,地表温度\n五道梁,2001年1月1日,-12.5\n五道梁,2001年1月2日,-11\n', 'gbk'),
    );
    expect([station, medium, ...valuesC]).toEqual(['五道梁', 'surface', -12.5, -11]);
  });

  it('reads twelve columns of months, of years and of no year', () => {
    const months = 'Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec';
    const row = '-20,-18,-10,0,6,12,15,13,7,-1,-11,-18';
    const years = single(`station,year,${months}\nMohe,1990,${row}\n`);
    expect(years).toMatchObject({ step: 'month', first: 1990 * 12, isNormal: false, station: 'Mohe' });
    const normal = single(`station,${months}\nMohe,${row}\n`);
    expect(normal).toMatchObject({ step: 'month', first: 0, isNormal: true });
    expect(normal.valuesC[6]).toBe(15);
  });

  it('puts months back in order by their names', () => {
    const { valuesC } = single(
      'year,12月,1月,2月,3月,4月,5月,6月,7月,8月,9月,10月,11月\n1990,-18,-20,-18,-10,0,6,12,15,13,7,-1,-11\n',
    );
    expect([valuesC[0], valuesC[10], valuesC[11]]).toEqual([-20, -11, -18]);
  });

  it('reads a column per station', () => {
    const { series, report } = read('date,Golmud,Wudaoliang\n1990-01,-9.1,-16.5\n1990-02,-6,-14\n1990-03,1,-10\n', {
      medium: 'surface',
    });
    expect(series.map(({ station, medium, valuesC }) => [station, medium, valuesC[2]])).toEqual([
      ['Golmud', 'surface', 1],
      ['Wudaoliang', 'surface', -10],
    ]);
    expect(report).toMatchObject({ layout: 'stations', step: 'month', stations: 2 });
  });

  it('reads mean and amplitude, and refuses a negative amplitude', () => {
    const { sinusoids, report } = read('name,maat,amplitude\nA,-4,14\nB,-2,-1\n');
    expect(sinusoids).toEqual([{ station: 'A', meanC: -4, amplitudeC: 14 }]);
    expect(report.rejected.listed).toMatchObject([{ line: 3 }]);
  });

  it('takes 32766, −999, 9999 and −3276.8 as missing and counts them', () => {
    const { valuesC, report } = single(
      'date,temp\n2001-01-01,32766\n2001-01-02,-999\n2001-01-03,-5\n2001-01-04,9999\n2001-01-05,-3276.8\n',
    );
    expect(valuesC.filter((value) => !Number.isNaN(value))).toEqual([-5]);
    expect(report.sentinels).toBe(4);
  });

  it('lists the 30th of February and a value that is no number, with their lines', () => {
    const { report } = single('year,month,day,temp\n2001,2,27,-5\n2001,2,30,-5\n2001,2,28,mild\n');
    expect(report.rejected.listed).toMatchObject([
      { line: 3, reason: 'is no time of the calendar' },
      { line: 4, column: 'temp', value: 'mild', reason: 'is not a number' },
    ]);
  });

  it('takes a day that stands twice with one value once, and with two values not at all', () => {
    const { valuesC, report } = single(
      'date,temp\n2001-01-01,-5\n2001-01-01,-5\n2001-01-02,-6\n2001-01-02,-7\n2001-01-03,-8\n',
    );
    expect(valuesC).toEqual([-5, Number.NaN, -8]);
    expect(report.rejected.listed).toMatchObject([{ line: 5, reason: expect.stringContaining('line 4') }]);
  });

  it('refuses hourly readings, depths, yearly values and dates that do not show their month', () => {
    expect(() => read('date,temp\n2001-01-01 00:00,-5\n2001-01-01 12:00,-1\n')).toThrow(/daily means first/);
    expect(() => read('date,depth_cm,temp\n2001-01-01,0,-5\n2001-01-01,100,-1\n')).toThrow(/2 depths/);
    expect(() => read('year,Golmud\n2001,4.2\n2002,4.4\n')).toThrow(/one time per year.*indices/);
    expect(() => read('date,temp\n01/02/2001,-5\n02/02/2001,-6\n')).toThrow(/dateOrder/);
    expect(single('date,temp\n01/02/2001,-5\n02/02/2001,-6\n', { dateOrder: 'dmy' }).valuesC).toEqual([-5, -6]);
  });

  it('names what is missing where there are no times or temperatures', () => {
    expect(() => read('site,x\nA,3\n')).toThrow(/Expected a date.*site, x/);
    expect(() => read('date,station,x\n2001-01-01,A,3\n')).toThrow(/column of air or ground-surface/);
    expect(single('date,station,x\n2001-01-01,A,3\n', { columns: { air: 'x' } }).valuesC).toEqual([3]);
    expect(() => read('date,x\n2001-01-01,3\n', { columns: { ari: 'x' } })).toThrow(/nearest is "air"/);
    expect(() => read('date,x\n2001-01-01,3\n', { columns: { air: 'y' } })).toThrow(/"y"/);
  });
});

describe('units of readClimate', () => {
  it('converts kelvin and tenths that the header names', () => {
    expect(single('date,temp_K\n2001-01-01,263.15\n').valuesC[0]).toBeCloseTo(-10, 9);
    expect(single('date,"temp (0.1 °C)"\n2001-01-01,-105\n').valuesC).toEqual([-10.5]);
  });

  it('infers tenths of integers beyond ±95 and kelvin of fractions around 260, and says so', () => {
    const tenths = single(['date,temp', ...days((valueC) => Math.round(valueC * 10))].join('\n'));
    expect(tenths.report.units).toMatchObject([{ unit: '0.1C', how: 'inferred' }]);
    expect(tenths.report.warnings[0]).toMatch(/only 0.1C explains/);
    const kelvin = single(['date,temp', ...days((valueC) => (valueC + 273.15).toFixed(2))].join('\n'));
    expect(kelvin.report.units).toMatchObject([{ unit: 'K', how: 'inferred' }]);
  });

  it('refuses whole numbers from 250 to 290, which are kelvin or tenths, until the unit is given', () => {
    const table = 'date,temp\n2001-01-01,250\n2001-01-02,290\n';
    expect(() => read(table)).toThrow(/K as well as 0.1 °C.*units/);
    expect(single(table, { units: { air: 'K' } }).valuesC[0]).toBeCloseTo(-23.15, 9);
    expect(single(table, { units: { air: '0.1C' } }).valuesC[0]).toBe(25);
    expect(() => read(table, { units: { air: 'C' } })).toThrow(/C does not explain/);
  });

  it('refuses a column of which one year is in tenths and the next in degrees', () => {
    const first = days((valueC) => Math.round(valueC * 10)).slice(0, 365);
    const second = days((valueC) => Math.round(valueC), '2002-01-01').slice(0, 365);
    expect(() => read(['date,temp', ...first, ...second].join('\n'))).toThrow(/mix units.*2002.*2001/);
    const kelvin = days((valueC) => (valueC + 273.15).toFixed(1), '2002-01-01').slice(0, 365);
    expect(() =>
      read(['date,temp', ...days((valueC) => valueC.toFixed(1)).slice(0, 365), ...kelvin].join('\n')),
    ).toThrow(/none of °C, K/);
  });
});

describe('files of the climate stations', () => {
  stationsTest('reads Golmud, Wudaoliang and Xidatan as they come', () => {
    const golmud = read(open('Golmud_daily.csv'));
    expect(golmud.report).toMatchObject({ layout: 'long', step: 'day', valuesRead: 45_917, rejected: { count: 0 } });
    expect(golmud.series[0]!.valuesC[0]).toBe(-9.1);
    expect(read(open('Wudaoliang_daily.csv')).series.map(({ medium }) => medium)).toEqual(['air', 'surface']);
    expect(read(open('Xidatan_daily_air.csv')).report).toMatchObject({ units: [{ unit: 'C' }], valuesRead: 1692 });
  });

  stationsTest('reads the yearbooks of 52 stations by year, 12 of them', () => {
    const tables = readdirSync(join(folder!, 'qtp_stations')).filter((name) => name.endsWith('_QTP.csv'));
    expect(tables).toHaveLength(11);
    for (const name of tables) {
      const { values, rejected } = readAnnual(open(join('qtp_stations', name)), { fileName: name, variable: null });
      expect(new Set(values.map(({ station }) => station)).size).toBe(52);
      expect(rejected.count).toBe(0);
    }
  });

  stationsTest('reads one variable of a long table of years, and asks which', () => {
    const bytes = open('MAAT_MAGST_Golmud_Wudaoliang_annual.csv');
    expect(() => readAnnual(bytes, { fileName: 'a.csv', variable: null })).toThrow(/MAAT, MAGST.*variable/);
    const { values } = readAnnual(bytes, { fileName: 'a.csv', variable: 'MAGST' });
    expect(values.at(-1)).toEqual({ station: 'Wudaoliang', year: 2018, value: -0.081917808 });
  });
});

describe('readAnnual', () => {
  it('refuses tables of months, and tables without years', () => {
    expect(() => annual('date,Golmud\n2001-01,4\n2001-02,5\n')).toThrow(/one value per year/);
    expect(() => annual('site,Golmud\nA,4\n')).toThrow(/column of years/);
  });

  it('takes the first of two values of a year and lists the second', () => {
    const { values, rejected } = annual('year,A\n2001,4\n2001,5\n2002,x\n');
    expect(values).toEqual([{ station: 'A', year: 2001, value: 4 }]);
    expect(rejected.listed).toMatchObject([{ line: 3 }, { line: 4, value: 'x' }]);
  });
});
