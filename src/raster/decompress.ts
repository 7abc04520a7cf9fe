/** Bytes of a block as stored → bytes of its rows, never more than asked for. */
import { inflateSync, zstdDecompressSync } from 'node:zlib';
import { decodeLzw } from './lzw.ts';
import { inflateTile } from './kernel/inflate.ts';
import { decodePackBits } from './packBits.ts';
import type { Compression } from './compression.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const decoders: Readonly<Record<Exclude<Compression, 'lerc'>, (bytes: Bytes, maxBytes: number) => Bytes>> = {
  none: (bytes, maxBytes) => bytes.subarray(0, maxBytes),
  deflate: (bytes, maxBytes) => inflateTile(bytes, maxBytes) ?? inflateSync(bytes, zlibOptions(maxBytes)),
  zstd: (bytes, maxBytes) => zstdDecompressSync(bytes, zlibOptions(maxBytes)),
  lzw: decodeLzw,
  packbits: decodePackBits,
};

/**
 * @param maxBytes what a whole block holds; a stream that gives more is a bomb or damaged
 * @returns at most maxBytes bytes, which the caller may change; some are valid until the next call only
 * @throws {Error} where the stream is damaged
 */
export function decompress(scheme: keyof typeof decoders, bytes: Bytes, maxBytes: number): Bytes {
  return decoders[scheme](bytes, maxBytes);
}

/** One chunk a little larger than the block: with the default of 16 kB the output is copied together from pieces. */
function zlibOptions(maxBytes: number): { maxOutputLength: number; chunkSize: number } {
  return { maxOutputLength: maxBytes, chunkSize: maxBytes + 64 };
}
