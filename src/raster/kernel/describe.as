// Count, range, mean and spread of float32, four at a time; NaN is nodata. Sums in four parts of their own, so that the
// digits depend on the numbers alone. Built into bands.wasm by test/tools/buildKernel.ts.

@inline
function upperHalf(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 1);
}

@inline
function total(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/**
 * @param count a multiple of 4
 * @param out   six float64: count, least, greatest, mean, sum of squared differences from the mean, and whether
 *   `forbidden` is among the numbers
 */
export function describe(at: usize, count: usize, forbidden: f32, out: usize): void {
  const end = at + (count << 2);
  let lowest = f32x4.splat(Infinity), highest = f32x4.splat(-Infinity);
  let numbers = i32x4.splat(0), found = i32x4.splat(0), first = f64x2.splat(0), last = f64x2.splat(0);
  for (let i = at; i < end; i += 16) {
    const x = v128.load(i), isNumber = f32x4.eq(x, x), known = v128.and(x, isNumber);
    lowest = f32x4.pmin(lowest, x);
    highest = f32x4.pmax(highest, x);
    numbers = i32x4.sub(numbers, isNumber);
    found = v128.or(found, f32x4.eq(x, f32x4.splat(forbidden)));
    first = f64x2.add(first, f64x2.promote_low_f32x4(known));
    last = f64x2.add(last, f64x2.promote_low_f32x4(upperHalf(known)));
  }
  const known = <f64>(i32x4.extract_lane(numbers, 0) + i32x4.extract_lane(numbers, 1) + i32x4.extract_lane(numbers, 2) + i32x4.extract_lane(numbers, 3));
  const mean = (total(first) + total(last)) / known;
  const middle = f64x2.splat(mean);
  first = f64x2.splat(0);
  last = f64x2.splat(0);
  for (let i = at; i < end; i += 16) {
    const x = v128.load(i), isNumber = f32x4.eq(x, x);
    const a = f64x2.sub(f64x2.promote_low_f32x4(x), middle), b = f64x2.sub(f64x2.promote_low_f32x4(upperHalf(x)), middle);
    first = f64x2.add(first, v128.and(f64x2.mul(a, a), i64x2.extend_low_i32x4_s(isNumber)));
    last = f64x2.add(last, v128.and(f64x2.mul(b, b), i64x2.extend_high_i32x4_s(isNumber)));
  }
  store<f64>(out, known);
  store<f64>(out, <f64>min(min(f32x4.extract_lane(lowest, 0), f32x4.extract_lane(lowest, 1)), min(f32x4.extract_lane(lowest, 2), f32x4.extract_lane(lowest, 3))), 8);
  store<f64>(out, <f64>max(max(f32x4.extract_lane(highest, 0), f32x4.extract_lane(highest, 1)), max(f32x4.extract_lane(highest, 2), f32x4.extract_lane(highest, 3))), 16);
  store<f64>(out, mean, 24);
  store<f64>(out, total(first) + total(last), 32);
  store<f64>(out, v128.any_true(found) ? 1 : 0, 40);
}
