/** Dated values in any order as arrays without holes: every day has its place, and one value or none. */
import { DomainError } from '../core/errors.ts';
import type { Rejection } from './intakeReport.ts';
import type { TimedValues } from './climateSeries.ts';

/** Values of all series together: 320 MB. A table of two far dates per station would otherwise fill the memory. */
const mostValues = 40_000_000;

interface PlacedSeries extends Pick<TimedValues, 'station' | 'medium' | 'column'> {
  /** Time of the first value. */
  readonly first: number;
  readonly valuesC: Float64Array;
}

export interface Placed {
  /** Without the ones that have no value at all. */
  readonly series: readonly PlacedSeries[];
  readonly rejected: readonly Rejection[];
  readonly warnings: readonly string[];
}

/**
 * @param hasClock the times stand in the file with hours: a day twice is then no slip, but a finer series
 * @throws {DomainError} 'invalid-input' for several values a day by a clock; 'too-large'
 */
export function placeValues(entries: readonly TimedValues[], step: 'day' | 'month', hasClock: boolean): Placed {
  const rejected: Rejection[] = [];
  const warnings: string[] = [];
  const series: PlacedSeries[] = [];
  let places = 0;
  for (const entry of entries) {
    const known = entry.valuesC.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
    if (known.length === 0) {
      warnings.push(`${entry.station === '' ? entry.column : entry.station}: no value of ${entry.medium}`);
      continue;
    }
    const { first, last } = spanOf(entry.times);
    places += last - first + 1;
    if (places > mostValues) {
      throw new DomainError(
        'too-large',
        `Expected at most ${mostValues} days or months over all stations, from the first to the last of each; found more: split the table, or look for wrong dates`,
        { limit: mostValues },
      );
    }
    series.push({ ...pick(entry), first, valuesC: fill(entry, known, first, last, { step, hasClock, rejected }) });
  }
  return { series, rejected, warnings };
}

function pick({ station, medium, column }: TimedValues): Pick<TimedValues, 'station' | 'medium' | 'column'> {
  return { station, medium, column };
}

function spanOf(times: readonly number[]): { first: number; last: number } {
  let [first, last] = [Infinity, -Infinity];
  for (const time of times) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  return { first, last };
}

interface Rules {
  readonly step: 'day' | 'month';
  readonly hasClock: boolean;
  readonly rejected: Rejection[];
}

/** Two values for one time contradict each other: neither is taken. The same value twice is one value. */
function fill(
  { station, column, times, valuesC, lines }: TimedValues,
  known: readonly number[],
  first: number,
  last: number,
  { step, hasClock, rejected }: Rules,
): Float64Array {
  const filled = new Float64Array(last - first + 1).fill(Number.NaN);
  const lineOf = new Map<number, number>();
  const refuse = (line: number, i: number, earlier: number): void => {
    const value = String(valuesC[i]);
    const reason = `is another value for the ${step} of line ${earlier}${station === '' ? '' : ` at ${station}`}: neither was taken`;
    rejected.push({ line, column, value, reason });
  };
  for (const i of known) {
    const place = times[i]! - first;
    const earlier = lineOf.get(place);
    if (earlier === undefined) {
      lineOf.set(place, lines[i]!);
      filled[place] = valuesC[i]!;
    } else if (hasClock) throw severalADay(column, earlier, lines[i]!);
    else if (filled[place] !== valuesC[i]) {
      refuse(lines[i]!, i, earlier);
      filled[place] = Number.NaN;
    }
  }
  return filled;
}

function severalADay(column: string, first: number, second: number): DomainError {
  return new DomainError(
    'invalid-input',
    `Column ${JSON.stringify(column)}: lines ${first} and ${second} are of one day; degree-days need daily or monthly means: bring finer readings to daily means first`,
    { column, lines: [first, second] },
  );
}
