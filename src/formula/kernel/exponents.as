// Exponentials, logarithms and powers of float64, two at a time, all by one way: a logarithm in two parts, whose sum is
// closer to it than float64 can say, and the exponential of a sum of two. So the last place is right but for one number
// in fifty or rarer, and a result that is a whole number, such as log2(8) or 3 ^ 4, is just that. Products of two
// halves of 21 bits are exact, as T. J. Dekker 1971, A floating-point technique for extending the available precision,
// has it. Series are Taylor's. Only + − × ÷ and comparisons: the same bits everywhere. Built by test/tools/buildKernel.ts.

// Numbers stand in memory: in the code each would take four instructions wherever it is used.
/** A sum with it is rounded to whole numbers, which stand in its lowest bits: 3 × 2^51. */
const ROUNDER = memory.data<f64>([6755399441055744.0]);
/** The same for multiples of 2^-26. */
const ROUNDER_26 = memory.data<f64>([100663296.0]);
/** ln 2 = HIGH + LOW; the first is a multiple of 2^-42. */
const LN2_HIGH = memory.data<f64>([0.6931471805598903]), LN2_LOW = memory.data<f64>([5.497923018708371e-14]);
/** 1 / ln 2, 1 / ln 10, 1 / 3: the first 21 bits, the rest, and both. */
const PER_LN2 = memory.data<f64>([1.4426946640014648, 3.768874985636099e-7, 1.4426950408889634]);
const PER_LN10 = memory.data<f64>([0.4342944622039795, 1.9699272335463627e-8, 0.4342944819032518]);
const THIRD = memory.data<f64>([0.33333325386047363, 7.947285970052083e-8, 0.3333333333333333]);
/** √½, rounded down, as bits; the bits of 1; what is between them. */
const ROOT_HALF_BITS: i64 = 0x3fe6a09e00000000, ONE_BITS: i64 = 0x3ff0000000000000;
/** e to the power of more is more than float64 holds, of less 0. */
const FARTHEST = memory.data<f64>([800.0, -800.0]);
/** No number but ±1 to the power of this is anything but 0 or too large. */
const LARGEST_POWER = memory.data<f64>([3e19, -3e19]);
const LEAST_NORMAL = memory.data<f64>([2.2250738585072014e-308]);
/** 2^54. */
const GROW = memory.data<f64>([18014398509481984.0]);
const ONE = memory.data<f64>([1.0]), HALF = memory.data<f64>([0.5]), SIXTEEN = memory.data<f64>([16.0]), SIXTEENTH = memory.data<f64>([0.0625]);
/** 1/13!, 1/12! … 1/2!. */
const powers = memory.data<f64>([
  1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0, 1.0 / 362880.0, 1.0 / 40320.0, 1.0 / 5040.0,
  1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5,
]);
/** 2/11, 2/9 … 2/3. */
const oddPowers = memory.data<f64>([2.0 / 11.0, 2.0 / 9.0, 2.0 / 7.0, 2.0 / 5.0, 2.0 / 3.0]);

const FIRST_CENTRE = 11;
/** ln(11/16), ln(12/16) … ln(23/16), each a multiple of 2^-42 and what it lacks. */
const centres = memory.data<f64>([
  -0.3746934494413381, -7.260466149925637e-14, -0.28768207245184385, 6.292357389008195e-14,
  -0.20763936477828793, 4.3425422595242564e-14, -0.13353139262449076, -3.1859736349078334e-14,
  -0.0645385211375924, 2.1225608044809997e-14, 0, 0, 0.06062462181648698, -5.213620639136504e-14,
  0.11778303565643, -4.654729747598445e-14, 0.17185025692674571, -8.649239607212071e-14,
  0.22314355131425145, -4.169796584527195e-14, 0.2719337154835557, 8.604306772808733e-14,
  0.31845373111855224, -1.7625431312172662e-14, 0.3629054936893681, 3.6708569716349383e-16,
]);

@inline
function gap(x: v128): v128 {
  return f64x2.sub(x, x);
}

@inline
function constant(at: usize): v128 {
  return v128.load64_splat(at);
}

/** p × x + c: a step of Horner's scheme. @param c address */
@inline
function step(p: v128, x: v128, c: usize): v128 {
  return f64x2.add(f64x2.mul(p, x), constant(c));
}

/** The first 21 bits. */
@inline
function head(x: v128): v128 {
  return v128.and(x, i64x2.splat(0xffffffff00000000));
}

/** 2^k for −1022 ≤ k ≤ 1023. @param k in the lowest bits */
@inline
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(i64x2.add(k, i64x2.splat(1023)), 52);
}

/** e^(high + low); infinite beyond float64. @param low less than 2^-18 of high */
@inline
function exponential(high: v128, low: v128): v128 {
  // Such minima and maxima keep a NaN on their left.
  const near = f64x2.pmin(f64x2.pmax(high, constant(FARTHEST + 8)), constant(FARTHEST));
  low = v128.and(low, f64x2.eq(near, high));
  const shifted = f64x2.add(f64x2.mul(near, constant(PER_LN2 + 16)), constant(ROUNDER));
  const k = f64x2.sub(shifted, constant(ROUNDER));
  const a = f64x2.sub(near, f64x2.mul(k, constant(LN2_HIGH)));
  const b = f64x2.sub(low, f64x2.mul(k, constant(LN2_LOW)));
  const r = f64x2.add(a, b);
  // What that sum lost: Knuth's.
  const ofB = f64x2.sub(r, a);
  const lost = f64x2.add(f64x2.sub(a, f64x2.sub(r, ofB)), f64x2.sub(b, ofB));
  const coarse = f64x2.sub(f64x2.add(r, constant(ROUNDER_26)), constant(ROUNDER_26));
  // Of r below ln(2) / 2: its thirteenth power is the last that counts.
  let p = step(step(step(constant(powers), r, powers + 8), r, powers + 16), r, powers + 24);
  p = step(step(step(step(p, r, powers + 32), r, powers + 40), r, powers + 48), r, powers + 56);
  p = step(step(step(step(p, r, powers + 64), r, powers + 72), r, powers + 80), r, powers + 88);
  const fine = f64x2.add(f64x2.add(lost, f64x2.sub(r, coarse)), f64x2.mul(f64x2.mul(r, r), p));
  const value = f64x2.add(f64x2.add(constant(ONE), coarse), fine);
  // In two halves: 2^k alone may be more, or less, than float64 holds.
  const half = f64x2.add(f64x2.mul(k, constant(HALF)), constant(ROUNDER));
  return f64x2.mul(f64x2.mul(value, powerOfTwo(half)), powerOfTwo(i64x2.sub(shifted, half)));
}

/** Of the last logarithm: what its high part lacks, less than 2^-19 of it. */
let logarithmLow: v128 = i64x2.splat(0);

/** Numbers of int64 below 2^51 as float64. */
@inline
function floatOf(k: v128): v128 {
  return f64x2.sub(i64x2.add(k, constant(ROUNDER)), constant(ROUNDER));
}

/** @param place sixteenths, in the lowest bits */
@inline
function centreOf(place: v128, part: usize): v128 {
  const first = centres + ((usize(i32x4.extract_lane(place, 0)) - FIRST_CENTRE) << 4) + part;
  const second = centres + ((usize(i32x4.extract_lane(place, 2)) - FIRST_CENTRE) << 4) + part;
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

/**
 * ln x = k ln 2 + ln c + 2 artanh((m − c) / (m + c)), with x = 2^k m, √½ ≤ m < √2, and c the nearest sixteenth.
 * @param x positive, else what comes out says nothing
 * @returns the high part
 */
@inline
function logarithm(x: v128): v128 {
  const small = f64x2.lt(x, constant(LEAST_NORMAL));
  x = v128.bitselect(f64x2.mul(x, constant(GROW)), x, small);
  const moved = i64x2.add(x, i64x2.splat(ONE_BITS - ROOT_HALF_BITS));
  const exponent = i64x2.sub(i64x2.shr_u(moved, 52), i64x2.add(i64x2.splat(1023), v128.and(small, i64x2.splat(54))));
  const k = floatOf(exponent);
  const m = i64x2.add(v128.and(moved, i64x2.splat(0x000fffffffffffff)), i64x2.splat(ROOT_HALF_BITS));
  const place = f64x2.add(f64x2.mul(m, constant(SIXTEEN)), constant(ROUNDER));
  const c = f64x2.mul(f64x2.sub(place, constant(ROUNDER)), constant(SIXTEENTH));
  const difference = f64x2.sub(m, c), sum = f64x2.add(m, c);
  const perSum = f64x2.div(constant(ONE), sum), s = f64x2.mul(difference, perSum);
  const sHead = head(s), sumHead = head(sum);
  const sumRest = f64x2.sub(m, f64x2.sub(sumHead, c));
  const left = f64x2.sub(f64x2.sub(difference, f64x2.mul(sHead, sumHead)), f64x2.mul(sHead, sumRest));
  const sRest = f64x2.mul(left, perSum);
  // Of s below 1/44: its eleventh power is the last that counts.
  const z = f64x2.mul(s, s);
  let p = step(step(constant(oddPowers), z, oddPowers + 8), z, oddPowers + 16);
  p = step(step(p, z, oddPowers + 24), z, oddPowers + 32);
  const rest = f64x2.add(f64x2.add(sRest, sRest), f64x2.mul(f64x2.mul(s, z), p));
  const coarse = f64x2.add(f64x2.mul(k, constant(LN2_HIGH)), centreOf(place, 0));
  const twice = f64x2.add(sHead, sHead);
  const high = f64x2.add(coarse, twice);
  const lost = f64x2.add(f64x2.sub(coarse, high), twice);
  const fine = f64x2.add(f64x2.mul(k, constant(LN2_LOW)), centreOf(place, 8));
  logarithmLow = f64x2.add(lost, f64x2.add(fine, rest));
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

export function cbrt(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), size = f64x2.abs(x);
    const first = logarithm(size);
    const h = head(first), l = f64x2.add(f64x2.sub(first, h), logarithmLow);
    const low = f64x2.add(f64x2.mul(h, constant(THIRD + 8)), f64x2.mul(l, constant(THIRD + 16)));
    const root = v128.and(exponential(f64x2.mul(h, constant(THIRD)), low), f64x2.gt(size, f64x2.splat(0)));
    v128.store(out + i, f64x2.add(v128.bitselect(x, root, f64x2.splat(-0.0)), gap(x)));
  }
}

/** Of a negative base only to whole powers; of 0 not to negative ones. Any number to the power of 0 is 1. */
export function power(out: usize, bytes: usize, a: usize, b: usize): void {
  const zero = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), y = v128.load(b + i), size = f64x2.abs(x);
    const near = f64x2.pmin(f64x2.pmax(y, constant(LARGEST_POWER + 8)), constant(LARGEST_POWER));
    const first = logarithm(size), log = f64x2.add(first, logarithmLow);
    const h = head(log), l = f64x2.add(f64x2.sub(log, h), f64x2.add(f64x2.sub(first, log), logarithmLow));
    const yHead = head(near), yRest = f64x2.sub(near, yHead);
    const low = f64x2.add(f64x2.mul(yRest, h), f64x2.mul(near, l));
    let value = exponential(f64x2.mul(yHead, h), low);
    const ofZero = v128.or(v128.and(f64x2.lt(y, zero), f64x2.splat(Infinity)), v128.and(f64x2.eq(y, zero), constant(ONE)));
    value = v128.bitselect(ofZero, value, f64x2.eq(x, zero));
    const isNegative = f64x2.lt(x, zero), half = f64x2.mul(y, constant(HALF));
    const isWhole = f64x2.eq(f64x2.nearest(y), y), isEven = f64x2.eq(f64x2.nearest(half), half);
    value = v128.xor(value, v128.and(v128.andnot(isNegative, isEven), f64x2.splat(-0.0)));
    value = v128.or(value, v128.andnot(isNegative, isWhole));
    v128.store(out + i, f64x2.add(value, f64x2.add(gap(value), f64x2.add(gap(x), gap(y)))));
  }
}
