/**
 * Undoing of TIFF predictors.
 * @source TIFF Revision 6.0, section 14 (2); Adobe Photoshop TIFF Technical Note 3 (3)
 */

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
 * In place, as a second block costs more in page faults than the arithmetic does.
 * @param bytes       rows of `rowLength × sampleBytes`, aligned to 4 bytes; afterwards little-endian numbers
 * @param rowLength   samples of a row
 * @param stride      samples per pixel
 * @param sampleBytes 2, 4 or 8
 */
export function undoFloatingPoint(
  bytes: Uint8Array<ArrayBuffer>,
  rowLength: number,
  stride: number,
  sampleBytes: number,
): void {
  const rowBytes = rowLength * sampleBytes;
  const planes = new Uint8Array(rowBytes);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  for (let row = 0; row < bytes.length; row += rowBytes) {
    if (stride === 1) accumulate(bytes, row, planes);
    else accumulateBySample(bytes, row, planes, stride);
    if (sampleBytes === 4) joinWords(planes, words, row / 4);
    else joinBytes(planes, bytes, row, sampleBytes);
  }
}

/** With the running sum in a local variable: reading it back from the array took twice the time. */
function accumulate(bytes: Uint8Array, row: number, planes: Uint8Array): void {
  let sum = 0;
  for (let i = 0; i < planes.length; i++) {
    sum = (sum + bytes[row + i]!) & 255;
    planes[i] = sum;
  }
}

function accumulateBySample(bytes: Uint8Array, row: number, planes: Uint8Array, stride: number): void {
  for (let i = 0; i < planes.length; i++) planes[i] = bytes[row + i]! + (i < stride ? 0 : planes[i - stride]!);
}

function joinWords(planes: Uint8Array, words: Uint32Array, to: number): void {
  const length = planes.length / 4;
  for (let i = 0; i < length; i++) {
    words[to + i] =
      (planes[i]! << 24) | (planes[length + i]! << 16) | (planes[2 * length + i]! << 8) | planes[3 * length + i]!;
  }
}

function joinBytes(planes: Uint8Array, bytes: Uint8Array, row: number, sampleBytes: number): void {
  const length = planes.length / sampleBytes;
  for (let plane = 0; plane < sampleBytes; plane++) {
    const to = row + sampleBytes - 1 - plane;
    for (let i = 0; i < length; i++) bytes[to + i * sampleBytes] = planes[plane * length + i]!;
  }
}
