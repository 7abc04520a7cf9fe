import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { drawSample } from '../../src/forest/sample.ts';

const sum = (counts: Uint16Array): number => counts.reduce((total, count) => total + count, 0);

describe('drawSample', () => {
  it('bootstrap: as many draws as rows, leaving 1/e of them out', () => {
    const counts = drawSample(20_000, null, createRandom(1));
    expect(sum(counts)).toBe(20_000);
    const leftOut = counts.filter((count) => count === 0).length / counts.length;
    expect(Math.abs(leftOut - Math.exp(-1))).toBeLessThan(0.01);
  });

  it('a share: that many different rows, rounded down', () => {
    const counts = drawSample(101, 0.632, createRandom(2));
    expect(sum(counts)).toBe(63);
    expect(Math.max(...counts)).toBe(1);
  });

  it('a share takes every row equally often, first and last too', () => {
    const totals = new Float64Array(10);
    for (let i = 0; i < 6_000; i++)
      for (const [row, count] of drawSample(10, 0.3, createRandom(3, i)).entries()) totals[row]! += count;
    for (const total of totals) expect(Math.abs(total / 6_000 - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / 6_000));
  });

  it('a share of few rows still takes one', () => {
    expect(sum(drawSample(5, 0.1, createRandom(4)))).toBe(1);
  });
});
