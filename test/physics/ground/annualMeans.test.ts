/** Gaps of measured years, filled: daily temperatures at the ground surface of two stations, Luo et al. 2021. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { dayOf } from '../../../src/core/calendar.ts';
import { mean } from '../../../src/core/statistics.ts';
import { annualMeans, defaultCompleteness } from '../../../src/physics/ground/annualMeans.ts';
import { dailySeries } from '../../../src/physics/ground/dailySeries.ts';
import { oracleTest, sharedFolder } from '../../support/oracles.ts';

const climate = sharedFolder('data/climate-stations');

interface Reading {
  readonly year: number;
  readonly day: number;
  readonly valueC: number;
}

/** Complete years, every second one from 1980 on, °C. */
function measuredYears(station: string): Reading[][] {
  const rows = readFileSync(join(climate!, `${station}_daily.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const readings = rows.map((row): Reading => {
    const [year, month, day, , tenths] = row.split(',').map(Number);
    return { year: year!, day: dayOf({ year: year!, month: month!, day: day! })!, valueC: tenths! / 10 };
  });
  return Array.from({ length: 19 }, (_, i) =>
    readings.filter(({ year, valueC }) => year === 1980 + 2 * i && !Number.isNaN(valueC)),
  ).filter((year) => year.length >= 365);
}

/** Error of the filled mean of a year whose days from `first` on were hidden, and the standard error it states. */
function fill(year: readonly Reading[], first: number, gapDays: number) {
  const kept = year.filter((_, i) => i < first || i >= first + gapDays);
  const series = dailySeries(
    Float64Array.from(kept, ({ day }) => day),
    Float64Array.from(kept, ({ valueC }) => valueC),
  );
  const [filled] = annualMeans(series, 1, defaultCompleteness);
  expect(filled!.how).toBe('fitted');
  const truthC = mean(year.map(({ valueC }) => valueC));
  return {
    errorC: Math.abs(filled!.meanC - truthC),
    statedC: filled!.standardErrorC,
    naiveC: Math.abs(mean(kept.map(({ valueC }) => valueC)) - truthC),
  };
}

describe('annualMeans of measured years', () => {
  for (const gapDays of [30, 92]) {
    oracleTest([{ folder: climate, name: 'climate stations' }])(
      `fills gaps of ${gapDays} days within twice the error it states, and far better than the bare mean`,
      () => {
        const years = ['Golmud', 'Wudaoliang'].flatMap(measuredYears);
        const cases = years.flatMap((year) => [40, 130, 220].map((first) => fill(year, first, gapDays)));
        expect(cases.length).toBeGreaterThan(100);
        const within = (times: number): number =>
          cases.filter(({ errorC, statedC }) => errorC <= times * statedC).length / cases.length;
        expect(within(1)).toBeGreaterThan(0.68);
        expect(within(2)).toBeGreaterThan(0.95);
        expect(mean(cases.map(({ errorC }) => errorC))).toBeLessThan(0.4 * mean(cases.map(({ naiveC }) => naiveC)));
      },
    );
  }
});
