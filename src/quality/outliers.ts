/** Values that the stations around do not let expect. */
import { chordToM, squaredChord, unitVectors } from '../core/sphere.ts';
import { median, range } from '../core/statistics.ts';
import { leastSquares } from '../forest/linear/leastSquares.ts';
import { predictRelation, relationOf } from '../forest/linear/linearRelation.ts';
import { nearestNeighbours } from '../forest/residuals/neighbours.ts';
import type { Flag } from './flag.ts';
import type { StationTable } from './stationTable.ts';

/** Fewer say nothing about what is usual. */
export const fewestForOutliers = 20;
const neighbourCount = 8;
/** Usual differences are spread by 1; 4 is one of 16,000 normal ones. */
const limit = 4;
/** Median absolute deviation to standard deviation of a normal distribution. */
const madToDeviation = 1.4826;
/** °C, of thermistors and loggers in boreholes: stations that agree more closely do so by chance. */
const accuracyC = 0.1;
/** Trimming ends when it drops nobody new, which takes two or three rounds. */
const mostRounds = 10;

/**
 * Flags values whose difference from a linear relation with elevation and latitude, less the median of the same
 * difference at the eight nearest stations, lies beyond four robust deviations,
 * which are not taken below the accuracy of a temperature. The relation is fitted again without
 * rows beyond three deviations until none is new (iterated trimming), so that no outlier speaks for itself.
 * @param target one per row; NaN is passed over
 * @returns null where fewer than twenty stations have a value and a position
 */
export function findOutliers(stations: StationTable, target: Float64Array, name: string, unit: string): Flag[] | null {
  const { table, positions, elevations } = stations;
  if (positions === null) return null;
  const rows = [...target.keys()].filter((row) => !Number.isNaN(target[row]!));
  if (rows.length < fewestForOutliers) return null;
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const values = pick(target);
  const columns = [positions.lat, ...(elevations === null ? [] : [elevations])].map(pick).filter(isUsable);
  const differences = trimmedDifferences(columns, values);
  const places = unitVectors(pick(positions.lon), pick(positions.lat));
  const neighbours = nearestNeighbours(places, neighbourCount);
  const around = neighbours.map((near) => median(Float64Array.from(near, (i) => differences[i]!)));
  const odd = differences.map((difference, i) => difference - around[i]!);
  const scale = Math.max(robustScale(odd), unit === '°C' ? accuracyC : 0);
  if (!(scale > 0)) return [];
  return rows.flatMap((row, i): Flag[] => {
    const times = Math.abs(odd[i]!) / scale;
    if (times <= limit) return [];
    const expected = values[i]! - odd[i]!;
    const awayKm = neighbours[i]!.map((near) => chordToM(squaredChord(places, i, places, near)) / 1000);
    const beside = columns.length > 1 ? 'latitude and elevation' : 'latitude';
    const reason = `${name} is ${shown(values[i]!, unit)}, where the ${neighbourCount} nearest stations (about ${Math.round(median(Float64Array.from(awayKm)))} km away) with ${beside} let expect ${shown(expected, unit)}: ${times.toFixed(1)} times the usual difference of ${shown(scale, unit)}`;
    return [{ row, check: 'outlier', reason, suggestions: [{ line: table.lines[row]!, exclude: true, reason }] }];
  });
}

/** A covariate that some station lacks, or that all share, cannot be fitted. */
function isUsable(column: Float64Array): boolean {
  const { minimum, maximum } = range(column);
  return maximum > minimum && !column.some(Number.isNaN);
}

function trimmedDifferences(columns: readonly Float64Array[], values: Float64Array): Float64Array {
  let kept = [...values.keys()];
  let differences = values;
  for (let round = 0; round < mostRounds; round++) {
    const chosen = columns.map((column) => Float64Array.from(kept, (i) => column[i]!)).filter(isUsable);
    if (chosen.length < columns.length) return differences;
    const fit = leastSquares(
      chosen,
      kept.map((i) => values[i]!),
      columns.map((_, column) => String(column)),
    );
    const relation = relationOf(fit);
    differences = values.map(
      (value, i) =>
        value -
        predictRelation(
          relation,
          columns.map((column) => column[i]!),
        ),
    );
    const scale = robustScale(differences);
    const next = [...values.keys()].filter((i) => Math.abs(differences[i]!) <= 3 * scale);
    if (next.length === kept.length || next.length < values.length / 2) return differences;
    kept = next;
  }
  return differences;
}

function robustScale(values: Float64Array): number {
  const centre = median(values);
  return madToDeviation * median(values.map((value) => Math.abs(value - centre)));
}

function shown(value: number, unit: string): string {
  return `${Number(value.toPrecision(3))}${unit === '' ? '' : ` ${unit}`}`;
}
