import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { createLinearKernel, packRelation, predictRelation } from '../../../src/forest/linear/linearRelation.ts';

describe('predictRelation', () => {
  it('is the intercept plus each coefficient times its covariate, and NaN where one is NaN', () => {
    const relation = packRelation(1, [2, -3]);
    expect(predictRelation(relation, [10, 0.5])).toBe(19.5);
    expect(predictRelation(relation, [10, Number.NaN])).toBeNaN();
  });

  it('adds the effect of a level by its rank, and is NaN where the level is unknown', () => {
    const relation = packRelation(1, [2, [0, 5, -7], 10]);
    expect([0, 1, 2].map((rank) => predictRelation(relation, [3, rank, 0.5]))).toEqual([12, 17, 5]);
    expect(predictRelation(relation, [3, Number.NaN, 0.5])).toBeNaN();
  });
});

describe('createLinearKernel', () => {
  it('equals the definition at every pixel of 10,000, rounded to float32, nodata included', () => {
    const random = createRandom(5);
    const relation = packRelation(random.nextUnit(), [-0.0065, [0, 30 * random.nextUnit()], -0.9]);
    const columns = Array.from({ length: 3 }, () =>
      Float32Array.from({ length: 10_000 }, () => (random.nextBelow(50) === 0 ? Number.NaN : 5000 * random.nextUnit())),
    );
    columns[1] = columns[1]!.map((value) => (value < 2000 ? 0 : value / value));
    const out = new Float32Array(10_000);
    createLinearKernel(relation).predict(columns, 10_000, out);
    const expected = out.map((_, i) =>
      predictRelation(
        relation,
        columns.map((column) => column[i]!),
      ),
    );
    expect(out).toEqual(expected);
    expect(out.some(Number.isNaN)).toBe(true);
  });

  it('refuses another number of covariates', () => {
    expect(() => createLinearKernel(packRelation(1, [2])).predict([], 0, new Float32Array())).toThrow(/Expected 1/);
  });
});
