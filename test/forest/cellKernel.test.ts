import { describe, expect, it } from 'vitest';
import type { Forest } from '../../src/forest/forest.ts';
import { createCellKernel } from '../../src/forest/kernel/cellKernel.ts';
import type { Kernel } from '../../src/forest/kernel/wasm.ts';
import { predictBlock, predictNaive } from '../../src/forest/predict.ts';
import { forestOf } from './support/forests.ts';

/** Stumps whose thresholds are 0, 1, … of each covariate; the last one is infinite where asked for. */
function makeForest(thresholdCounts: readonly number[], toInfinity = false): Forest {
  const stumps = thresholdCounts.flatMap((count, feature) =>
    Array.from({ length: count }, (_, i) => ({
      feature,
      threshold: toInfinity && i + 1 === count ? Infinity : i,
      left: { value: 1 / (3 + i + 7 * feature) },
      right: { value: -i / 7 },
    })),
  );
  return forestOf(thresholdCounts.length, stumps);
}

/** An exact kernel that counts its pixels. */
function countPixels(forest: Forest): { readonly kernel: Kernel; readonly counted: () => number } {
  let pixels = 0;
  const predict: Kernel['predict'] = (columns, count, out) => {
    pixels += count;
    predictBlock(forest, columns, count, out);
  };
  return { kernel: { name: 'counting', bytes: 0, predict }, counted: () => pixels };
}

/** Every combination of values on a threshold, just below, just above, far outside, and of no value. */
function everyCell(thresholdCounts: readonly number[]): Float32Array[] {
  const values = thresholdCounts.map((count) => [
    ...Array.from({ length: count }, (_, i) => [i - 2 ** -20, i, i + 2 ** -20]).flat(),
    -0,
    -Infinity,
    Infinity,
    -3.4e38,
    3.4e38,
    2 ** -149,
    Number.NaN,
  ]);
  const count = values.reduce((product, list) => product * list.length, 1);
  let period = 1;
  return values.map((list) => {
    const column = Float32Array.from({ length: count }, (_, i) => list[Math.floor(i / period) % list.length]!);
    period *= list.length;
    return column;
  });
}

describe('createCellKernel', () => {
  it.each([
    { thresholdCounts: [5, 1, 3], toInfinity: false },
    { thresholdCounts: [4, 6], toInfinity: true },
    { thresholdCounts: [40], toInfinity: true },
  ])('equals the definition in every cell of $thresholdCounts thresholds', ({ thresholdCounts, toInfinity }) => {
    const forest = makeForest(thresholdCounts, toInfinity);
    const columns = everyCell(thresholdCounts);
    const count = columns[0]!.length;
    const kernel = createCellKernel(forest, countPixels(forest).kernel, 2 ** 26)!;
    const expected = Float32Array.from({ length: count }, (_, i) =>
      predictNaive(
        forest,
        columns.map((column) => column[i]!),
      ),
    );
    for (const time of ['first', 'second']) {
      const out = new Float32Array(count);
      kernel.predict(columns, count, out);
      expect(Buffer.from(out.buffer).equals(Buffer.from(expected.buffer)), time).toBe(true);
    }
  });

  it('asks the exact kernel once for a cell whose mean is not certain, and never for a pixel without a covariate', () => {
    // Half-way between two float32: the least error would round it to the other one.
    const value = 1 + 2 ** -24;
    const stump = (feature: number) => ({ feature, threshold: 2, left: { value }, right: { value } });
    const forest = forestOf(3, [stump(0), stump(1)]);
    const exact = countPixels(forest);
    const kernel = createCellKernel(forest, exact.kernel, 2 ** 26)!;
    const { NaN: none } = Number;
    const columns = [
      Float32Array.of(0, 1, 3, none, 0, 0),
      Float32Array.of(8, 9, 8, 8, none, 8),
      Float32Array.of(0, 0, 0, 0, 0, none),
    ];
    for (const asked of [3, 3]) {
      const out = new Float32Array(6);
      kernel.predict(columns, 6, out);
      expect([...out]).toEqual([1, 1, 1, none, none, none]);
      // The first two share a cell, but meet in one block.
      expect(exact.counted()).toBe(asked);
    }
  });

  it('leaves less than a hundredth of the cells of an ordinary forest to the exact kernel', () => {
    const forest = makeForest([30, 30]);
    const columns = everyCell([30, 30]);
    const exact = countPixels(forest);
    const count = columns[0]!.length;
    createCellKernel(forest, exact.kernel, 2 ** 26)!.predict(columns, count, new Float32Array(count));
    expect(exact.counted()).toBeLessThan(count / 100);
  });

  it('is for at most 4,194,304 cells and the memory allowed', () => {
    const create = (thresholdCounts: readonly number[], limitBytes = 2 ** 26): Kernel | null => {
      const forest = makeForest(thresholdCounts);
      return createCellKernel(forest, countPixels(forest).kernel, limitBytes);
    };
    expect(create([2047, 2047])?.bytes).toBeGreaterThan(2 ** 24);
    expect(create([2047, 2048])).toBeNull();
    expect(create([2047, 2047], 2 ** 24)).toBeNull();
    expect(createCellKernel(forestOf(2, [{ value: 1 }]), countPixels(makeForest([1])).kernel, 2 ** 26)).toBeNull();
  });
});
