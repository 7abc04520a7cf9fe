/**
 * Undoing of TIFF predictors.
 * @source TIFF Revision 6.0, section 14 (2); Adobe Photoshop TIFF Technical Note 3 (3)
 */
import { undoRows } from './kernel/inflate.ts';

/**
 * Predictor 2: each sample was stored as its difference to the same sample of the pixel to the left. In place.
 * @param values    rows of `rowLength` samples as unsigned numbers of their width, in this machine's byte order
 * @param stride    samples per pixel
 */
export function undoDifferences(
  values: Uint8Array | Uint16Array | Uint32Array,
  rowLength: number,
  stride: number,
): void {
  for (let row = 0; row < values.length; row += rowLength) {
    // The array wraps around at its width, as the writer did.
    for (let i = row + stride; i < row + rowLength; i++) values[i] = values[i]! + values[i - stride]!;
  }
}

/** The same for 64-bit samples. */
export function undoDifferences64(values: BigUint64Array, rowLength: number, stride: number): void {
  for (let row = 0; row < values.length; row += rowLength) {
    for (let i = row + stride; i < row + rowLength; i++) values[i] = values[i]! + values[i - stride]!;
  }
}

/**
 * Predictor 3: the bytes of a row were sorted by significance, most significant first, then stored as differences.
 * In place or nearly, as a second block costs more in page faults than the arithmetic does.
 * @param bytes       rows of `rowLength × sampleBytes`, aligned to 4 bytes; changed
 * @param rowLength   samples of a row
 * @param stride      samples per pixel
 * @param sampleBytes 2, 4 or 8
 * @returns little-endian numbers, valid as long as `bytes`
 */
export function undoFloatingPoint(
  bytes: Uint8Array<ArrayBuffer>,
  rowLength: number,
  stride: number,
  sampleBytes: number,
): Uint8Array<ArrayBuffer> {
  const undone = sampleBytes === 4 && stride === 1 ? undoRows('undoFloats', bytes, rowLength) : null;
  if (undone !== null) return undone;
  const rowBytes = rowLength * sampleBytes;
  const planes = new Uint8Array(rowBytes);
  for (let row = 0; row < bytes.length; row += rowBytes) {
    for (let i = 0; i < rowBytes; i++) planes[i] = bytes[row + i]! + (i < stride ? 0 : planes[i - stride]!);
    for (let plane = 0; plane < sampleBytes; plane++) {
      const from = plane * rowLength;
      const to = row + sampleBytes - 1 - plane;
      for (let i = 0; i < rowLength; i++) bytes[to + i * sampleBytes] = planes[from + i]!;
    }
  }
  return bytes;
}
