import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compositeStatistics, createComposite } from '../../src/spectral/composite.ts';
import type { CompositeStatistic } from '../../src/spectral/composite.ts';

const cells = 5;
const value = fc.oneof(fc.float({ min: -2, max: 2, noNaN: true }), fc.constant(Number.NaN));
const column = fc.array(value, { minLength: cells, maxLength: cells }).map((values) => Float32Array.from(values));

/** By the definition. */
function naive(values: readonly number[], statistic: CompositeStatistic): number {
  const sorted = values.filter((one) => !Number.isNaN(one)).toSorted((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) return Number.NaN;
  if (statistic === 'max') return sorted[count - 1]!;
  if (statistic === 'median') return (sorted[Math.floor((count - 1) / 2)]! + sorted[Math.floor(count / 2)]!) / 2;
  return sorted.reduce((sum, one) => sum + one, 0) / count;
}

describe('createComposite', () => {
  it.each(compositeStatistics)('is the %s of the scenes that have a value, and counts them', (statistic) => {
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 9 }), (scenes) => {
        const [out, counts] = [new Float32Array(cells), new Float32Array(cells)];
        const composite = createComposite(statistic, scenes.length);
        // A window before leaves nothing behind.
        composite.begin(cells + 1);
        composite.take(new Float32Array(cells + 1).fill(-9));
        composite.begin(cells);
        for (const scene of scenes) composite.take(scene);
        composite.finish(out, counts);
        for (let i = 0; i < cells; i++) {
          const values = scenes.map((scene) => scene[i]!);
          const expected = naive(values, statistic);
          expect(counts[i]).toBe(values.filter((one) => !Number.isNaN(one)).length);
          if (Number.isNaN(expected)) expect(out[i]).toBeNaN();
          else expect(Math.abs(out[i]! - expected)).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it('holds half of the scenes for a median, and none for a mean or a maximum', () => {
    const held = compositeStatistics.map((statistic) => createComposite(statistic, 60).columnsHeld);
    expect(held).toEqual([32, 3, 2]);
  });
});
