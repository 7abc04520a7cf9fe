/** Bytes of a block as stored → bytes of its rows, never more than asked for. */
import { inflateSync, zstdDecompressSync } from 'node:zlib';
import { decodeLzw } from './lzw.ts';
import { decodePackBits } from './packBits.ts';
import type { Compression } from './compression.ts';

/**
 * @param maxBytes what a whole block holds; a stream that gives more is a bomb or damaged
 * @returns at most maxBytes bytes, in a buffer that the caller may change
 * @throws {Error} where the stream is damaged
 */
export function decompress(
  compression: Exclude<Compression, 'lerc'>,
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Uint8Array<ArrayBuffer> {
  // One chunk a little larger than the block: with the default of 16 kB the output is copied together from pieces.
  const options = { maxOutputLength: maxBytes, chunkSize: maxBytes + 64 };
  switch (compression) {
    case 'none':
      return bytes.subarray(0, maxBytes);
    case 'deflate':
      return inflateSync(bytes, options);
    case 'zstd':
      return zstdDecompressSync(bytes, options);
    case 'lzw':
      return decodeLzw(bytes, maxBytes);
    case 'packbits':
      return decodePackBits(bytes, maxBytes);
  }
}
