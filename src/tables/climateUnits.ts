/** The unit of a column of temperatures: as given, as its name says, or as only one unit can explain its values. */
import { DomainError } from '../core/errors.ts';
import { isPossibleC } from '../core/possibleTemperature.ts';
import { kelvinAtZeroC, splitUnit } from './columnUnits.ts';

export const temperatureUnits = ['C', 'K', '0.1C'] as const;

export type TemperatureUnit = (typeof temperatureUnits)[number];

export interface JudgedUnit {
  readonly unit: TemperatureUnit;
  readonly how: 'given' | 'named' | 'inferred';
}

/** A few slips of the pen do not make another unit. */
const slips = 0.01;

/** Spellings in a name that mean tenths. */
const tenths = /0[.,_]1[\s_]*°?c|tenths?/i;

export function toC(value: number, unit: TemperatureUnit): number {
  if (unit === 'K') return value - kelvinAtZeroC;
  return unit === '0.1C' ? value / 10 : value;
}

/** The unit that the name of a column states, or null. */
export function namedUnit(name: string): TemperatureUnit | null {
  if (tenths.test(name)) return '0.1C';
  const { unit } = splitUnit(name);
  return unit === 'C' || unit === 'K' ? unit : null;
}

/** A unit that somebody or something states, against which the values are checked. */
export type StatedUnit = JudgedUnit & { readonly how: 'given' | 'named' };

/**
 * @param what   the values are, for messages
 * @param values without missing values; at least one
 * @throws {DomainError} 'invalid-input' where two units explain the values, none does, or not the one that is stated
 */
export function judgeUnit(what: string, values: readonly number[], stated: StatedUnit | null): JudgedUnit {
  if (stated !== null) {
    if (impossibleShare(values, stated.unit) <= slips) return stated;
    throw undecided(what, values, `${stated.unit} does not explain`);
  }
  // °C that are possible are taken as such: as tenths they would span less than 17 °C in all years and places.
  if (impossibleShare(values, 'C') <= slips) return { unit: 'C', how: 'inferred' };
  const fitting = (['K', '0.1C'] as const).filter((unit) => impossibleShare(values, unit) <= slips);
  const whole = values.every(Number.isInteger);
  const likely = whole ? fitting : fitting.filter((unit) => unit !== '0.1C');
  if (likely.length === 1) return { unit: likely[0]!, how: 'inferred' };
  throw undecided(
    what,
    values,
    likely.length === 0 ? 'none of °C, K and 0.1 °C explains' : 'K as well as 0.1 °C explains',
  );
}

function impossibleShare(values: readonly number[], unit: TemperatureUnit): number {
  return values.filter((value) => !isPossibleC(toC(value, unit))).length / values.length;
}

function undecided(what: string, values: readonly number[], why: string): DomainError {
  let [minimum, maximum] = [Infinity, -Infinity];
  for (const value of values) {
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  return new DomainError(
    'invalid-input',
    `${what}: ${why} the values of ${minimum} to ${maximum}; if all are of one unit, give it by units: C, K or 0.1C`,
    { what, minimum, maximum, units: temperatureUnits },
  );
}

/**
 * Years of one station differ by a degree or two; a unit that changes within a column, by hundreds or by a factor of 10.
 * @param years °C of each year of a station, missing values left out
 * @throws {DomainError} 'invalid-input' naming two years that cannot be of one unit
 */
export function refuseMixedUnits(
  name: string,
  station: string,
  years: readonly { readonly year: number; readonly valuesC: readonly number[] }[],
): void {
  const spreads = years
    .filter(({ valuesC }) => valuesC.length >= 12)
    .map(({ year, valuesC }) => ({ year, spreadC: spreadOf(valuesC) }))
    .toSorted((a, b) => a.spreadC - b.spreadC);
  const [least, most] = [spreads[0], spreads.at(-1)];
  if (least === undefined || most === undefined || most.spreadC < 6 * least.spreadC || most.spreadC < 3) return;
  throw new DomainError(
    'invalid-input',
    `Column ${JSON.stringify(name)}${station === '' ? '' : ` of ${station}`} seems to mix units: its values deviate by ${least.spreadC.toFixed(2)} °C from their mean in ${least.year} and by ${most.spreadC.toFixed(2)} °C in ${most.year}. Bring all years to one unit`,
    { column: name, station, years: [least.year, most.year] },
  );
}

/** Standard deviation. */
function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
