import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../src/core/calendar.ts';
import { dailyFromMonths } from '../../../src/physics/forcing/dailyFromMonths.ts';
import { forcingYears, meanYear } from '../../../src/physics/forcing/forcingYears.ts';
import { commonYearDays } from '../../../src/physics/monthlyCurves.ts';

const rules = { longestGapDays: 4, minimumCompleteness: 0.8 };
const daily = (first: number, valuesC: ArrayLike<number>) =>
  ({ step: 'day', first, valuesC: Float64Array.from(valuesC), isNormal: false }) as const;

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('dailyFromMonths', () => {
  it('keeps every monthly mean', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -60, max: 40, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (meansC) => {
          const days = meansC.map((_, i) => commonYearDays[i % 12]!);
          const values = dailyFromMonths(meansC, days);
          let at = 0;
          for (const [i, count] of days.entries()) {
            expect(Math.abs(meanOf(values.slice(at, at + count)) - meansC[i]!)).toBeLessThan(1e-9);
            at += count;
          }
        },
      ),
    );
  });

  it('gives a sinusoid back within 0.05 °C of 15 °C amplitude, away from the ends', () => {
    const omega = (2 * Math.PI) / 365;
    const days = [0, 1, 2].flatMap(() => commonYearDays);
    let start = 0;
    const means = days.map((count) => {
      const meanC = (15 * (Math.sin(omega * (start + count)) - Math.sin(omega * start))) / (omega * count);
      start += count;
      return meanC;
    });
    const values = dailyFromMonths(means, days);
    for (let day = 365; day < 730; day++) {
      expect(Math.abs(values[day]! - 15 * Math.cos(omega * (day + 0.5)))).toBeLessThan(0.05);
    }
  });
});

describe('forcingYears', () => {
  it('cuts daily values into calendar years without 29 February', () => {
    const first = dayOf({ year: 2003, month: 1, day: 1 })!;
    const found = forcingYears(
      daily(
        first,
        Array.from({ length: 731 }, (_, i) => i),
      ),
      rules,
    );
    expect(found).toMatchObject({ firstYear: 2003, filledDays: 0, bridgedDays: 0 });
    expect(found.years.map((year) => [year.length, year[58], year[59], year[364]])).toEqual([
      [365, 58, 59, 364],
      [365, 365 + 58, 365 + 60, 730],
    ]);
  });

  it('bridges short gaps, fills long ones by the same days of other years, and counts both', () => {
    const values: number[] = Array.from({ length: 730 }, (_, day) => (day >= 365 ? 4 : 2));
    for (let day = 10; day < 13; day++) values[day] = Number.NaN;
    for (let day = 100; day < 120; day++) values[day] = Number.NaN;
    const found = forcingYears(daily(dayOf({ year: 2001, month: 1, day: 1 })!, values), rules);
    expect(found).toMatchObject({ bridgedDays: 3, filledDays: 20 });
    expect([found.years[0]![11], found.years[0]![110]]).toEqual([2, 4]);
    expect(meanYear(found.years)[0]).toBe(3);
    expect(meanYear(found.years)[110]).toBe(4);
  });

  it('leaves out years at the ends that are not whole enough', () => {
    const first = dayOf({ year: 2000, month: 10, day: 1 })!;
    const found = forcingYears(
      daily(
        first,
        Array.from({ length: 92 + 365 + 20 }, () => 1),
      ),
      rules,
    );
    expect([found.firstYear, found.years.length]).toEqual([2001, 1]);
  });

  it('takes months, and twelve means of many years whose December goes on into January', () => {
    const means = [-20, -18, -9, 0, 8, 14, 17, 14, 7, -2, -12, -18];
    const monthly = forcingYears(
      { step: 'month', first: 1990 * 12, valuesC: Float64Array.from([...means, ...means]), isNormal: false },
      rules,
    );
    expect([monthly.firstYear, monthly.years.length]).toEqual([1990, 2]);
    expect(meanOf(monthly.years[0]!.slice(31, 59))).toBeCloseTo(-18, 9);
    const normal = forcingYears({ step: 'month', first: 0, valuesC: Float64Array.from(means), isNormal: true }, rules);
    expect(normal.firstYear).toBeNull();
    const [year] = normal.years;
    expect(Math.abs(year![0]! - year![364]!)).toBeLessThan(0.3);
    expect(meanOf(year!.slice(0, 31))).toBeCloseTo(-20, 9);
  });

  it('refuses what nothing can stand in for', () => {
    const first = dayOf({ year: 2001, month: 1, day: 1 })!;
    const holed = Array.from({ length: 365 }, (_, day) => (day > 200 && day < 220 ? Number.NaN : 1));
    expect(() => forcingYears(daily(first, holed), rules)).toThrow(/no value for day 202 of the year/);
    expect(() => forcingYears(daily(first, holed.slice(0, 100)), rules)).toThrow(/No year .* 80 %/);
    const eleven = Float64Array.from({ length: 12 }, (_, month) => (month === 3 ? Number.NaN : 1));
    expect(() => forcingYears({ step: 'month', first: 0, valuesC: eleven, isNormal: true }, rules)).toThrow(/twelve/);
  });
});
