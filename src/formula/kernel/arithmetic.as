// Operators over blocks of cells in float64, two at a time: registers in, one out, each an address of `bytes` bytes, a
// multiple of 16; a register may be the result's. NaN stands for no value, and an infinity becomes NaN where it appears:
// 1 / (1 / 0) has no value, though IEEE 754 makes it 0. The caller lays out the memory. Built by test/tools/buildKernel.ts.

/** x where it is finite, else NaN. */
@inline
function finite(x: v128): v128 {
  return f64x2.add(x, f64x2.sub(x, x));
}

/** 0 where x is finite, else NaN. */
@inline
function gap(x: v128): v128 {
  return f64x2.sub(x, x);
}

@inline
function gaps(x: v128, y: v128): v128 {
  return f64x2.add(gap(x), gap(y));
}

/** 1 for lanes of ones, 0 for lanes of zeros. */
@inline
function truth(mask: v128): v128 {
  return v128.and(mask, f64x2.splat(1));
}

@inline
function isZero(x: v128): v128 {
  return f64x2.eq(x, f64x2.splat(0));
}

@inline
function withSignOf(size: v128, sign: v128): v128 {
  return v128.bitselect(sign, size, f64x2.splat(-0.0));
}

export function add(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, finite(f64x2.add(v128.load(a + i), v128.load(b + i))));
}

export function subtract(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, finite(f64x2.sub(v128.load(a + i), v128.load(b + i))));
}

export function multiply(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, finite(f64x2.mul(v128.load(a + i), v128.load(b + i))));
}

export function divide(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, finite(f64x2.div(v128.load(a + i), v128.load(b + i))));
}

export function less(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), y = v128.load(b + i);
    v128.store(out + i, f64x2.add(truth(f64x2.lt(x, y)), gaps(x, y)));
  }
}

export function atMost(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), y = v128.load(b + i);
    v128.store(out + i, f64x2.add(truth(f64x2.le(x, y)), gaps(x, y)));
  }
}

export function equal(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), y = v128.load(b + i);
    v128.store(out + i, f64x2.add(truth(f64x2.eq(x, y)), gaps(x, y)));
  }
}

export function unequal(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), y = v128.load(b + i);
    v128.store(out + i, f64x2.add(truth(f64x2.ne(x, y)), gaps(x, y)));
  }
}

export function not(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    v128.store(out + i, f64x2.add(truth(isZero(x)), gap(x)));
  }
}

/** What is false on the left is false, whether or not the right has a value. */
export function and(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), y = v128.load(b + i);
    const both = f64x2.add(truth(v128.not(isZero(y))), gaps(x, y));
    v128.store(out + i, v128.andnot(both, isZero(x)));
  }
}

/** What is true on the left is true, whether or not the right has a value. */
export function or(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), y = v128.load(b + i);
    const right = f64x2.add(truth(v128.not(isZero(y))), gap(y));
    const left = f64x2.add(f64x2.splat(1), gap(x));
    v128.store(out + i, v128.bitselect(right, left, isZero(x)));
  }
}

export function choose(out: usize, bytes: usize, a: usize, b: usize, c: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    const chosen = v128.bitselect(v128.load(c + i), v128.load(b + i), isZero(x));
    v128.store(out + i, f64x2.add(chosen, gap(x)));
  }
}

export function least(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.min(v128.load(a + i), v128.load(b + i)));
}

export function most(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.max(v128.load(a + i), v128.load(b + i)));
}

export function negate(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.neg(v128.load(a + i)));
}

export function abs(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.abs(v128.load(a + i)));
}

export function sign(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    v128.store(out + i, f64x2.add(withSignOf(truth(v128.not(isZero(x))), x), gap(x)));
  }
}

export function sqrt(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.sqrt(v128.load(a + i)));
}

export function floor(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.floor(v128.load(a + i)));
}

export function ceil(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.ceil(v128.load(a + i)));
}

/** Halves away from zero. */
export function round(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), size = f64x2.abs(x), whole = f64x2.floor(size);
    const up = truth(f64x2.ge(f64x2.sub(size, whole), f64x2.splat(0.5)));
    v128.store(out + i, withSignOf(f64x2.add(whole, up), x));
  }
}

/**
 * Float32 of a layer as float64. @param missing float32, made NaN where the layer has no value, else left
 * @param count float64, to which its cells without a value are added
 */
export function take(from: usize, bytes: usize, to: usize, missing: usize, count: usize): void {
  let lacking = i32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(from + i), none = f32x4.sub(x, x);
    lacking = i32x4.sub(lacking, f32x4.ne(none, none));
    v128.store(missing + i, f32x4.add(v128.load(missing + i), none));
    v128.store(to + 2 * i, f64x2.promote_low_f32x4(x), 0);
    v128.store(to + 2 * i, f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1)), 16);
  }
  const pairs = i32x4.add(lacking, v128.shuffle<i64>(lacking, lacking, 1, 1));
  store<f64>(count, load<f64>(count) + f64(i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1)));
}

/**
 * Float64 as float32; NaN, always of the same bits, where a layer has no value or float32 holds none of it.
 * @param bytes of the float32
 * @returns 1 where a cell has no value though every layer has one, else 0
 */
export function give(from: usize, bytes: usize, to: usize, missing: usize): i32 {
  let unexplained = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const low = f32x4.demote_f64x2_zero(v128.load(from + 2 * i, 0)), high = f32x4.demote_f64x2_zero(v128.load(from + 2 * i, 16));
    const layers = v128.load(missing + i);
    const x = f32x4.add(v128.shuffle<i64>(low, high, 0, 2), layers);
    const isNumber = f32x4.eq(f32x4.sub(x, x), f32x4.splat(0));
    unexplained = v128.or(unexplained, v128.andnot(f32x4.eq(layers, layers), isNumber));
    v128.store(to + i, v128.bitselect(x, f32x4.splat(NaN), isNumber));
  }
  return i32(v128.any_true(unexplained));
}
