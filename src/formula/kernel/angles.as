// Sines, tangents and their inverses of float64, two at a time, in radians: Taylor's series of what is left of an angle
// after whole quarters of a turn, or after the nearest eighth of a tangent. Within 2.1 units of the last place; only
// + − × ÷, roots and comparisons: the same bits everywhere, for angles up to 250,000 turns. Beyond, they are
// those of the engine. Built by test/tools/buildKernel.ts.

@external("env", "sin")
declare function distantSine(x: f64): f64;
@external("env", "cos")
declare function distantCosine(x: f64): f64;
@external("env", "tan")
declare function distantTangent(x: f64): f64;

// Numbers stand in memory: in the code each would take four instructions wherever it is used.
/** A sum with it is rounded to whole numbers, which stand in its lowest bits: 3 × 2^51. */
const ROUNDER = memory.data<f64>([6755399441055744.0]);
/** 1.5 × 2^20: quarters of a turn then have 20 bits, and their products with the first two parts of π / 2 are exact. */
const MOST_RADIANS: f64 = 1572864;
const MOST = memory.data<f64>([MOST_RADIANS]);
/** π / 2 in three parts: two of 33 bits and the rest. */
const QUARTER_A = memory.data<f64>([1.5707963267341256]), QUARTER_B = memory.data<f64>([6.077100506303966e-11]);
const QUARTER_C = memory.data<f64>([2.0222662487959506e-21]);
const QUARTERS_PER_RADIAN = memory.data<f64>([0.6366197723675814]);
const ONE = memory.data<f64>([1.0]), HALF = memory.data<f64>([0.5]), EIGHT = memory.data<f64>([8.0]), EIGHTH = memory.data<f64>([0.125]);
const ONE_BIT = memory.data<i64>([1]), TWO_BIT = memory.data<i64>([2]), LAST_ARC = memory.data<i64>([15]);
/** π / 2 and π, and what they lack. */
const QUARTER = memory.data<f64>([1.5707963267948966, 6.123233995736766e-17]);
const TURNED = memory.data<f64>([3.141592653589793, 1.2246467991473532e-16]);

/** Of sin x / x in x²: 1/17!, −1/15! … −1/3!. */
const sines = memory.data<f64>([
  1.0 / 355687428096000.0, -1.0 / 1307674368000.0, 1.0 / 6227020800.0, -1.0 / 39916800.0, 1.0 / 362880.0, -1.0 / 5040.0,
  1.0 / 120.0, -1.0 / 6.0,
]);
/** Of cos x in x²: 1/16!, −1/14! … 1/4!. */
const cosines = memory.data<f64>([
  1.0 / 20922789888000.0, -1.0 / 87178291200.0, 1.0 / 479001600.0, -1.0 / 3628800.0, 1.0 / 40320.0, -1.0 / 720.0, 1.0 / 24.0,
]);
/** Of arctan x / x in x²: −1/3, 1/5 … 1/13. */
const tangents = memory.data<f64>([-1.0 / 3.0, 1.0 / 5.0, -1.0 / 7.0, 1.0 / 9.0, -1.0 / 11.0, 1.0 / 13.0]);

/** arctan of 0/8, 1/8 … 8/8, and what it lacks. */
const arcs = memory.data<f64>([
  0, 0, 0.12435499454676144, -3.1253241424539383e-18, 0.24497866312686414, 1.0698755618734451e-17,
  0.35877067027057225, -2.4623815582638635e-17, 0.4636476090008061, 2.2698777452961687e-17,
  0.5585993153435624, -5.4556305485916264e-18, 0.6435011087932844, 1.5834785051444286e-17,
  0.7188299996216245, -2.1478388444456983e-17, 0.7853981633974483, 3.061616997868383e-17,
]);

@inline
function constant(at: usize): v128 {
  return v128.load64_splat(at);
}

/** p × x + c: a step of Horner's scheme. @param c address */
@inline
function step(p: v128, x: v128, c: usize): v128 {
  return f64x2.add(f64x2.mul(p, x), constant(c));
}

/** c + x d. @param at address of c, and of d behind it */
@inline
function pair(x: v128, at: usize): v128 {
  return f64x2.add(constant(at), f64x2.mul(x, constant(at + 8)));
}

/** Of the last reduced angle: quarters of a turn, as int64 in the lowest bits, and what the angle lacks. */
let quarters: v128 = i64x2.splat(0);
let angleRest: v128 = i64x2.splat(0);

/** @returns what is left after whole quarters of a turn, −π/4 … π/4 */
@inline
function reduce(x: v128): v128 {
  quarters = f64x2.add(f64x2.mul(x, constant(QUARTERS_PER_RADIAN)), constant(ROUNDER));
  const k = f64x2.sub(quarters, constant(ROUNDER));
  const a = f64x2.sub(x, f64x2.mul(k, constant(QUARTER_A)));
  const b = f64x2.mul(k, constant(QUARTER_B));
  const r = f64x2.sub(a, b);
  // What that difference lost: Knuth's.
  const ofB = f64x2.sub(a, r), ofA = f64x2.add(r, ofB);
  const lost = f64x2.add(f64x2.sub(a, ofA), f64x2.sub(ofB, b));
  const rest = f64x2.sub(lost, f64x2.mul(k, constant(QUARTER_C)));
  const angle = f64x2.add(r, rest);
  angleRest = f64x2.add(f64x2.sub(r, angle), rest);
  return angle;
}

/** sin(r + rest). */
@inline
function sine(r: v128, rest: v128): v128 {
  const z = f64x2.mul(r, r);
  let p = step(step(constant(sines), z, sines + 8), z, sines + 16);
  p = step(step(step(p, z, sines + 24), z, sines + 32), z, sines + 40);
  p = step(step(p, z, sines + 48), z, sines + 56);
  const slope = f64x2.sub(constant(ONE), f64x2.mul(z, constant(HALF)));
  return f64x2.add(r, f64x2.add(f64x2.mul(f64x2.mul(r, z), p), f64x2.mul(rest, slope)));
}

/** cos(r + rest). */
@inline
function cosine(r: v128, rest: v128): v128 {
  const z = f64x2.mul(r, r);
  let p = step(step(constant(cosines), z, cosines + 8), z, cosines + 16);
  p = step(step(step(step(p, z, cosines + 24), z, cosines + 32), z, cosines + 40), z, cosines + 48);
  const half = f64x2.mul(z, constant(HALF)), most = f64x2.sub(constant(ONE), half);
  const lost = f64x2.sub(f64x2.sub(constant(ONE), most), half);
  return f64x2.add(most, f64x2.add(lost, f64x2.sub(f64x2.mul(f64x2.mul(z, z), p), f64x2.mul(r, rest))));
}

/** Lanes of ones where an odd count of quarters is added to the angle. */
@inline
function isOdd(quarters: v128): v128 {
  return i64x2.neg(v128.and(quarters, constant(ONE_BIT)));
}

/** The sine of an angle and `ahead` quarters of a turn. */
@inline
function sineOf(x: v128, ahead: i64): v128 {
  const r = reduce(x), turned = i64x2.add(quarters, i64x2.splat(ahead));
  const value = v128.bitselect(cosine(r, angleRest), sine(r, angleRest), isOdd(turned));
  return v128.xor(value, i64x2.shl(v128.and(turned, constant(TWO_BIT)), 62));
}

@inline
function isDistant(x: v128): bool {
  return v128.any_true(f64x2.gt(f64x2.abs(x), constant(MOST)));
}

@inline
function isFar(x: f64): bool {
  return Math.abs(x) > MOST_RADIANS;
}

export function sin(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    let value = sineOf(x, 0);
    if (isDistant(x)) {
      const first = f64x2.extract_lane(x, 0), second = f64x2.extract_lane(x, 1);
      if (isFar(first)) value = f64x2.replace_lane(value, 0, distantSine(first));
      if (isFar(second)) value = f64x2.replace_lane(value, 1, distantSine(second));
    }
    v128.store(out + i, value);
  }
}

export function cos(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    let value = sineOf(x, 1);
    if (isDistant(x)) {
      const first = f64x2.extract_lane(x, 0), second = f64x2.extract_lane(x, 1);
      if (isFar(first)) value = f64x2.replace_lane(value, 0, distantCosine(first));
      if (isFar(second)) value = f64x2.replace_lane(value, 1, distantCosine(second));
    }
    v128.store(out + i, value);
  }
}

export function tan(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), r = reduce(x), odd = isOdd(quarters);
    const s = sine(r, angleRest), c = cosine(r, angleRest);
    let value = f64x2.div(v128.bitselect(f64x2.neg(c), s, odd), v128.bitselect(s, c, odd));
    if (isDistant(x)) {
      const first = f64x2.extract_lane(x, 0), second = f64x2.extract_lane(x, 1);
      if (isFar(first)) value = f64x2.replace_lane(value, 0, distantTangent(first));
      if (isFar(second)) value = f64x2.replace_lane(value, 1, distantTangent(second));
    }
    v128.store(out + i, value);
  }
}

/**
 * The angle of the place (x, y), −π … π, by arctan(n / m) = arctan(c) + arctan((n − c m) / (m + c n)).
 * @param scale by which neither squares nor sums of the two pass what float64 holds
 */
@inline
function angleOf(y: v128, x: v128, scale: v128): v128 {
  const sizeX = f64x2.abs(x), sizeY = f64x2.abs(y);
  const steep = f64x2.gt(sizeY, sizeX);
  const m = f64x2.mul(f64x2.pmax(sizeX, sizeY), scale), n = f64x2.mul(f64x2.pmin(sizeX, sizeY), scale);
  const shifted = f64x2.add(f64x2.div(f64x2.mul(n, constant(EIGHT)), m), constant(ROUNDER));
  const c = f64x2.mul(f64x2.sub(shifted, constant(ROUNDER)), constant(EIGHTH));
  const place = v128.and(shifted, constant(LAST_ARC));
  const first = v128.load(arcs + (usize(i32x4.extract_lane(place, 0)) << 4));
  const second = v128.load(arcs + (usize(i32x4.extract_lane(place, 2)) << 4));
  const arc = v128.shuffle<i64>(first, second, 0, 2), arcRest = v128.shuffle<i64>(first, second, 1, 3);
  const t = f64x2.div(f64x2.sub(n, f64x2.mul(c, m)), f64x2.add(m, f64x2.mul(c, n)));
  // Of t below 1/15: its thirteenth power is the last that counts.
  const z = f64x2.mul(t, t), zz = f64x2.mul(z, z);
  const p = f64x2.add(pair(z, tangents), f64x2.mul(zz, f64x2.add(pair(z, tangents + 16), f64x2.mul(zz, pair(z, tangents + 32)))));
  const series = f64x2.add(t, f64x2.mul(f64x2.mul(t, z), p));
  let angle = f64x2.add(arc, f64x2.add(arcRest, series));
  angle = v128.and(angle, f64x2.ne(m, f64x2.splat(0)));
  const across = f64x2.sub(constant(QUARTER), f64x2.sub(angle, constant(QUARTER + 8)));
  angle = v128.bitselect(across, angle, steep);
  const back = f64x2.sub(constant(TURNED), f64x2.sub(angle, constant(TURNED + 8)));
  const signs = i32x4.shr_s(x, 31);
  angle = v128.bitselect(back, angle, v128.shuffle<i32>(signs, signs, 1, 1, 3, 3));
  angle = v128.bitselect(y, angle, f64x2.splat(-0.0));
  return f64x2.add(angle, f64x2.add(f64x2.sub(x, x), f64x2.sub(y, y)));
}

/** Where squares and sums of two would pass what float64 holds. */
const VAST = memory.data<f64>([1e300]), TINY = memory.data<f64>([1e-290]);
/** 2^-100 and 2^100. */
const SHRINK = memory.data<f64>([7.888609052210118e-31]), GROW = memory.data<f64>([1.2676506002282294e30]);

/** Of the other side of a triangle whose longest is 1; NaN beyond ±1. */
@inline
function otherSide(x: v128): v128 {
  return f64x2.sqrt(f64x2.mul(f64x2.sub(constant(ONE), x), f64x2.add(constant(ONE), x)));
}

export function asin(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    v128.store(out + i, angleOf(x, otherSide(x), constant(ONE)));
  }
}

export function acos(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    v128.store(out + i, angleOf(otherSide(x), x, constant(ONE)));
  }
}

export function atan(out: usize, bytes: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, angleOf(v128.load(a + i), constant(ONE), constant(ONE)));
}

export function atan2(out: usize, bytes: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const y = v128.load(a + i), x = v128.load(b + i);
    const larger = f64x2.pmax(f64x2.abs(x), f64x2.abs(y));
    const shrunk = v128.bitselect(constant(SHRINK), constant(ONE), f64x2.gt(larger, constant(VAST)));
    const scale = v128.bitselect(constant(GROW), shrunk, f64x2.lt(larger, constant(TINY)));
    v128.store(out + i, angleOf(y, x, scale));
  }
}
