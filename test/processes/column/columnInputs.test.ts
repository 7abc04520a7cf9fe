import { describe, expect, it } from 'vitest';
import { columnInputs } from '../../../src/processes/column/columnInputs.ts';
import { parseInputs } from '../../../src/processes/parseInputs.ts';
import { sectionInputs } from '../../../src/processes/section/sectionInputs.ts';

describe('columnInputs', () => {
  it.each([
    [{ warmestDay: 366 }, '/warmestDay: expected a whole number and at least 1 and at most 365, since years of a run'],
    [
      { startYear: 20_010 },
      '/startYear: expected a whole number and at least -10000 and at most 10000, since permafrost',
    ],
    [{ grid: { growth: 0.9 } }, '/grid/growth: expected at least 1 and at most 2, since cells that shrink'],
    [{ spinUp: { mostYears: 1 } }, '/spinUp/mostYears: expected 0 or at least 2 years, since one year has none'],
    [
      { spinUp: { mostYears: 20_000 } },
      '/spinUp/mostYears: expected a whole number and at least 0 and at most 10000 year',
    ],
    [
      { cells: { meanYears: 0 } },
      '/cells/meanYears: expected a whole number and at least 1 and at most 1000 year, since',
    ],
  ])('refuses %j with the bound and its reason', (given, message) => {
    expect(() => parseInputs(columnInputs, { years: 1, ...given })).toThrow(message);
  });

  it('takes 0 and 2 years of spin-up', () => {
    for (const mostYears of [0, 2]) {
      expect(parseInputs(columnInputs, { years: 1, spinUp: { mostYears } }).spinUp.mostYears).toBe(mostYears);
    }
  });
});

describe('sectionInputs', () => {
  it.each([
    [{ cells: { x: { growth: 3 } } }, '/cells/x/growth: expected at least 1 and at most 2, since cells that shrink'],
    [{ spinUp: { mostYears: 1 } }, '/spinUp/mostYears: expected 0 or at least 2 years'],
  ])('refuses %j with the bound and its reason', (given, message) => {
    expect(() => parseInputs(sectionInputs, { widthM: 20, depthM: 20, layers: [], years: 1, ...given })).toThrow(
      message,
    );
  });
});
