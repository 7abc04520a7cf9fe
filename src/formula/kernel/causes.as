// Why cells have no value: per cell and register a cause, an int64 beside its float64, 0 where there is nothing to
// explain. A cause is 1 in ten bits of its own, in the order of `causes`: the sum over a block is its counts. The
// operands of a step are explained before it. Built by test/tools/buildKernel.ts.

const DIVISION: i64 = 1, LOGARITHM: i64 = 1 << 10, ROOT: i64 = 1 << 20, POWER: i64 = 1 << 30, ARC: i64 = 1 << 40;
const OVERFLOW: i64 = 1 << 50;
const CAUSES: i32 = 6;

/** The first that is not 0. */
@inline
function firstOf(a: v128, b: v128): v128 {
  return v128.bitselect(b, a, i64x2.eq(a, i64x2.splat(0)));
}

@inline
function isZero(x: v128): v128 {
  return f64x2.eq(x, f64x2.splat(0));
}

/** What an operand lacks, the first before the second, else its own cause; nothing where there is a result. */
@inline
function explain(found: usize, result: usize, ofA: usize, ofB: usize, own: v128): void {
  const x = v128.load(result), why = firstOf(v128.load(ofA), firstOf(v128.load(ofB), own));
  v128.store(found, v128.and(why, f64x2.ne(x, x)));
}

@inline
function explainAll(found: usize, bytes: usize, result: usize, ofA: usize, ofB: usize, own: i64): void {
  for (let i: usize = 0; i < bytes; i += 16) explain(found + i, result + i, ofA + i, ofB + i, i64x2.splat(own));
}

export function whyOverflow(found: usize, bytes: usize, result: usize, ofA: usize, ofB: usize): void {
  explainAll(found, bytes, result, ofA, ofB, OVERFLOW);
}

export function whyRoot(found: usize, bytes: usize, result: usize, ofA: usize, ofB: usize): void {
  explainAll(found, bytes, result, ofA, ofB, ROOT);
}

export function whyArc(found: usize, bytes: usize, result: usize, ofA: usize, ofB: usize): void {
  explainAll(found, bytes, result, ofA, ofB, ARC);
}

/** Of `and` and `or`, which have a value whenever their operands do. */
export function whyEither(found: usize, bytes: usize, result: usize, ofA: usize, ofB: usize): void {
  explainAll(found, bytes, result, ofA, ofB, 0);
}

export function whyQuotient(found: usize, bytes: usize, result: usize, ofA: usize, ofB: usize, ofC: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const own = v128.bitselect(i64x2.splat(DIVISION), i64x2.splat(OVERFLOW), isZero(v128.load(b + i)));
    explain(found + i, result + i, ofA + i, ofB + i, own);
  }
}

export function whyLogarithm(found: usize, bytes: usize, result: usize, ofA: usize, ofB: usize, ofC: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const isPositive = f64x2.gt(v128.load(a + i), f64x2.splat(0));
    const own = v128.bitselect(i64x2.splat(OVERFLOW), i64x2.splat(LOGARITHM), isPositive);
    explain(found + i, result + i, ofA + i, ofB + i, own);
  }
}

export function whyPower(found: usize, bytes: usize, result: usize, ofA: usize, ofB: usize, ofC: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i), y = v128.load(b + i);
    const isRoot = v128.and(f64x2.lt(x, f64x2.splat(0)), f64x2.ne(f64x2.nearest(y), y));
    const ofSome = v128.bitselect(i64x2.splat(POWER), i64x2.splat(OVERFLOW), isRoot);
    const own = v128.bitselect(i64x2.splat(DIVISION), ofSome, isZero(x));
    explain(found + i, result + i, ofA + i, ofB + i, own);
  }
}

/** What the first operand settles is settled, whether or not the others have a value. */
export function whyChoice(found: usize, bytes: usize, result: usize, ofA: usize, ofB: usize, ofC: usize, a: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(result + i);
    const chosen = v128.bitselect(v128.load(ofC + i), v128.load(ofB + i), isZero(v128.load(a + i)));
    v128.store(found + i, v128.and(firstOf(v128.load(ofA + i), chosen), f64x2.ne(x, x)));
  }
}

/**
 * Adds the cells of a block that have no value though every layer has one. A number that float64 holds and float32
 * does not is explained by no step. @param values float32, of `bytes` bytes. @param missing as give has it.
 * @param counts float64, one per cause
 */
export function count(why: usize, bytes: usize, values: usize, missing: usize, counts: usize): void {
  const overflow = i64x2.splat(OVERFLOW);
  let sum = i64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(values + i), layers = v128.load(missing + i);
    const counted = v128.and(f32x4.ne(x, x), f32x4.eq(layers, layers));
    const low = firstOf(v128.load(why + 2 * i, 0), overflow), high = firstOf(v128.load(why + 2 * i, 16), overflow);
    sum = i64x2.add(sum, v128.and(low, i64x2.extend_low_i32x4_s(counted)));
    sum = i64x2.add(sum, v128.and(high, i64x2.extend_high_i32x4_s(counted)));
  }
  for (let cause = 0; cause < CAUSES; cause++) {
    const cells = v128.and(i64x2.shr_u(sum, 10 * cause), i64x2.splat(1023));
    const at = counts + 8 * usize(cause);
    store<f64>(at, load<f64>(at) + f64(i64x2.extract_lane(cells, 0) + i64x2.extract_lane(cells, 1)));
  }
}
