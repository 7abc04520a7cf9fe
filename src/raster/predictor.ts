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
 * @param bytes      rows of `rowLength × sampleBytes`; used as scratch
 * @param rowLength  samples of a row
 * @param stride     samples per pixel
 * @param sampleBytes 2, 4 or 8
 * @returns the rows in little-endian byte order
 */
export function undoFloatingPoint(
  bytes: Uint8Array<ArrayBuffer>,
  rowLength: number,
  stride: number,
  sampleBytes: number,
): Uint8Array<ArrayBuffer> {
  const rowBytes = rowLength * sampleBytes;
  const out = new Uint8Array(bytes.length);
  const words = new Uint32Array(out.buffer, 0, Math.floor(out.length / 4));
  for (let row = 0; row < bytes.length; row += rowBytes) {
    if (stride === 1) accumulate(bytes, row, row + rowBytes);
    else for (let i = row + stride; i < row + rowBytes; i++) bytes[i] = bytes[i]! + bytes[i - stride]!;
    if (sampleBytes === 4) gatherWords(bytes, row, rowLength, words);
    else gather(bytes, row, rowLength, sampleBytes, out);
  }
  return out;
}

/** With the running sum in a local variable: reading it back from the array took twice the time. */
function accumulate(bytes: Uint8Array, start: number, end: number): void {
  let sum = 0;
  for (let i = start; i < end; i++) {
    sum = (sum + bytes[i]!) & 255;
    bytes[i] = sum;
  }
}

function gatherWords(bytes: Uint8Array, row: number, rowLength: number, words: Uint32Array): void {
  const second = row + rowLength;
  const third = second + rowLength;
  const fourth = third + rowLength;
  const to = row / 4;
  for (let i = 0; i < rowLength; i++) {
    words[to + i] =
      (bytes[row + i]! << 24) | (bytes[second + i]! << 16) | (bytes[third + i]! << 8) | bytes[fourth + i]!;
  }
}

function gather(bytes: Uint8Array, row: number, rowLength: number, sampleBytes: number, out: Uint8Array): void {
  for (let plane = 0; plane < sampleBytes; plane++) {
    const to = row + sampleBytes - 1 - plane;
    const from = row + plane * rowLength;
    for (let i = 0; i < rowLength; i++) out[to + i * sampleBytes] = bytes[from + i]!;
  }
}
