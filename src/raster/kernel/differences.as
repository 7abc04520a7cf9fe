// Undoing of predictor 2 for one band: each sample was stored as its difference to the one on its left, modulo its width.
// Built into inflate.wasm by test/tools/buildKernel.ts.

/** @param rowLength samples; up to 15 bytes past a row are read, and written past `to` */
export function undoDifferences16(from: usize, to: usize, rows: i32, rowLength: usize): void {
  const zero = i16x8.splat(0), rowBytes = rowLength << 1;
  for (let row = 0; row < rows; row++) {
    let before = zero;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      let x = v128.load(from + at);
      x = i16x8.add(x, v128.shuffle<i16>(zero, x, 0, 8, 9, 10, 11, 12, 13, 14));
      x = i16x8.add(x, v128.shuffle<i16>(zero, x, 0, 1, 8, 9, 10, 11, 12, 13));
      x = i16x8.add(x, v128.shuffle<i16>(zero, x, 0, 1, 2, 3, 8, 9, 10, 11));
      x = i16x8.add(x, before);
      v128.store(to + at, x);
      before = v128.shuffle<i16>(x, x, 7, 7, 7, 7, 7, 7, 7, 7);
    }
    from += rowBytes;
    to += rowBytes;
  }
}

/** The same of 32 bits. */
export function undoDifferences32(from: usize, to: usize, rows: i32, rowLength: usize): void {
  const zero = i32x4.splat(0), rowBytes = rowLength << 2;
  for (let row = 0; row < rows; row++) {
    let before = zero;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      let x = v128.load(from + at);
      x = i32x4.add(x, v128.shuffle<i32>(zero, x, 0, 4, 5, 6));
      x = i32x4.add(x, v128.shuffle<i32>(zero, x, 0, 1, 4, 5));
      x = i32x4.add(x, before);
      v128.store(to + at, x);
      before = v128.shuffle<i32>(x, x, 3, 3, 3, 3);
    }
    from += rowBytes;
    to += rowBytes;
  }
}
