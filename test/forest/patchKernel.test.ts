import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import type { Forest } from '../../src/forest/forest.ts';
import { createPatchKernel } from '../../src/forest/kernel/patchKernel.ts';
import type { Kernel } from '../../src/forest/kernel/wasm.ts';
import { predictBlock, predictNaive } from '../../src/forest/predict.ts';
import type { Tree } from './support/forests.ts';
import { forestOf } from './support/forests.ts';
import { rowOf } from './support/tables.ts';

interface MapCase {
  readonly covariates: number;
  readonly leafCounts: readonly number[];
  /** Places between which a covariate is cut, at most. */
  readonly cuts: number;
  readonly widthPx: number;
  readonly count: number;
  /** Of the noise in a pixel, where thresholds lie between −50 and 50. */
  readonly roughness: number;
  readonly seed: number;
}

/** Waves over rows of a map, and a forest whose thresholds some pixels meet exactly. */
function makeMap({ covariates, leafCounts, cuts, widthPx, count, roughness, seed }: MapCase) {
  const random = createRandom(seed);
  const grids = Array.from({ length: covariates }, () =>
    Float32Array.from({ length: cuts }, () => (random.nextUnit() - 0.5) * 100),
  );
  const growTree = (leaves: number): Tree => {
    if (leaves === 1) return { value: (random.nextBelow(2_000_001) - 1_000_000) / 7e4 };
    const left = 1 + random.nextBelow(leaves - 1);
    const feature = random.nextBelow(covariates);
    const threshold = grids[feature]![random.nextBelow(cuts)]!;
    return { feature, threshold, left: growTree(left), right: growTree(leaves - left) };
  };
  const forest = forestOf(covariates, leafCounts.map(growTree));
  const columns = grids.map((grid, covariate) =>
    Float32Array.from({ length: count }, (_, i) => {
      const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
      const kind = random.nextBelow(100);
      if (kind === 0) return Number.NaN;
      if (kind === 2 && roughness > 50) return random.nextBelow(2) === 0 ? Infinity : -Infinity;
      const wave = 50 * Math.sin(x / 40 + covariate) * Math.cos(y / 30) + roughness * (random.nextUnit() - 0.5);
      return kind < 10 ? nearest(grid, wave) : wave;
    }),
  );
  return { forest, columns };
}

function nearest(grid: Float32Array, x: number): number {
  return grid.reduce((best, value) => (Math.abs(value - x) < Math.abs(best - x) ? value : best), Infinity);
}

/** An exact kernel that counts its pixels. */
function countPixels(forest: Forest): { readonly kernel: Kernel; readonly counted: () => number } {
  let pixels = 0;
  return {
    counted: () => pixels,
    kernel: {
      name: 'counting',
      bytes: 0,
      predict: (columns, count, out) => {
        pixels += count;
        predictBlock(forest, columns, count, out);
      },
    },
  };
}

/** So that zeros keep their sign; but NaN has many patterns, so they become one. */
function bits(values: Float32Array): Uint32Array {
  return new Uint32Array(values.map((x) => (Number.isNaN(x) ? Number.NaN : x)).buffer);
}

/** @returns the share of pixels that were left to the exact kernel; null where the forest is no shape for patches */
function expectEqualToNaive(map: MapCase): number | null {
  const { forest, columns } = makeMap(map);
  const exact = countPixels(forest);
  const kernel = createPatchKernel(forest, exact.kernel, 2 ** 26);
  if (kernel === null) return null;
  const out = new Float32Array(map.count + 1).fill(99);
  kernel.predict(columns, map.count, out, map.widthPx);
  const expected = Float32Array.from({ length: map.count + 1 }, (_, i) =>
    i === map.count ? 99 : predictNaive(forest, rowOf(columns, i)),
  );
  expect(bits(out)).toEqual(bits(expected));
  return exact.counted() / map.count;
}

const smooth: MapCase = {
  covariates: 3,
  leafCounts: Array.from({ length: 60 }, (_, i) => 10 + (i % 40)),
  cuts: 100,
  widthPx: 130,
  count: 130 * 50,
  roughness: 2,
  seed: 1,
};

function stump(value: number, other: number): Tree {
  return { feature: 0, threshold: 0.5, left: { value }, right: { value: other } };
}

describe('createPatchKernel', () => {
  it('equals the definition bit for bit on a smooth map, of which it leaves less than a tenth', () => {
    expect(expectEqualToNaive(smooth)).toBeLessThan(0.1);
  });

  it('equals it where covariates are so rough that they need several pages, and leaves less than a tenth', () => {
    expect(expectEqualToNaive({ ...smooth, roughness: 30 })).toBeLessThan(0.1);
  });

  it('leaves a map to the exact kernel whose patches span more codes than pages hold', () => {
    expect(expectEqualToNaive({ ...smooth, roughness: 300, cuts: 250, count: 130 * 16 })).toBeGreaterThan(0.9);
  });

  it('tries no patches for a while where they are rough, and finds back to them where the map is smooth', () => {
    const rough = makeMap({ ...smooth, roughness: 300, cuts: 250, count: 130 * 320 });
    const calm = rough.columns.map((column, i) => column.map(() => i));
    const columns = rough.columns.map((column, i) => Float32Array.of(...column, ...calm[i]!));
    const exact = countPixels(rough.forest);
    const kernel = createPatchKernel(rough.forest, exact.kernel, 2 ** 26)!;
    const count = columns[0]!.length;
    const out = new Float32Array(count);
    const pixelsIn = (to: number): number => {
      const before = exact.counted();
      kernel.predict(columns, to, out, 130);
      return exact.counted() - before;
    };
    // Patches leave pixels without a covariate out; a pause leaves all to the exact kernel.
    const incomplete = rough.columns[0]!.filter((_, i) =>
      rough.columns.some((column) => Number.isNaN(column[i]!)),
    ).length;
    expect(pixelsIn(130 * 320)).toBeGreaterThan(130 * 320 - incomplete / 2);
    kernel.predict(calm, 130 * 320, out, 130);
    expect(pixelsIn(count)).toBeLessThan(130 * (320 + 64 * 16));
    const last = 130 * 639;
    expect(out[last]).toBe(Math.fround(predictNaive(rough.forest, rowOf(columns, last))));
    const before = exact.counted();
    kernel.predict(calm, 130 * 320, out, 130);
    expect(exact.counted()).toBe(before);
  });

  it('equals it for more trees than 16 bits can add up, and covariates beyond one line of boxes', () => {
    const leafCounts = Array.from({ length: 700 }, () => 9);
    expect(expectEqualToNaive({ ...smooth, covariates: 19, leafCounts, count: 130 * 16, roughness: 20 })).toBeLessThan(
      1,
    );
  });

  it('equals it for a map wider than a band, whose last patches are cut in both directions', () => {
    expectEqualToNaive({ ...smooth, leafCounts: [5, 12, 40], widthPx: 1050, count: 1050 * 18 + 7 });
  });

  it('equals it over random shapes of maps and forests', () => {
    fc.assert(
      fc.property(
        fc.record({
          covariates: fc.integer({ min: 1, max: 10 }),
          leafCounts: fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 12 }),
          cuts: fc.integer({ min: 1, max: 250 }),
          widthPx: fc.integer({ min: 1, max: 60 }),
          count: fc.integer({ min: 0, max: 1500 }),
          roughness: fc.constantFrom(0, 5, 40, 120),
          seed: fc.nat(),
        }),
        (map) => void expectEqualToNaive(map),
      ),
      { numRuns: 60 },
    );
  });

  it('is certain of no mean that it cannot round: leaves of zero, of one value, of the smallest and the largest numbers', () => {
    for (const values of [
      [0, 0],
      [3, 3],
      [5e-324, -5e-324],
      [1e-40, 2e-40],
      [-1e300, 1e300],
      [1.7e308, -1.7e308],
    ]) {
      const forest = forestOf(1, [stump(values[0]!, values[1]!), stump(values[1]!, values[0]!), stump(values[0]!, 1)]);
      const column = Float32Array.from({ length: 400 }, (_, i) => (i % 3) / 2);
      const kernel = createPatchKernel(forest, countPixels(forest).kernel, 2 ** 26);
      const out = new Float32Array(400);
      kernel?.predict([column], 400, out, 20);
      const expected = column.map((x) => predictNaive(forest, [x]));
      if (kernel !== null) expect([...out]).toEqual([...expected]);
    }
  });

  it('refuses a forest with more thresholds of a covariate than a byte counts, and one that needs more memory', () => {
    const { forest } = makeMap({
      ...smooth,
      covariates: 1,
      cuts: 400,
      leafCounts: Array.from({ length: 60 }, () => 60),
    });
    const exact = countPixels(forest).kernel;
    expect(createPatchKernel(forest, exact, 2 ** 26)).toBeNull();
    expect(createPatchKernel(makeMap(smooth).forest, exact, 2 ** 19)).toBeNull();
  });
});
