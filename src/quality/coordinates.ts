/** Coordinates that were typed or written in the wrong way. */
import { median } from '../core/statistics.ts';
import type { Check, Flag } from './flag.ts';
import type { StationTable } from './stationTable.ts';

type Positions = NonNullable<StationTable['positions']>;

/** Below this many there is no telling where the stations are. */
const fewestStations = 5;

/**
 * Stations far outside the box of the middle nine tenths, its size again on every side, that would lie within the box
 * if latitude and longitude were exchanged or one of them had the other sign.
 */
export function findMisplaced({ table, positions }: StationTable): Flag[] {
  if (positions === null || table.rowCount < fewestStations) return [];
  const lat = spanOf(positions.lat);
  const lon = spanOf(positions.lon);
  const inside = (latDeg: number, lonDeg: number, margins: number): boolean =>
    within(lat, latDeg, margins) && within(lon, lonDeg, margins);
  return [...positions.lat].flatMap((latDeg, row): Flag[] => {
    const lonDeg = positions.lon[row]!;
    if (inside(latDeg, lonDeg, 1)) return [];
    const guesses: readonly (readonly [Check, string, number, number])[] = [
      ['swapped-coordinates', 'latitude and longitude exchanged', lonDeg, latDeg],
      ['wrong-sign', 'the other sign of the latitude', -latDeg, lonDeg],
      ['wrong-sign', 'the other sign of the longitude', latDeg, -lonDeg],
    ];
    const guess = guesses.find(([, , y, x]) => inside(y, x, 0.1));
    if (guess === undefined) return [];
    const [check, how, y, x] = guess;
    const reason = `Lies at ${latDeg}, ${lonDeg}, far from the other stations; with ${how} it would lie among them`;
    return [{ row, check, reason, suggestions: moveTo(table.lines[row]!, positions, row, y, x, how) }];
  });
}

interface Span {
  readonly low: number;
  readonly high: number;
}

function spanOf(values: Float64Array): Span {
  const sorted = values.toSorted();
  const last = sorted.length - 1;
  // Rounded inwards: of few stations too, one alone is left out at either end.
  return { low: sorted[Math.ceil(0.05 * last)]!, high: sorted[Math.floor(0.95 * last)]! };
}

/** A table of one spot still has some room around it. */
function within({ low, high }: Span, value: number, margins: number): boolean {
  const margin = margins * Math.max(high - low, 0.5);
  return value >= low - margin && value <= high + margin;
}

function moveTo(line: number, positions: Positions, row: number, latDeg: number, lonDeg: number, reason: string) {
  const { latColumn, lonColumn, lat, lon } = positions;
  return [
    ...(lat[row] === latDeg ? [] : [{ line, column: latColumn, value: String(latDeg), reason }]),
    ...(lon[row] === lonDeg ? [] : [{ line, column: lonColumn, value: String(lonDeg), reason }]),
  ];
}

/**
 * At least so many digits fewer than the middle station, and at most a tenth of a degree, in both coordinates. Of places
 * given to whole minutes one in a hundred looks so by chance, with two decimals it would be one in nine.
 */
const digitsFewer = 2;
const coarseDigits = 1;

/** Stations given to a tenth of a degree among others given to a metre. */
export function findCoarse({ positions }: StationTable): Flag[] {
  if (positions === null) return [];
  const digits = [...positions.lat].map((latDeg, row) => Math.max(decimals(latDeg), decimals(positions.lon[row]!)));
  const usual = median(Float64Array.from(digits));
  return digits.flatMap((count, row): Flag[] => {
    if (count > coarseDigits || count > usual - digitsFewer) return [];
    const halfStepKm = (0.5 * 10 ** -count * 111.2).toPrecision(2);
    const reason = `Its coordinates have ${count} decimals, those of most stations ${usual}: it may lie ${halfStepKm} km off in each direction`;
    return [{ row, check: 'coarse-coordinates', reason, suggestions: [] }];
  });
}

function decimals(value: number): number {
  return /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
}

/**
 * Every station of a table whose coordinates the intake took for degrees.minutes, with what they would be in degrees.
 * @param suspected whether the intake did
 */
export function findDegreesMinutes({ table, positions }: StationTable, suspected: boolean): Flag[] {
  if (positions === null || !suspected) return [];
  return [...table.lines].map((line, row) => {
    const [latDeg, lonDeg] = [fromMinutes(positions.lat[row]!), fromMinutes(positions.lon[row]!)];
    const how = 'degrees.minutes turned into decimal degrees';
    const reason = `If ${positions.lat[row]}, ${positions.lon[row]} are degrees.minutes, as no fraction of the table reaches 0.60, it lies at ${latDeg}, ${lonDeg}`;
    return { row, check: 'degrees-minutes', reason, suggestions: moveTo(line, positions, row, latDeg, lonDeg, how) };
  });
}

/** 29.40 → 29.66667, to five decimals. */
function fromMinutes(value: number): number {
  const size = Math.abs(value);
  const degrees = Math.floor(size);
  return Number((Math.sign(value) * (degrees + ((size - degrees) * 100) / 60)).toFixed(5));
}
