/** Which columns hold ground temperatures by their name, and which numbers cannot be any. */
import { splitUnit } from './columnUnits.ts';
import { isSentinel } from './numbers.ts';
import { isTemperature } from './typedColumns.ts';
import type { TableColumn } from './boreholeTable.ts';

/** °C; the coldest and warmest ground ever measured lie well inside. */
const coldestC = -60;
const warmestC = 60;

/** A median above this can only be kelvin. */
const kelvinMedian = 150;

/** Abbreviations and words for ground temperature where they begin a word of the name: MAGT_15m, T_ttop, soil temp. */
const temperatureWords =
  /(^|_)(magst|magt|mast|mgst|mgt|gst|ttop|tzaa)(_|\p{N}|$)|(ground|soil|surface|permafrost|rock|borehole)_(t(_|$)|temp)|地温|地表温度|температур/u;
/** A temperature's letter, perhaps with a depth, which is one only beside its unit: T15_C, temp_10m (°C). */
const bareTemperature = /^t(emp(erature)?)?_?\p{N}*(_?c?m)?$/u;

/** Whether a column says by its role or its name, with or without a unit, that it holds ground temperatures. */
export function holdsGroundTemperature(column: Pick<TableColumn, 'name' | 'role'>): boolean {
  const { whole, stem, unit } = splitUnit(column.name);
  if (isTemperature(column.role) || temperatureWords.test(whole)) return true;
  return (unit === 'C' || unit === 'K') && bareTemperature.test(stem);
}

/**
 * Why each value that cannot be a ground temperature in °C is none, by its index; empty where all can. NaN is a
 * missing value and no fault. Where the median is above 150 the column looks like kelvin, and every value says so.
 */
export function temperatureFaults(valuesC: Float64Array): ReadonlyMap<number, string> {
  const kelvin = median(valuesC.filter((value) => !Number.isNaN(value) && !isSentinel(value))) > kelvinMedian;
  const faults = new Map<number, string>();
  for (const [row, value] of valuesC.entries()) {
    if (Number.isNaN(value)) continue;
    if (isSentinel(value)) faults.set(row, 'stands for a missing value');
    else if (kelvin)
      faults.set(row, 'looks like kelvin; subtract 273.15 or declare the unit, such as units={"magt":"K"}');
    else if (!(value >= coldestC && value <= warmestC)) {
      faults.set(row, `cannot be a ground temperature: outside −60…60 °C`);
    }
  }
  return faults;
}

function median(values: Float64Array): number {
  return values.toSorted()[Math.floor(values.length / 2)] ?? Number.NaN;
}
