/** How long a backfilled pit takes to refreeze, against a published study of an open pit in north-east China. */
import { describe, expect } from 'vitest';
import { longTest } from '../../support/oracles.ts';
import { publishedPitYears } from '../transientVectors.ts';

describe('a backfilled pit', () => {
  // He et al. 2022, Front. Earth Sci. 10:806022, abstract: no soil, no surface and no test of refreezing are given there.
  // The fill's last thawed water is within a thousandth of 0 °C for years, so that the test alone moves the cooler fills
  // by more than the differences here: at 1e-6 °C instead of 1e-8 they have 18 instead of 20 years for 10 °C.
  longTest.each([
    { fillC: 20, published: 27, within: 1 },
    { fillC: 15, published: 21, within: 3 },
    { fillC: 10, published: 16, within: 4 },
    { fillC: 2, published: 10, within: 1 },
  ])('of 20 m refreezes from $fillC °C in $published ± $within years', ({ fillC, published, within }) => {
    expect(Math.abs(publishedPitYears(20, fillC) - published)).toBeLessThanOrEqual(within);
  });

  longTest.each([
    { depthM: 10, published: 9 },
    { depthM: 20, published: 27 },
    { depthM: 30, published: 65 },
    { depthM: 40, published: 114 },
  ])('of $depthM m refreezes from 20 °C within 12 % of $published years', ({ depthM, published }) => {
    expect(Math.abs(publishedPitYears(depthM, 20) / published - 1)).toBeLessThan(0.12);
  });
});
