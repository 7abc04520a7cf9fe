/** How long a backfilled pit takes to refreeze, against a published study of an open pit in north-east China. */
import { describe, expect } from 'vitest';
import { longTest } from '../../support/oracles.ts';
import { publishedPitYears } from '../transientVectors.ts';

describe('a backfilled pit', () => {
  // He et al. 2022, Front. Earth Sci. 10:806022, abstract: no soil, no surface and no test of refreezing are given there.
  // The fill's last thawed water is within a thousandth of 0 °C for years, so that the test alone moves the cooler fills
  // by more than the differences here: at 1e-6 °C instead of 1e-8 they have 18 instead of 20 years for 10 °C.
  longTest('of 20 m refreezes from 20, 15, 10 and 2 °C in 27, 21, 16 and 10 years, give or take 1, 3, 4 and 1', () => {
    const found = [20, 15, 10, 2].map((fillC) => publishedPitYears(20, fillC));
    const off = found.map((years, i) => Math.abs(years - [27, 21, 16, 10][i]!));
    off.forEach((years, i) => expect(years).toBeLessThanOrEqual([1, 3, 4, 1][i]!));
  });

  longTest('of 10, 20, 30 and 40 m refreezes from 20 °C within 12 % of 9, 27, 65 and 114 years', () => {
    const found = [10, 20, 30, 40].map((depthM) => publishedPitYears(depthM, 20));
    found.forEach((years, i) => expect(Math.abs(years / [9, 27, 65, 114][i]! - 1)).toBeLessThan(0.12));
  });
});
