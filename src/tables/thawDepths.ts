/** Which columns hold active-layer thicknesses by their name, and which numbers cannot be any. */
import { metresPer, splitUnit } from './columnUnits.ts';

export type LengthUnit = keyof typeof metresPer;

export const lengthUnits: readonly LengthUnit[] = ['m', 'cm', 'mm'];

/** m; the deepest active layers on record, in bedrock of the Alps and of Svalbard, reach about half of it. */
export const deepestThawM = 30;

/** m; the median of any set of sites lies well between. Outside, the unit is another one. */
const leastMedianM = 0.05;
const mostMedianM = 10;

const thicknessWords =
  /(^|_)(active_layer|active_thickness|thaw_(depth|thickness)|depth_of_thaw|ald)(_|$)|活动层|融化深度|протаива|сезонноталы/u;

/** `alt_m` may be an altitude; in centimetres it is an active-layer thickness. */
const shortName = /^(mean_)?alt(_mean)?$/u;

/** The unit in a column's name; null where it names none of length. */
export function namedLengthUnit(name: string): LengthUnit | null {
  const { unit } = splitUnit(name);
  return lengthUnits.find((length) => length === unit) ?? null;
}

/** The unit of a column that says by its name that it holds active-layer thicknesses, and in what; null for any other. */
export function thicknessUnit(name: string): LengthUnit | null {
  const { whole, stem } = splitUnit(name);
  const unit = namedLengthUnit(name);
  return thicknessWords.test(whole) || (unit !== 'm' && shortName.test(stem)) ? unit : null;
}

/**
 * Why each value that cannot be an active-layer thickness is none, by its index; empty where all can. NaN is a missing
 * value and no fault. Where the median tells that the unit is another one, every value says so.
 */
export function thicknessFaults(values: Float64Array, unit: LengthUnit): ReadonlyMap<number, string> {
  const perUnit = metresPer[unit];
  const known = values.filter((value) => !Number.isNaN(value)).toSorted();
  const medianM = (known[Math.floor(known.length / 2)] ?? Number.NaN) * perUnit;
  const wrongUnit =
    medianM > mostMedianM || (medianM > 0 && medianM < leastMedianM)
      ? `is in another unit than ${unit}: the median would be ${Number(medianM.toPrecision(3))} m, and is expected from ${leastMedianM} to ${mostMedianM} m`
      : null;
  const faults = new Map<number, string>();
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    if (wrongUnit !== null) faults.set(row, wrongUnit);
    else if (!(value > 0 && value * perUnit <= deepestThawM)) {
      faults.set(row, `cannot be an active-layer thickness: expected above 0 and at most ${deepestThawM} m`);
    }
  }
  return faults;
}
