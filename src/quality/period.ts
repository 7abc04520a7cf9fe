/** When the stations were measured: ground warms, so decades apart are not one climate. */
import { median } from '../core/statistics.ts';
import { columnOfRole } from '../tables/boreholeTable.ts';
import { numbersOfRole } from './stationTable.ts';
import type { Flag } from './flag.ts';
import type { StationTable } from './stationTable.ts';

/** Permafrost warmed by 0.29 ± 0.12 °C in the decade from 2007 (Biskaborn et al. 2019, Nat. Commun. 10:264). */
const warmingCPerDecade = 0.29;
/** About half a degree at that rate, more than a good thermistor string is off. */
const farYears = 15;

export interface Periods {
  readonly flags: readonly Flag[];
  readonly span: {
    readonly firstYear: number;
    readonly lastYear: number;
    readonly medianYear: number;
    readonly stationsWithoutYear: number;
  } | null;
}

export function judgePeriods({ table }: StationTable): Periods {
  const periods = periodsOf(table);
  const dated = periods.filter((period) => period !== null);
  if (dated.length === 0) return { flags: [], span: null };
  const usual = median(Float64Array.from(dated, middle));
  const flags = periods.flatMap((period, row): Flag[] => {
    if (period === null || Math.abs(middle(period) - usual) <= farYears) return [];
    const away = Math.round(Math.abs(middle(period) - usual));
    const degreesC = ((away / 10) * warmingCPerDecade).toFixed(1);
    const reason = `Measured ${described(period)}, ${away} years from the middle of the table (${Math.round(usual)}): about ${degreesC} °C of warming lie between`;
    return [{ row, check: 'other-period', reason, suggestions: [] }];
  });
  return {
    flags,
    span: {
      firstYear: Math.min(...dated.map(({ first }) => first)),
      lastYear: Math.max(...dated.map(({ last }) => last)),
      medianYear: usual,
      stationsWithoutYear: periods.length - dated.length,
    },
  };
}

interface Period {
  readonly first: number;
  readonly last: number;
}

function middle({ first, last }: Period): number {
  return (first + last) / 2;
}

function described({ first, last }: Period): string {
  return first === last ? `in ${first}` : `from ${first} to ${last}`;
}

function periodsOf(table: StationTable['table']): (Period | null)[] {
  const year = numbersOfRole(table, 'year');
  const from = numbersOfRole(table, 'year_first');
  const to = numbersOfRole(table, 'year_last');
  const date = columnOfRole(table, 'date');
  return Array.from({ length: table.rowCount }, (_, row) => {
    const dateYear = /\b(19|20)\d\d\b/.exec(String(date?.values[row] ?? ''))?.[0];
    const single = [year?.[row], Number(dateYear ?? Number.NaN)].find(isYear);
    const [first, last] = [from?.[row], to?.[row]].map((value) => (isYear(value) ? value : single));
    if (first === undefined && last === undefined) return null;
    return { first: (first ?? last)!, last: (last ?? first)! };
  });
}

function isYear(value: number | undefined): value is number {
  return value !== undefined && value > 1800 && value < 2200;
}
