/** Which numbers cannot be ground temperatures. */
import { isSentinel } from './numbers.ts';

/** °C; the coldest and warmest ground ever measured lie well inside. */
const coldestC = -60;
const warmestC = 60;

/** A median above this can only be kelvin. */
const kelvinMedian = 150;

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
