// Undoing of predictor 3 for one band of float32. Built into inflate.wasm by test/tools/buildKernel.ts.

/** Sum of each byte and all before it, modulo 256. */
@inline
function sumBytes(x: v128): v128 {
  const zero = i8x16.splat(0);
  x = i8x16.add(x, v128.shuffle<i8>(zero, x, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30));
  x = i8x16.add(x, v128.shuffle<i8>(zero, x, 0, 1, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29));
  x = i8x16.add(x, v128.shuffle<i8>(zero, x, 0, 1, 2, 3, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27));
  return i8x16.add(x, v128.shuffle<i8>(zero, x, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
}

/**
 * The bytes of a row, sorted by significance with the most significant first and stored as differences → little-endian
 * numbers. Reads up to 15 bytes past `from` and the planes, writes up to 60 past `to`.
 * @param planes room for a row
 */
export function undoFloats(from: usize, to: usize, rows: i32, rowLength: usize, planes: usize): void {
  const rowBytes = rowLength << 2;
  for (let row = 0; row < rows; row++) {
    let before = i8x16.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const sums = i8x16.add(sumBytes(v128.load(from + at)), before);
      v128.store(planes + at, sums);
      before = i8x16.swizzle(sums, i8x16.splat(15));
    }
    for (let x: usize = 0; x < rowLength; x += 16) {
      const a = v128.load(planes + x), b = v128.load(planes + rowLength + x);
      const c = v128.load(planes + 2 * rowLength + x), d = v128.load(planes + 3 * rowLength + x);
      const lowA = v128.shuffle<i8>(d, c, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const lowB = v128.shuffle<i8>(d, c, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const highA = v128.shuffle<i8>(b, a, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const highB = v128.shuffle<i8>(b, a, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const out = to + (x << 2);
      v128.store(out, v128.shuffle<i16>(lowA, highA, 0, 8, 1, 9, 2, 10, 3, 11), 0);
      v128.store(out, v128.shuffle<i16>(lowA, highA, 4, 12, 5, 13, 6, 14, 7, 15), 16);
      v128.store(out, v128.shuffle<i16>(lowB, highB, 0, 8, 1, 9, 2, 10, 3, 11), 32);
      v128.store(out, v128.shuffle<i16>(lowB, highB, 4, 12, 5, 13, 6, 14, 7, 15), 48);
    }
    from += rowBytes;
    to += rowBytes;
  }
}
