import { assert, double, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDateOf, dayOf, daysInMonth, daysInYear, isoDateOf } from '../../src/core/calendar.ts';

describe('calendar', () => {
  it('counts days from 1970-01-01', () => {
    expect(dayOf({ year: 1970, month: 1, day: 1 })).toBe(0);
    expect(dayOf({ year: 2000, month: 3, day: 1 })).toBe(11_017);
    expect(dayOf({ year: 1969, month: 12, day: 31 })).toBe(-1);
  });

  it('gives null for days that are not in the calendar', () => {
    for (const [year, month, day] of [
      [2011, 2, 29],
      [2010, 13, 1],
      [2010, 0, 1],
      [2010, 4, 31],
      [2010, 4, 0],
      [2010, 4, 1.5],
      [Number.NaN, 1, 1],
    ] as const) {
      expect(dayOf({ year, month, day })).toBeNull();
    }
  });

  it('turns days into dates and back, whatever the time of day', () => {
    assert(
      property(integer({ min: -90_000, max: 90_000 }), double({ min: 0, max: 0.999, noNaN: true }), (day, share) => {
        expect(dayOf(civilDateOf(day + share))).toBe(day);
      }),
    );
    expect(isoDateOf(-0.5)).toBe('1969-12-31');
  });

  it('knows leap years and the lengths of months', () => {
    expect([1900, 2000, 2011, 2012].map(daysInYear)).toEqual([365, 366, 365, 366]);
    expect(daysInMonth(2012, 2)).toBe(29);
    expect(daysInMonth(2011, 12)).toBe(31);
  });
});
