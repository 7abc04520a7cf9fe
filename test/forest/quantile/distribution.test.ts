import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { createBands } from '../../../src/forest/bands.ts';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../../src/forest/engine.ts';
import { viewForest } from '../../../src/forest/forest.ts';
import type { Forest } from '../../../src/forest/forest.ts';
import type { KernelChoice } from '../../../src/forest/kernelChoice.ts';
import { createDistribution } from '../../../src/forest/quantile/distribution.ts';
import { collectLeafRows } from '../../../src/forest/quantile/leafRows.ts';
import { sharesOf } from '../../../src/forest/quantile/summarise.ts';
import { createTreeDistribution } from '../../../src/forest/quantile/treeDistribution.ts';
import type { TrainingRows } from '../../../src/forest/trainingRows.ts';
import { forestOf } from '../support/forests.ts';
import type { Tree } from '../support/forests.ts';
import { naiveDistribution } from '../support/naiveDistribution.ts';
import { allRows, makeTable } from '../support/tables.ts';

const none = { missing: 'not needed here' };

const names = ['mean', 'q95', 'sd', 'q05', 'q50', 'q2.5'];
const probabilities: Readonly<Record<string, number>> = { q95: 0.95, q05: 0.05, q50: 0.5, 'q2.5': 0.025 };

function grow(rows: Pick<TrainingRows, 'columns' | 'target'>, options: Readonly<Record<string, number>>): Forest {
  const rowCount = rows.target.length;
  const { forest } = trainTrees(cryoforest, {
    ...rows,
    rows: allRows(rowCount),
    options: resolveOptions(cryoforest, options),
    seed: 3,
    firstTree: 0,
    treeCount: options['trees']!,
  });
  return viewForest(forest);
}

function rowsOf(rowCount: number, seed: number): TrainingRows {
  const { columns, target } = makeTable(rowCount, 3, seed);
  // Rounded, so that targets repeat.
  return { columns, target: target.map((value) => Math.round(value * 4) / 4 + 0), positions: null, folds: null };
}

/** More distinct targets than the weights of 64 pixels are held of. */
function manyTargets(): { readonly rows: TrainingRows; readonly forest: Forest } {
  const rows: TrainingRows = { ...makeTable(2100, 3, 6), positions: null, folds: null };
  return { rows, forest: grow(rows, { trees: 6, minNodeSize: 60 }) };
}

function choiceFor(forest: Forest, rows: TrainingRows, limitBytes?: number): KernelChoice {
  let choice: KernelChoice | null = null;
  createDistribution(forest, rows, [0.5], { limitBytes, report: (made) => (choice = made) });
  return choice!;
}

/** Neighbours alike, then at random, with nodata between. */
function makePixels(count: number): Float32Array[] {
  const random = createRandom(5);
  return Array.from({ length: 3 }, (_, covariate) =>
    Float32Array.from({ length: count }, (__, i) => {
      if ((i + covariate) % 37 === 0) return Number.NaN;
      return i < count / 2 ? 5 + 5 * Math.sin(i / 40 + covariate) : 10 * random.nextUnit();
    }),
  );
}

function predict(forest: Forest, rows: TrainingRows, columns: readonly Float32Array[]): Float32Array[] {
  const outputs = names.map(() => new Float32Array(columns[0]!.length).fill(99));
  createBands({ forest, rows, applicability: none }, names)(columns, columns[0]!.length, outputs);
  return outputs;
}

/** A wave and a slope with noise that grows along the slope. */
function simulate(count: number, seed: number): TrainingRows {
  const random = createRandom(seed);
  const columns = Array.from({ length: 3 }, () => Float32Array.from({ length: count }, () => random.nextUnit()));
  const target = Float64Array.from({ length: count }, (_, i) => {
    const [x, y] = [columns[0]![i]!, columns[1]![i]!];
    // A sum of four even draws is near a normal one; its spread grows with y.
    const noise = random.nextUnit() + random.nextUnit() + random.nextUnit() + random.nextUnit() - 2;
    return -6 + 2 * Math.sin(5 * x) + 2 * y + (0.5 + y) * 2 * noise;
  });
  return { columns, target, positions: null, folds: null };
}

describe('quantile regression forest', () => {
  it.each([
    ['leaves of a few rows', 60, { trees: 20, minNodeSize: 5 }],
    ['leaves of one row', 60, { trees: 9, minNodeSize: 1 }],
    ['trees of more than 64 leaves', 300, { trees: 5, minNodeSize: 1 }],
    ['stumps', 40, { trees: 7, maxDepth: 1 }],
    ['a single leaf', 40, { trees: 3, minNodeSize: 100 }],
  ])('equals its definition pixel by pixel: %s', (_name, rowCount, options) => {
    const rows = rowsOf(rowCount, 2);
    const forest = grow(rows, options);
    const columns = makePixels(600);
    const outputs = predict(forest, rows, columns);
    for (let i = 0; i < 600; i += 7) {
      const pixel = columns.map((column) => column[i]!);
      if (pixel.some(Number.isNaN)) {
        expect(outputs.every((output) => Number.isNaN(output[i]))).toBe(true);
        continue;
      }
      const naive = naiveDistribution(forest, rows, pixel);
      for (const [place, name] of names.entries()) {
        const probability = probabilities[name];
        if (probability !== undefined) {
          expect([i, name, outputs[place]![i]]).toEqual([i, name, Math.fround(naive.quantile(probability))]);
        }
      }
      expect(Math.abs(outputs[2]![i]! - naive.deviation)).toBeLessThan(1e-6 /* °C */);
    }
  });

  it.each([
    ['leaves of a few rows, whose weights have 32 bits', 60, { trees: 40, minNodeSize: 5 }],
    ['leaves of many rows, whose weights have 64 bits', 120, { trees: 40, minNodeSize: 40 }],
    ['trees of many leaves', 900, { trees: 12, minNodeSize: 2 }],
    ['one tree that is a leaf', 30, { trees: 1, minNodeSize: 100 }],
  ])('gives the same bits by sets of pixels, by single ones and in script: %s', (_name, rowCount, options) => {
    const rows = rowsOf(rowCount, 6);
    const forest = grow(rows, options);
    const columns = makePixels(9000);
    const asked = [0.05, 0.5, 0.95];
    const leafRows = collectLeafRows(forest, rows);
    const [chosen, byWalks, inScript] = [
      createDistribution(forest, rows, asked),
      createTreeDistribution(forest, leafRows, sharesOf(asked), Infinity, () => {})!,
      createDistribution(forest, rows, asked, { limitBytes: 0 }),
    ].map((distribution) => {
      // A second call begins with the leaves that the first one ended in.
      const outputs = [1, 2, 3, 4].map(() => new Float32Array(9000));
      for (let turn = 0; turn < 2; turn++) distribution(columns, 9000, outputs);
      return outputs.map((output) => Buffer.from(output.buffer).toString('base64'));
    });
    expect(chosen).toEqual(inScript);
    expect(byWalks).toEqual(inScript);
  });

  it('finds the mean on the way where trees are walked, as the mean alone is, and in the place asked for', () => {
    const { rows, forest } = manyTargets();
    const columns = makePixels(9000);
    const alone = new Float32Array(9000);
    createBands({ forest, rows, applicability: none }, ['mean'])(columns, 9000, [alone]);
    const [lower, mean, deviation] = [1, 2, 3].map(() => new Float32Array(9000));
    const bands = createBands({ forest, rows, applicability: none }, ['q05', 'mean', 'sd']);
    bands(columns, 9000, [lower!, mean!, deviation!]);
    expect(bands.kernels).toEqual([{ bands: ['q05', 'mean', 'sd'], kernel: 'wasm-walk-distribution', passedOver: [] }]);
    expect(Buffer.from(mean!.buffer).equals(Buffer.from(alone.buffer))).toBe(true);
    const [, , sd, q05] = predict(forest, rows, columns);
    expect([lower, deviation]).toEqual([q05, sd]);
  });

  it('says what it is found by, and what the forest is too large for', () => {
    const forest = grow(rowsOf(300, 6), { trees: 30, minNodeSize: 3 });
    const few = rowsOf(300, 6);
    const many = manyTargets();
    expect(choiceFor(forest, few)).toEqual({ kernel: 'wasm-distribution', passedOver: [] });
    expect(choiceFor(many.forest, many.rows)).toEqual({ kernel: 'wasm-walk-distribution', passedOver: [] });
    const { kernel, passedOver } = choiceFor(forest, few, 1000);
    expect(kernel).toBe('js-distribution');
    expect(passedOver.map((reason) => reason.split(' ')[0])).toEqual(['wasm-distribution', 'wasm-walk-distribution']);
  });

  it('weighs by hand: rows 1, 2, 3 in one leaf of the first tree, 2 and 3 of the second', () => {
    const forest = forestOf(1, [{ value: 0 }, { feature: 0, threshold: 0.5, left: { value: 1 }, right: { value: 2 } }]);
    const columns = [Float32Array.of(0, 1, 1)];
    const rows: TrainingRows = { columns, target: Float64Array.of(-4, 1, 3), positions: null, folds: null };
    const outputs = ['mean', 'q16', 'q17', 'q58', 'q59', 'sd'].map(() => new Float32Array(1));
    createBands({ forest, rows, applicability: none }, ['mean', 'q16', 'q17', 'q58', 'q59', 'sd'])(
      [Float32Array.of(0.7)],
      1,
      outputs,
    );
    // Weights 1/6, 5/12 and 5/12: mean 1, variance (25 + 0 · 5/2 + 10) / 6.
    expect(outputs.slice(1, 5).map(([value]) => value)).toEqual([-4, 1, 1, 3]);
    expect(Math.abs(outputs[5]![0]! - Math.sqrt(35 / 6))).toBeLessThan(1e-6 /* °C */);
  });

  it('has a deviation of 0, to the last bit, where all rows of the leaves are alike', () => {
    const values = Array.from({ length: 40 }, (_, i) => -9.7 + i * 0.37);
    const tree = values
      .slice(1)
      .reduce<Tree>((left, value, i) => ({ feature: 0, threshold: i + 0.5, left, right: { value } }), {
        value: values[0]!,
      });
    const forest = forestOf(
      1,
      Array.from({ length: 7 }, () => tree),
    );
    // Three rows a leaf.
    const places = Array.from({ length: 120 }, (_, i) => i % 40);
    const target = Float64Array.from(places, (place) => values[place]!);
    const rows: TrainingRows = { columns: [Float32Array.from(places)], target, positions: null, folds: null };
    for (const limitBytes of [undefined, 0]) {
      const [median, deviation] = [new Float32Array(40), new Float32Array(40)];
      createDistribution(forest, rows, [0.5], { limitBytes })([Float32Array.from(values.keys())], 40, [
        median,
        deviation,
      ]);
      expect(median).toEqual(Float32Array.from(values));
      expect(deviation).toEqual(new Float32Array(40));
    }
  });

  it('gives the same bits however pixels are cut into calls', () => {
    const rows = rowsOf(80, 4);
    const forest = grow(rows, { trees: 12, minNodeSize: 3 });
    const columns = makePixels(5000);
    const whole = predict(forest, rows, columns);
    const inParts = names.map(() => new Float32Array(5000));
    const run = createBands({ forest, rows, applicability: none }, names);
    for (const [start, end] of [
      [3000, 5000],
      [0, 1],
      [1, 3000],
    ] as const) {
      run(
        columns.map((column) => column.subarray(start, end)),
        end - start,
        inParts.map((output) => output.subarray(start, end)),
      );
    }
    expect(inParts).toEqual(whole);
  });

  it('covers fresh targets of a simulated field by its 90 % interval in 87 to 93 of 100 cases', () => {
    const shares = [1, 2, 3].map((seed) => {
      const rows = simulate(600, seed);
      const forest = grow(rows, { trees: 120, minNodeSize: 10 });
      const fresh = simulate(1500, 100 + seed);
      const [, upper, , lower] = predict(forest, rows, fresh.columns);
      return fresh.target.filter((value, i) => value >= lower![i]! && value <= upper![i]!).length / 1500;
    });
    for (const share of shares) {
      expect(share).toBeGreaterThan(0.87);
      expect(share).toBeLessThan(0.93);
    }
  });

  it('refuses rows that are not those of the forest', () => {
    const forest = forestOf(1, [{ feature: 0, threshold: 0.5, left: { value: 1 }, right: { value: 2 } }]);
    const rows = { columns: [Float32Array.of(0, 0)], target: Float64Array.of(1, 2), positions: null, folds: null };
    expect(() => createBands({ forest, rows, applicability: none }, ['mean', 'q05'])).toThrow(
      expect.objectContaining({ code: 'model-unreadable', message: expect.stringContaining('leaf at node 2') }),
    );
  });
});
