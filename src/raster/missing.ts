/** Which numbers of a raster are no values: as its file declares, or as its user says. */
import { DomainError } from '../core/errors.ts';
import { range } from '../core/statistics.ts';
import { lieBetween } from './kernel/bands.ts';
import type { RasterInfo } from './rasterInfo.ts';

/**
 * A number as stored in the file, which is no value beside what the file declares; `none` where nothing else is missing;
 * null for what the file declares, and a refusal of numbers that look like missing ones beside it.
 */
export type NodataChoice = number | 'none' | null;

/** What programs write for "no value", as stored: −32767 is what NetCDF fills int16 with. */
const usualNodata = [-9999, -99_999, -32_767, -32_768, -2_147_483_648];
/** Beyond any measurement: the lowest float32, or its decimal approximation. */
const beyondMeasure = 1e30;

const largestFloat32 = 3.4028234663852886e38;
/** Those that are looked at one by one where one of them is special. */
const valuesAtOnce = 2 ** 13;

/**
 * @returns a function that puts NaN in place of what is no value among physical values; infinities are none either.
 *   It throws DomainError 'covariate-invalid' for undeclared nodata
 */
export function createMissing(
  { name, bands }: RasterInfo,
  band: number,
  choice: NodataChoice,
): (values: Float32Array | Float64Array) => void {
  const { scale, offset, nodata } = bands[band - 1]!;
  const physical = (stored: number): number => Math.fround(stored * scale + offset);
  // Written with fewer digits than the file's numbers have, it equals none of them.
  const declared = typeof choice === 'number' ? choice : choice === null ? (nodata ?? 0) : 0;
  const most = Math.abs(declared) > beyondMeasure ? beyondMeasure : largestFloat32;
  const missing = typeof choice === 'number' ? physical(choice) : Number.NaN;
  const suspects = choice === null ? usualNodata.map(physical) : [];
  const drop = (values: Float32Array | Float64Array): void => {
    for (let i = 0; i < values.length; i++) {
      const value = Math.fround(values[i]!);
      const size = Math.abs(value);
      if (value === missing || size > most) values[i] = Number.NaN;
      else if (suspects.includes(value) || (choice === null && size > beyondMeasure)) {
        throw undeclared(name, band, value, nodata);
      }
    }
  };
  // Nearly all values lie between those of the numbers that are looked for that are next to 0.
  const special = [-beyondMeasure, beyondMeasure, missing, ...suspects].filter((value) => !Number.isNaN(value));
  const { maximum: low } = range(special.filter((value) => value <= 0));
  const { minimum: high } = range(special.filter((value) => value > 0));
  return (values) => {
    for (let from = 0; from < values.length; from += valuesAtOnce) {
      const part = values.subarray(from, from + valuesAtOnce);
      if (!(part instanceof Float32Array) || !lieBetween(part, low, high)) drop(part);
    }
  };
}

function undeclared(name: string, band: number, value: number, nodata: number | null): DomainError {
  const declares = nodata === null ? 'no nodata' : `the nodata ${nodata} instead`;
  const message = `${name}: band ${band} holds ${value}, which usually means no value, but the file declares ${declares}. Say so with {"raster": …, "band": ${band}, "nodata": ${value}}, or "nodata": "none" where it is a value`;
  return new DomainError('covariate-invalid', message, { raster: name, band, value });
}
