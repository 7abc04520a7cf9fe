import { describe, expect, it } from 'vitest';
import { probabilityOfNormal } from '../../../src/physics/stability/permafrostProbability.ts';
import { ttopC } from '../../../src/physics/ttop.ts';
import { drawMembers, ensembleTemperature, ttopBounds } from '../../../src/physics/stability/ttopEnsemble.ts';

const certain = (mean: number) => ({ mean, standardDeviation: 0 });

describe('drawMembers', () => {
  it('draws the same for a seed, stays within what is possible, and begins alike for any count', () => {
    const parameters = {
      thawNFactor: { mean: 0.3, standardDeviation: 2 },
      freezeNFactor: { mean: 3.9, standardDeviation: 2 },
      conductivityRatio: { mean: 1.1, standardDeviation: 1 },
    };
    const members = drawMembers(parameters, 500, 7);
    expect(drawMembers(parameters, 20, 7)).toEqual(members.slice(0, 20));
    expect(drawMembers(parameters, 20, 8)).not.toEqual(members.slice(0, 20));
    const [least, most] = ttopBounds.conductivityRatio;
    for (const { nFactors, conductivityRatio } of members) {
      expect(nFactors.thaw).toBeGreaterThanOrEqual(0);
      expect(nFactors.freeze).toBeLessThanOrEqual(4);
      expect(conductivityRatio).toBeGreaterThanOrEqual(least);
      expect(conductivityRatio).toBeLessThanOrEqual(most);
    }
  });
});

describe('ensembleTemperature', () => {
  it('is TTOP where nothing is uncertain', () => {
    const parameters = { thawNFactor: certain(0.9), freezeNFactor: certain(0.4), conductivityRatio: certain(0.6) };
    const { meanC, deviationC, probability } = ensembleTemperature(1200, 4000, drawMembers(parameters, 20, 1));
    const air = { thawIndexCDays: 1200, freezeIndexCDays: 4000 };
    const expectedC = ttopC(air, { thaw: 0.9, freeze: 0.4 }, 0.6 * 2.2, 2.2, 365);
    expect(Math.abs(meanC - expectedC)).toBeLessThan(1e-12);
    expect(deviationC).toBeLessThan(1e-6);
    expect(probability).toBe(1);
  });

  it('has the probability and the spread that follow from an uncertain freezing factor', () => {
    // TTOP ≤ 0 where the factor is at least nt · rk · DDT ÷ DDF = 0.27.
    const parameters = {
      thawNFactor: certain(1),
      freezeNFactor: { mean: 0.3, standardDeviation: 0.05 },
      conductivityRatio: certain(0.9),
    };
    const count = 20_000;
    const { deviationC, probability } = ensembleTemperature(1200, 4000, drawMembers(parameters, count, 3));
    const expected = probabilityOfNormal(0.27 - 0.3, 0.05);
    expect(Math.abs(probability - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / count));
    // The slope is DDF ÷ P where it freezes, and 1 ÷ 0.9 of that where it does not.
    expect(deviationC).toBeGreaterThan((0.05 * 4000) / 365);
    expect(deviationC).toBeLessThan((0.05 * 4000) / 365 / 0.9);
  });
});
