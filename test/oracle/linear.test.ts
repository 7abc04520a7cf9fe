/** R's lm as the judge of the linear regression. */
import { describe, expect } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { linear } from '../../src/forest/linear/linear.ts';
import { leastSquares } from '../../src/forest/linear/leastSquares.ts';
import { oracleTest, runOracle } from '../support/oracles.ts';
import type { LinearFit } from '../../src/forest/linear/leastSquares.ts';

const withR = oracleTest(['r']);

const program = `
d <- read.csv(file("stdin"), stringsAsFactors = TRUE)
fit <- lm(y ~ ., d)
s <- summary(fit)
cat(sprintf("%.17g", c(t(s$coefficients), s$sigma, s$r.squared, s$adj.r.squared, AIC(fit))))
`;

function lm(columns: readonly ArrayLike<number | string>[], target: ArrayLike<number>): number[] {
  const header = [...columns.map((_, i) => `x${i}`), 'y'].join(',');
  const rows = Array.from(target, (y, row) => [...columns.map((column) => column[row]!), y].join(','));
  return runOracle('Rscript', ['-e', program], [header, ...rows].join('\n'))
    .split(' ')
    .map(Number);
}

function expectAlike(fit: LinearFit, theirs: readonly number[], count: number): void {
  const ours = [
    ...fit.coefficients.flatMap(({ estimate, standardError, t, p }) => [estimate, standardError, t, p]),
    fit.residualSd,
    fit.r2,
    fit.adjustedR2,
    fit.aic,
  ];
  expect(theirs).toHaveLength(count);
  for (const [i, value] of ours.entries()) expect(Math.abs(value / theirs[i]! - 1)).toBeLessThan(1e-9);
}

describe('leastSquares against lm of R', () => {
  withR('equals coefficients, errors, t, p, deviation, R² and AIC to 1e-9 on 104 stations of six factors', () => {
    const random = createRandom(12);
    const draw = (low: number, high: number): Float32Array =>
      Float32Array.from({ length: 104 }, () => low + (high - low) * random.nextUnit());
    const [elevationM, longitude, latitude] = [draw(600, 1600), draw(119, 126), draw(47, 53)];
    const columns = [elevationM, longitude, latitude, draw(-0.1, 0.9), draw(0, 360), draw(0, 30)];
    const target = Float64Array.from(elevationM, (elevation, i) => {
      const noise = random.nextUnit() + random.nextUnit() - 1;
      return 48 - 0.006 * elevation - 0.9 * latitude[i]! + noise;
    });
    const fit = leastSquares(columns, target, ['elevation', 'longitude', 'latitude', 'vegetation', 'aspect', 'slope']);
    expectAlike(fit, lm(columns, target), 32);
  });

  withR('equals a factor’s treatment contrasts too, reference level and all', () => {
    const random = createRandom(13);
    const soils = ['silt', 'peat', 'gravel', 'rock'];
    const soil = Float32Array.from({ length: 90 }, () => random.nextBelow(4));
    const slope = Float32Array.from({ length: 90 }, () => 30 * random.nextUnit());
    const target = Float64Array.from(soil, (rank, i) => [-1, -3, 0.5, 2][rank]! - 0.1 * slope[i]! + random.nextUnit());
    const covariates = [
      { name: 'soil', levels: soils },
      { name: 'slope', levels: null },
    ];
    const rows = Uint32Array.from(target.keys());
    const { fit, references } = linear.fit({ columns: [soil, slope], target, rows, covariates });
    expect(references).toEqual([{ covariate: 'soil', level: 'gravel' }]);
    const labels = Array.from(soil, (rank) => soils[rank]!);
    expectAlike(fit, lm([labels, slope], target), 24);
  });
});
