/** Decompressed bytes of a block → numbers: byte order, predictor, packed bits, half floats. */
import { createRawArray, viewAs } from './bandType.ts';
import { undoRows } from './kernel/inflate.ts';
import { undoDifferences, undoDifferences64, undoFloatingPoint } from './predictor.ts';
import type { RawArray } from './bandType.ts';
import type { BlockLayout } from './blockLayout.ts';

/**
 * @param bytes whole rows of the block; changed
 * @returns rows × block width × samples per pixel, in the same memory or their own
 */
export function samplesOf(bytes: Uint8Array<ArrayBuffer>, layout: BlockLayout): RawArray {
  const { sample, predictor, compression, samplesPerPixel } = layout;
  const rowLength = layout.blockWidthPx * samplesPerPixel;
  if (sample.bits < 8 || sample.bits % 8 !== 0) return unpack(bytes, layout, rowLength);
  // Stored as they are: the schemes without a dictionary have no predictor, whatever the tag says.
  const predicted = compression !== 'none' && compression !== 'packbits' ? predictor : 1;
  const sampleBytes = sample.bits / 8;
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  if (!layout.littleEndian) swapBytes(aligned, sampleBytes);
  let plain = aligned;
  if (predicted === 2) plain = undoDifferencesOf(aligned, sampleBytes, rowLength, samplesPerPixel);
  if (predicted === 3) plain = undoFloatingPoint(aligned, rowLength, samplesPerPixel, sampleBytes);
  return sample.type === 'float32' && sampleBytes === 2 ? widenHalfFloats(plain) : viewAs(sample.type, plain);
}

function swapBytes(bytes: Uint8Array<ArrayBuffer>, sampleBytes: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (sampleBytes === 2) buffer.swap16();
  else if (sampleBytes === 4) buffer.swap32();
  else if (sampleBytes === 8) buffer.swap64();
}

/** @returns the samples, in the same memory or nearly */
function undoDifferencesOf(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
  rowLength: number,
  stride: number,
): Uint8Array<ArrayBuffer> {
  if (stride === 1 && (size === 2 || size === 4)) {
    const undone = undoRows(size === 2 ? 'undoDifferences16' : 'undoDifferences32', bytes, rowLength);
    if (undone !== null) return undone;
  }
  const { buffer, byteOffset, byteLength } = bytes;
  if (size === 8) undoDifferences64(new BigUint64Array(buffer, byteOffset, byteLength / 8), rowLength, stride);
  else if (size === 4) undoDifferences(new Uint32Array(buffer, byteOffset, byteLength / 4), rowLength, stride);
  else if (size === 2) undoDifferences(new Uint16Array(buffer, byteOffset, byteLength / 2), rowLength, stride);
  else undoDifferences(bytes, rowLength, stride);
  return bytes;
}

/** Integers of 1 to 15 bits, most significant bit first; each row starts at a byte. */
function unpack(bytes: Uint8Array, layout: BlockLayout, rowLength: number): RawArray {
  const { bits, type } = layout.sample;
  const rows = bytes.length / layout.rowBytes;
  const out = createRawArray(type, rows * rowLength);
  const mask = (1 << bits) - 1;
  for (let row = 0; row < rows; row++) {
    let held = 0;
    let heldBits = 0;
    let read = row * layout.rowBytes;
    for (let i = 0; i < rowLength; i++) {
      while (heldBits < bits) {
        held = ((held << 8) | bytes[read++]!) & 0xffffff;
        heldBits += 8;
      }
      heldBits -= bits;
      out[row * rowLength + i] = (held >>> heldBits) & mask;
    }
  }
  return out;
}

/** IEEE 754 binary16 → binary32. */
function widenHalfFloats(bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}
