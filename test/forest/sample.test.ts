import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createSampler } from '../../src/forest/sample.ts';

const sum = (counts: Uint16Array): number => counts.reduce((total, count) => total + count, 0);

describe('createSampler', () => {
  it('bootstrap: as many draws as rows, leaving 1/e of them out', () => {
    const counts = createSampler(20_000, null, null)(createRandom(1));
    expect(sum(counts)).toBe(20_000);
    const leftOut = counts.filter((count) => count === 0).length / counts.length;
    expect(Math.abs(leftOut - Math.exp(-1))).toBeLessThan(0.01);
  });

  it('a share: that many different rows, rounded down', () => {
    const counts = createSampler(101, 0.632, null)(createRandom(2));
    expect(sum(counts)).toBe(63);
    expect(Math.max(...counts)).toBe(1);
  });

  it('a share takes every row equally often, first and last too', () => {
    const totals = new Float64Array(10);
    for (let i = 0; i < 6_000; i++)
      for (const [row, count] of createSampler(10, 0.3, null)(createRandom(3, i)).entries()) totals[row]! += count;
    for (const total of totals) expect(Math.abs(total / 6_000 - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / 6_000));
  });

  it('a share of few rows still takes one', () => {
    expect(sum(createSampler(5, 0.1, null)(createRandom(4)))).toBe(1);
  });

  it('weights 1, 2, 5: a bootstrap draws the rows in these proportions', () => {
    const draw = createSampler(3, null, Float64Array.of(1, 2, 5));
    const random = createRandom(5);
    const totals = new Float64Array(3);
    for (let i = 0; i < 8_000; i++) for (const [row, count] of draw(random).entries()) totals[row]! += count;
    for (const [row, weight] of [1, 2, 5].entries())
      expect(Math.abs(totals[row]! / 24_000 - weight / 8)).toBeLessThan(0.012);
  });

  it('weights 1, 2, 5: two of three rows without replacement are drawn as one draw after another would', () => {
    const draw = createSampler(3, 0.7, Float64Array.of(1, 2, 5));
    const random = createRandom(6);
    let withoutFirst = 0;
    for (let i = 0; i < 8_000; i++) {
      const counts = draw(random);
      expect(sum(counts)).toBe(2);
      if (counts[0] === 0) withoutFirst += 1;
    }
    // Rows 1 and 2 in either order: 2/8 · 5/6 + 5/8 · 2/3.
    expect(Math.abs(withoutFirst / 8_000 - (10 / 48 + 10 / 24))).toBeLessThan(0.02);
  });

  it('equal weights draw every row of a share equally often', () => {
    const draw = createSampler(10, 0.3, new Float64Array(10).fill(7));
    const totals = new Float64Array(10);
    for (let i = 0; i < 6_000; i++)
      for (const [row, count] of draw(createRandom(7, i)).entries()) totals[row]! += count;
    for (const total of totals) expect(Math.abs(total / 6_000 - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / 6_000));
  });

  it('refuses a weight that would draw one row more often than 16 bits can count', () => {
    const weights = new Float64Array(100_000).fill(1e-9).with(3, 1);
    expect(() => createSampler(100_000, null, weights)).toThrow('A weight of 1 among 100000 rows');
  });
});
