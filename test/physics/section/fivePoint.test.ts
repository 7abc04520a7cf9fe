import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { createFivePointSolver } from '../../../src/physics/section/fivePoint.ts';
import type { FivePointMatrix } from '../../../src/physics/section/fivePoint.ts';

/** Conduction of random strength between neighbours, some cells cut off, and a heat capacity that makes it regular. */
function randomMatrix(columns: number, rows: number, seed: number, capacity: number): FivePointMatrix {
  const random = createRandom(seed);
  const cells = columns * rows;
  const matrix = {
    rows,
    own: new Float64Array(cells).fill(capacity),
    up: new Float64Array(cells),
    down: new Float64Array(cells),
    left: new Float64Array(cells),
    right: new Float64Array(cells),
  };
  const join = (i: number, j: number, there: Float64Array, back: Float64Array): void => {
    // Columns sum to the capacity, as heat that leaves a cell arrives in another.
    const [a, b] = random.nextUnit() < 0.1 ? [0, 0] : [10 * random.nextUnit(), 10 * random.nextUnit()];
    matrix.own[i]! += a;
    back[j]! -= a;
    matrix.own[j]! += b;
    there[i]! -= b;
  };
  for (let i = 0; i < cells; i++) {
    if ((i + 1) % rows !== 0) join(i, i + 1, matrix.down, matrix.up);
    if (i + rows < cells) join(i, i + rows, matrix.right, matrix.left);
  }
  return matrix;
}

function dense({ rows, own, up, down, left, right }: FivePointMatrix): number[][] {
  return Array.from(own, (_, i) => {
    const line = Array.from(own, () => 0);
    line[i] = own[i]!;
    for (const [step, values] of [
      [-1, up],
      [1, down],
      [-rows, left],
      [rows, right],
    ] as const) {
      if (values[i] !== 0) line[i + step] = values[i]!;
    }
    return line;
  });
}

describe('the solver of five-point equations', () => {
  it('gives what the matrix written out takes back to the right side', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(0.05, 1, 100),
        (columns, rows, seed, capacity) => {
          const matrix = randomMatrix(columns, rows, seed, capacity);
          const random = createRandom(seed, 1);
          const b = Float64Array.from(matrix.own, () => random.nextUnit() - 0.5);
          const x = new Float64Array(b.length);
          expect(createFivePointSolver(columns, rows).solve(matrix, b, x, 1e-11)).not.toBeNull();
          for (const [i, line] of dense(matrix).entries()) {
            const product = line.reduce((sum, value, j) => sum + value * x[j]!, 0);
            expect(Math.abs(product - b[i]!)).toBeLessThan(1e-10);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('needs one step for a single column, whose factors are complete, and none for nothing', () => {
    const matrix = randomMatrix(1, 200, 5, 0.01);
    const x = new Float64Array(200);
    expect(createFivePointSolver(1, 200).solve(matrix, new Float64Array(200).fill(1), x, 1e-8)).toBe(1);
    expect(createFivePointSolver(1, 200).solve(matrix, new Float64Array(200), x, 0)).toBe(0);
    expect(Math.max(...x)).toBe(0);
  });

  it('takes few steps for a section of 5,000 cells in which a step of a day spreads heat over many', () => {
    const matrix = randomMatrix(100, 50, 7, 1);
    const x = new Float64Array(5000);
    const steps = createFivePointSolver(100, 50).solve(matrix, new Float64Array(5000).fill(1), x, 1e-9);
    expect(steps).toBeLessThan(40);
  });

  it('says so where there is no solution', () => {
    const zeros = new Float64Array(4);
    const nothing = { rows: 2, own: zeros, up: zeros, down: zeros, left: zeros, right: zeros };
    expect(
      createFivePointSolver(2, 2).solve(nothing, new Float64Array(4).fill(1), new Float64Array(4), 1e-9),
    ).toBeNull();
  });
});
