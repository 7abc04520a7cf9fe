import { describe, expect, it } from 'vitest';
import { errorsAgainstPredicted } from '../../../src/forest/residuals/againstPredicted.ts';

describe('errorsAgainstPredicted', () => {
  it('finds the slope of a model that is too flat, and the bias at either end', () => {
    const predicted = Float64Array.from({ length: 30 }, (_, i) => (i * 7) % 30);
    const { line, classes } = errorsAgainstPredicted(
      predicted.map((value) => 1.5 * value - 7.25),
      predicted,
    );
    expect(Math.abs(line!.slope - 1.5)).toBeLessThan(1e-12);
    expect(Math.abs(line!.intercept + 7.25)).toBeLessThan(1e-12);
    expect(line!.slopeStandardError).toBeLessThan(1e-12);
    expect(classes.map((item) => item.n)).toEqual([5, 5, 5, 5, 5, 5]);
    // The lowest class holds 0 to 4: observed −7.25 to −1.25.
    expect(classes[0]).toEqual({ n: 5, meanPredicted: 2, meanObserved: -4.25, bias: 6.25 });
    expect(classes.at(-1)!.bias).toBe(27 - (1.5 * 27 - 7.25));
  });

  it('has no line where all predictions are one', () => {
    const { line, classes } = errorsAgainstPredicted(Float64Array.of(1, 2, 3), Float64Array.of(2, 2, 2));
    expect(line).toBeNull();
    expect(classes).toEqual([{ n: 3, meanPredicted: 2, meanObserved: 2, bias: 0 }]);
  });
});
