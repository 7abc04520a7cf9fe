// Whether numbers lie where nothing needs to be looked for. Built into bands.wasm by test/tools/buildKernel.ts.

/**
 * @param count a multiple of 4
 * @returns whether all are greater than `low` and less than `high`, or NaN
 */
export function liesBetween(at: usize, count: usize, low: f32, high: f32): bool {
  const end = at + (count << 2), lowest = f32x4.splat(low), highest = f32x4.splat(high);
  let outside = i32x4.splat(0);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    outside = v128.or(outside, v128.or(f32x4.le(x, lowest), f32x4.ge(x, highest)));
  }
  return !v128.any_true(outside);
}
