// Exponentials, logarithms, powers and cube roots of float64, two at a time: a logarithm in two parts, whose sum is
// closer to it than float64 can say, and the exponential of a sum of two, both by tables, as P. T. P. Tang 1989 and
// 1990, Table-driven implementation of the exponential function, and of the logarithm function, in IEEE floating-point
// arithmetic, has them. So all are within 0.75 units of the last place, powers beyond e^±300 within one, and a result
// that is a whole number, such as log2(8) or 3 ^ 4, is just that. Products of two halves of 21 bits are exact, as
// T. J. Dekker 1971, A floating-point technique for extending the available precision, has it. Series are Taylor's.
// Only + − × ÷ and comparisons: the same bits everywhere. Built by test/tools/buildKernel.ts.

import { LEAST_BITS, logarithms, roots } from './tables';

// Numbers stand in memory: in the code each would take four instructions wherever it is used.
/** A sum with it is rounded to whole numbers, which stand in its lowest bits: 3 × 2^51. */
const ROUNDER = memory.data<f64>([6755399441055744.0]);
/** ln 2 = HIGH + LOW; the first is a multiple of 2^-42. */
const LN2_HIGH = memory.data<f64>([0.6931471805598903]), LN2_LOW = memory.data<f64>([5.497923018708371e-14]);
/** ln 2 / 32 = HIGH + LOW, the first a multiple of 2^-42; 32 / ln 2; 1 / 64. */
const ROOT_HIGH = memory.data<f64>([0.021660849392446835]), ROOT_LOW = memory.data<f64>([5.145609244655338e-14]);
const PER_ROOT = memory.data<f64>([46.16624130844683]), PER_64 = memory.data<f64>([0.015625]);
/** 1 / ln 2, 1 / ln 10: the first 21 bits, the rest, and both. */
const PER_LN2 = memory.data<f64>([1.4426946640014648, 3.768874985636099e-7, 1.4426950408889634]);
const PER_LN10 = memory.data<f64>([0.4342944622039795, 1.9699272335463627e-8, 0.4342944819032518]);
/** e to the power of more is more than float64 holds, of less 0. */
const FARTHEST = memory.data<f64>([800.0, -800.0]);
/** No number but ±1 to the power of this is anything but 0 or too large. */
const LARGEST_POWER = memory.data<f64>([3e19, -3e19]);
const LEAST_NORMAL = memory.data<f64>([2.2250738585072014e-308]);
/** 2^54. */
const GROW = memory.data<f64>([18014398509481984.0]);
/** 2^-18. */
const SHRINK = memory.data<f64>([0.000003814697265625]);
/** 3 × 2^51, and what less a third of the upper half of a number's bits is that of the inverse of its cube root, within 4 %. */
const CUBE_START = memory.data<f64>([6755400871243584.0]);
const THIRD = memory.data<f64>([1.0 / 3.0]);
/** Of (1 − x)^(−1/3) in x: 1/3, 2/9, 14/81, 35/243. */
const cubes = memory.data<f64>([1.0 / 3.0, 2.0 / 9.0, 14.0 / 81.0, 35.0 / 243.0]);
const ONE = memory.data<f64>([1.0]), HALF = memory.data<f64>([0.5]);
/** 1/2! … 1/6!. */
const powers = memory.data<f64>([0.5, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0]);
/** 1/3, −1/4 … 1/9. */
const thirds = memory.data<f64>([1.0 / 3.0, -0.25, 0.2, -1.0 / 6.0, 1.0 / 7.0, -0.125, 1.0 / 9.0]);

/** Of exponents: 1023, 1023 × 32, 54. Of tables: 31 and 63, one less than their places. Of bits: the upper half, digits. */
const BIAS = memory.data<i64>([1023]), BIAS_32 = memory.data<i64>([32736]), GROWN = memory.data<i64>([54]);
const LAST_ROOT = memory.data<i64>([31]), LAST_PLACE = memory.data<i64>([63]);
const UPPER = memory.data<i64>([-4294967296]), DIGITS = memory.data<i64>([0x000fffffffffffff]);
const LEAST = memory.data<i64>([LEAST_BITS]), ONE_LESS_LEAST = memory.data<i64>([0x3ff0000000000000 - LEAST_BITS]);

@inline
function gap(x: v128): v128 {
  return f64x2.sub(x, x);
}

@inline
function constant(at: usize): v128 {
  return v128.load64_splat(at);
}

/** c + x d. @param at address of c, and of d behind it */
@inline
function pair(x: v128, at: usize): v128 {
  return f64x2.add(constant(at), f64x2.mul(x, constant(at + 8)));
}

/** The first 21 bits. */
@inline
function head(x: v128): v128 {
  return v128.and(x, constant(UPPER));
}

/**
 * e^(high + low), by 2^(k / 32) and the series of what is left; infinite beyond float64.
 * @param low less than 2^-18 of high
 */
@inline
function exponential(high: v128, low: v128): v128 {
  // Such minima and maxima keep a NaN on their left.
  const near = f64x2.pmin(f64x2.pmax(high, constant(FARTHEST + 8)), constant(FARTHEST));
  low = v128.and(low, f64x2.eq(near, high));
  const shifted = f64x2.add(f64x2.mul(near, constant(PER_ROOT)), constant(ROUNDER));
  const k = f64x2.sub(shifted, constant(ROUNDER));
  const place = v128.and(shifted, constant(LAST_ROOT));
  const first = v128.load(roots + (usize(i32x4.extract_lane(place, 0)) << 4));
  const second = v128.load(roots + (usize(i32x4.extract_lane(place, 2)) << 4));
  const root = v128.shuffle<i64>(first, second, 0, 2), lack = v128.shuffle<i64>(first, second, 1, 3);
  const r = f64x2.add(f64x2.sub(near, f64x2.mul(k, constant(ROOT_HIGH))), f64x2.sub(low, f64x2.mul(k, constant(ROOT_LOW))));
  // Of r below ln(2) / 64: its sixth power is the last that counts.
  const z = f64x2.mul(r, r);
  const p = f64x2.add(pair(r, powers), f64x2.mul(z, f64x2.add(pair(r, powers + 16), f64x2.mul(z, constant(powers + 32)))));
  const value = f64x2.add(root, f64x2.mul(root, f64x2.add(f64x2.add(lack, r), f64x2.mul(z, p))));
  // By 2^(k / 32) in two: as one it may be more, or less, than float64 holds.
  const half = f64x2.add(f64x2.mul(k, constant(PER_64)), constant(ROUNDER));
  const rest = i64x2.sub(i64x2.sub(shifted, place), i64x2.shl(half, 5));
  const times = i64x2.shl(i64x2.add(half, constant(BIAS)), 52);
  return f64x2.mul(f64x2.mul(value, times), i64x2.shl(i64x2.add(rest, constant(BIAS_32)), 47));
}

/** Of the last logarithm: what its high part lacks, less than 2^-19 of it. */
let logarithmLow: v128 = i64x2.splat(0);

/** Numbers of int64 below 2^51 as float64. */
@inline
function floatOf(k: v128): v128 {
  return f64x2.sub(i64x2.add(k, constant(ROUNDER)), constant(ROUNDER));
}

/**
 * ln x = k ln 2 − ln c + ln(1 + r), with x = 2^k m, √½ ≤ m < √2, c of a table and r = c m − 1, exact in two parts.
 * @param x positive, else what comes out says nothing
 * @returns the high part
 */
@inline
function logarithm(x: v128): v128 {
  const small = f64x2.lt(x, constant(LEAST_NORMAL));
  x = v128.bitselect(f64x2.mul(x, constant(GROW)), x, small);
  const moved = i64x2.add(x, constant(ONE_LESS_LEAST));
  const exponent = i64x2.sub(i64x2.shr_u(moved, 52), i64x2.add(constant(BIAS), v128.and(small, constant(GROWN))));
  const k = floatOf(exponent);
  const m = i64x2.add(v128.and(moved, constant(DIGITS)), constant(LEAST));
  const place = v128.and(i64x2.shr_u(moved, 46), constant(LAST_PLACE));
  const firstRow = logarithms + 24 * usize(i32x4.extract_lane(place, 0));
  const secondRow = logarithms + 24 * usize(i32x4.extract_lane(place, 2));
  const first = v128.load(firstRow), second = v128.load(secondRow);
  const c = v128.shuffle<i64>(first, second, 0, 2), coarse = v128.shuffle<i64>(first, second, 1, 3);
  const fine = v128.load64_lane(secondRow + 16, v128.load64_zero(firstRow + 16), 1);
  const mHead = head(m);
  const major = f64x2.sub(f64x2.mul(mHead, c), constant(ONE)), minor = f64x2.mul(f64x2.sub(m, mHead), c);
  const r = f64x2.add(major, minor), lostOfR = f64x2.sub(minor, f64x2.sub(r, major));
  const known = f64x2.add(f64x2.mul(k, constant(LN2_HIGH)), coarse);
  const sum = f64x2.add(known, r), lostOfSum = f64x2.add(f64x2.sub(known, sum), r);
  // r² / 2, its first part exact.
  const rHead = head(r), half = f64x2.mul(rHead, constant(HALF)), square = f64x2.mul(half, rHead);
  const squareRest = f64x2.mul(f64x2.sub(r, rHead), f64x2.add(f64x2.mul(r, constant(HALF)), half));
  const high = f64x2.sub(sum, square), lostOfHigh = f64x2.sub(f64x2.sub(sum, high), square);
  // Of r below 1/127: its ninth power is the last that counts.
  const z = f64x2.mul(r, r), zz = f64x2.mul(z, z);
  const p = f64x2.add(f64x2.add(pair(r, thirds), f64x2.mul(z, pair(r, thirds + 16))),
    f64x2.mul(zz, f64x2.add(pair(r, thirds + 32), f64x2.mul(z, constant(thirds + 48)))));
  const series = f64x2.sub(f64x2.mul(f64x2.mul(r, z), p), squareRest);
  const rests = f64x2.add(f64x2.add(f64x2.mul(k, constant(LN2_LOW)), fine), f64x2.add(lostOfR, lostOfSum));
  logarithmLow = f64x2.add(lostOfHigh, f64x2.add(rests, series));
  return high;
}

/** NaN where x is not positive. */
@inline
function ofPositive(value: v128, x: v128): v128 {
  return v128.or(value, v128.not(f64x2.gt(x, f64x2.splat(0))));
}

/** The logarithm times a number. @param factor its first 21 bits, the rest, and both */
@inline
function logarithmTimes(x: v128, factor: usize): v128 {
  const first = logarithm(x);
  const h = head(first), l = f64x2.add(f64x2.sub(first, h), logarithmLow);
  const rest = f64x2.add(f64x2.mul(h, constant(factor + 8)), f64x2.mul(l, constant(factor + 16)));
  return ofPositive(f64x2.add(f64x2.mul(h, constant(factor)), rest), x);
}

export function exp(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const value = exponential(v128.load(a + i), f64x2.splat(0));
    v128.store(out + i, f64x2.add(value, gap(value)));
  }
}

export function log(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), high = logarithm(x);
    v128.store(out + i, ofPositive(f64x2.add(high, logarithmLow), x));
  }
}

export function log2(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, logarithmTimes(v128.load(a + i), PER_LN2));
}

export function log10(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, logarithmTimes(v128.load(a + i), PER_LN10));
}

/**
 * From y near |x|^(−1/3), by series in what 1 − |x| y³ is: twice for y, and once for the root, whose cube's difference
 * from |x| is taken exactly.
 */
@inline
function cubeRoot(x: v128): v128 {
  const small = f64x2.lt(f64x2.abs(x), constant(LEAST_NORMAL));
  const size = v128.bitselect(f64x2.mul(f64x2.abs(x), constant(GROW)), f64x2.abs(x), small);
  // A third of the exponent and, in a straight line, of the digits.
  const upper = floatOf(i64x2.shr_u(size, 32));
  let y = i64x2.shl(f64x2.sub(constant(CUBE_START), f64x2.mul(upper, constant(THIRD))), 32);
  let lack = f64x2.sub(constant(ONE), f64x2.mul(f64x2.mul(size, y), f64x2.mul(y, y)));
  const p = f64x2.add(pair(lack, cubes), f64x2.mul(f64x2.mul(lack, lack), pair(lack, cubes + 16)));
  y = f64x2.add(y, f64x2.mul(f64x2.mul(y, lack), p));
  lack = f64x2.sub(constant(ONE), f64x2.mul(f64x2.mul(size, y), f64x2.mul(y, y)));
  y = f64x2.add(y, f64x2.mul(f64x2.mul(y, lack), pair(lack, cubes)));
  const yy = f64x2.mul(y, y), h = head(f64x2.mul(size, yy));
  const square = f64x2.mul(h, h), squareHead = head(square);
  const rest = f64x2.sub(f64x2.sub(size, f64x2.mul(h, squareHead)), f64x2.mul(h, f64x2.sub(square, squareHead)));
  const share = f64x2.mul(rest, f64x2.mul(y, yy));
  const root = f64x2.add(h, f64x2.mul(f64x2.mul(h, share), pair(share, cubes)));
  const shrunk = v128.bitselect(f64x2.mul(root, constant(SHRINK)), root, small);
  const value = v128.and(shrunk, f64x2.ne(x, f64x2.splat(0)));
  return f64x2.add(v128.bitselect(x, value, f64x2.splat(-0.0)), gap(x));
}

export function cbrt(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, cubeRoot(v128.load(a + i)));
}

/** Bytes that one stage of a power hands to the next: the processor looks some cells ahead, not some stages. */
const STRIP: usize = 512;
const productHigh = memory.data(512, 16), productLow = memory.data(512, 16);

/** y ln |x| in two parts. */
@inline
function putProduct(x: v128, y: v128, at: usize): void {
  const near = f64x2.pmin(f64x2.pmax(y, constant(LARGEST_POWER + 8)), constant(LARGEST_POWER));
  const first = logarithm(f64x2.abs(x)), log = f64x2.add(first, logarithmLow);
  const h = head(log), l = f64x2.add(f64x2.sub(log, h), f64x2.add(f64x2.sub(first, log), logarithmLow));
  const yHead = head(near), yRest = f64x2.sub(near, yHead);
  v128.store(productHigh + at, f64x2.mul(yHead, h));
  v128.store(productLow + at, f64x2.add(f64x2.mul(yRest, h), f64x2.mul(near, l)));
}

/** What the power of 0 or of a negative number is. @param value the power of its size */
@inline
function ofOther(value: v128, x: v128, y: v128): v128 {
  const zero = f64x2.splat(0);
  const ofZero = v128.or(v128.and(f64x2.lt(y, zero), f64x2.splat(Infinity)), v128.and(f64x2.eq(y, zero), constant(ONE)));
  value = v128.bitselect(ofZero, value, f64x2.eq(x, zero));
  const isNegative = f64x2.lt(x, zero), half = f64x2.mul(y, constant(HALF));
  const isWhole = f64x2.eq(f64x2.nearest(y), y), isEven = f64x2.eq(f64x2.nearest(half), half);
  value = v128.xor(value, v128.and(v128.andnot(isNegative, isEven), f64x2.splat(-0.0)));
  return v128.or(value, v128.andnot(isNegative, isWhole));
}

/** Of a negative base only to whole powers; of 0 not to negative ones. Any number to the power of 0 is 1. */
export function power(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let start: usize = 0; start < bytes; start += STRIP) {
    const length = min(STRIP, bytes - start);
    for (let i: usize = 0; i < length; i += 16) putProduct(v128.load(a + start + i), v128.load(b + start + i), i);
    for (let i: usize = 0; i < length; i += 16) {
      v128.store(productHigh + i, exponential(v128.load(productHigh + i), v128.load(productLow + i)));
    }
    for (let i: usize = 0; i < length; i += 16) {
      const x = v128.load(a + start + i), y = v128.load(b + start + i);
      let value = v128.load(productHigh + i);
      // Most bases are positive.
      if (!i64x2.all_true(f64x2.gt(x, f64x2.splat(0)))) value = ofOther(value, x, y);
      v128.store(out + start + i, f64x2.add(value, f64x2.add(gap(value), f64x2.add(gap(x), gap(y)))));
    }
  }
}
