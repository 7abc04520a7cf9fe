/** Readings of a whole table as °C: which unit they have, which of them stand for nothing, which cannot be. */
import { DomainError } from '../core/errors.ts';
import { median, range } from '../core/statistics.ts';
import { kelvinAtZeroC } from './columnUnits.ts';
import { isSentinel } from './numbers.ts';

/** Units of readings: degrees, tenths and raw hundredths of degrees, kelvin. */
export const temperatureUnits = ['C', 'K', '0.1C', '0.01C'] as const;

export type TemperatureUnit = (typeof temperatureUnits)[number];

const scales: Readonly<Record<TemperatureUnit, { readonly factor: number; readonly zero: number }>> = {
  C: { factor: 1, zero: 0 },
  K: { factor: 1, zero: kelvinAtZeroC },
  '0.1C': { factor: 0.1, zero: 0 },
  '0.01C': { factor: 0.01, zero: 0 },
};

/** °C; the coldest and warmest ground ever measured lie well inside. */
const possibleC = { coldest: -60, warmest: 60 } as const;

/** More sentinels, that only beside temperatures are none: of loggers (±6999, 7999) and of the Chinese archives. */
const moreSentinels = new Set([999, 999.9, 9999.9, -6999, 6999, 7999, 32_700, 32_744, 999_990, 999_998]);

/** Fewer impossible readings than this share are faults of the sensor; more, a unit that was not understood. */
const mostImpossible = 0.05;

/** So many whole numbers without a fraction among them are no readings in °C. */
const wholeReadings = 20;

export interface Celsius {
  /** One per reading; NaN where it stands for nothing or cannot be. */
  readonly valuesC: Float64Array;
  readonly unit: { readonly name: TemperatureUnit; readonly how: 'given' | 'named' | 'assumed' };
  /** Readings that stand for "no measurement". */
  readonly sentinels: number;
  /** Readings outside −60…60 °C, by their index. */
  readonly impossible: readonly number[];
}

/**
 * @param raw     numbers as they stand in the table; NaN where a cell is blank
 * @param given   by the user, or null
 * @param named   in the column's name, or null
 * @param missing numbers that the user says stand for nothing
 * @throws {DomainError} 'invalid-input' where nothing names the unit and the readings cannot be °C, or are all whole
 * numbers: `temperatureUnit` settles it
 */
export function toCelsius(
  raw: Float64Array,
  given: TemperatureUnit | null,
  named: 'C' | 'K' | null,
  missing: readonly number[],
): Celsius {
  const name = given ?? named ?? 'C';
  const { factor, zero } = scales[name];
  // A division keeps 12 tenths at 1.2, which a product by 0.1 does not.
  const valuesC = raw.map((value) => (factor === 1 ? value - zero : value / Math.round(1 / factor)));
  let sentinels = 0;
  const impossible: number[] = [];
  const isReading = new Uint8Array(raw.length);
  for (const [i, value] of raw.entries()) {
    if (Number.isNaN(value)) continue;
    const possible = valuesC[i]! >= possibleC.coldest && valuesC[i]! <= possibleC.warmest;
    // −999 is a reading where it stands for −9.99 °C.
    if (missing.includes(value) || (!possible && (isSentinel(value) || moreSentinels.has(value)))) sentinels += 1;
    else {
      isReading[i] = 1;
      if (possible) continue;
      impossible.push(i);
    }
    valuesC[i] = Number.NaN;
  }
  const readings = raw.filter((_, i) => isReading[i] === 1);
  const impossibleShare = impossible.length / Math.max(1, readings.length);
  if (impossibleShare > mostImpossible) throw notIn(name, given, readings, impossibleShare);
  if (given === null && named === null) refuseWholeNumbers(readings);
  const how = given !== null ? 'given' : named !== null ? 'named' : 'assumed';
  return { valuesC, unit: { name, how }, sentinels, impossible };
}

function refuseWholeNumbers(readings: Float64Array): void {
  if (readings.length < wholeReadings || !readings.every(Number.isInteger)) return;
  const { minimum, maximum } = range(readings);
  if (minimum === maximum) return;
  throw new DomainError(
    'invalid-input',
    `All ${readings.length} readings are whole numbers (${minimum} to ${maximum}), which may be degrees, tenths or hundredths: say by temperatureUnit, "C", "0.1C" or "0.01C"`,
    { minimum, maximum },
  );
}

function notIn(
  unit: TemperatureUnit,
  given: TemperatureUnit | null,
  readings: Float64Array,
  impossibleShare: number,
): DomainError {
  const { minimum, maximum } = range(readings);
  const largest = Math.max(Math.abs(minimum), Math.abs(maximum));
  const centre = median(readings);
  const like = centre > 200 && centre < 330 ? '"K"' : largest <= 600 ? '"0.1C"' : largest <= 6000 ? '"0.01C"' : null;
  const hint =
    like === null || given !== null
      ? 'say which numbers stand for nothing by missingValues'
      : `say by temperatureUnit what they are; they look like ${like}`;
  return new DomainError(
    'invalid-input',
    `${Math.round(impossibleShare * 100)} % of the readings, ${minimum} to ${maximum}, cannot be ground temperatures in ${unit}: ${hint}`,
    { minimum, maximum, unit },
  );
}
