import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tallyClasses, tallyColumns } from '../../src/physics/classTally.ts';
import { classifyStability, permafrostPresence, stabilitySchemes } from '../../src/physics/stability/stability.ts';

describe('tallyClasses', () => {
  it('counts rows apart, nodata last: 0 °C is permafrost, 0.001 °C is not', () => {
    const tally = tallyClasses(Float32Array.of(-1, 0, Number.NaN, 0.001, 5, Number.NaN), 3, permafrostPresence);
    expect([...tally]).toEqual([2, 0, 1, 0, 2, 1]);
  });

  it.each(stabilitySchemes)('agrees with classifyStability for every temperature in scheme $id', (scheme) => {
    const temperature = fc.oneof(
      fc.constantFrom(...scheme.thresholdsC, Number.NaN),
      fc.double({ min: -20, max: 20, noNaN: true }),
    );
    fc.assert(
      fc.property(temperature, (magtC) => {
        const valueC = Math.fround(magtC);
        const column = tallyClasses(Float32Array.of(valueC), 1, scheme).indexOf(1);
        expect(column).toBe(classifyStability(valueC, scheme) ?? tallyColumns(scheme) - 1);
      }),
    );
  });
});
