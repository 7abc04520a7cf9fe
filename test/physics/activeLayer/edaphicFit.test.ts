import { describe, expect, it } from 'vitest';
import { fitEdaphicFactor, leaveOneOutDepthsM } from '../../../src/physics/activeLayer/edaphicFit.ts';
import { calibrateEdaphicFactor } from '../../../src/physics/stefan.ts';
import { oracleTest, runOracle } from '../../support/oracles.ts';

const depthsM = [0.567, 0.36, 0.441, 1.394, 2.013, 0.31];
const indicesCDays = [712, 690, 655, 1420, 1985, 388];

describe('fitEdaphicFactor', () => {
  oracleTest(['r'])('is the regression through the origin of R’s lm, with its error', () => {
    const code = `y <- c(${depthsM.join()}); x <- sqrt(c(${indicesCDays.join()})); f <- lm(y ~ 0 + x)
      cat(sprintf("%.15g", c(coef(f), summary(f)$coefficients[2], summary(f)$sigma)))
      cat("\\n"); cat(sprintf("%.15g", y - residuals(f) / (1 - hatvalues(f))))`;
    const [first, second] = runOracle('Rscript', ['-e', code]).split('\n');
    const [factor, standardError, sigma] = first!.split(' ').map(Number);
    const fit = fitEdaphicFactor(depthsM, indicesCDays);
    expect(Math.abs(fit.factor / factor! - 1)).toBeLessThan(1e-12);
    expect(Math.abs(fit.standardError! / standardError! - 1)).toBeLessThan(1e-12);
    expect(Math.abs(fit.residualM! / sigma! - 1)).toBeLessThan(1e-12);
    const leftOut = leaveOneOutDepthsM(depthsM, indicesCDays);
    for (const [i, expected] of second!.split(' ').map(Number).entries()) {
      expect(Math.abs(leftOut[i]! - expected)).toBeLessThan(1e-12 /* m */);
    }
  });

  it('is exact, with no error, where every depth follows one factor', () => {
    const fit = fitEdaphicFactor(
      indicesCDays.map((index) => 0.03 * Math.sqrt(index)),
      indicesCDays,
    );
    expect(Math.abs(fit.factor - 0.03)).toBeLessThan(1e-15);
    expect(fit.standardError).toBeLessThan(1e-15);
  });

  it('has no error for one site, whose factor is its own', () => {
    const fit = fitEdaphicFactor([0.8], [1600]);
    expect(fit).toEqual({ factor: 0.02, standardError: null, residualM: null, sites: 1 });
    expect(leaveOneOutDepthsM([0.8], [1600])).toEqual(Float64Array.of(Number.NaN));
  });
});

describe('leaveOneOutDepthsM', () => {
  it('is what fitting anew without each site gives', () => {
    const leftOut = leaveOneOutDepthsM(depthsM, indicesCDays);
    for (const [i, index] of indicesCDays.entries()) {
      const others = <Value>(values: readonly Value[]): Value[] => values.filter((_, other) => other !== i);
      const anew = calibrateEdaphicFactor(others(depthsM), others(indicesCDays)) * Math.sqrt(index);
      expect(Math.abs(leftOut[i]! - anew)).toBeLessThan(1e-12 /* m */);
    }
  });
});
