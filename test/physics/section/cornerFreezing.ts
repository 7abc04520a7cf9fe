/**
 * Freezing of a quarter plane whose two walls are set below the freezing point: the case of a corner of which the front is
 * known. One conductivity and heat capacity for both states; the heat that the front sets free is a moving source, and the
 * temperature is that without a front and what the source adds, by the Green's function of the quarter plane. That it is
 * the freezing point on the front is the equation for the front, solved here by least squares.
 * @source Rathjen & Jiji 1971, J. Heat Transfer 93:101 (the integral equation); the front is found anew, not theirs by two
 *         parameters
 *
 * Lengths are those of the similar solution, x ÷ √(4αt); temperatures are above freezing, in parts of freezing − wall.
 */
import { erf, findRoot } from '../../../src/core/specialFunctions.ts';
import { neumannPsi } from '../../../src/physics/neumann.ts';

export interface CornerCase {
  /** Latent heat ÷ (heat capacity × (freezing − wall)). */
  readonly latent: number;
  readonly initial: number;
}

export interface CornerFront {
  /** The least of the front's distances from the walls: that of one wall alone (Neumann). */
  readonly neumann: number;
  /** Distance from the one wall at a distance from the other. */
  readonly at: (x: number) => number;
  /** Of the equation: the largest temperature on the front, which should be 0. */
  readonly residual: number;
}

/** Along the diagonal (q) and at right angles to it (p) the front is q = Q(p), even and smooth. */
interface Curve {
  readonly q: (p: number) => number;
  readonly slope: (p: number) => number;
}

/** Shares of Gauss' bells by which the front departs from the rounded corner. */
const terms = 5;
/** Where the equation is asked to hold: from the diagonal to where the other wall is no longer felt. */
const askedAt = Array.from({ length: 2 * terms + 2 }, (_, i) => 0.3 * i);

export function cornerFront(given: CornerCase): CornerFront {
  const unit = { conductivityWMK: 1, heatCapacityJM3K: 1 };
  const neumann = neumannPsi({
    near: unit,
    far: unit,
    latentHeatJM3: given.latent,
    surfaceC: -1,
    meltingC: 0,
    initialC: given.initial,
  });
  const residualsOf = (shares: readonly number[]): number[] => {
    const curve = curveOf(neumann, shares);
    return askedAt.map((p) => temperatureAt(given, curve, place(curve, p)));
  };
  let shares: readonly number[] = Array.from({ length: terms }, () => 0);
  for (let round = 0; round < 5; round++) shares = gaussNewton(shares, residualsOf);
  const curve = curveOf(neumann, shares);
  return {
    neumann,
    at: (x) =>
      place(
        curve,
        findRoot((p) => place(curve, p)[0] - x, -8, 8),
      )[1],
    residual: Math.max(...residualsOf(shares).map(Math.abs)),
  };
}

/** |p| blurred by a bell is rounded as the corner is, and |p| again where the other wall is not felt. */
function curveOf(neumann: number, shares: readonly number[]): Curve {
  // By trial: the equation is then met best.
  const width = 0.26 + 0.23 * neumann;
  return {
    q(p) {
      const [s, bell] = [p / width, Math.exp(-((p / width) ** 2))];
      const departure = shares.reduce((sum, share, k) => sum + share * s ** (2 * k), 0) * bell;
      return Math.SQRT2 * neumann + p * erf(s) + (width / Math.sqrt(Math.PI)) * bell + departure;
    },
    slope(p) {
      const [s, bell] = [p / width, Math.exp(-((p / width) ** 2))];
      const departure = shares.reduce(
        (sum, share, k) => sum + share * ((k === 0 ? 0 : 2 * k * s ** (2 * k - 1)) - 2 * s ** (2 * k + 1)),
        0,
      );
      return erf(s) + (departure * bell) / width;
    },
  };
}

/** Distances from the two walls. */
function place({ q }: Curve, p: number): readonly [number, number] {
  return [(q(p) + p) / Math.SQRT2, (q(p) - p) / Math.SQRT2];
}

const quadrature = gaussLegendre(14);
/** Of the bell of the Green's function, to either side: beyond it nothing is left. */
const bells = 6;
const pieces = 4;

/** At a point: the sum over all times before of what the front's heat of then leaves of itself. */
function temperatureAt({ latent, initial }: CornerCase, curve: Curve, [x, y]: readonly [number, number]): number {
  // With u = sin²φ for the share of the time, both ends of the integral are smooth.
  const released = integral(0, Math.PI / 2, (phi) => {
    const [grown, spread] = [Math.sin(phi), Math.cos(phi)];
    const [centre, reach] = [(x - y) / Math.SQRT2 / grown, (bells * spread) / grown];
    const alongFront = (p: number): number => {
      const [xThen, yThen] = place(curve, p);
      const moved = curve.q(p) - p * curve.slope(p);
      return moved * image(x, grown * xThen, spread) * image(y, grown * yThen, spread);
    };
    let sum = 0;
    for (let piece = 0; piece < pieces; piece++) {
      const from = centre - reach + (2 * reach * piece) / pieces;
      sum += integral(from, from + (2 * reach) / pieces, alongFront);
    }
    return (2 * grown * sum) / spread;
  });
  return -1 + (1 + initial) * erf(x) * erf(y) + (latent / (2 * Math.PI)) * released;
}

/** A source and its image beyond the wall, which keeps the wall as it is. */
function image(at: number, source: number, spread: number): number {
  return Math.exp(-(((at - source) / spread) ** 2)) - Math.exp(-(((at + source) / spread) ** 2));
}

function integral(from: number, to: number, of: (x: number) => number): number {
  const half = (to - from) / 2;
  return quadrature.reduce((sum, { at, weight }) => sum + half * weight * of(from + half * (1 + at)), 0);
}

/** Points and weights on −1..1, by Newton's method on Legendre's polynomial. */
function gaussLegendre(count: number): readonly { readonly at: number; readonly weight: number }[] {
  return Array.from({ length: count }, (_, i) => {
    let [at, slope] = [Math.cos((Math.PI * (i + 0.75)) / (count + 0.5)), 1];
    for (let round = 0; round < 20; round++) {
      let [own, before] = [1, 0];
      for (let n = 0; n < count; n++) [own, before] = [((2 * n + 1) * at * own - n * before) / (n + 1), own];
      slope = (count * (at * own - before)) / (at * at - 1);
      at -= own / slope;
    }
    return { at, weight: 2 / ((1 - at * at) * slope * slope) };
  });
}

/** One step of least squares, derivatives by small differences. */
function gaussNewton(shares: readonly number[], residualsOf: (shares: readonly number[]) => number[]): number[] {
  const small = 1e-5;
  const now = residualsOf(shares);
  const columns = shares.map((_, k) =>
    residualsOf(shares.map((share, i) => (i === k ? share + small : share))).map(
      (moved, i) => (moved - now[i]!) / small,
    ),
  );
  const rows = columns.map((column, i) => [
    ...columns.map((other, k) => dot(column, other) + (i === k ? 1e-10 : 0)),
    -dot(column, now),
  ]);
  // The matrix is positive definite: eliminated without pivots.
  for (const [i, pivot] of rows.entries()) {
    for (const [k, row] of rows.entries()) {
      if (k === i) continue;
      const factor = row[i]! / pivot[i]!;
      for (let j = i; j < row.length; j++) row[j]! -= factor * pivot[j]!;
    }
  }
  return shares.map((share, i) => share + rows[i]!.at(-1)! / rows[i]![i]!);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
