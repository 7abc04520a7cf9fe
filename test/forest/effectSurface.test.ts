import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean } from '../../src/core/statistics.ts';
import { traceSurface } from '../../src/forest/effectSurface.ts';
import type { PredictRows } from '../../src/forest/effects.ts';
import { predictBlock, predictNaive } from '../../src/forest/predict.ts';
import { forests } from './support/forests.ts';

function modelOf(formula: (x: number, y: number) => number): PredictRows {
  return ([xs, ys], count, out) => {
    for (let i = 0; i < count; i++) out[i] = formula(xs![i]!, ys![i]!);
  };
}

/** Every pair of two lists of values, once. */
function crossed(xs: readonly number[], ys: readonly number[]): readonly [Float32Array, Float32Array] {
  const rows = xs.flatMap((x) => ys.map((y) => [x, y] as const));
  return [Float32Array.from(rows, ([x]) => x), Float32Array.from(rows, ([, y]) => y)];
}

/** The row-weighted mean of the middles of the intervals between values of which each has as many rows. */
function middleMean(values: readonly number[]): number {
  // The first interval holds the rows of its lower end too.
  const middles = values.slice(1).map((upper, i) => (values[i]! + upper) / 2);
  return mean([middles[0]!, ...middles]);
}

interface Row {
  readonly x: number;
  readonly y: number;
}

/** Whether a value lies in the interval that ends at the i-th value; the least one belongs to the first. */
const inside = (value: number, ends: readonly number[], i: number): boolean =>
  value <= ends[i]! && (value > ends[i - 1]! || (i === 1 && value === ends[0]));

const placeOf = (value: number, ends: readonly number[]): number =>
  ends.findIndex((_, i) => i > 0 && inside(value, ends, i));

/** The middle of the interval that ends at the i-th value, as a share of the range. */
const middle = (ends: readonly number[], i: number): number =>
  ((ends[i]! + ends[i - 1]!) / 2 - ends[0]!) / (ends.at(-1)! - ends[0]!);

/**
 * The second-order effect by its definition, for one value pair at a time: sums over all cells below, every mean over the
 * rows listed for it.
 */
function bruteForce(f: (x: number, y: number) => number, rows: readonly Row[], xs: number[], ys: number[]) {
  const rowsOf = (i: number, k: number): Row[] => rows.filter(({ x, y }) => inside(x, xs, i) && inside(y, ys, k));
  const cells = xs.slice(1).flatMap((_, i) => ys.slice(1).map((__, k) => [i + 1, k + 1] as const));
  const difference = (i: number, k: number): number => {
    const far = ([a, b]: readonly [number, number]): number =>
      Math.hypot(middle(xs, a) - middle(xs, i), middle(ys, b) - middle(ys, k));
    const [a, b] = cells.filter((cell) => rowsOf(...cell).length > 0).toSorted((p, q) => far(p) - far(q))[0]!;
    return mean(
      rowsOf(a, b).map(
        () => f(xs[a]!, ys[b]!) - f(xs[a - 1]!, ys[b]!) - f(xs[a]!, ys[b - 1]!) + f(xs[a - 1]!, ys[b - 1]!),
      ),
    );
  };
  const sum = (i: number, k: number): number =>
    cells.reduce((total, [a, b]) => total + (a <= i && b <= k ? difference(a, b) : 0), 0);
  const effect = (
    end: number,
    ends: readonly number[],
    stepIn: (row: Row, i: number) => number,
    of: (row: Row) => number,
  ) =>
    ends.slice(1, end + 1).reduce((total, _, before) => {
      const here = rows.filter((row) => inside(of(row), ends, before + 1));
      return total + mean(here.map((row) => stepIn(row, before + 1)));
    }, 0);
  const alone = (i: number, k: number): number => {
    const ofX = effect(
      i,
      xs,
      ({ y }, at) => {
        const b = placeOf(y, ys);
        return (sum(at, b) - sum(at - 1, b) + sum(at, b - 1) - sum(at - 1, b - 1)) / 2;
      },
      ({ x }) => x,
    );
    const ofY = effect(
      k,
      ys,
      ({ x }, at) => {
        const a = placeOf(x, xs);
        return (sum(a, at) - sum(a, at - 1) + sum(a - 1, at) - sum(a - 1, at - 1)) / 2;
      },
      ({ y }) => y,
    );
    return sum(i, k) - ofX - ofY;
  };
  const centre = mean(
    rows.map(({ x, y }) => {
      const [a, b] = [placeOf(x, xs), placeOf(y, ys)];
      return mean([alone(a, b), alone(a - 1, b), alone(a, b - 1), alone(a - 1, b - 1)]);
    }),
  );
  return xs.flatMap((_, i) => ys.map((__, k) => alone(i, k) - centre));
}

describe('traceSurface', () => {
  it('gives x · y over independent covariates (x − mean) · (y − mean), and a sum no interaction', () => {
    const [xs, ys] = [
      [0, 1, 2, 4, 7],
      [1, 2, 5],
    ];
    const product = traceSurface(
      modelOf((x, y) => x * y),
      crossed(xs, ys),
      [0, 1],
      20,
    );
    expect(product.values.map((values) => [...values])).toEqual([xs, ys]);
    const expected = xs.flatMap((x) => ys.map((y) => (x - middleMean(xs)) * (y - middleMean(ys))));
    expected.forEach((value, at) => expect(product.interaction[at]).toBeCloseTo(value, 9));
    const sum = traceSurface(
      modelOf((x, y) => 2 ** x - 3 * y),
      crossed(xs, ys),
      [0, 1],
      20,
    );
    for (const value of sum.interaction) expect(Math.abs(value)).toBeLessThan(1e-9);
    expect([...sum.partialDependence]).toEqual(xs.flatMap((x) => ys.map((y) => 2 ** x - 3 * y)));
    expect(sum.rowCounts.reduce((total, count) => total + count)).toBe(15);
  });

  it('keeps to the rows: where y = x, half of the cells are counted empty and filled from the diagonal', () => {
    const column = Float32Array.from([0, 1, 2]);
    const { rowCounts, interaction } = traceSurface(
      modelOf((x, y) => (x === 0 && y === 2 ? 1000 : x * y)),
      [column, column],
      [0, 1],
      2,
    );
    expect([...rowCounts]).toEqual([2, 0, 0, 1]);
    // x · y alone has the difference 1 in all four cells; the value at (0, 2), a place without data, is never asked.
    const [below, values] = [2 / 3, [0, 1, 2]];
    const raw = values.flatMap((x) => values.map((y) => x * y));
    // Along either axis the step of the interval is the mean height of the middles of its rows: ½, ½ | 1½.
    const alone = [0, 0.5, 2];
    const freed = raw.map((value, at) => value - alone[Math.floor(at / 3)]! - alone[at % 3]!);
    const corner = (i: number, k: number): number =>
      mean([freed[i * 3 + k]!, freed[i * 3 + k + 1]!, freed[i * 3 + k + 3]!, freed[i * 3 + k + 4]!]);
    const centre = below * corner(0, 0) + (1 - below) * corner(1, 1);
    freed.forEach((value, at) => expect(interaction[at]).toBeCloseTo(value - centre, 9));
  });

  it('equals the definition, brute force, for any forest and any rows, with cells that are empty', () => {
    const cell = fc.integer({ min: -4, max: 4 });
    const tables = fc
      .array(fc.record({ x: cell, y: cell }), { minLength: 2, maxLength: 10 })
      .filter((rows) => new Set(rows.map(({ x }) => x)).size > 1 && new Set(rows.map(({ y }) => y)).size > 1);
    fc.assert(
      fc.property(forests(2), tables, fc.integer({ min: 1, max: 4 }), (forest, rows, intervals) => {
        const columns = [Float32Array.from(rows, ({ x }) => x), Float32Array.from(rows, ({ y }) => y)];
        const surface = traceSurface((...given) => predictBlock(forest, ...given), columns, [0, 1], intervals);
        const ask = (x: number, y: number): number => Math.fround(predictNaive(forest, [x, y]));
        const [xs, ys] = surface.values.map((values) => [...values]);
        const flat = xs!.flatMap((x) => ys!.map((y) => ask(x, y)));
        flat.forEach((value, at) => expect(surface.partialDependence[at]).toBeCloseTo(value, 6));
        const expected = bruteForce(ask, rows, xs!, ys!);
        expect(surface.interaction).toHaveLength(expected.length);
        expected.forEach((value, at) => expect(surface.interaction[at]).toBeCloseTo(value, 5));
      }),
      { numRuns: 30 },
    );
  });

  it('turns with the pair: (second, first) is the same surface, the other way round', () => {
    const columns = [...crossed([0, 1, 3], [2, 4, 5, 9]), new Float32Array(12).fill(1)];
    const model = modelOf((x, y) => x * Math.sqrt(y));
    const [across, up] = [traceSurface(model, columns, [0, 1], 8), traceSurface(model, columns, [1, 0], 8)];
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k < 4; k++) {
        expect(up.interaction[k * 3 + i]).toBeCloseTo(across.interaction[i * 4 + k]!, 9);
        expect(up.partialDependence[k * 3 + i]).toBe(across.partialDependence[i * 4 + k]);
      }
    }
  });
});
