import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDateOf, isoDateOf } from '../../src/core/calendar.ts';
import { findTimeColumns, readTimes, timePartOf } from '../../src/tables/dateColumns.ts';
import { readDates } from '../../src/tables/dates.ts';
import type { DateOptions } from '../../src/tables/dates.ts';
import { readDelimited } from '../../src/tables/delimited.ts';
import { tableLimits } from '../../src/tables/limits.ts';
import { refusal } from './readText.ts';

function read(texts: readonly string[], options: Partial<DateOptions> = {}) {
  const lines = texts.map((_, row) => row + 2);
  return readDates({ name: 'date', texts, lines }, { dateOrder: null, utcOffsetHours: null, ...options });
}

/** Dates as ISO text, with the hour where there is one. */
function written(texts: readonly string[], options: Partial<DateOptions> = {}): (string | null)[] {
  return Array.from(read(texts, options).days, (day) => {
    if (Number.isNaN(day)) return null;
    const hours = Math.round((day - Math.floor(day)) * 24 * 60) / 60;
    return hours === 0 ? isoDateOf(day) : `${isoDateOf(day)} ${hours}h`;
  });
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function whyNot(texts: readonly string[], options: Partial<DateOptions> = {}): string {
  return refusal(() => read(texts, options)).message;
}

describe('readDates', () => {
  it('reads the layouts of loggers and archives', () => {
    const day = '2010-07-31';
    for (const text of [
      '2010-07-31',
      '2010/7/31',
      '2010.07.31',
      '20100731',
      '31.07.2010',
      '31/07/2010',
      '7/31/2010',
      '31-07-2010',
      '31-Jul-2010',
      '31 July 2010',
      'Jul 31, 2010',
      '2010年7月31日',
      '31 июля 2010 г.',
      '31. Juli 2010',
      '31 juillet 2010',
      '40390',
    ]) {
      expect([text, ...written([text])]).toEqual([text, day]);
    }
  });

  it('reads times of the day', () => {
    for (const [text, expected] of [
      ['2010-07-31T14:30:00', '2010-07-31 14.5h'],
      ['2010-07-31 14:30', '2010-07-31 14.5h'],
      ['2010-07-31T14:30:00.000Z', '2010-07-31 14.5h'],
      ['2010-07-31T14:30+08:00', '2010-07-31 14.5h'],
      ['31.07.2010 14:30', '2010-07-31 14.5h'],
      ['07/31/2010 02:30:00 PM', '2010-07-31 14.5h'],
      ['07/31/2010 12:30 AM', '2010-07-31 0.5h'],
      ['2010-07-31 24:00', '2010-08-01'],
      ['201007311430', '2010-07-31 14.5h'],
      ['2010年7月31日 14时30分', '2010-07-31 14.5h'],
      ['2010年7月31日 下午2:30', '2010-07-31 14.5h'],
      ['2010/7/31 14', '2010-07-31 14h'],
      ['40390.75', '2010-07-31 18h'],
    ] as const) {
      expect([text, ...written([text])]).toEqual([text, expected]);
    }
  });

  it('reads months and years, and says how fine the dates are', () => {
    expect(read(['2010-07', '2010-08']).precision).toBe('month');
    expect(read(['2010年7月']).precision).toBe('month');
    expect(read(['2010', '2011']).precision).toBe('year');
    expect(read(['2010-07-31']).precision).toBe('day');
    expect(read(['2010-07-31', '2010-08-01 12:00']).precision).toBe('time');
  });

  it('finds day and month by a number above 12 anywhere in the column', () => {
    expect(written(['03/04/2010', '13/04/2010'])).toEqual(['2010-04-03', '2010-04-13']);
    expect(written(['03/04/2010', '04/13/2010'])).toEqual(['2010-03-04', '2010-04-13']);
  });

  it('refuses days and months that cannot be told apart, and takes the option that settles them', () => {
    expect(whyNot(['03/04/2010', '05/06/2010'])).toMatch(/do not show which number is the month.*dateOrder/);
    expect(written(['03/04/2010'], { dateOrder: 'dmy' })).toEqual(['2010-04-03']);
    expect(written(['03/04/2010'], { dateOrder: 'mdy' })).toEqual(['2010-03-04']);
  });

  it('refuses dates that contradict each other, with both lines', () => {
    expect(whyNot(['13/04/2010', '04/13/2010'])).toMatch(/line 2\).*line 3/);
  });

  it('asks which of three short numbers is the year', () => {
    expect(whyNot(['03/04/10'])).toMatch(/four digits.*"03\/04\/10".*dateOrder/);
    expect(written(['03/04/10'], { dateOrder: 'dmy' })).toEqual(['2010-04-03']);
    expect(written(['10-04-03', '69-04-03'], { dateOrder: 'ymd' })).toEqual(['2010-04-03', '1969-04-03']);
  });

  it('keeps a faulty cell out with the reason', () => {
    const { days, faults } = read(['2010-02-30', 'soon', 'NA', '', '2010-03-01', '2010', '2010-03-01 25:00']);
    expect(Array.from(days, (day) => !Number.isNaN(day))).toEqual([false, false, false, false, true, false, false]);
    expect(new Set(faults.keys())).toEqual(new Set([0, 1, 5, 6]));
    expect(faults.get(0)).toMatch(/not a day of the calendar/);
    expect(faults.get(5)).toMatch(/has no month/);
    expect(faults.get(6)).toMatch(/no clock/);
  });

  it('refuses a column without any date', () => {
    expect(whyNot(['warm', 'cold'])).toMatch(/Expected dates in column "date".*"warm" in line 2/);
    expect(whyNot([' '.repeat(20_000) + 'x'])).toMatch(/Expected dates/);
  });

  it('moves times with zones to one clock when asked', () => {
    const texts = ['2010-07-31T20:00+08:00', '2010-07-31T20:00Z'];
    expect(whyNot(texts)).toMatch(/2 zones.*utcOffsetHours/);
    expect(written(texts, { utcOffsetHours: 0 })).toEqual(['2010-07-31 12h', '2010-07-31 20h']);
    expect(written(texts, { utcOffsetHours: 8 })).toEqual(['2010-07-31 20h', '2010-08-01 4h']);
    expect(written(['2010-07-31T20:00-03:30'], { utcOffsetHours: 0 })).toEqual(['2010-07-31 23.5h']);
  });

  it('refuses to move times of no zone', () => {
    expect(whyNot(['2010-07-31 20:00'], { utcOffsetHours: 8 })).toMatch(/have no zone/);
    expect(whyNot(['2010-07-31 20:00', '2010-07-31T20:00Z'])).toMatch(/Some times.*line 2/);
  });

  it('takes five digits for spreadsheet serials only where all cells are', () => {
    expect(written(['40390', '40391'])).toEqual(['2010-07-31', '2010-08-01']);
    expect(read(['40390', '2010-08-01']).faults.get(0)).toMatch(/is not a date/);
  });

  it('reads every date in every layout as itself', () => {
    assert(
      property(integer({ min: -60_000, max: 60_000 }), (day) => {
        const { year, month, day: dayOfMonth } = civilDateOf(day);
        const [y, m, d] = [String(year), two(month), two(dayOfMonth)];
        const sure = [`${y}-${m}-${d}`, `${y}/${month}/${dayOfMonth}`, `${d}.${m}.${y}`, `${y}${m}${d}`];
        for (const text of sure) expect(read([text]).days[0]).toBe(day);
        expect(read([`${d}/${m}/${y}`], { dateOrder: 'dmy' }).days[0]).toBe(day);
        expect(read([`${m}/${d}/${y}`], { dateOrder: 'mdy' }).days[0]).toBe(day);
      }),
    );
  });
});

describe('readTimes', () => {
  const options: DateOptions = { dateOrder: null, utcOffsetHours: null };

  function times(csv: string): { days: (string | null)[]; faults: number[]; precision: string } {
    const raw = readDelimited(csv, tableLimits).raw;
    const result = readTimes(raw, findTimeColumns(raw.names), options)!;
    return {
      days: Array.from(result.days, (day) => (Number.isNaN(day) ? null : isoDateOf(day))),
      faults: [...result.faults.keys()],
      precision: result.precision,
    };
  }

  it('joins a date and a time', () => {
    expect(times('日期,时间,地温\n2010-07-31,12:00,-1\n2010-08-01,,-1\n')).toEqual({
      days: ['2010-07-31', '2010-08-01'],
      faults: [],
      precision: 'time',
    });
  });

  it('takes a lone column called time for dates', () => {
    expect(times('time,t\n2010-07-31 12:00,-1\n').days).toEqual(['2010-07-31']);
    expect(times('时间,t\n2010-07-31 12:00,-1\n').days).toEqual(['2010-07-31']);
  });

  it('puts year, month and day together', () => {
    expect(times('"Year","Mon","Day","T"\n1956,1,31,1\n1956,2,30,1\n,,,1\n')).toEqual({
      days: ['1956-01-31', null, null],
      faults: [1],
      precision: 'day',
    });
    expect(times('年,月,T\n1956,2,1\n')).toMatchObject({ days: ['1956-02-01'], precision: 'month' });
    expect(times('Year,T\n1956,1\n')).toMatchObject({ days: ['1956-01-01'], precision: 'year' });
    expect(times('year,doy,hour,T\n2012,366,12,1\n2011,366,0,1\n')).toEqual({
      days: ['2012-12-31', null],
      faults: [1],
      precision: 'time',
    });
  });

  it('sees through zones and punctuation in names', () => {
    for (const name of ['Date Time, GMT+08:00', 'TIMESTAMP', 'date (UTC)', 'Date/Time']) {
      expect([name, timePartOf(name)]).toEqual([name, 'date']);
    }
    expect(timePartOf('Daylight')).toBeNull();
  });

  it('gives null for a table without times', () => {
    const raw = readDelimited('site,t\na,1\n', tableLimits).raw;
    expect(readTimes(raw, findTimeColumns(raw.names), options)).toBeNull();
  });

  it('asks which of two dates counts', () => {
    expect(() => findTimeColumns(['date', 'timestamp'])).toThrow(/could both be the date/);
    expect(findTimeColumns(['date', 'timestamp'], { date: 'timestamp' })).toEqual({ date: 'timestamp' });
  });
});
