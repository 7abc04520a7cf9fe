import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { createBands } from '../../../src/forest/bands.ts';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../../src/forest/engine.ts';
import { calibrateIntervals } from '../../../src/forest/quantile/calibration.ts';
import { coverageOf, outOfBagRanks } from '../../../src/forest/quantile/outOfBagRanks.ts';
import { trainForest } from '../../../src/forest/trainForest.ts';
import { allRows } from '../support/tables.ts';

/** Rows whose observations are larger than such shares of their distributions, and equal to none of it. */
function ranksOf(shares: readonly number[]): { below: Float64Array; atMost: Float64Array } {
  return { below: Float64Array.from(shares), atMost: Float64Array.from(shares) };
}

describe('calibrateIntervals', () => {
  it('reaches as far from the median as the row that holds the share of n + 1 rows', () => {
    // Reaches of 0.45, 0.1, 0.2, 0.3 and 0.4: of nine tenths of six, the sixth, there is none; of a half the third.
    const found = calibrateIntervals(ranksOf([0.05, 0.6, 0.3, 0.8, 0.9]), [0.5, 0.8, 0.9]);
    expect(found.map(({ nominal }) => nominal)).toEqual([0.5, 0.8]);
    expect(found[0]!.share).toBeCloseTo(0.6, 5);
    expect(found[1]!.share).toBeCloseTo(0.9, 5);
  });

  it('needs no width where the medians are the observations, and leaves out rows without a distribution', () => {
    const ranks = { below: Float64Array.of(0.4, Number.NaN), atMost: Float64Array.of(0.7, Number.NaN) };
    const [half] = calibrateIntervals(ranks, [0.5]);
    expect(half!.share).toBeGreaterThan(0);
    expect(half!.share).toBeLessThan(1e-5);
  });

  it('stays within the distribution where observations lie beyond it', () => {
    const [half] = calibrateIntervals(ranksOf([0, 1, 0, 1]), [0.5]);
    expect(half!.share).toBeLessThan(1);
    expect(half!.share).toBeGreaterThan(0.999);
  });
});

/** Six covariates; the noise is normal. */
function simulate(signal: number, count: number, seed: number) {
  const random = createRandom(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.nextUnit())) * Math.cos(2 * Math.PI * random.nextUnit());
  const columns = Array.from({ length: 6 }, () => Float32Array.from({ length: count }, () => random.nextUnit()));
  const [a, b, c] = columns as [Float32Array, Float32Array, Float32Array];
  const target = Float64Array.from(a, (x, i) => signal * (3 * x - 2 * b[i]! ** 2 + c[i]!) + normal());
  return { columns, target };
}

describe('90 % prediction intervals by default options', () => {
  // The quantiles q05 and q95 themselves hold 0.87 to 0.88 where covariates say little, 0.97 to 0.99 where they say much.
  it.each([
    ['covariates that say little', 0.2, false],
    ['covariates that say much', 4, true],
  ])('hold 0.87 to 0.93 of new observations: %s', async (_name, signal, wide) => {
    const shares = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const data = simulate(signal, 400, seed);
        const request = { ...data, rows: allRows(400), options: resolveOptions(cryoforest, { trees: 200 }), seed };
        const trained = await trainForest(request, 200, (task) => Promise.resolve(trainTrees(cryoforest, task)));
        const ranks = outOfBagRanks(request, trained);
        const intervals = calibrateIntervals(ranks, [0.9]);
        expect(coverageOf(ranks, 0.9).observed > 0.93).toBe(wide);
        const fresh = simulate(signal, 1500, 100 + seed);
        const rows = { ...data, positions: null, folds: null };
        const model = { forest: trained.forest, rows, applicability: { missing: 'not needed' }, intervals };
        const [lower, upper] = [new Float32Array(1500), new Float32Array(1500)];
        createBands(model, ['mean', 'upper90', 'lower90'])(fresh.columns, 1500, [new Float32Array(1500), upper, lower]);
        return fresh.target.filter((value, i) => value >= lower[i]! && value <= upper[i]!).length / 1500;
      }),
    );
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean).toBeGreaterThan(0.87);
    expect(mean).toBeLessThan(0.93);
  });
});
