import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradedEdgesM } from '../../../src/physics/section/axis.ts';

const grading = { finestM: 0.25, growth: 1.2, coarsestM: 2 };

function sizesOf(edges: Float64Array): number[] {
  return Array.from(edges.subarray(1), (edge, i) => edge - edges[i]!);
}

describe('gradedEdgesM', () => {
  it('has cells of one size where no line is', () => {
    expect([...gradedEdgesM(0, 6, [], grading)]).toEqual([0, 2, 4, 6]);
    expect([...gradedEdgesM(0, 6, [], { finestM: 1, growth: 1, coarsestM: 1.5 })]).toEqual([0, 1.5, 3, 4.5, 6]);
    expect([...gradedEdgesM(0, 7, [], grading)]).toEqual([0, 1.75, 3.5, 5.25, 7]);
  });

  it('is fine at a line and grows away from it to the coarsest', () => {
    const sizes = sizesOf(gradedEdgesM(0, 40, [0], grading));
    expect(sizes[0]).toBeLessThanOrEqual(0.25);
    expect(sizes[0]).toBeGreaterThan(0.2);
    for (let i = 1; i < sizes.length; i++) expect(sizes[i]! / sizes[i - 1]!).toBeLessThan(1.2 + 1e-9);
    expect(sizes.at(-1)).toBeGreaterThan(1.7);
  });

  it('is its own mirror where the lines are', () => {
    const sizes = sizesOf(gradedEdgesM(0, 60, [20, 40], grading));
    const mirrored = sizes.toReversed();
    for (const [i, size] of sizes.entries()) expect(Math.abs(size - mirrored[i]!)).toBeLessThan(1e-12);
  });

  it('has every line as an edge, no cell too large, and ends where it should', () => {
    const line = fc.double({ min: -10, max: 60, noNaN: true });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const edges = gradedEdgesM(0, 50, lines, grading);
        expect([edges[0], edges.at(-1)]).toEqual([0, 50]);
        for (const each of lines.filter((lineM) => lineM >= 0 && lineM <= 50)) expect(edges).toContain(each);
        for (const size of sizesOf(edges)) {
          expect(size).toBeGreaterThan(0);
          expect(size).toBeLessThanOrEqual(2 * (1 + 1e-9));
        }
      }),
    );
  });

  it('refuses cells so fine that there would be too many', () => {
    expect(() => gradedEdgesM(0, 1e6, [0], { finestM: 1e-3, growth: 1, coarsestM: 1e-3 })).toThrow(/more than 20000/);
    expect(() => gradedEdgesM(0, 1e5, [0, 5e4], { finestM: 1, growth: 1, coarsestM: 2 })).toThrow(/larger cells/);
  });
});
