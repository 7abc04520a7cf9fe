import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { mean } from '../../src/core/statistics.ts';
import { traceEffect } from '../../src/forest/effects.ts';
import type { PredictRows } from '../../src/forest/effects.ts';
import { predictBlock, predictNaive } from '../../src/forest/predict.ts';
import { forestOf, forests } from './support/forests.ts';

/** A model from a formula over one row. */
function modelOf(formula: (row: readonly number[]) => number): PredictRows {
  return (columns, count, out) => {
    for (let i = 0; i < count; i++) out[i] = formula(columns.map((column) => column[i]!));
  };
}

/** Two covariates of which the second follows the first closely. */
function correlated(rowCount: number): readonly Float32Array[] {
  const random = createRandom(5);
  const first = Float32Array.from({ length: rowCount }, () => random.nextUnit());
  return [first, first.map((x) => x + 0.02 * random.nextUnit())];
}

const slopes = (x: ArrayLike<number>, y: ArrayLike<number>): number[] =>
  Array.from({ length: x.length - 1 }, (_, i) => (y[i + 1]! - y[i]!) / (x[i + 1]! - x[i]!));

describe('traceEffect', () => {
  it('gives a linear model its coefficient, by both curves, however the covariates are correlated', () => {
    const columns = correlated(400);
    const linear = modelOf(([x1, x2]) => 3 * x1! - 2 * x2! + 7);
    const { values, partialDependence, accumulated } = traceEffect(linear, columns, 0, 10);
    for (const slope of [...slopes(values, partialDependence), ...slopes(values, accumulated)]) {
      expect(Math.abs(slope - 3)).toBeLessThan(1e-4);
    }
    // Friedman's curve keeps the level: 3 z − 2 · mean(x2) + 7.
    expect(partialDependence[4]!).toBeCloseTo(3 * values[4]! - 2 * mean(columns[1]!) + 7, 5);
    // Apley and Zhu's is centred: over the rows its mean is that of 3 (x1 − mean), up to the width of the intervals.
    expect(Math.abs(accumulated[5]! - 3 * (values[5]! - mean(columns[0]!)))).toBeLessThan(0.02);
  });

  it('stays among the data where covariates are correlated: ALE of x1 · x2 with x2 = x1 has slope x1', () => {
    const [first] = correlated(2000);
    const product = modelOf(([x1, x2]) => x1! * x2!);
    const { values, partialDependence, accumulated } = traceEffect(product, [first!, first!], 0, 20);
    const middles = Array.from({ length: 20 }, (_, i) => (values[i]! + values[i + 1]!) / 2);
    for (const [i, slope] of slopes(values, accumulated).entries()) {
      expect(Math.abs(slope - middles[i]!)).toBeLessThan(0.02);
    }
    for (const slope of slopes(values, partialDependence)) expect(Math.abs(slope - mean(first!))).toBeLessThan(1e-3);
  });

  it('equals the definitions, brute force, for any forest and any rows', () => {
    const cell = fc.integer({ min: -4, max: 4 });
    const tables = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(forests(2), tables, fc.integer({ min: 1, max: 5 }), (forest, rows, intervals) => {
        const columns = [0, 1].map((i) => Float32Array.from(rows, (row) => row[i]!));
        const curve = traceEffect((...given) => predictBlock(forest, ...given), columns, 0, intervals);
        const ask = (x: number, row: readonly number[]): number => Math.fround(predictNaive(forest, [x, row[1]!]));
        const { values } = curve;
        for (const [k, value] of values.entries()) {
          const individuals = rows.map((row) => ask(value, row));
          expect(rows.map((_, row) => curve.individuals[row * values.length + k])).toEqual(individuals);
          expect(curve.partialDependence[k]).toBeCloseTo(mean(individuals), 9);
        }
        const steps = Array.from(values)
          .slice(1)
          .map((upper, i) => {
            const inside = rows.filter(([x]) => x <= upper && (x > values[i]! || (i === 0 && x === values[0])));
            return mean(inside.map((row) => ask(upper, row) - ask(values[i]!, row)));
          });
        expect(curve.accumulated).toHaveLength(values.length);
        steps.forEach((step, i) => expect(curve.accumulated[i + 1]! - curve.accumulated[i]!).toBeCloseTo(step, 9));
      }),
    );
  });

  it('counts the rows of the least value in the first interval, by hand', () => {
    // x1 · x2: the rows (0, 1) and (1, 2) lie in (0, 1], the row (3, 4) in (1, 3].
    const columns = [Float32Array.from([0, 1, 3]), Float32Array.from([1, 2, 4])];
    const { values, accumulated } = traceEffect(
      modelOf(([x1, x2]) => x1! * x2!),
      columns,
      0,
      3,
    );
    expect([...values]).toEqual([0, 1, 3]);
    // Steps 1.5 = (1 + 2) / 2 and 8 = (3 − 1) · 4; middles 0.75 twice and 5.5, of which the mean is 7 / 3.
    for (const [i, effect] of [0, 1.5, 9.5].entries()) expect(accumulated[i]).toBeCloseTo(effect - 7 / 3, 12);
  });

  it('keeps forty rows of many, spread evenly, and means of all', () => {
    const columns = [Float32Array.from({ length: 200 }, (_, row) => row)];
    const { individuals, partialDependence, values } = traceEffect(
      (asked, count, out) => out.set(columns[0]!.map((own, row) => own + asked[0]![row]!).subarray(0, count)),
      columns,
      0,
      1,
    );
    expect([...values]).toEqual([0, 199]);
    const shown = Array.from({ length: 40 }, (_, i) => individuals[2 * i]);
    expect(shown).toEqual(Array.from({ length: 40 }, (_, i) => 5 * i));
    expect([individuals.length, partialDependence[0]]).toEqual([80, mean(columns[0]!)]);
  });

  it('is flat for a covariate that no tree uses, and one point for a constant one', () => {
    const forest = forestOf(3, [{ feature: 0, threshold: 0.5, left: { value: 1 }, right: { value: 5 } }]);
    const predict: PredictRows = (...given) => predictBlock(forest, ...given);
    const columns = [Float32Array.from([0, 1, 1, 1]), Float32Array.from([1, 2, 3, 4]), new Float32Array(4).fill(9)];
    const unused = traceEffect(predict, columns, 1, 3);
    expect([...unused.partialDependence]).toEqual([4, 4, 4, 4]);
    expect([...unused.accumulated]).toEqual([0, 0, 0, 0]);
    const constant = traceEffect(predict, columns, 2, 3);
    expect([[...constant.values], [...constant.partialDependence], [...constant.accumulated]]).toEqual([[9], [4], [0]]);
  });

  it('spans the individuals: a tenth of the rows below, a tenth above', () => {
    const columns = [new Float32Array(11).fill(1), Float32Array.from({ length: 11 }, (_, i) => i)];
    const { lower, upper } = traceEffect(
      modelOf(([, x2]) => x2!),
      columns,
      0,
      2,
    );
    expect([lower[0], upper[0]]).toEqual([1, 9]);
  });
});
