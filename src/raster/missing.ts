/** Which numbers of a raster are no values: as its file declares, or as its user says. */
import { DomainError } from '../core/errors.ts';
import type { RasterInfo } from './rasterInfo.ts';

/**
 * A number as stored in the file; `none` where every number is a value; null for what the file declares, and a refusal
 * of numbers that look like missing ones in a file that declares none.
 */
export type NodataChoice = number | 'none' | null;

/** What programs write for "no value", as stored. */
const usualNodata = [-9999, -32768];
/** Beyond any measurement: the lowest float32, or its decimal approximation. */
const beyondMeasure = 1e30;

const largestFloat32 = 3.4028234663852886e38;

/**
 * @returns a function that puts NaN in place of what is no value among physical values; infinities are none either.
 *   It throws DomainError 'covariate-invalid' for undeclared nodata
 */
export function createMissing(
  { name, bands, masked }: RasterInfo,
  band: number,
  choice: NodataChoice,
): (values: Float32Array | Float64Array) => void {
  const { scale, offset, nodata } = bands[band - 1]!;
  const physical = (stored: number): number => Math.fround(stored * scale + offset);
  if (choice === null && nodata === null && !masked) {
    return createRefusal(name, band, usualNodata.map(physical));
  }
  const missing = typeof choice === 'number' ? physical(choice) : Number.NaN;
  // Written with fewer digits than the file's numbers have, it equals none of them.
  const declared = choice === null ? (nodata ?? 0) : choice === 'none' ? 0 : choice;
  const most = Math.abs(declared) > beyondMeasure ? beyondMeasure : largestFloat32;
  return (values) => {
    for (let i = 0; i < values.length; i++) {
      const value = Math.fround(values[i]!);
      if (value === missing || Math.abs(value) > most) values[i] = Number.NaN;
    }
  };
}

/** Of a file that declares no nodata. @param suspects two numbers that usually mean it */
function createRefusal(
  name: string,
  band: number,
  [first, second]: readonly number[],
): (values: Float32Array | Float64Array) => void {
  return (values) => {
    for (let i = 0; i < values.length; i++) {
      const value = Math.fround(values[i]!);
      if (Math.abs(value) === Infinity) values[i] = Number.NaN;
      else if (value === first || value === second || Math.abs(value) > beyondMeasure) {
        throw undeclared(name, band, value);
      }
    }
  };
}

function undeclared(name: string, band: number, value: number): DomainError {
  const message = `${name}: band ${band} holds ${value}, which usually means no value, but the file declares no nodata. Say so with {"raster": …, "band": ${band}, "nodata": ${value}}, or "nodata": "none" where it is a value`;
  return new DomainError('covariate-invalid', message, { raster: name, band, value });
}
