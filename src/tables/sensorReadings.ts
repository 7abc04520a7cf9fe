/** Readings gathered by site and depth: in the order of time, each moment once. */
import { DomainError } from '../core/errors.ts';

/** What one value stands for: a moment, a calendar month, a calendar year, or all the years of a record. */
export type ValueSpan = 'reading' | 'month' | 'year' | 'all years';

/** The years that a mean of all years covers, as far as the table says. */
interface GivenRecord {
  readonly years: number | null;
  readonly firstYear: number | null;
  readonly lastYear: number | null;
}

export interface SensorReadings {
  /** Metres below the ground, ≥ 0. */
  readonly depthM: number;
  readonly span: ValueSpan;
  /** Days since 1970-01-01, ascending, no two the same; empty for a mean of all years. */
  readonly days: Float64Array;
  /** °C, one per day; none is NaN. */
  readonly valuesC: Float64Array;
  /** Of a mean of all years. */
  readonly record: GivenRecord | null;
}

export interface SensorFaults {
  /** Readings that repeat another of the same moment. */
  readonly repeated: number;
  /** Readings left out since others of the same moment contradict them. */
  readonly contradicting: number;
  /** How often the time runs backwards in the file. */
  readonly backwards: number;
}

export interface ReadingsBuilder {
  add(day: number, valueC: number, line: number): void;
  setRecord(record: GivenRecord): void;
  finish(
    site: string,
    depthM: number,
    span: ValueSpan,
  ): { readonly sensor: SensorReadings; readonly faults: SensorFaults };
}

/** More contradicting readings than this share are another site of the same name. */
const mostContradicting = 0.01;

export function readingsBuilder(): ReadingsBuilder {
  const days: number[] = [];
  const values: number[] = [];
  const lines: number[] = [];
  let record: GivenRecord | null = null;
  return {
    add(day, valueC, line) {
      days.push(day);
      values.push(valueC);
      lines.push(line);
    },
    setRecord: (given) => void (record = given),
    /** @throws {DomainError} 'invalid-input' where more than a few moments have different values */
    finish(site, depthM, span) {
      const order = Uint32Array.from(days.keys()).toSorted((a, b) => days[a]! - days[b]! || a - b);
      const kept: number[] = [];
      const faults = { repeated: 0, contradicting: 0, backwards: countBackwards(days) };
      for (let i = 0; i < order.length;) {
        const first = order[i]!;
        let count = 0;
        let same = true;
        for (; i + count < order.length && days[order[i + count]!] === days[first]; count++) {
          same &&= values[order[i + count]!] === values[first];
        }
        if (same) {
          kept.push(first);
          faults.repeated += count - 1;
        } else {
          faults.contradicting += count;
          const share = faults.contradicting / days.length;
          if (span !== 'reading' || (share > mostContradicting && faults.contradicting > 2)) {
            throw contradiction(site, depthM, span, [lines[first]!, lines[order[i + 1]!]!]);
          }
        }
        i += count;
      }
      const sensor: SensorReadings = {
        depthM,
        span,
        days: span === 'all years' ? new Float64Array() : Float64Array.from(kept, (i) => days[i]!),
        valuesC: Float64Array.from(kept, (i) => values[i]!),
        record,
      };
      return { sensor, faults };
    },
  };
}

/** A file that runs from the newest to the oldest reading throughout is in order. */
function countBackwards(days: readonly number[]): number {
  let [backwards, forwards] = [0, 0];
  for (let i = 1; i < days.length; i++) {
    if (days[i]! < days[i - 1]!) backwards += 1;
    else if (days[i]! > days[i - 1]!) forwards += 1;
  }
  return forwards === 0 ? 0 : backwards;
}

function contradiction(site: string, depthM: number, span: ValueSpan, lines: readonly [number, number]): DomainError {
  const place = `${depthM} m (lines ${lines[0]} and ${lines[1]})`;
  return new DomainError(
    'invalid-input',
    span === 'all years'
      ? `Site ${JSON.stringify(site)} has several values at ${place}, and no column tells the time: name it, such as columns={"date":"when"}`
      : `Site ${JSON.stringify(site)} has different values for the same time at ${place}: are these two sites of one name, or two quantities? Give each site a name of its own, or take some rows only, such as only={"Index":"MAGST"}`,
    { site, depthM, lines },
  );
}
