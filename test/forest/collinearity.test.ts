import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { judgeCollinearity } from '../../src/forest/collinearity.ts';
import { leastSquares } from '../../src/forest/linear/leastSquares.ts';

const random = createRandom(7);
const draw = (): Float64Array => Float64Array.from({ length: 40 }, () => random.nextUnit());
const [a, b] = [draw(), draw()];
const noise = draw();
const mixed = a.map((value, i) => 3 * value - b[i]! + 0.1 * noise[i]!);

describe('judgeCollinearity', () => {
  it('gives 1 ÷ (1 − R²) of each covariate by the others', () => {
    const columns = [a, b, mixed];
    const { inflation } = judgeCollinearity(columns);
    for (const [i, column] of columns.entries()) {
      const others = columns.filter((_, other) => other !== i);
      const { r2 } = leastSquares(others, column, ['x', 'y']);
      expect(inflation[i]).toBeCloseTo(1 / (1 - r2), 6);
    }
  });

  it('gives correlations that are symmetric, 1 with themselves, and those of the textbook', () => {
    const { correlations } = judgeCollinearity([Float64Array.of(1, 2, 3, 4), Float64Array.of(2, 1, 4, 3)]);
    expect(correlations.map((row) => [...row])).toEqual([
      [1, expect.closeTo(0.6, 12)],
      [expect.closeTo(0.6, 12), 1],
    ]);
  });

  it('calls every part of a linear combination infinite, and no other', () => {
    const sum = a.map((value, i) => value + b[i]!);
    const { inflation } = judgeCollinearity([a, b, sum, noise]);
    expect(inflation.slice(0, 3)).toEqual([Infinity, Infinity, Infinity]);
    expect(inflation[3]).toBeLessThan(2);
  });

  it('has no figures for a covariate that never varies, and leaves the others alone', () => {
    const { inflation, correlations } = judgeCollinearity([a, new Float64Array(40).fill(5), b]);
    expect(inflation[1]).toBeNaN();
    expect(correlations[0]![1]).toBeNaN();
    expect(inflation[0]).toBeCloseTo(judgeCollinearity([a, b]).inflation[0]!, 12);
  });
});
