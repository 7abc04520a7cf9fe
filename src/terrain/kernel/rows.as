// Rows of terrain parameters, two cells at a time in float64. The caller lays out the memory and passes addresses; this
// module owns no data. Reads and writes reach over a last cell without a neighbour. Built by test/tools/buildKernel.ts.

const DEGREES: f64 = 57.29577951308232;
const HALF_TURN: f64 = 3.141592653589793;
const QUARTER_TURN: f64 = 1.5707963267948966;
const EIGHTH_TURN: f64 = 0.7853981633974483;
/** tan 22.5° */
const HALF_OF_EIGHTH: f64 = 0.41421356237309503;

@inline
function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

@inline
function put(at: usize, values: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(values), 0);
}

@inline
function twice(x: v128): v128 {
  return f64x2.add(x, x);
}

/**
 * Gradient by Horn 1981: rise per metre to the east and the south, NaN where one of the nine is. Neighbours are named
 * a b c / d e f / g h i.
 * @param above,middle,below float32, at the cell to the left of the first
 * @param east,south         float64
 */
export function hornRow(above: usize, middle: usize, below: usize, count: usize, perEast: f64, perSouth: f64, east: usize, south: usize): void {
  const scaleEast = f64x2.splat(perEast), scaleSouth = f64x2.splat(perSouth);
  for (let x: usize = 0; x < count; x += 2) {
    const up = above + (x << 2), here = middle + (x << 2), down = below + (x << 2);
    const a = two(up), b = two(up + 4), c = two(up + 8);
    const e = two(here + 4), across = f64x2.sub(two(here + 8), two(here));
    const g = two(down), h = two(down + 4), i = two(down + 8);
    const gap = f64x2.sub(e, e);
    const eastwards = f64x2.add(f64x2.add(f64x2.sub(c, a), twice(across)), f64x2.sub(i, g));
    const southwards = f64x2.add(f64x2.add(f64x2.sub(g, a), twice(f64x2.sub(h, b))), f64x2.sub(i, c));
    v128.store(east + (x << 3), f64x2.add(f64x2.mul(eastwards, scaleEast), gap));
    v128.store(south + (x << 3), f64x2.add(f64x2.mul(southwards, scaleSouth), gap));
  }
}

/** The same by Zevenbergen and Thorne 1987. */
export function zevenbergenThorneRow(above: usize, middle: usize, below: usize, count: usize, perEast: f64, perSouth: f64, east: usize, south: usize): void {
  const scaleEast = f64x2.splat(perEast), scaleSouth = f64x2.splat(perSouth);
  for (let x: usize = 0; x < count; x += 2) {
    const up = above + (x << 2), here = middle + (x << 2), down = below + (x << 2);
    const corners = f64x2.add(f64x2.add(two(up), two(up + 8)), f64x2.add(two(down), two(down + 8)));
    const eastwards = f64x2.sub(two(here + 8), two(here)), southwards = f64x2.sub(two(down + 4), two(up + 4));
    const all = f64x2.add(f64x2.add(corners, two(here + 4)), f64x2.add(eastwards, southwards));
    const gap = f64x2.sub(all, all);
    v128.store(east + (x << 3), f64x2.add(f64x2.mul(eastwards, scaleEast), gap));
    v128.store(south + (x << 3), f64x2.add(f64x2.mul(southwards, scaleSouth), gap));
  }
}

/**
 * Angle with the x axis, 0 to 90° in radians, of y and x ≥ 0; NaN of 0 and 0. Within 3e-14 of itself: the polynomial goes
 * through atan z / z at nine Chebyshev nodes of z² up to tan² 22.5°.
 */
@inline
function angle(y: v128, x: v128): v128 {
  const one = f64x2.splat(1);
  const ratio = f64x2.div(f64x2.min(x, y), f64x2.max(x, y));
  const steep = f64x2.gt(ratio, f64x2.splat(HALF_OF_EIGHTH));
  const z = v128.bitselect(f64x2.div(f64x2.sub(ratio, one), f64x2.add(ratio, one)), ratio, steep);
  const square = f64x2.mul(z, z);
  let sum = f64x2.splat(0.030659430428695702);
  sum = f64x2.add(f64x2.mul(sum, square), f64x2.splat(-0.05874301748896095));
  sum = f64x2.add(f64x2.mul(sum, square), f64x2.splat(0.07563647354329892));
  sum = f64x2.add(f64x2.mul(sum, square), f64x2.splat(-0.0907838399327876));
  sum = f64x2.add(f64x2.mul(sum, square), f64x2.splat(0.11110384401608733));
  sum = f64x2.add(f64x2.mul(sum, square), f64x2.splat(-0.1428569039581813));
  sum = f64x2.add(f64x2.mul(sum, square), f64x2.splat(0.1999999960428273));
  sum = f64x2.add(f64x2.mul(sum, square), f64x2.splat(-0.3333333333079793));
  sum = f64x2.add(f64x2.mul(sum, square), f64x2.splat(0.9999999999999731));
  const small = f64x2.add(f64x2.mul(sum, z), v128.and(steep, f64x2.splat(EIGHTH_TURN)));
  return v128.bitselect(f64x2.sub(f64x2.splat(QUARTER_TURN), small), small, f64x2.gt(y, x));
}

@inline
function tangent(east: usize, south: usize, x: usize): v128 {
  const p = v128.load(east + (x << 3)), q = v128.load(south + (x << 3));
  return f64x2.sqrt(f64x2.add(f64x2.mul(p, p), f64x2.mul(q, q)));
}

/** Slope in degrees, float32. */
export function slopeRow(east: usize, south: usize, count: usize, out: usize): void {
  for (let x: usize = 0; x < count; x += 2) {
    put(out + (x << 2), f64x2.mul(angle(tangent(east, south, x), f64x2.splat(1)), f64x2.splat(DEGREES)));
  }
}

/** Slope in percent, float32. */
export function percentRow(east: usize, south: usize, count: usize, out: usize): void {
  for (let x: usize = 0; x < count; x += 2) {
    put(out + (x << 2), f64x2.mul(tangent(east, south, x), f64x2.splat(100)));
  }
}

/** Aspect in degrees clockwise from north, float32 in [0, 360); NaN on flat ground. */
export function aspectRow(east: usize, south: usize, count: usize, out: usize): void {
  const zero = f64x2.splat(0);
  for (let x: usize = 0; x < count; x += 2) {
    // The ground faces where it does not rise: west of a rise to the east.
    const rise = v128.load(east + (x << 3)), north = v128.load(south + (x << 3));
    const acute = angle(f64x2.abs(rise), f64x2.abs(north));
    const half = v128.bitselect(f64x2.sub(f64x2.splat(HALF_TURN), acute), acute, f64x2.lt(north, zero));
    const degrees = f64x2.mul(half, f64x2.splat(DEGREES));
    const turned = v128.bitselect(f64x2.sub(f64x2.splat(360), degrees), degrees, f64x2.gt(rise, zero));
    const rounded = f32x4.demote_f64x2_zero(turned);
    // A direction just west of north may be rounded to a whole turn.
    v128.store64_lane(out + (x << 2), v128.andnot(rounded, f32x4.eq(rounded, f32x4.splat(360))), 0);
  }
}

/** Brightness under a lamp in the direction (east, north, up) of length 1, float32 in [1, 255]. */
export function hillshadeRow(east: usize, south: usize, count: usize, lampEast: f64, lampNorth: f64, lampUp: f64, out: usize): void {
  const one = f64x2.splat(1);
  for (let x: usize = 0; x < count; x += 2) {
    const p = v128.load(east + (x << 3)), q = v128.load(south + (x << 3));
    // The normal is (−p, q, 1) in east, north, up.
    const lit = f64x2.add(f64x2.sub(f64x2.splat(lampUp), f64x2.mul(p, f64x2.splat(lampEast))), f64x2.mul(q, f64x2.splat(lampNorth)));
    const length = f64x2.sqrt(f64x2.add(f64x2.add(one, f64x2.mul(p, p)), f64x2.mul(q, q)));
    const cosine = f64x2.div(lit, length);
    const bright = f64x2.add(one, f64x2.mul(f64x2.splat(254), cosine));
    put(out + (x << 2), v128.bitselect(one, bright, f64x2.le(cosine, f64x2.splat(0))));
  }
}

/** Height above the mean of the eight neighbours, float32. @param above,middle,below as for `hornRow` */
export function positionRow(above: usize, middle: usize, below: usize, count: usize, out: usize): void {
  for (let x: usize = 0; x < count; x += 2) {
    const up = above + (x << 2), here = middle + (x << 2), down = below + (x << 2);
    const e = two(here + 4);
    let sum = f64x2.add(f64x2.sub(e, two(up)), f64x2.sub(e, two(up + 4)));
    sum = f64x2.add(sum, f64x2.add(f64x2.sub(e, two(up + 8)), f64x2.sub(e, two(here))));
    sum = f64x2.add(sum, f64x2.add(f64x2.sub(e, two(here + 8)), f64x2.sub(e, two(down))));
    sum = f64x2.add(sum, f64x2.add(f64x2.sub(e, two(down + 4)), f64x2.sub(e, two(down + 8))));
    put(out + (x << 2), f64x2.mul(sum, f64x2.splat(0.125)));
  }
}
