/** The two ways in which a file is turned away. */
import { DomainError } from '../core/errors.ts';

type Facts = Readonly<Record<string, unknown>>;

/** The file is damaged, cut off, or not a TIFF. */
export function unreadable(name: string, found: string, facts: Facts = {}, cause?: unknown): DomainError {
  return new DomainError('raster-unreadable', `${name}: ${found}`, { file: name, ...facts }, { cause });
}

/** The file is sound, but we would read it wrongly or not at all. */
export function unsupported(name: string, found: string, advice: string, facts: Facts = {}): DomainError {
  return new DomainError('raster-unsupported', `${name}: ${found}. ${advice}`, { file: name, ...facts });
}

export const rewriteAdvice = 'Rewrite it with: gdal_translate -co COMPRESS=DEFLATE -co TILED=YES IN.tif OUT.tif';

/** An error of a library in our words; pako and lerc throw strings. */
export function asUnreadable(name: string, doing: string, error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const said = error instanceof Error ? error.message : String(error);
  return unreadable(name, `${doing}: ${said}`, {}, error);
}
