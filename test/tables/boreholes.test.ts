import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { readBoreholes } from '../../src/tables/boreholes.ts';
import { numbersOf } from '../../src/tables/boreholeTable.ts';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import { readText, refusal } from './readText.ts';

const stations = (...rows: string[]) => ['id,lat,lon,depth_cm,magt_c,note', ...rows].join('\n');
const good = 'A,60.5,100.25,320,-2.5,fine';

const latitudes = (lat: (n: number) => string) =>
  ['lat,lon', ...Array.from({ length: 24 }, (_, n) => `${lat(n)},100.30`)].join('\n');

const depthWarning = (...depths: number[]): string | undefined => {
  const rows = depths.map((depth, i) => `6${i}.123,100.456,${depth}`);
  const { warnings } = readText(['lat,lon,depth', ...rows].join('\n')).intake;
  return warnings.find(({ code }) => code === 'depth-unit-assumed')?.message;
};

describe('readBoreholes', () => {
  it('keeps a good row and says what each column is', () => {
    const { table, intake, columns } = readText(stations(good));
    expect(columns).toEqual({
      id: ['A'],
      lat: [60.5],
      lon: [100.25],
      depth_cm: [320],
      magt_c: [-2.5],
      note: ['fine'],
    });
    expect([...table.lines]).toEqual([2]);
    expect(intake).toMatchObject({ format: 'csv', encoding: 'utf-8', delimiter: ',', decimalMark: '.', rowsRead: 1 });
    expect(intake.roles).toEqual({
      id: { column: 'id', how: 'guessed' },
      lat: { column: 'lat', how: 'guessed' },
      lon: { column: 'lon', how: 'guessed' },
      depth: { column: 'depth_cm', how: 'guessed' },
      magt: { column: 'magt_c', how: 'guessed' },
    });
    expect(intake.ranges.depthM).toEqual({ minimum: 3.2, maximum: 3.2 });
    expect(JSON.parse(JSON.stringify(intake))).toEqual(intake);
  });

  const faults = [
    ['a missing latitude', 'B,,100.25,320,-2.5,x', 'lat', '', 'the coordinate is missing'],
    ['NA as longitude', 'B,60.5,NA,320,-2.5,x', 'lon', 'NA', 'the coordinate is missing'],
    ['a text as latitude', 'B,north,100.25,320,-2.5,x', 'lat', 'north', 'is not a number'],
    ['latitude 95', 'B,95,170,320,-2.5,x', 'lat', '95', 'is outside −90…90 degrees'],
    ['longitude 400', 'B,60.5,400,320,-2.5,x', 'lon', '400', 'is outside −180…180 degrees'],
    [
      'a northing as latitude',
      'B,7605262.0,315366.6,320,-2.5,x',
      'lat',
      '7605262.0',
      'metres of a projection such as UTM',
    ],
    ['latitude and longitude swapped', 'B,100.25,60.5,320,-2.5,x', 'lat', '100.25', 'look swapped'],
    ['position 0, 0', 'B,0,0,320,-2.5,x', 'lat', '0', 'unknown position'],
    ['a text as temperature', 'B,60.5,100.25,320,cold,x', 'magt_c', 'cold', 'is not a number'],
    ['NaN as temperature', 'B,60.5,100.25,320,NaN,x', 'magt_c', 'NaN', 'leave the cell blank'],
    ['Infinity as temperature', 'B,60.5,100.25,320,-Infinity,x', 'magt_c', '-Infinity', 'is not a finite number'],
    ['1e999 as temperature', 'B,60.5,100.25,320,1e999,x', 'magt_c', '1e999', 'is not a finite number'],
    ['−9999 as temperature', 'B,60.5,100.25,320,-9999,x', 'magt_c', '-9999', 'stands for a missing value'],
    ['3276.6 as temperature', 'B,60.5,100.25,320,3276.6,x', 'magt_c', '3276.6', 'stands for a missing value'],
    ['−60.1 °C', 'B,60.5,100.25,320,-60.1,x', 'magt_c', '-60.1', 'outside −60…60 °C'],
    ['271 among °C', 'B,60.5,100.25,320,271,x', 'magt_c', '271', 'outside −60…60 °C'],
    ['a decimal comma among points', 'B,60.5,100.25,320,"-2,5",x', 'magt_c', '-2,5', 'has a comma'],
    ['thousands', 'B,60.5,100.25,320,"-1,002.5",x', 'magt_c', '-1,002.5', 'is not a number'],
  ] as const;
  it.each(faults)('rejects %s with line, column, value and reason', (_, row, column, value, reason) => {
    const { intake, table } = readText(stations(good, row, good.replace('A', 'C')));
    expect(table.rowCount).toBe(2);
    expect(intake).toMatchObject({ rowsRead: 3, rowsAccepted: 2, rowsRejected: 1, rejectedComplete: true });
    expect(intake.rejected).toHaveLength(1);
    expect(intake.rejected[0]).toMatchObject({ line: 3, column, value });
    expect(intake.rejected[0]!.reason).toContain(reason);
  });

  it('says that depths without a unit which few boreholes reach look like centimetres', () => {
    expect(depthWarning(20, 320, 1500)).toMatch(
      /metres are assumed: half of the depths would then be 320 m .* centimetres\./,
    );
    expect(depthWarning(5, 15, 300)).toMatch(/metres are assumed\. Give/);
  });

  it('takes longitudes beyond 180 less 360 where none is negative, whatever else is no longitude, and says which', () => {
    const { columns, intake, codes } = readText(
      'lat,lon\n60.12,190.1\n61.23,100.5\n62.34,359.9\n63.45,-9999\n64.56,400\n',
    );
    expect(columns['lon']).toEqual([190.1 - 360, 100.5, 359.9 - 360]);
    expect(codes).toEqual(['longitudes-turned']);
    expect(intake.warnings[0]!.message).toBe(
      'No longitude is negative, so 2 above 180 were taken less 360 (190.1 as −169.9; lines 2, 4)',
    );
    expect(intake.rejected.map(({ line }) => line)).toEqual([5, 6]);
  });

  it('rejects a longitude beyond 180 beside a western one, and says what to subtract', () => {
    const { columns, intake } = readText('lat,lon\n60.12,190.25\n61.23,-100.5\n');
    expect(columns['lon']).toEqual([-100.5]);
    expect(intake.rejected[0]!.reason).toContain('subtract 360 from longitudes beyond 180');
  });

  it('rejects rows with too few or too many fields and goes on', () => {
    const { intake } = readText(stations('B,60,100', good, 'C,60,100,320,-2,5,x'));
    expect(intake.rejected).toEqual([
      { line: 2, column: null, value: null, reason: 'the row has 3 fields, the header names 6 columns' },
      { line: 4, column: null, value: null, reason: 'the row has 7 fields, the header names 6 columns' },
    ]);
  });

  it('keeps a row without a temperature and counts it as missing', () => {
    const { intake, columns } = readText(stations(good, 'B,60.5,101,320,,x', 'C,60.5,102,320,NA,x'));
    expect(columns['magt_c']).toEqual([-2.5, Number.NaN, Number.NaN]);
    expect(intake.columns[4]).toMatchObject({ count: 1, missing: 2, minimum: -2.5, maximum: -2.5, unreadable: 0 });
  });

  it('rejects every row of a column in kelvin, and reads it where K is declared', () => {
    const kelvin = stations('A,60,100,10,270.65,x', 'B,61,100,10,268.15,x', 'C,62,100,10,271.15,x');
    const error = refusal(() => readText(kelvin));
    expect(error).toMatchObject({ code: 'no-rows', detail: { rowsRejected: 3 } });
    expect(error.message).toContain('looks like kelvin; subtract 273.15 or declare the unit');
    const { columns, intake, codes } = readText(kelvin, { units: { magt: 'K' } });
    expect(columns['magt_c']!.map((value) => Number(value).toFixed(6))).toEqual([
      '-2.500000',
      '-5.000000',
      '-2.000000',
    ]);
    expect(codes).toContain('temperature-converted');
    expect(intake.columns[4]!.unit).toEqual({ name: 'C', how: 'given', convertedFrom: 'K' });
  });

  it('converts columns from any unit of their dimension', () => {
    const text = 'lat,lon,depth,magt\n60.123,1.123,10,23\n61.234,1.234,20,14\n62.345,1.345,-9999,-9999';
    const { columns, intake, codes } = readText(text, { units: { depth: 'ft', magt: '°F', lon: 'rad' } });
    expect(columns['magt_c'] ?? columns['magt']).toEqual([-5, -10]);
    expect(columns['depth']).toEqual([3.048, 6.096]);
    expect(columns['lon']![0]).toBeCloseTo((1.123 * 180) / Math.PI, 9);
    expect(codes).toContain('temperature-converted');
    expect(intake.ranges.depthM).toEqual({ minimum: 3.048, maximum: 6.096 });
    expect(intake.columns.map(({ unit }) => unit)).toMatchObject([
      {},
      { name: 'degrees', convertedFrom: 'rad' },
      { name: 'm', how: 'given', convertedFrom: 'ft' },
      { name: 'C', how: 'given', convertedFrom: '°F' },
    ]);
  });

  it('does not take a column of sentinels for kelvin', () => {
    const { columns, intake } = readText('lat,lon,magt\n60,100,9999\n61,100,9999\n62,100,9999\n63,100,-2');
    expect(columns['magt']).toEqual([-2]);
    expect(new Set(intake.rejected.map(({ reason }) => reason))).toEqual(new Set(['stands for a missing value']));
  });

  it('recognizes −9999 in a column of kelvin', () => {
    const text = 'lat,lon,magt_k\n60,100,270.15\n61,100,-9999\n62,100,271.15';
    expect(readText(text).intake.rejected).toEqual([
      { line: 3, column: 'magt_k', value: '-9999', reason: 'stands for a missing value' },
    ]);
  });

  it('takes unreadable cells and sentinels of other number columns as missing and says where', () => {
    const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `60.123,${100 + n}.123,${n}`);
    const { columns, codes, intake } = readText(
      ['lat,lon,snow', ...rows, '60.123,110.123,deep', '60.123,111.123,-9999'].join('\n'),
    );
    expect(columns['snow']).toEqual([1, 2, 3, 4, 5, 6, 7, 8, Number.NaN, Number.NaN]);
    expect(codes).toEqual(['sentinel-values', 'unreadable-cells']);
    expect(intake.columns[2]).toMatchObject({ kind: 'number', count: 8, unreadable: 2, unreadableLines: [10, 11] });
  });

  it('takes a column as text where fewer than 80 % of its cells are numbers', () => {
    expect(readText('a,b\nq,1\nq,2\nq,3\nq,x\nq,4').table.columns[1]!.kind).toBe('number');
    expect(readText('a,b\nq,1\nq,2\nq,3\nq,x\nq,y').table.columns[1]!.kind).toBe('text');
  });

  it('keeps leading zeros of ids', () => {
    expect(readText('id,code2,x\n007,008,1').columns).toEqual({ id: ['007'], code2: [8], x: [1] });
  });

  it('converts degrees, minutes and seconds with a hemisphere and says so', () => {
    const text = `lat\tlon\n68°30'15"N\t102°15'36"W\n68°30'15"N\t102°30'E\n68°61'00"N\t102°30'00"E\n68°30'15"E\t102°30'00"E`;
    const { columns, codes, intake } = readText(text);
    expect(columns['lat']![0]).toBeCloseTo(68 + 30.25 / 60, 12);
    expect(columns['lon']![0]).toBeCloseTo(-102.26, 12);
    expect(codes).toEqual(['coordinates-sexagesimal']);
    expect(columns['lon']![1]).toBe(102.5);
    expect(intake.rejected.map(({ line, column }) => [line, column])).toEqual([
      [4, 'lat'],
      [5, 'lat'],
    ]);
  });

  it('reads degrees with a hemisphere, and minutes without seconds', () => {
    const { columns, intake } = readText(
      `lat;lon\n60.5N;120.25 E\n60,25°S;0.5° W\n59°30.6'N;1°30′W\n-60.5N;1E\n60.5E;1E\n60°30.5'10"N;1E\n60°61'N;1E\n`,
    );
    expect(columns).toEqual({ lat: [60.5, -60.25, 59.51], lon: [120.25, -0.5, -1.5] });
    expect(intake.rejected.map(({ line, value }) => [line, value])).toEqual([
      [5, '-60.5N'],
      [6, '60.5E'],
      [7, `60°30.5'10"N`],
      [8, `60°61'N`],
    ]);
  });

  it('lists the first 1,000 rejections and counts them all', () => {
    const bad = Array.from({ length: 1500 }, (_, n) => `${n % 2 === 0 ? 'x' : ''},100`);
    const { intake } = readText(['lat,lon', '60,100', ...bad, '1'].join('\n'));
    expect(intake.rowsRejected).toBe(1501);
    expect(intake.rejected).toHaveLength(1000);
    expect(intake.rejectedComplete).toBe(false);
    expect(intake.rejected.at(-1)!.line).toBe(1002);
  });

  it('reports equal rows and rows of one place, and keeps them', () => {
    const { intake, table } = readText(
      'lat,lon,year\n60.12345,100,2001\n61,100,2001\n60.12345,100,2001\n60.123451,100,2002\n61,100.0001,2001\n61,100,2001',
    );
    expect(table.rowCount).toBe(6);
    expect(intake.duplicates.rows).toEqual({
      count: 2,
      complete: true,
      listed: [
        { lines: [2, 4], reason: 'the same row' },
        { lines: [3, 7], reason: 'the same row' },
      ],
    });
    expect(intake.duplicates.places.listed).toEqual([
      { lines: [2, 4, 5], reason: 'the same place' },
      { lines: [3, 7], reason: 'the same place' },
    ]);
    expect(intake.ranges.years).toEqual({ first: 2001, last: 2002 });
  });

  it('warns of coordinates rounded to a tenth of a degree, and of degrees.minutes', () => {
    expect(readText(latitudes((n) => `6${n % 10}.5`)).codes).toEqual(['coordinates-rounded']);
    expect(readText(latitudes((n) => `60.${10 + n}`)).codes).toEqual(['coordinates-degrees-minutes']);
    expect(readText(latitudes((n) => `60.${60 + n}`)).codes).toEqual([]);
  });

  it('warns of depths without a unit, negative depths and impossible years', () => {
    const { codes, intake } = readText('lat,lon,depth,year\n60.123,100.123,-0.8,20011');
    expect(codes).toEqual(['depth-unit-assumed', 'depth-negative', 'years-implausible']);
    expect(intake.ranges.depthM).toEqual({ minimum: -0.8, maximum: -0.8 });
    expect(readText('lat,lon,depth\n60,100,80', { units: { depth: 'cm' } }).intake.ranges.depthM!.maximum).toBe(0.8);
  });

  it('reads a table without coordinates and says so', () => {
    expect(readText('a,magst\n1,-2').codes).toEqual(['no-coordinates']);
    expect(readText('lat,magst\n60,-2').intake.warnings[0]!.message).toContain('only lat was found');
  });

  it('names columns without a name, and drops an empty last one', () => {
    const { table, codes } = readText(',a,\n1951,2,\n1952,3,');
    expect(table.columns.map(({ name }) => name)).toEqual(['column_1', 'a']);
    expect(codes).toContain('column-unnamed');
  });

  it('refuses equal column names with both positions', () => {
    expect(refusal(() => readText('id,lat, lat ,lon\n1,2,3,4'))).toMatchObject({
      code: 'column-duplicate',
      message: 'Columns 2 and 3 of line 1 are both called "lat": rename one of them',
      detail: { positions: [2, 3] },
    });
  });

  it('refuses a header of numbers and a header alone', () => {
    expect(refusal(() => readText('1,2.5\n3,4')).code).toBe('table-unreadable');
    expect(refusal(() => readText('lat,lon\n')).code).toBe('no-rows');
    expect(refusal(() => readText('\n\n')).code).toBe('table-unreadable');
  });

  it('refuses more bytes, rows, columns, cells or characters than allowed', () => {
    const limits = [{ bytes: 10 }, { rows: 1 }, { columns: 5 }, { cells: 11 }, { cellCharacters: 3 }];
    for (const limit of limits) {
      expect(refusal(() => readText(stations(good, good), { limits: limit })).code).toBe('too-large');
    }
    expect(readText(stations(good, good), { limits: { rows: 2, columns: 6, cells: 12 } }).table.rowCount).toBe(2);
  });

  it('loads 200,000 rows in bounded time', { timeout: 120_000 }, () => {
    const rows = Array.from(
      { length: 200_000 },
      (_, n) => `S${n},${50 + (n % 2500) / 100},${90 + n / 5000},${-n % 10}`,
    );
    const start = process.cpuUsage();
    const { table } = readText(`id,lat,lon,magt_c\n${rows.join('\n')}\n`);
    const { user, system } = process.cpuUsage(start);
    expect(table.rowCount).toBe(200_000);
    expect((user + system) / 1e6).toBeLessThan(20 /* CPU seconds; 3 to 4 were measured on a busy machine */);
  });
});

describe('numbersOf', () => {
  const { table } = readText('lat,lon,name,snow\n60,100,Tiksi,1');

  it('gives the values of a number column', () => {
    expect([...numbersOf(table, 'snow')]).toEqual([1]);
  });

  it('names the nearest column where there is none, and the first text where it holds texts', () => {
    expect(refusal(() => numbersOf(table, 'snwo'))).toMatchObject({ code: 'column-missing' });
    expect(refusal(() => numbersOf(table, 'snwo')).message).toContain('"snow"');
    expect(refusal(() => numbersOf(table, 'name')).message).toContain('"Tiksi" in line 2');
  });
});

function read(folder: string | null, file: string) {
  return readBoreholes(readFileSync(join(folder!, file)), { fileName: file });
}

describe('real tables', () => {
  const boreholes = sharedFolder('data/boreholes', 'BOREHOLES');
  const climate = sharedFolder('data/climate-stations');
  test('the Siberian seed has 110 stations, all accepted, at 107 positions', () => {
    const { table, intake } = read(join(import.meta.dirname, '../../seeds/siberia-nechina'), 'boreholes.csv');
    expect(table.rowCount).toBe(110);
    expect(intake.rowsRejected).toBe(0);
    expect(intake.duplicates.places.listed).toHaveLength(2);
    expect(intake.warnings).toEqual([]);
  });

  oracleTest([{ folder: boreholes, name: 'boreholes' }])(
    '252 ground-temperature sites load with 0.4–20 m and 1980–2018',
    () => {
      const { table, intake } = read(boreholes, 'magt_sites.csv');
      expect(table.rowCount).toBe(252);
      expect(intake.ranges).toEqual({ depthM: { minimum: 0.4, maximum: 20 }, years: { first: 1980, last: 2018 } });
      expect(intake.columns.find(({ name }) => name === 'cci_model_c')).toMatchObject({ kind: 'number', missing: 40 });
      expect(intake.roles.magt).toEqual({ column: 'magt_c', how: 'guessed' });
    },
  );

  oracleTest([{ folder: boreholes, name: 'boreholes' }])(
    '126 active-layer sites load, their method codes as text',
    () => {
      const { table, intake } = read(boreholes, 'calm_active_layer_sites.csv');
      expect(table.rowCount).toBe(126);
      expect(intake.columns.find(({ name }) => name === 'method')!.kind).toBe('text');
      expect(intake.columns.find(({ name }) => name === 'alt_cm')!.role).toBe(null);
    },
  );

  oracleTest([{ folder: climate, name: 'climate stations' }])('stations in degrees.minutes are recognized', () => {
    const { table, intake } = read(climate, 'qtp_stations/Station_Info.csv');
    expect(table.rowCount).toBe(52);
    expect(intake.warnings.map(({ code }) => code)).toEqual(['coordinates-degrees-minutes']);
  });

  oracleTest([{ folder: climate, name: 'climate stations' }])('22,737 days of a station load with 8,501 gaps', () => {
    const { table, intake } = read(climate, 'Wudaoliang_daily.csv');
    expect(table.rowCount).toBe(22_737);
    expect(intake.columns.find(({ name }) => name === 'GT')!.missing).toBe(8501);
  });
});
