import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedError, profileErrors } from '../../../src/forest/applicability/errorProfile.ts';
import { createRandom } from '../../../src/core/random.ts';

const pairs = fc.array(
  fc.record({ di: fc.double({ min: 0, max: 2, noNaN: true }), error: fc.double({ min: -9, max: 9, noNaN: true }) }),
  { minLength: 5, maxLength: 80 },
);

describe('profileErrors', () => {
  it('is the root mean square error of all rows for one window', () => {
    const profile = profileErrors([0.1, 0.2, 0.3, 0.4, 0.5], [1, -1, 2, -2, 0], 1)!;
    expect(profile).toMatchObject({ rows: 5, window: 5, rmse: [Math.sqrt(2)] });
    expect(profile.dissimilarity[0]).toBeCloseTo(0.3, 12);
  });

  it('needs a window of rows within the threshold', () => {
    expect(profileErrors([0.1, 0.2, 0.3, 0.4, 1.5], [1, 1, 1, 1, 1], 1)).toBeNull();
    expect(profileErrors([0.1, 0.2, 0.3, 0.4, 0.5], [1, 1, 1, 1, Number.NaN], 1)).toBeNull();
  });

  it('does not depend on the order of the rows, leaves out those above the threshold, and never falls', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const unique = rows.map(({ di, error }, i) => ({ di: di + i * 1e-6, error }));
        const profile = (list: typeof unique) =>
          profileErrors(
            list.map((row) => row.di),
            list.map((row) => row.error),
            1,
          );
        const inside = unique.filter((row) => row.di <= 1);
        expect(profile(unique)).toEqual(profile(unique.toReversed()));
        expect(profile(unique)).toEqual(profile(inside));
        const { rmse = [], dissimilarity = [] } = profile(unique) ?? {};
        for (let i = 1; i < rmse.length; i++) {
          expect(rmse[i]!).toBeGreaterThanOrEqual(rmse[i - 1]!);
          expect(dissimilarity[i]!).toBeGreaterThan(dissimilarity[i - 1]!);
        }
      }),
    );
  });

  it('finds an error that grows with dissimilarity: 1 + DI within 15 % at 4,000 rows', () => {
    const random = createRandom(7);
    const gauss = (): number =>
      Math.sqrt(-2 * Math.log(1 - random.nextUnit())) * Math.cos(2 * Math.PI * random.nextUnit());
    const di = Array.from({ length: 4000 }, () => random.nextUnit());
    const profile = profileErrors(
      di,
      di.map((x) => (1 + x) * gauss()),
      1,
    )!;
    expect(profile.window).toBe(400);
    for (const x of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      expect(Math.abs(expectedError(profile, x) / (1 + x) - 1)).toBeLessThan(0.15);
    }
  });
});

describe('expectedError', () => {
  const profile = { rows: 9, window: 5, dissimilarity: [0.2, 0.4, 0.4000001], rmse: [1, 2, 3] };
  it('is linear between the points of the profile', () => {
    expect(expectedError(profile, 0.2)).toBe(1);
    expect(expectedError(profile, 0.3)).toBeCloseTo(1.5, 12);
    expect(expectedError(profile, 0.4)).toBe(2);
  });

  it("keeps the ends' values beyond them", () => {
    expect(expectedError(profile, 0)).toBe(1);
    expect(expectedError(profile, 7)).toBe(3);
  });
});
