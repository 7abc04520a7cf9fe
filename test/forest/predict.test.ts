import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import type { Forest } from '../../src/forest/forest.ts';
import { predictBlock, predictNaive } from '../../src/forest/predict.ts';
import { float32, forestOf, forests, trees, valueOf } from './support/forests.ts';
import { rowOf } from './support/tables.ts';

describe('predictNaive', () => {
  it('sends a value equal to the threshold left', () => {
    const stump = forestOf(1, [{ feature: 0, threshold: 0.5, left: { value: -2 }, right: { value: 3 } }]);
    expect([0.5, 0.5000001, -9].map((x) => predictNaive(stump, [x]))).toEqual([-2, 3, -2]);
  });

  it('is the mean over trees of what each tree means', () => {
    fc.assert(
      fc.property(fc.array(trees(2), { minLength: 1, maxLength: 5 }), fc.tuple(float32, float32), (list, row) => {
        const sum = list.reduce((total, tree) => total + valueOf(tree, row), 0);
        expect(predictNaive(forestOf(2, list), row)).toBe(sum / list.length);
      }),
    );
  });

  it('is NaN where a covariate is NaN, even one that no tree asks for', () => {
    const forest = forestOf(2, [{ value: 4 }]);
    expect(predictNaive(forest, [1, Number.NaN])).toBeNaN();
    expect(predictNaive(forest, [Number.NaN, 1])).toBeNaN();
    expect(predictNaive(forest, [1, Infinity])).toBe(4);
  });
});

function expectEqualToNaive(forest: Forest, columns: Float32Array[], count: number): void {
  const out = new Float32Array(count + 1).fill(99);
  predictBlock(forest, columns, count, out);
  const expected = Float32Array.from({ length: count + 1 }, (_, i) =>
    i === count ? 99 : predictNaive(forest, rowOf(columns, i)),
  );
  expect(out).toEqual(expected);
}

describe('predictBlock', () => {
  it('equals the plain definition bit for bit, NaN and all, and writes no further than count', () => {
    const value = fc.oneof({ weight: 5, arbitrary: float32 }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
    fc.assert(
      fc.property(forests(3), fc.array(fc.tuple(value, value, value), { maxLength: 40 }), (forest, rows) => {
        const columns = [0, 1, 2].map((i) => Float32Array.from(rows, (row) => row[i]!));
        expectEqualToNaive(forest, columns, rows.length);
      }),
    );
  });

  it('refuses another number of columns than the forest has covariates', () => {
    const column = Float32Array.of(1);
    expect(() => predictBlock(forestOf(2, [{ value: 1 }]), [column], 1, column)).toThrow('Expected 2 covariates');
  });

  it.each([4095, 4096, 4097, 9000])('equals it over %i pixels, across the edges of blocks', (count) => {
    const random = createRandom(count);
    const list = Array.from({ length: 20 }, (_, i) => ({
      feature: i % 2,
      threshold: Math.fround(random.nextUnit()),
      left: { value: random.nextUnit() },
      right: { value: random.nextUnit() },
    }));
    const columns = [0, 1].map(() =>
      Float32Array.from({ length: count }, () => (random.nextBelow(50) === 0 ? Number.NaN : random.nextUnit())),
    );
    expectEqualToNaive(forestOf(2, list), columns, count);
  });
});
