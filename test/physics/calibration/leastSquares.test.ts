import { describe, expect, it } from 'vitest';
import { fitWithinBounds, jacobianAt } from '../../../src/physics/calibration/leastSquares.ts';
import type { LeastSquares } from '../../../src/physics/calibration/leastSquares.ts';

function problemOf(residualsAt: (point: Float64Array) => number[], most = 10): LeastSquares & { asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    residuals: (points) => {
      asked.push(points.length);
      return Promise.resolve(points.map((point) => Float64Array.from(residualsAt(point))));
    },
    least: Float64Array.of(-10, -10),
    most: Float64Array.of(most, most),
    step: 1e-3,
  };
}

async function fit(problem: LeastSquares, start: readonly number[]) {
  const from = Float64Array.from(start);
  return fitWithinBounds(problem, from, await jacobianAt(problem, from), () => {});
}

const times = Array.from({ length: 30 }, (_, i) => i / 10);

describe('fitWithinBounds', () => {
  it('finds the line of a hand-worked regression', async () => {
    // y = 1, 3, 2 at 0, 1, 2: slope 0.5, intercept 1.5.
    const problem = problemOf(([a, b]) => [1, 3, 2].map((y, x) => a! + b! * x - y));
    const { point, endedBy } = await fit(problem, [0, 0]);
    expect(Math.abs(point[0]! - 1.5)).toBeLessThan(1e-6);
    expect(Math.abs(point[1]! - 0.5)).toBeLessThan(1e-6);
    expect(endedBy).toBe('converged');
  });

  it('finds the decay that made a curve, and Rosenbrock’s minimum', async () => {
    const decay = problemOf(([a, b]) => times.map((t) => a! * Math.exp(b! * t) - 2 * Math.exp(-1.3 * t)));
    const { point } = await fit(decay, [1, 0]);
    expect(Math.abs(point[0]! - 2)).toBeLessThan(1e-4);
    expect(Math.abs(point[1]! + 1.3)).toBeLessThan(1e-4);
    const rosenbrock = problemOf(([x, y]) => [10 * (y! - x! * x!), 1 - x!]);
    const found = await fit(rosenbrock, [-1.2, 1]);
    expect(Math.abs(found.point[0]! - 1)).toBeLessThan(1e-3);
  });

  it('stops on a bound, where the other parameter is the best that the bound leaves', async () => {
    const problem = problemOf(([a, b]) => [1, 3, 2].map((y, x) => a! + b! * x - y), 1.2);
    const { point } = await fit(problem, [0, 0]);
    // With an intercept of 1.2: slope Σx(y − 1.2)/Σx² = 3.4/5.
    expect(point[0]).toBe(1.2);
    expect(Math.abs(point[1]! - 0.68)).toBeLessThan(1e-5);
  });

  it('never asks for a point beyond the bounds', async () => {
    const problem = problemOf(([a, b]) => {
      expect(Math.max(Math.abs(a!), Math.abs(b!))).toBeLessThanOrEqual(10);
      return [a! - 30, b! + 30];
    });
    const { point } = await fit(problem, [9.9999, 0]);
    expect([...point]).toEqual([10, -10]);
  });

  it('asks for the points of a Jacobian at once', async () => {
    const problem = problemOf(([a, b]) => [a!, b!]);
    await jacobianAt(problem, Float64Array.of(1, 2));
    expect(problem.asked).toEqual([4]);
  });
});
