/** Compression schemes: those that are read, and names for those that are refused. */
import { rewriteAdvice, unsupported } from './refusals.ts';

export type Compression = 'none' | 'lzw' | 'deflate' | 'packbits' | 'lerc' | 'zstd';

const read: Readonly<Record<number, Compression>> = {
  1: 'none',
  5: 'lzw',
  8: 'deflate',
  32773: 'packbits',
  32946: 'deflate',
  34887: 'lerc',
  50000: 'zstd',
};

const refused: Readonly<Record<number, string>> = {
  2: 'CCITT RLE, for bilevel images',
  3: 'CCITT fax, for bilevel images',
  4: 'CCITT fax, for bilevel images',
  6: 'JPEG (old style), which is lossy',
  7: 'JPEG, which is lossy: its values are not the measured ones',
  34712: 'JPEG 2000',
  34925: 'LZMA',
  50001: 'WebP, which is for pictures',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

/** @throws {DomainError} 'raster-unsupported' */
export function compressionOf(code: number, name: string): Compression {
  const known = read[code];
  if (known !== undefined) return known;
  const found = `is compressed by ${refused[code] ?? `an unknown scheme (${code})`}`;
  throw unsupported(name, found, rewriteAdvice, { compression: code });
}
