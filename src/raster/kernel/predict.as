// Nodata and predictor 3 for one band of float32. Built into deflate.wasm by test/tools/buildKernel.ts.

/** In place. @param count a multiple of 4 */
export function replaceNaN(at: usize, count: usize, nodata: f32): void {
  const end = at + (count << 2), value = f32x4.splat(nodata);
  for (; at < end; at += 16) {
    const numbers = v128.load(at);
    v128.store(at, v128.bitselect(numbers, value, f32x4.eq(numbers, numbers)));
  }
}

/** Each byte less the one before it in the row. */
@inline
function difference(plane: v128, before: v128): v128 {
  return i8x16.sub(plane, v128.shuffle<i8>(before, plane, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30));
}

/**
 * Little-endian numbers → the bytes of each row sorted by significance, the most significant first, as differences.
 * @param rowLength a multiple of 16
 */
export function predictFloats(from: usize, to: usize, rows: i32, rowLength: usize): void {
  for (let row = 0; row < rows; row++) {
    let before0 = i8x16.splat(0), before1 = before0, before2 = before0, before3 = before0;
    for (let x: usize = 0; x < rowLength; x += 16) {
      const at = from + (x << 2);
      const a = v128.load(at), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48);
      // The lower and the upper halves of the numbers, then the bytes of each.
      const lowAB = v128.shuffle<i16>(a, b, 0, 2, 4, 6, 8, 10, 12, 14), lowCD = v128.shuffle<i16>(c, d, 0, 2, 4, 6, 8, 10, 12, 14);
      const highAB = v128.shuffle<i16>(a, b, 1, 3, 5, 7, 9, 11, 13, 15), highCD = v128.shuffle<i16>(c, d, 1, 3, 5, 7, 9, 11, 13, 15);
      const plane0 = odd(highAB, highCD), plane1 = even(highAB, highCD), plane2 = odd(lowAB, lowCD), plane3 = even(lowAB, lowCD);
      const out = to + x;
      v128.store(out, difference(plane0, before0));
      v128.store(out + rowLength, difference(plane1, before1));
      v128.store(out + 2 * rowLength, difference(plane2, before2));
      v128.store(out + 3 * rowLength, difference(plane3, before3));
      before0 = plane0;
      before1 = plane1;
      before2 = plane2;
      before3 = plane3;
    }
    // The first byte of a plane follows the last one of the plane above it.
    mend(to + rowLength, before0);
    mend(to + 2 * rowLength, before1);
    mend(to + 3 * rowLength, before2);
    from += rowLength << 2;
    to += rowLength << 2;
  }
}

@inline
function mend(at: usize, before: v128): void {
  store<u8>(at, load<u8>(at) - i8x16.extract_lane_u(before, 15));
}

@inline
function even(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

@inline
function odd(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
