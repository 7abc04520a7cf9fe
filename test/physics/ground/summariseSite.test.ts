import { assert, double, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultCompleteness } from '../../../src/physics/ground/annualMeans.ts';
import { defaultZeroAmplitude } from '../../../src/physics/ground/profile.ts';
import { summariseSite } from '../../../src/physics/ground/summariseSite.ts';
import { sensorIn, start2001, temperature } from './heatWave.ts';
import type { HeatWave } from './heatWave.ts';
import type { SensorSeries, SiteSummary, SummaryRules } from '../../../src/physics/ground/summariseSite.ts';

const rules: SummaryRules = {
  completeness: defaultCompleteness,
  startMonth: null,
  zeroAmplitude: defaultZeroAmplitude,
  depth: { targetM: 15, extrapolate: false, widestBracketM: 10 },
  steadyBelowM: null,
  surfaceM: 0.1,
};
const years4 = 1461;
/** k 2.61 W/(m·K), C 1.863e6 J/(m³·K): damping depth 3.75009434 m (physics.json). */
const gravel: HeatWave = { meanC: -2, amplitudeC: 10, dampingM: 3.75009434, gradientCPerM: 0.03 };

function hole(wave: HeatWave, depths: readonly number[], keep?: (day: number) => boolean, days = years4) {
  return depths.map((depth) => sensorIn(wave, depth, days, keep));
}

function summary(sensors: readonly SensorSeries[], other: Partial<SummaryRules> = {}): SiteSummary {
  return summariseSite(sensors, { ...rules, ...other });
}

function valueAt(result: SiteSummary) {
  if (!result.atDepth.found) throw new Error(result.atDepth.reason);
  return result.atDepth;
}

/** Where a function changes its sign, by bisection. */
function rootOf(of: (z: number) => number, above: number, below: number): number {
  let [low, high] = [above, below];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (of(middle) > 0 === of(low) > 0) low = middle;
    else high = middle;
  }
  return low;
}

function whyNot(finding: { found: boolean; reason?: string }): string {
  expect(finding.found).toBe(false);
  return finding.reason!;
}

/** Which days have a reading where these days of June 2001, from 0, have none. */
function without(missing: (dayOfJune: number) => boolean): (day: number) => boolean {
  return (day) => {
    const dayOfJune = day - start2001 - 151; // June 2001 begins 151 days after the new year
    return !(dayOfJune >= 0 && dayOfJune < 30 && missing(dayOfJune));
  };
}

function yearsWith(missing: (dayOfJune: number) => boolean): number | null {
  return summary([sensorIn(gravel, 1, 730, without(missing))], { startMonth: 1 }).levels[0]!.years;
}

/** Weather: waves of other periods than the year. */
function weather(day: number): number {
  return 1.5 * Math.sin(day / 4.1) + Math.sin(day / 9.7) + 0.8 * Math.cos(day / 60);
}

/** A reading every so many days, at 1 m. */
function readings(step: number): SensorSeries {
  const days = Array.from({ length: Math.floor(730 / step) }, (_, i) => start2001 + i * step + step / 2);
  return {
    depthM: 1,
    span: 'reading',
    days: Float64Array.from(days),
    valuesC: Float64Array.from(days, (day) => temperature(gravel, 1, day - 0.5)),
    record: null,
  };
}

function state(wave: Partial<HeatWave>, depths: readonly number[], days = years4) {
  return summary(hole({ ...gravel, ...wave }, depths, undefined, days)).activeLayer;
}

describe('summariseSite in an annual wave', () => {
  it('recovers the mean at every depth to 0.01 °C', () => {
    const { levels } = summary(hole(gravel, [0, 1, 3, 6, 10, 14, 16, 20]));
    for (const { depthM, meanC, how, years, days } of levels) {
      expect(Math.abs(meanC - (gravel.meanC + gravel.gradientCPerM * depthM))).toBeLessThan(0.01 /* °C */);
      expect([how, years, days]).toEqual(['measured', 4, 1461]);
    }
  });

  it('recovers the temperature at 15 m between sensors to 0.001 °C, and says that it is interpolated', () => {
    const found = valueAt(summary(hole(gravel, [0, 5, 10, 14, 16])));
    expect(Math.abs(found.valueC - (-2 + 0.45))).toBeLessThan(0.001 /* °C */);
    expect(found.how).toBe('interpolated');
    expect(found.from.map(({ depthM }) => depthM)).toEqual([14, 16]);
    expect(valueAt(summary(hole(gravel, [0, 5, 15]))).how).toBe('at a sensor');
  });

  it('recovers the depth of zero annual amplitude: 19.869 m by the range, 17.270 m by the amplitude', () => {
    const holeTo24 = hole(gravel, [0, 4, 8, 12, 16, 20, 24]);
    const range = summary(holeTo24).zeroAmplitude;
    const amplitude = summary(holeTo24, { zeroAmplitude: { thresholdC: 0.1, measure: 'amplitude' } }).zeroAmplitude;
    if (!range.found || !amplitude.found) throw new Error('not found');
    expect(Math.abs(range.depthM - 19.86919)).toBeLessThan(0.005 /* m */);
    expect(Math.abs(amplitude.depthM - 17.26982)).toBeLessThan(0.005 /* m */);
    expect(range.betweenM).toEqual([16, 20]);
  });

  it('says how large the wave still is where the hole ends above zero amplitude', () => {
    expect(whyNot(summary(hole(gravel, [0, 5, 10])).zeroAmplitude)).toMatch(/range is still 1\.39 °C at 10 m/);
  });

  it('recovers the thaw depth within the spacing of the sensors', () => {
    const exact = rootOf((z) => -2 + 0.03 * z + 10 * Math.exp(-z / gravel.dampingM), 0, 10);
    for (const spacingM of [0.1, 0.5, 1]) {
      const depths = Array.from({ length: 10 / spacingM + 1 }, (_, i) => i * spacingM);
      const { activeLayer } = summary(hole(gravel, depths));
      expect(activeLayer.state).toBe('permafrost');
      expect(Math.abs(activeLayer.activeLayerM! - exact)).toBeLessThan(spacingM / 4 + 0.01);
    }
  });

  it('recovers mean, amplitude depth and 15 m in any ground', () => {
    assert(
      property(
        double({ min: -8, max: 3, noNaN: true }),
        double({ min: 3, max: 20, noNaN: true }),
        double({ min: 1.5, max: 4, noNaN: true }),
        integer({ min: 366, max: 1500 }),
        (meanC, amplitudeC, dampingM, days) => {
          const wave = { meanC, amplitudeC, dampingM, gradientCPerM: 0.02 };
          const depths = Array.from({ length: 16 }, (_, i) => 2 * i);
          const result = summary(hole(wave, depths, undefined, days));
          expect(Math.abs(valueAt(result).valueC - (meanC + 0.3))).toBeLessThan(0.02);
          if (!result.zeroAmplitude.found) throw new Error(result.zeroAmplitude.reason);
          expect(Math.abs(result.zeroAmplitude.depthM - dampingM * Math.log(amplitudeC / 0.05))).toBeLessThan(0.1);
        },
      ),
      { numRuns: 6 },
    );
  });
});

describe('years and gaps', () => {
  it('takes the twelve months that give most years, and calendar years where they give as many', () => {
    expect(summary(hole(gravel, [1])).startMonth).toBe(1);
    // From 1 September 2001 for two years: one calendar year, but two from September.
    const result = summary([sensorIn(gravel, 1, 1461, (day) => day >= start2001 + 243 && day < start2001 + 973)]);
    expect(result.startMonth).toBe(9);
    expect(result.levels[0]!.years).toBe(2);
  });

  it('keeps to the month that was asked for', () => {
    const [level] = summary([sensorIn(gravel, 1, 1461)], { startMonth: 10 }).levels;
    expect([level!.years, level!.firstDay! - start2001]).toEqual([3, 273]);
  });

  it('leaves a year out for a month that misses 11 days, or 5 in a row, and none for 10 apart', () => {
    expect(yearsWith((day) => day % 3 === 0)).toBe(2);
    expect(yearsWith((day) => day % 3 === 0 || day === 1)).toBe(1);
    expect(yearsWith((day) => day >= 10 && day < 14)).toBe(2);
    expect(yearsWith((day) => day >= 10 && day < 15)).toBe(1);
  });

  it('fills a gap of up to 92 days by the annual wave, within its standard error', () => {
    for (const gapDays of [20, 50, 92]) {
      const [level] = summary([
        sensorIn(gravel, 1, 365, (day) => day < start2001 + 100 || day >= start2001 + 100 + gapDays),
      ]).levels;
      expect([level!.how, level!.days]).toEqual(['fitted', 365 - gapDays]);
      expect(Math.abs(level!.meanC - (-2 + 0.03))).toBeLessThan(0.005 + 3 * level!.standardErrorC);
    }
  });

  it('says an error that holds where the wave is not the whole truth', () => {
    const full = Array.from({ length: 365 }, (_, i) => temperature(gravel, 0, start2001 + i) + weather(i));
    const truth = full.reduce((sum, value) => sum + value, 0) / 365;
    let inside = 0;
    let cases = 0;
    for (let first = 0; first + 60 < 365; first += 10) {
      const kept = full.flatMap((value, i) => (i < first || i >= first + 60 ? [[start2001 + i, value] as const] : []));
      const sensor: SensorSeries = {
        depthM: 0,
        span: 'reading',
        days: Float64Array.from(kept, ([day]) => day),
        valuesC: Float64Array.from(kept, ([, value]) => value),
        record: null,
      };
      const [level] = summary([sensor], { startMonth: 1 }).levels;
      expect(level!.standardErrorC).toBeGreaterThan(0.05);
      cases += 1;
      if (Math.abs(level!.meanC - truth) <= 2 * level!.standardErrorC) inside += 1;
    }
    expect(cases).toBeGreaterThan(25);
    expect(inside / cases).toBeGreaterThan(0.9);
  });

  it('fills a random third of the days with a bias below 0.05 °C', () => {
    const [level] = summary([sensorIn(gravel, 0.5, 365, (day) => (day * 2_654_435_761) % 10 >= 3)]).levels;
    expect(Math.abs(level!.meanC - (-2 + 0.015))).toBeLessThan(0.05);
  });

  it('refuses a summer logger instead of giving a biased mean', () => {
    const summer = sensorIn(gravel, 0.5, 1461, (day) => (day - start2001) % 365 > 150 && (day - start2001) % 365 < 270);
    const result = summary([summer]);
    expect(result.levels).toEqual([]);
    expect(result.refused[0]!.reason).toMatch(/no twelve months are complete: \d+ of \d+ days.*no gap longer than 92/);
    expect(whyNot(result.atDepth)).toBe('no depth has an annual mean, below 15 m');
  });

  it('refuses a series of one day', () => {
    const result = summary(hole(gravel, [0, 5, 15], (day) => day === start2001 + 200));
    expect(result.refused).toHaveLength(3);
    expect(result.refused[0]!.reason).toMatch(/1 days of readings within 1 days are no year/);
  });

  it('takes single readings for the mean where the user says that no season is felt', () => {
    const log = hole(gravel, [5, 20, 22], (day) => day === start2001 + 200 || day === start2001 + 600);
    const { levels, refused } = summary(log, { steadyBelowM: 18 });
    expect(refused.map(({ depthM }) => depthM)).toEqual([5]);
    expect(levels.map(({ how, years, days }) => [how, years, days])).toEqual([
      ['measured', 2, 2],
      ['measured', 2, 2],
    ]);
    expect(Math.abs(levels[0]!.meanC - (-2 + 0.6))).toBeLessThan(0.05);
  });

  it('reads hourly, weekly and monthly series as the same year', () => {
    // Readings every 30 days end 10 days before the second year does.
    for (const [step, years] of [
      [1 / 4, 2],
      [1, 2],
      [7, 2],
      [14, 2],
      [30, 1],
    ] as const) {
      const [level] = summary([readings(step)]).levels;
      expect([step, level!.how, level!.years]).toEqual([step, 'measured', years]);
      expect(Math.abs(level!.meanC - -1.97)).toBeLessThan(0.03);
    }
  });

  it('takes monthly means for the days of their months', () => {
    const firsts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334].map((day) => start2001 + day);
    const sensor: SensorSeries = {
      depthM: 1,
      span: 'month',
      days: Float64Array.from(firsts),
      valuesC: Float64Array.from(firsts, (_, month) => month),
      record: null,
    };
    const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    const expected = lengths.reduce((sum, days, month) => sum + days * month, 0) / 365;
    expect(summary([sensor]).levels[0]!.meanC).toBeCloseTo(expected, 9);
    const eleven = { ...sensor, days: sensor.days.slice(0, 11), valuesC: sensor.valuesC.slice(0, 11) };
    expect(summary([eleven]).levels[0]!.how).toBe('fitted');
    expect(summary([eleven], { completeness: { ...defaultCompleteness, longestFilledGapDays: 0 } }).levels).toEqual([]);
  });

  it('takes annual means and means of all years as they are given', () => {
    const annual: SensorSeries = {
      depthM: 10,
      span: 'year',
      days: Float64Array.from([start2001, start2001 + 365]),
      valuesC: Float64Array.from([-2, -1]),
      record: null,
    };
    const site: SensorSeries = {
      depthM: 15,
      span: 'all years',
      days: new Float64Array(),
      valuesC: Float64Array.of(-1.2),
      record: { years: 7, firstYear: 1990, lastYear: 1999 },
    };
    const { levels } = summary([annual, site]);
    expect(levels[0]).toMatchObject({ meanC: -1.5, how: 'given', years: 2, lastDay: start2001 + 729 });
    expect(levels[1]).toMatchObject({
      meanC: -1.2,
      how: 'given',
      yearDeviationC: null,
      years: 7,
      firstDay: 7305,
      lastDay: 10_956,
    });
  });
});

describe('a target below the hole', () => {
  const to9 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

  it('is not extrapolated unless that is asked for', () => {
    expect(whyNot(summary(hole(gravel, to9)).atDepth)).toMatch(/deepest annual mean is at 9 m.*extrapolate=true/);
  });

  it('follows the deep gradient, with an error that covers the annual wave at the bottom', () => {
    const found = valueAt(summary(hole(gravel, to9), { depth: { ...rules.depth, extrapolate: true } }));
    expect(found.how).toBe('extrapolated');
    expect(Math.abs(found.valueC - (-2 + 0.45))).toBeLessThan(0.02);
    expect(found.gradientCPerM).toBeCloseTo(0.03, 2);
    expect(found.standardErrorC).toBeGreaterThanOrEqual(10 * Math.exp(-9 / 3.75));
  });

  it('is refused for a shallow hole, asked for or not', () => {
    for (const extrapolate of [false, true]) {
      const reason = whyNot(summary(hole(gravel, [0, 1, 2, 3]), { depth: { ...rules.depth, extrapolate } }).atDepth);
      expect(reason).toBe('the hole is too shallow: 15 m is more than 2.5 times the deepest annual mean, at 3 m');
    }
  });

  it('is refused where no three depths give a gradient', () => {
    const reason = whyNot(summary(hole(gravel, [0, 4, 9]), { depth: { ...rules.depth, extrapolate: true } }).atDepth);
    expect(reason).toMatch(/needs 3 annual means from 4\.5 m down, found 1/);
  });

  it('is not interpolated over more than the widest bracket', () => {
    expect(whyNot(summary(hole(gravel, [0, 3, 20])).atDepth)).toMatch(/at 3 and 20 m, are more than 10 m apart/);
    expect(whyNot(summary(hole(gravel, [16, 20])).atDepth)).toMatch(/shallowest annual mean is at 16 m/);
  });
});

describe('activeLayer', () => {
  it('tells ground that never freezes through', () => {
    expect(state({ meanC: 5 }, [0, 1, 5, 10])).toMatchObject({ state: 'none-found', activeLayerM: null });
  });

  it('tells ground that is frozen from the first sensor on', () => {
    expect(state({}, [8, 10])).toMatchObject({ state: 'frozen-throughout', activeLayerM: null });
  });

  it('finds the base of the permafrost', () => {
    const { permafrostBaseM } = state({ meanC: -0.3, amplitudeC: 0.5 }, [0, 2, 4, 6, 8, 10, 12]);
    const exact = rootOf((z) => -0.3 + 0.03 * z + 0.5 * Math.exp(-z / gravel.dampingM), 4, 16);
    expect(Math.abs(permafrostBaseM! - exact)).toBeLessThan(0.3 /* m */);
  });

  it('finds a talik between winter frost and permafrost', () => {
    // Warm by 0.5 °C at the surface and colder with depth: unfrozen all year between.
    const found = state(
      { meanC: 0.6, amplitudeC: 4, gradientCPerM: -0.06, dampingM: 2 },
      [0, 1, 2, 3, 4, 5, 6, 8, 10, 12],
    );
    expect(found.state).toBe('talik');
    const frostM = rootOf((z) => 0.6 - 0.06 * z - 4 * Math.exp(-z / 2), 0, 9);
    const tableM = rootOf((z) => 0.6 - 0.06 * z + 4 * Math.exp(-z / 2), 0, 20);
    expect(Math.abs(found.activeLayerM! - frostM)).toBeLessThan(0.2 /* m */);
    expect(Math.abs(found.permafrostTableM! - tableM)).toBeLessThan(0.2 /* m */);
    expect(found.note).toMatch(/talik/);
  });

  it('says that one year is too short for permafrost', () => {
    expect(state({}, [0, 5, 10], 365).note).toMatch(/record is of one year/);
    expect(state({}, [0, 5, 10]).note).not.toMatch(/one year/);
  });

  it('knows nothing of annual means alone', () => {
    const mean: SensorSeries = {
      depthM: 1,
      span: 'all years',
      days: new Float64Array(),
      valuesC: Float64Array.of(-1),
      record: null,
    };
    expect(summary([mean]).activeLayer.state).toBe('unknown');
  });
});
