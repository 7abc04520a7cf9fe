import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { mean } from '../../../src/core/statistics.ts';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../../src/forest/engine.ts';
import { leafNode } from '../../../src/forest/outOfBag.ts';
import { coverageOf, outOfBagRanks } from '../../../src/forest/quantile/outOfBagRanks.ts';
import { trainForest } from '../../../src/forest/trainForest.ts';
import type { Training } from '../../../src/forest/engine.ts';
import { forestOf } from '../support/forests.ts';
import { allRows } from '../support/tables.ts';

/** A line with noise of standard deviation 1, rounded so that some targets are equal. */
function noisyLine(rowCount: number, seed: number): Pick<Training, 'columns' | 'target' | 'rows'> {
  const random = createRandom(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.nextUnit())) * Math.cos(2 * Math.PI * random.nextUnit());
  const columns = [0, 1].map(() => Float32Array.from({ length: rowCount }, () => random.nextUnit() * 10));
  const target = Float64Array.from(columns[0]!, (x) => Math.round(10 * (x + normal())) / 10);
  return { columns, target, rows: allRows(rowCount) };
}

const grow = (request: Training) => trainForest(request, 500, (task) => Promise.resolve(trainTrees(cryoforest, task)));

describe('outOfBagRanks', () => {
  it('equals the definition: per tree the share of the other rows in the leaf, mean over the trees that did not see it', async () => {
    const request = { ...noisyLine(40, 3), options: resolveOptions(cryoforest, { trees: 30 }), seed: 2 };
    const trained = await grow(request);
    const { columns, target, rows } = request;
    const { below, atMost } = outOfBagRanks(request, trained);
    for (const i of rows) {
      const shares = Array.from({ length: 30 }, (_, tree) => tree).flatMap((tree) => {
        const leafOf = (row: number): number => leafNode(trained.forest, tree, columns, row);
        const others = [...rows].filter((row) => row !== i && leafOf(row) === leafOf(i));
        if (trained.inBag[tree * 40 + i] !== 0 || others.length === 0) return [];
        const share = (holds: (value: number) => boolean): number =>
          others.filter((row) => holds(target[row]!)).length / others.length;
        return [[share((value) => value < target[i]!), share((value) => value <= target[i]!)] as const];
      });
      expect(below[i]).toBeCloseTo(mean(shares.map(([share]) => share)), 10);
      expect(atMost[i]).toBeCloseTo(mean(shares.map(([, share]) => share)), 10);
    }
  });

  it('has none for a row that every tree saw, or that is alone in its leaves', () => {
    const stump = { feature: 0, threshold: 1.5, left: { value: 0 }, right: { value: 9 } };
    const request = {
      columns: [Float32Array.from([1, 2, 3])],
      target: Float64Array.from([0, 8, 10]),
      rows: allRows(3),
      options: {},
      seed: 1,
    };
    const { below, atMost } = outOfBagRanks(request, {
      forest: forestOf(1, [stump]),
      inBag: Uint16Array.from([0, 0, 1]),
    });
    expect([...below]).toEqual([Number.NaN, 0, Number.NaN]);
    expect([...atMost]).toEqual([Number.NaN, 0, Number.NaN]);
  });
});

function heldBy(below: number, atMost: number): number {
  return coverageOf({ below: Float64Array.of(below), atMost: Float64Array.of(atMost) }, 0.5).observed;
}

describe('coverageOf', () => {
  it('holds an observation that equals a quantile, on either side', () => {
    // Of four others: the lower quartile is the first of them, the upper one the third.
    expect([heldBy(0, 0), heldBy(0, 0.25), heldBy(0.5, 0.75), heldBy(0.75, 0.75)]).toEqual([0, 1, 1, 0]);
  });

  it('leaves out rows without a distribution', () => {
    const ranks = { below: Float64Array.of(0.5, Number.NaN), atMost: Float64Array.of(0.5, Number.NaN) };
    expect(coverageOf(ranks, 0.9)).toEqual({ nominal: 0.9, observed: 1, n: 1 });
  });

  it('is 0.87 to 0.93 for the 90 % interval of simulated data', async () => {
    const options = resolveOptions(cryoforest, { trees: 200, minNodeSize: 10 });
    const request = { ...noisyLine(600, 8), options, seed: 1 };
    const { observed, n } = coverageOf(outOfBagRanks(request, await grow(request)), 0.9);
    expect(n).toBe(600);
    expect(observed).toBeGreaterThan(0.87);
    expect(observed).toBeLessThan(0.93);
  });
});
