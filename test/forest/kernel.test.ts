import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import type { Forest } from '../../src/forest/forest.ts';
import { createKernel } from '../../src/forest/kernel.ts';
import { createCellKernel } from '../../src/forest/kernel/cellKernel.ts';
import { createMaskKernel } from '../../src/forest/kernel/maskKernel.ts';
import { createPatchKernel } from '../../src/forest/kernel/patchKernel.ts';
import { createWalkKernel } from '../../src/forest/kernel/walkKernel.ts';
import type { Kernel } from '../../src/forest/kernel/wasm.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import type { Tree } from './support/forests.ts';
import { float32, forestOf, forests } from './support/forests.ts';
import { rowOf } from './support/tables.ts';

const specials = [0, -0, Infinity, -Infinity, 2 ** -149, -(2 ** -149), 3.4028234663852886e38, -3.4028234663852886e38];

/** As bits, so that zeros keep their sign; but NaN has many, so they become one. */
function bits(values: Float32Array): Uint32Array {
  return new Uint32Array(values.map((x) => (Number.isNaN(x) ? Number.NaN : x)).buffer);
}

/** Out of each kernel, one value past count included, beside the definition; twice, as a kernel may remember. */
function expectAllEqualToNaive(
  kernels: readonly (Kernel | null)[],
  forest: Forest,
  columns: Float32Array[],
  count: number,
): void {
  const expected = Float32Array.from({ length: count + 1 }, (_, i) =>
    i === count ? 99 : predictNaive(forest, rowOf(columns, i)),
  );
  for (const kernel of kernels) {
    for (const widthPx of [undefined, 20]) {
      const out = new Float32Array(count + 1).fill(99);
      kernel?.predict(columns, count, out, widthPx);
      if (kernel !== null) expect(bits(out), kernel.name).toEqual(bits(expected));
    }
  }
}

function expectEqualToNaive(forest: Forest, columns: Float32Array[], count: number, limitBytes?: number): string {
  const kernel = limitBytes === undefined ? createKernel(forest) : createKernel(forest, limitBytes);
  expectAllEqualToNaive([kernel], forest, columns, count);
  return kernel.name;
}

/** Every kernel that the forest has the shape for. */
function everyKernel(forest: Forest): (Kernel | null)[] {
  const walk = createWalkKernel(forest, Infinity)!;
  return [
    walk,
    createMaskKernel(forest, Infinity),
    createPatchKernel(forest, walk, Infinity),
    createCellKernel(forest, walk, Infinity),
  ];
}

/** A tree of so many leaves, cut at random. */
function growTree(leaves: number, draw: { below: (n: number) => number; threshold: () => number }): Tree {
  if (leaves === 1) return { value: (draw.below(2_000_001) - 1_000_000) / 7e4 };
  const left = 1 + draw.below(leaves - 1);
  return {
    feature: draw.below(3),
    threshold: draw.threshold(),
    left: growTree(left, draw),
    right: growTree(leaves - left, draw),
  };
}

/** Forest and pixels over three covariates whose values often meet thresholds exactly. */
function makeCase(leafCounts: readonly number[], pixelCount: number, seed: number) {
  const random = createRandom(seed);
  const below = (n: number): number => random.nextBelow(n);
  const thresholds: number[] = [];
  const threshold = (): number => {
    const kind = below(8);
    const value = kind === 0 ? specials[below(specials.length)]! : Math.fround((random.nextUnit() - 0.5) * 100);
    thresholds.push(value);
    return value;
  };
  const forest = forestOf(
    3,
    leafCounts.map((leaves) => growTree(leaves, { below, threshold })),
  );
  const value = (): number => {
    const kind = below(20);
    if (kind === 0) return Number.NaN;
    if (kind < 3) return specials[below(specials.length)]!;
    if (kind < 10 && thresholds.length > 0) return thresholds[below(thresholds.length)]!;
    return (random.nextUnit() - 0.5) * 120;
  };
  const columns = [0, 1, 2].map(() => Float32Array.from({ length: pixelCount }, value));
  return { forest, columns };
}

describe('createKernel', () => {
  it.each([
    { leafCounts: [1], name: 'wasm-walk' },
    { leafCounts: [2], name: 'wasm-cells + wasm-walk' },
    { leafCounts: Array.from({ length: 40 }, () => 32), name: 'wasm-masks-32' },
    { leafCounts: Array.from({ length: 40 }, () => 33), name: 'wasm-masks-64' },
    { leafCounts: Array.from({ length: 35 }, () => 64), name: 'wasm-masks-64' },
    { leafCounts: Array.from({ length: 35 }, () => 65), name: 'wasm-masks-32' },
    {
      leafCounts: [1, 5, 32, 33, 7, 31, 62, 12, 63, 3, 64, 20, 65, 9, 30, 26, 22, 29, 31, 60, 61],
      name: 'wasm-patches + wasm-masks-32',
    },
    { leafCounts: [900, 1, 40], name: 'wasm-walk' },
  ])('equals the definition bit for bit with trees of $leafCounts leaves, by $name', ({ leafCounts, name }) => {
    for (const pixelCount of [0, 1, 5, 300]) {
      const { forest, columns } = makeCase(leafCounts, pixelCount, 7 + pixelCount);
      expect(expectEqualToNaive(forest, columns, pixelCount)).toBe(name);
      expectAllEqualToNaive(everyKernel(forest), forest, columns, pixelCount);
    }
  });

  it('equals the definition over random shapes, values on thresholds, zeros, infinities, denormals and NaN', () => {
    const shape = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(shape, fc.nat({ max: 70 }), fc.nat(), (leafCounts, pixelCount, seed) => {
        const { forest, columns } = makeCase(leafCounts, pixelCount, seed);
        expectAllEqualToNaive(everyKernel(forest), forest, columns, pixelCount);
      }),
      { numRuns: 50 },
    );
  });

  it('equals it for forests that fast-check makes up, with each kernel', () => {
    const value = fc.oneof(float32, fc.constantFrom(...specials, Number.NaN));
    const rows = fc.array(fc.tuple(value, value, value), { maxLength: 40 });
    fc.assert(
      fc.property(forests(3), rows, (forest, list) => {
        const columns = [0, 1, 2].map((i) => Float32Array.from(list, (row) => row[i]!));
        expectEqualToNaive(forest, columns, list.length, 0);
        expectAllEqualToNaive(everyKernel(forest), forest, columns, list.length);
      }),
    );
  });

  it('equals it with more distinct thresholds in a bucket than one step finds', () => {
    // Thresholds close together, and one far away that stretches the buckets.
    const tight = Array.from({ length: 3_000 }, (_, i) => Math.fround(1 + i * 2 ** -23));
    const stumps = [...tight, 1e30].map((threshold) => ({
      feature: 0,
      threshold,
      left: { value: threshold % 0.3 },
      right: { value: 1 / 3 },
    }));
    const column = Float32Array.from({ length: 500 }, (_, i) => tight[i * 6]!);
    const forest = forestOf(1, stumps);
    expect(createMaskKernel(forest, Infinity)).not.toBeNull();
    expectAllEqualToNaive(everyKernel(forest), forest, [column], 500);
  });

  it.each([4095, 4096, 4097, 9001])('equals it over %i pixels, across the edges of blocks', (count) => {
    for (const leafCounts of [[20, 33], [500]]) {
      const { forest, columns } = makeCase(leafCounts, count, count);
      expectEqualToNaive(forest, columns, count);
    }
  });

  it('keeps the kernels of several forests apart', () => {
    const cases = [[12, 30], [40, 41], [700]].map((leafCounts, i) => makeCase(leafCounts, 50, i));
    const kernels = cases.map(({ forest }) => createKernel(forest));
    for (const [i, kernel] of [...kernels.entries(), ...kernels.entries()]) {
      const { forest, columns } = cases[i]!;
      const out = new Float32Array(50);
      kernel.predict(columns, 50, out);
      expect(out).toEqual(Float32Array.from({ length: 50 }, (_, pixel) => predictNaive(forest, rowOf(columns, pixel))));
    }
  });

  it('falls to the next kernel where the memory is not allowed', () => {
    const { forest, columns } = makeCase(
      Array.from({ length: 64 }, () => 60),
      200,
      3,
    );
    const names = [64 * 2 ** 20, 400_000, 100_000].map((limit) => expectEqualToNaive(forest, columns, 200, limit));
    expect(names).toEqual(['wasm-masks-64', 'wasm-walk', 'js-blocks']);
    expect(createKernel(forest).passedOver).toEqual([]);
    expect(createKernel(forest, 100_000).passedOver).toEqual([
      expect.stringMatching(/^wasm-walk needs 0\.3 MB in each thread, at most 0\.1 MB are taken$/),
      expect.stringMatching(/^wasm-masks-64 needs \d\.\d MB in each thread/),
    ]);
  });

  it.each([64 * 2 ** 20, 0])('refuses another number of columns than covariates, at a limit of %i bytes', (limit) => {
    const column = Float32Array.of(1);
    const kernel = createKernel(forestOf(2, [{ value: 1 }]), limit);
    expect(() => kernel.predict([column], 1, column)).toThrow('Expected 2 covariates');
  });
});
