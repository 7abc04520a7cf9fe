// Two rows of float32 → one of half the length, four results at a time. NaN is nodata. Reads and writes whole vectors.
// Built into bands.wasm by test/tools/buildKernel.ts.

@inline
function even(at: usize): v128 {
  return v128.shuffle<i32>(v128.load(at), v128.load(at, 16), 0, 2, 4, 6);
}

@inline
function odd(at: usize): v128 {
  return v128.shuffle<i32>(v128.load(at), v128.load(at, 16), 1, 3, 5, 7);
}

@inline
function upperHalf(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 1);
}

/** Of the first two lanes. Numbers are 0 where there are none, masks −1 where there are. */
@inline
function meanOfTwo(a: v128, b: v128, c: v128, d: v128, masks: v128): v128 {
  const ab = f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  const sum = f64x2.add(f64x2.add(ab, f64x2.promote_low_f32x4(c)), f64x2.promote_low_f32x4(d));
  return f32x4.demote_f64x2_zero(f64x2.div(sum, f64x2.convert_low_i32x4_s(i32x4.neg(masks))));
}

/** Means of 2 × 2 pixels, of those that are numbers. @param count of the results */
export function halveByAverage(upper: usize, lower: usize, out: usize, count: usize): void {
  for (let x: usize = 0; x < count; x += 4) {
    const up = upper + (x << 3), low = lower + (x << 3);
    const a = even(up), b = odd(up), c = even(low), d = odd(low);
    const isA = f32x4.eq(a, a), isB = f32x4.eq(b, b), isC = f32x4.eq(c, c), isD = f32x4.eq(d, d);
    const a0 = v128.and(a, isA), b0 = v128.and(b, isB), c0 = v128.and(c, isC), d0 = v128.and(d, isD);
    const masks = i32x4.add(i32x4.add(isA, isB), i32x4.add(isC, isD));
    const first = meanOfTwo(a0, b0, c0, d0, masks);
    const last = meanOfTwo(upperHalf(a0), upperHalf(b0), upperHalf(c0), upperHalf(d0), upperHalf(masks));
    v128.store(out + (x << 2), v128.shuffle<i64>(first, last, 0, 2));
  }
}

/** How often each lane's number is among four, negative; 0 for NaN. */
@inline
function timesOf(x: v128, a: v128, b: v128, c: v128, d: v128): v128 {
  return i32x4.add(i32x4.add(f32x4.eq(x, a), f32x4.eq(x, b)), i32x4.add(f32x4.eq(x, c), f32x4.eq(x, d)));
}

/** Where `x` is commoner, or as common and lower. */
@inline
function isBetter(x: v128, times: v128, best: v128, most: v128): v128 {
  return v128.or(i32x4.lt_s(times, most), v128.and(i32x4.eq(times, most), f32x4.lt(x, best)));
}

/** The commonest numbers of 2 × 2 pixels, the lowest among equals. @param count of the results */
export function halveByMode(upper: usize, lower: usize, out: usize, count: usize): void {
  for (let x: usize = 0; x < count; x += 4) {
    const up = upper + (x << 3), low = lower + (x << 3);
    const a = even(up), b = odd(up), c = even(low), d = odd(low);
    let best = a, most = timesOf(a, a, b, c, d);
    const ofB = timesOf(b, a, b, c, d), ofC = timesOf(c, a, b, c, d), ofD = timesOf(d, a, b, c, d);
    let better = isBetter(b, ofB, best, most);
    best = v128.bitselect(b, best, better);
    most = v128.bitselect(ofB, most, better);
    better = isBetter(c, ofC, best, most);
    best = v128.bitselect(c, best, better);
    most = v128.bitselect(ofC, most, better);
    v128.store(out + (x << 2), v128.bitselect(d, best, isBetter(d, ofD, best, most)));
  }
}
