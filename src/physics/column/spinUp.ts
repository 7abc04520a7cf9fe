/** Repeats a year until the column no longer remembers how it began. */
import { DomainError } from '../../core/errors.ts';
import type { ColumnState } from './column.ts';
import type { ColumnSolver } from './solver.ts';
import type { SurfaceSeries } from './surface.ts';
import { runYear } from './year.ts';

export interface SpinUpRule {
  /** It is steady when no cell's annual mean changes more from one year to the next, °C, … */
  readonly toleranceC: number;
  /** … and the heat of the whole column no more, as the flux over the year that would make the change, W/m². */
  readonly toleranceWM2: number;
  /** It ends then at the latest. */
  readonly mostYears: number;
}

export interface SpinUp {
  readonly years: number;
  /** What ended it: the column is steady, or the years are used up. */
  readonly endedBy: 'steady' | 'most-years';
  /** Of the last year against the one before. */
  readonly meanChangeC: number;
  readonly heatChangeWM2: number;
}

/** What a year was, as the rule judges it. */
interface SpinUpYear {
  /** Of each cell, °C. */
  readonly meanC: Float64Array;
  /** What the ground took up, as a flux over the year. */
  readonly heatChangeWM2: number;
}

/** Repeats a year until it changes nothing. @param repeat does one and says what it was */
export function untilSteady(rule: SpinUpRule, repeat: () => SpinUpYear): SpinUp {
  checkRule(rule);
  let before: Float64Array | null = null;
  let [meanChangeC, heatChangeWM2] = [Infinity, Infinity];
  for (let years = 1; years <= rule.mostYears; years++) {
    const year = repeat();
    heatChangeWM2 = year.heatChangeWM2;
    meanChangeC = before === null ? Infinity : greatestDifference(year.meanC, before);
    before = year.meanC;
    if (meanChangeC <= rule.toleranceC && Math.abs(heatChangeWM2) <= rule.toleranceWM2) {
      return { years, endedBy: 'steady', meanChangeC, heatChangeWM2 };
    }
  }
  return { years: rule.mostYears, endedBy: 'most-years', meanChangeC, heatChangeWM2 };
}

/**
 * Moves the state through the year's steps, again and again.
 * @param year one whole year, or a cycle of several
 */
export function spinUp(solver: ColumnSolver, state: ColumnState, year: SurfaceSeries, rule: SpinUpRule): SpinUp {
  const count = year.temperatureC.length;
  return untilSteady(rule, () => {
    const heatJM2 = ledgerSum(state);
    const { meanC } = runYear(solver, state, year, { first: 0, count });
    return { meanC, heatChangeWM2: (ledgerSum(state) - heatJM2) / (count * year.stepS) };
  });
}

/** What the column has taken up since its start. */
function ledgerSum({ ledger }: ColumnState): number {
  return ledger.surfaceJM2 + ledger.bottomJM2 + ledger.sourceJM2;
}

function greatestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((greatest, value, i) => Math.max(greatest, Math.abs(value - b[i]!)), 0);
}

function checkRule({ toleranceC, toleranceWM2, mostYears }: SpinUpRule): void {
  if (toleranceC > 0 && toleranceWM2 > 0 && Number.isInteger(mostYears) && mostYears >= 2) return;
  throw new DomainError(
    'invalid-input',
    `A spin-up needs tolerances above 0 and 2 years at least, found ${toleranceC} °C, ${toleranceWM2} W/m² and ${mostYears} years`,
  );
}
