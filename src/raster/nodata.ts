/** The value that a file declares to mean "no measurement". */
import { unsupported } from './refusals.ts';
import type { BandType } from './bandType.ts';

/**
 * @param text the GDAL_NODATA tag
 * @returns the number as written, NaN for "nan", null without the tag
 * @throws {DomainError} 'raster-unsupported' where it is not a number, which GDAL takes as 0
 */
export function parseNodata(text: string | null, name: string): number | null {
  if (text === null || text.trim() === '') return null;
  const trimmed = text.trim().toLowerCase();
  if (/^[+-]?nan$/.test(trimmed)) return Number.NaN;
  const infinite = /^([+-]?)inf(inity)?$/.exec(trimmed);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (!Number.isNaN(value)) return value;
  throw unsupported(
    name,
    `its nodata value is “${text}”, not a number`,
    'Set it with: gdal_edit.py -a_nodata VALUE FILE',
  );
}

/**
 * The nodata value as pixels of this type hold it; null where none can.
 * A float32 pixel holds −9999.9 as −9999.900390625, so it never equals the number in the tag.
 */
export function nodataAsStored(nodata: number | null, type: BandType): number | null {
  if (nodata === null) return null;
  return type === 'float32' ? Math.fround(nodata) : nodata;
}
