import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { leastSquares } from '../../../src/forest/linear/leastSquares.ts';

/** Longley 1967 (J. Am. Stat. Assoc. 62:819–841) in the units of NIST's Statistical Reference Datasets. */
const longley = {
  names: ['deflator', 'gnp', 'unemployed', 'armedForces', 'population', 'year'],
  columns: [
    [83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9],
    [
      234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769, 444546, 482704, 502601,
      518173, 554894,
    ],
    [2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007],
    [1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827],
    [
      107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445, 121950, 123366, 125368,
      127852, 130081,
    ],
    Array.from({ length: 16 }, (_, i) => 1947 + i),
  ],
  target: [
    60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551,
  ],
};
/** NIST's certified values, https://www.itl.nist.gov/div898/strd/lls/data/Longley.shtml */
const certified = {
  estimates: [
    -3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359, -0.0511041056535807,
    1829.15146461355,
  ],
  standardErrors: [
    890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.22607320006937,
    455.478499142212,
  ],
  residualSd: 304.854073561965,
  r2: 0.995479004577296,
};

function expectRelative(found: number, expected: number, tolerance: number): void {
  expect(Math.abs(found / expected - 1)).toBeLessThan(tolerance);
}

describe('leastSquares', () => {
  it('meets the certified values of Longley’s ill-conditioned data to 1e-11', () => {
    const fit = leastSquares(longley.columns, longley.target, longley.names);
    for (const [i, coefficient] of fit.coefficients.entries()) {
      expectRelative(coefficient.estimate, certified.estimates[i]!, 1e-11);
      expectRelative(coefficient.standardError, certified.standardErrors[i]!, 1e-11);
    }
    expectRelative(fit.residualSd, certified.residualSd, 1e-11);
    expectRelative(fit.r2, certified.r2, 1e-11);
    expect(fit.degreesOfFreedom).toBe(9);
    expect(fit.coefficients.map((coefficient) => coefficient.name)).toEqual(['(intercept)', ...longley.names]);
  });

  it('gives the line through three points by hand: y = 1 + 1.5 x with residuals 0.5, −1, 0.5', () => {
    const fit = leastSquares([[0, 1, 2]], [1.5, 1.5, 4.5], ['x']);
    const [intercept, slope] = fit.coefficients;
    expect(Math.abs(intercept!.estimate - 1)).toBeLessThan(1e-14);
    expect(Math.abs(slope!.estimate - 1.5)).toBeLessThan(1e-14);
    // RSS 1.5 on one degree of freedom; var(slope) = RSS ÷ Sxx = 1.5 ÷ 2; var(intercept) = 1.5 (1/3 + 1/2).
    expect(Math.abs(fit.residualSd - Math.sqrt(1.5))).toBeLessThan(1e-14);
    expect(Math.abs(slope!.standardError - Math.sqrt(0.75))).toBeLessThan(1e-14);
    expect(Math.abs(intercept!.standardError - Math.sqrt(1.25))).toBeLessThan(1e-14);
    expect(Math.abs(fit.r2 - 0.75)).toBeLessThan(1e-14);
    expect(Math.abs(fit.adjustedR2 - 0.5)).toBeLessThan(1e-14);
    expect(Math.abs(fit.aic - (3 * (Math.log((2 * Math.PI * 1.5) / 3) + 1) + 6))).toBeLessThan(1e-12);
  });

  it('leaves residuals that no covariate explains further', () => {
    const random = createRandom(8);
    const columns = Array.from({ length: 4 }, (_, i) => Array.from({ length: 60 }, () => 10 ** i * random.nextUnit()));
    const target = Array.from({ length: 60 }, () => random.nextUnit());
    const [intercept, ...slopes] = leastSquares(columns, target, ['a', 'b', 'c', 'd']).coefficients;
    const residuals = target.map((y, row) =>
      slopes.reduce((rest, slope, i) => rest - slope.estimate * columns[i]![row]!, y - intercept!.estimate),
    );
    for (const column of [residuals.map(() => 1), ...columns]) {
      const length = Math.hypot(...column) * Math.hypot(...residuals);
      expect(Math.abs(column.reduce((sum, x, row) => sum + x * residuals[row]!, 0)) / length).toBeLessThan(1e-12);
    }
  });

  it('names the columns that a collinear one repeats, in float32 too', () => {
    const random = createRandom(9);
    const draw = (): Float32Array => Float32Array.from({ length: 40 }, () => 4000 + 100 * random.nextUnit());
    const [elevationM, other, latitude] = [draw(), draw(), draw()];
    const lapsed = Float32Array.from(elevationM, (value, i) => 20 - 0.0065 * value + 0.3 * latitude[i]!);
    const names = ['elevation', 'other', 'latitude', 'lapsed'];
    expect(() => leastSquares([elevationM, other, latitude, lapsed], draw(), names)).toThrow(
      expect.objectContaining({
        code: 'covariate-invalid',
        message: expect.stringMatching(/lapsed is a linear combination of elevation, latitude in/),
        detail: { covariate: 'lapsed', collinearWith: ['elevation', 'latitude'] },
      }),
    );
  });

  it('says that a constant column is constant', () => {
    expect(() =>
      leastSquares(
        [
          [1, 2, 3, 5],
          [7, 7, 7, 7],
        ],
        [1, 2, 3, 4],
        ['x', 'flat'],
      ),
    ).toThrow(/flat is constant/);
  });

  it('refuses fewer rows than leave one degree of freedom', () => {
    expect(() =>
      leastSquares(
        [
          [1, 2, 3],
          [1, 4, 2],
        ],
        [1, 2, 3],
        ['a', 'b'],
      ),
    ).toThrow(expect.objectContaining({ code: 'too-few-stations', detail: { minimum: 4, found: 3 } }));
  });
});
