import { assert, double, integer, property, uniqueArray } from 'fast-check';
import iconv from 'iconv-lite';
import { utils, write } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { isoDateOf } from '../../src/core/calendar.ts';
import { depthHeading } from '../../src/tables/seriesDepths.ts';
import { refusal } from './readText.ts';
import { seriesOf, valuesOf } from './seriesText.ts';

const same = { hole: { 0.5: [-1.5, -1.25], 2: [-2.5, -2.25] } };

describe('readSeries, layouts', () => {
  it('reads long, wide and GTN-P tables as the same series', () => {
    const tables = {
      long: 'site,depth_m,date,value\nhole,0.5,2010-01-01,-1.5\nhole,2,2010-01-01,-2.5\nhole,2,2010-01-02,-2.25\nhole,0.5,2010-01-02,-1.25\n',
      wide: 'date,0.5m,2m\n2010-01-01,-1.5,-2.5\n2010-01-02,-1.25,-2.25\n',
      wordy: 'time,GT 0.5 m,GT 2 m\n2010-01-01,-1.5,-2.5\n2010-01-02,-1.25,-2.25\n',
      gtnp: 'Date/Depth,0.5,2.0\n2010-01-01 00:00,-1.5,-2.5\n2010-01-02 00:00,-1.25,-2.25\n',
      below: 'date,-0.5,-2\n2010-01-01,-1.5,-2.5\n2010-01-02,-1.25,-2.25\n',
      R: 'date,X.0.5,X.2\n2010-01-01,-1.5,-2.5\n2010-01-02,-1.25,-2.25\n',
      centimetres: 'date,T_50cm,T_200cm\n2010-01-01,-1.5,-2.5\n2010-01-02,-1.25,-2.25\n',
      semicolons: 'Date;0,5m;2m;;;;\n01.01.2010;-1,5;-2,5;;;;\n\n;;;;;;\n02.01.2010;-1,25;-2,25;;;;\n',
      chinese: '孔号,日期,地温_50cm(℃),地温_200cm(℃)\nhole,2010年1月1日,-1.5,-2.5\nhole,2010年1月2日,-1.25,-2.25\n',
      unordered: 'date,2m,0.5m\n2010-01-02,-2.25,-1.25\n2010-01-01,-2.5,-1.5\n',
      parts: 'Year,Mon,Day,0.5 m,2 m\n2010,1,1,-1.5,-2.5\n2010,1,2,-1.25,-2.25\n',
    };
    for (const [name, text] of Object.entries(tables)) expect([name, valuesOf(text)]).toEqual([name, same]);
  });

  it('reads GBK and workbooks', () => {
    const gbk = iconv.encode('钻孔,观测日期,深度(m),温度(℃)\nhole,2010/1/1,0.5,-1.5\nhole,2010/1/2,0.5,-1.25\n', 'gbk');
    expect(valuesOf(gbk)).toEqual({ hole: { 0.5: [-1.5, -1.25] } });
    const sheet = utils.aoa_to_sheet([
      ['日期', '0.5米'],
      [new Date(Date.UTC(2010, 0, 1)), -1.5],
      [new Date(Date.UTC(2010, 0, 2)), -1.25],
    ]);
    const book = utils.book_new();
    utils.book_append_sheet(book, sheet, '测温');
    const bytes: Uint8Array = new Uint8Array(write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
    expect(valuesOf(bytes)).toEqual({ hole: { 0.5: [-1.5, -1.25] } });
  });

  it('reads site means: a row per site with its depth, a column per depth, a column per year', () => {
    const long = seriesOf(
      'site_id,lat,lon,depth_cm,year_first,year_last,n_years,magt_c\nA,60,100,80,1980,1990,9,-3.5\n',
    );
    expect(long.sites[0]).toMatchObject({
      site: 'A',
      position: { lat: 60, lon: 100 },
      sensors: [{ depthM: 0.8, span: 'all years', record: { years: 9, firstYear: 1980, lastYear: 1990 } }],
    });
    expect(valuesOf('name,5m,10m,15m\nA,-1,-2,-3\nB,-4,,-6\n')).toEqual({
      A: { 5: [-1], 10: [-2], 15: [-3] },
      B: { 5: [-4], 15: [-6] },
    });
    const years = seriesOf('name,1998,1999,2000年\nA,-1.5,-2,-3\n', { depthM: 15 });
    expect(years.sites[0]!.sensors[0]).toMatchObject({ depthM: 15, span: 'year' });
    expect(Array.from(years.sites[0]!.sensors[0]!.days, isoDateOf)).toEqual(['1998-01-01', '1999-01-01', '2000-01-01']);
  });

  it('reads a column per site where that is said', () => {
    const text = ',Pishan,Hetian\n1951,1.5,NA\n1952,2.5,3.5\n';
    expect(valuesOf(text, { layout: 'sites', columns: { year: 'column_1' }, depthM: 0 })).toEqual({
      Pishan: { 0: [1.5, 2.5] },
      Hetian: { 0: [3.5] },
    });
    expect(refusal(() => seriesOf(text)).message).toMatch(/found the columns column_1, Pishan.*layout="sites"/);
  });

  it('takes columns, depths and rows as they are said', () => {
    const text = 'when,T1,T2,Temperature,Index\n2010-01-01,-1.5,-2.5,9,a\n2010-01-02,-1.25,-2.25,9,b\n';
    const columns = { date: 'when' };
    expect(valuesOf(text, { columns, depths: { T1: 0.5, T2: 2 } })).toEqual(same);
    expect(valuesOf(text, { columns: { ...columns, value: 'T2' }, depthM: 2, only: { Index: 'b' } })).toEqual({
      hole: { 2: [-2.25] },
    });
    expect(refusal(() => seriesOf(text, { columns: { value: 'T3' } })).code).toBe('column-missing');
    expect(refusal(() => seriesOf(text, { only: { index: 'b' } })).code).toBe('column-missing');
  });

  it('prefers ground temperatures to others, and asks where two columns could be them', () => {
    const text = 'date,Temperature,GT\n2010-01-01,1.5,-1.5\n';
    expect(valuesOf(text, { depthM: 0 })).toEqual({ hole: { 0: [-1.5] } });
    const two = 'date,GT,GST\n2010-01-01,1.5,-1.5\n';
    expect(refusal(() => seriesOf(two, { depthM: 0 })).message).toMatch(/"GT" and "GST" could both be the value/);
  });

  it('refuses a value without a depth', () => {
    expect(refusal(() => seriesOf('date,GT\n2010-01-01,1.5\n')).message).toMatch(/how deep "GT" was measured.*depthM/);
  });

  it('passes over an id that only counts the rows', () => {
    const text = 'id,name,date,0.5m\n1,A,2010-01-01,-1.5\n2,A,2010-01-02,-1.25\n';
    expect(Object.keys(valuesOf(text))).toEqual(['A']);
  });

  it('refuses a table without ground temperatures, naming its columns', () => {
    const error = refusal(() => seriesOf('code,name,lat,lon,alt_cm\nR11,x,64,177,56\n'));
    expect(error.message).toMatch(
      /Expected a column of ground temperatures.*found the columns code, name, lat, lon, alt_cm/,
    );
  });
});

describe('readSeries, depths', () => {
  it('sees a depth in the names that people give, and none in others', () => {
    const depths = ['0.5m', 'T_50cm', '15', '-0.1', 'GT 3.2 m', '地温_10cm(℃)', 'T-50cm', 'temp_10m (°C)', '０.５m'];
    expect(depths.map((name) => depthHeading(name)).map((found) => [found?.value, found?.unit])).toEqual([
      [0.5, 'm'],
      [50, 'cm'],
      [15, null],
      [-0.1, null],
      [3.2, 'm'],
      [10, 'cm'],
      [50, 'cm'],
      [10, 'm'],
      [0.5, 'm'],
    ]);
    for (const name of ['TA_2m', 'date', 'Hole 3', 'rain1', 'VWC_10cm', 'T_1_2', 'constructor1', '']) {
      expect([name, depthHeading(name)]).toEqual([name, null]);
    }
  });

  it.each(['Bodentemperatur in 0,5 m Tiefe', 'Температура грунта на глубине 0.5 м, °С', 'Température du sol à 0,5 m'])(
    'reads %s as half a metre',
    (name) => {
      expect(depthHeading(name)).toMatchObject({ value: 0.5, unit: 'm' });
    },
  );

  it('refuses whole numbers that may be metres or centimetres, and takes the unit given', () => {
    const text = 'date,5,10,20\n2010-01-01,-1.5,-2.5,-3.5\n';
    expect(refusal(() => seriesOf(text)).message).toBe(
      'The depths 5, 10, 20 have no unit and may be metres or centimetres: say by depthUnit, "m" or "cm"',
    );
    expect(Object.keys(valuesOf(text, { depthUnit: 'cm' })['hole']!)).toEqual(['0.05', '0.1', '0.2']);
    expect(refusal(() => seriesOf('depth,value\n5,-1.5\n10,-2.5\n')).message).toMatch(/depths 5, 10 have no unit/);
  });

  it('takes a fraction for metres and says that it is an assumption', () => {
    expect(seriesOf('date,0.5,15\n2010-01-01,-1.5,-2.5\n').report.depth).toEqual({
      unit: 'm',
      how: 'assumed',
      sign: 'down',
    });
  });

  it('refuses depths of mixed units where one names none', () => {
    const text = 'date,0.5m,T_50cm,15\n2010-01-01,-1.5,-1.5,-1.5\n';
    expect(refusal(() => seriesOf(text)).message).toMatch(/name their unit \(m, cm\) and others, such as column "15"/);
  });

  it('refuses depths of both signs, and leaves out what is above the ground when told', () => {
    const text = 'date,2m,-0.5m,-1m\n2010-01-01,9.5,-1.5,-2.5\n';
    expect(refusal(() => seriesOf(text)).message).toMatch(/both signs.*column "-0.5m" and column "2m".*depthSign/);
    const up = seriesOf(text, { depthSign: 'up' });
    expect(up.sites[0]!.sensors.map(({ depthM }) => depthM)).toEqual([0.5, 1]);
    expect(up.report.aboveGround).toBe(1);
  });

  it('rejects rows without a depth', () => {
    const { report } = seriesOf(
      'depth_m,date,value\n0.5,2010-01-01,-1.5\n-999,2010-01-01,-1.5\n,2010-01-01,-1.5\nx,2010-01-01,-1.5\n',
    );
    expect(report.rejected.listed.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'has no depth'],
      [4, 'has no depth'],
      [5, 'is not a number'],
    ]);
  });

  it('gives the depth of any heading back', () => {
    assert(
      property(integer({ min: 1, max: 99_999 }), (cm) => {
        expect(depthHeading(`T_${cm}cm`)).toMatchObject({ value: cm, unit: 'cm' });
        expect(depthHeading(`${cm / 100} m`)).toMatchObject({ value: cm / 100, unit: 'm' });
        expect(depthHeading(`-${cm / 100}`)).toMatchObject({ value: -cm / 100, unit: null });
      }),
    );
  });
});

/** A long table of one depth, a reading per day. */
function column(values: readonly (number | string)[], name = 'value'): string {
  return `depth_m,date,${name}\n${values.map((value, i) => `1,${isoDateOf(14_610 + i)},${value}`).join('\n')}\n`;
}

describe('readSeries, temperatures', () => {
  it('reads kelvin, tenths and hundredths as they are said', () => {
    expect(valuesOf(column([271.15, 272.15], 'T (K)'))).toEqual({ hole: { 1: [271.15 - 273.15, 272.15 - 273.15] } });
    expect(valuesOf(column([-12, 3]), { temperatureUnit: '0.1C' })).toEqual({ hole: { 1: [-1.2, 0.3] } });
    expect(valuesOf(column([-999, 312]), { temperatureUnit: '0.01C' })).toEqual({ hole: { 1: [-9.99, 3.12] } });
  });

  it('refuses what cannot be °C, and says what it looks like', () => {
    expect(refusal(() => seriesOf(column([270.4, 271.5]))).message).toMatch(/100 %.*they look like "K"/);
    expect(refusal(() => seriesOf(column([-139, 122, -83]))).message).toMatch(/they look like "0.1C"/);
    expect(refusal(() => seriesOf(column([-1391, 1223, -832]))).message).toMatch(/they look like "0.01C"/);
    expect(refusal(() => seriesOf(column([-1391, 1223]), { temperatureUnit: 'C' })).message).toMatch(/missingValues/);
  });

  it('refuses whole numbers only, that may be tenths', () => {
    const whole = Array.from({ length: 40 }, (_, i) => -20 + (i % 7));
    expect(refusal(() => seriesOf(column(whole))).message).toMatch(/All 40 readings are whole numbers \(-20 to -14\)/);
    expect(seriesOf(column(whole), { temperatureUnit: 'C' }).report.unit.how).toBe('given');
    expect(seriesOf(column(whole, 'T (°C)')).report.unit.how).toBe('named');
  });

  it('leaves sentinels out before anything is averaged', () => {
    const sentinels = [-999, -9999, 9999, 3276.6, 3276.7, 32_766, 999.9, 'NaN', 'NA', ''];
    const { sites, report } = seriesOf(column([-1.5, ...sentinels, -1.25]));
    expect([...sites[0]!.sensors[0]!.valuesC]).toEqual([-1.5, -1.25]);
    expect([report.sentinels, report.blank]).toEqual([7, 3]);
    expect(valuesOf(column([-1.5, 85, 85, -1.25]), { missingValues: [85] })).toEqual({ hole: { 1: [-1.5, -1.25] } });
  });

  it('rejects a few impossible readings with their lines', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i === 42 ? 85 : -1.5 + i / 1000));
    const { report } = seriesOf(column(values));
    expect(report.rejected.listed).toEqual([
      { line: 44, column: 'value', value: '85', reason: 'cannot be a ground temperature: outside −60…60 °C' },
    ]);
  });

  it('rejects what is no number with the reason', () => {
    const { report } = seriesOf(column([-1.5, 'warm', -1.25]));
    expect(report.rejected.listed[0]).toMatchObject({ line: 3, value: 'warm', reason: 'is not a number' });
    expect(refusal(() => seriesOf(column(['warm', 'cold']))).message).toMatch(
      /No reading of hole.csv.*line 2, value "warm"/,
    );
    expect(refusal(() => seriesOf(column(['', 'NA']))).code).toBe('no-rows');
  });
});

describe('readSeries, times', () => {
  it('keeps order and counts where the time runs backwards', () => {
    const { sites, report } = seriesOf('date,0.5m\n2010-01-02,-1\n2010-01-03,-2\n2010-01-01,-3\n2010-01-04,-4.5\n');
    expect([...sites[0]!.sensors[0]!.valuesC]).toEqual([-3, -1, -2, -4.5]);
    expect(report.faults.backwards).toBe(1);
    expect(seriesOf('date,0.5m\n2010-01-02,-1\n2010-01-01,-2.5\n').report.faults.backwards).toBe(0);
  });

  it('takes a repeated reading once, and leaves contradicting ones out', () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${isoDateOf(14_610 + i)},-1.5`);
    const first = rows[0]!.replace('-1.5', '-9.5');
    const { sites, report } = seriesOf(`date,0.5m\n${[...rows, rows[5]!, first].join('\n')}\n`);
    expect(report.faults).toEqual({ repeated: 1, contradicting: 2, backwards: 2 });
    expect(sites[0]!.sensors[0]!.valuesC).toHaveLength(399);
  });

  it('refuses two sites of one name', () => {
    const text = `site,date,0.5m\n${Array.from({ length: 20 }, (_, i) => `A,${isoDateOf(14_610 + (i % 10))},${i}.5`).join('\n')}\n`;
    expect(refusal(() => seriesOf(text)).message).toMatch(/"A" has different values for the same time.*lines 3 and 13/);
    const places = 'site,lat,lon,date,0.5m\nA,60,100,2010-01-01,-1.5\nA,61,100,2010-01-02,-1.5\n';
    expect(refusal(() => seriesOf(places)).message).toMatch(/"A" stands at two places \(lines 2 and 3\)/);
    expect(refusal(() => seriesOf('site,5m\nA,-1.5\nA,-2.5\n')).message).toMatch(/no column tells the time/);
  });

  it('rejects rows without a time', () => {
    const { report, sites } = seriesOf('date,0.5m\n2010-01-01,-1.5\n,-1.5\n2010-02-30,-1.5\n');
    expect(sites[0]!.sensors[0]!.days).toHaveLength(1);
    expect(report.rejected.listed.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'has no time'],
      [4, 'is not a day of the calendar, read as ymd'],
    ]);
  });

  it('tells months from readings, and asks for the order of days and months', () => {
    expect(seriesOf('date,0.5m\n2010-01,-1.5\n').sites[0]!.sensors[0]!.span).toBe('month');
    expect(seriesOf('年,月,0.5m\n2010,1,-1.5\n').sites[0]!.sensors[0]!.span).toBe('month');
    expect(refusal(() => seriesOf('date,0.5m\n03/04/2010,-1.5\n')).message).toMatch(/dateOrder/);
    expect(seriesOf('date,0.5m\n03/04/2010,-1.5\n', { dateOrder: 'dmy' }).report.time).toEqual({
      layout: 'day first',
      precision: 'day',
    });
  });
});

describe('readSeries, places', () => {
  it('takes a site without a position, or with a faulty one, without one', () => {
    const text = 'site,lat,lon,elevation,5m\nA,,,,-1.5\nB,60.5,100.25,300,-1.5\nC,95,60,200,-1.5\n';
    const { sites, report } = seriesOf(text);
    expect(sites.map(({ site, position, elevationM }) => [site, position, elevationM])).toEqual([
      ['A', null, null],
      ['B', { lat: 60.5, lon: 100.25 }, 300],
      ['C', null, 200],
    ]);
    expect(report.rejected.listed[0]!.reason).toMatch(/the place is not known: latitude and longitude look swapped/);
    expect(report.warnings).toEqual([]);
  });

  it('turns longitudes of 0…360 as tables of stations do, and says so', () => {
    const { sites, report } = seriesOf('site,lat,lon,5m\nA,66,190.5,-1.5\nB,60.5,100.25,-1.5\n');
    expect(sites.map(({ position }) => position?.lon)).toEqual([-169.5, 100.25]);
    expect(report.rejected.count).toBe(0);
    expect(report.warnings).toEqual([expect.stringContaining('(190.5 as −169.5; line 2)')]);
    expect(seriesOf('site,lat,lon,5m\nA,66,190.5,-1.5\nB,60.5,-100,-1.5\n').sites[0]!.position).toBeNull();
  });
});

describe('readSeries, whatever the order', () => {
  it('gives the same series for long and wide tables of any readings', () => {
    const depths = uniqueArray(integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 });
    const values = uniqueArray(double({ min: -50, max: 50, noNaN: true }), { minLength: 5, maxLength: 12 });
    assert(
      property(depths, values, (deps, temps) => {
        const days = temps.map((_, i) => isoDateOf(15_000 + i));
        const value = (depth: number, day: number): string => (temps[day]! / (1 + depth)).toFixed(4);
        const wide = `date,${deps.map((depth) => `${depth}cm`).join(',')}\n${days
          .map((date, day) => `${date},${deps.map((depth) => value(depth, day)).join(',')}`)
          .join('\n')}\n`;
        const long = `value,depth_cm,date\n${deps
          .flatMap((depth) => days.map((date, day) => `${value(depth, day)},${depth},${date}`))
          .toReversed()
          .join('\n')}\n`;
        const given = { temperatureUnit: 'C' } as const;
        expect(valuesOf(long, given)).toEqual(valuesOf(wide, given));
      }),
      { numRuns: 40 },
    );
  });
});
