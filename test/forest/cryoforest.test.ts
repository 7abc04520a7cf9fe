import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean } from '../../src/core/statistics.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import type { EngineOptions } from '../../src/forest/engine.ts';
import { joinBatches, resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import type { Forest } from '../../src/forest/forest.ts';
import { LEAF } from '../../src/forest/forest.ts';
import { permutationImportance } from '../../src/forest/importance.ts';
import { predictStretch } from '../../src/forest/outOfBag.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import type { TrainedForest } from '../../src/forest/trainForest.ts';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import type { Table } from './support/tables.ts';
import { makeTable, poisonedTable, rowOf, tableOf } from './support/tables.ts';

function train(table: Table, given: Record<string, number | null>, seed = 1): TrainedForest {
  const options = resolveOptions(cryoforest, given);
  return joinBatches([trainTrees(cryoforest, { ...table, options, seed, firstTree: 0, treeCount: options['trees']! })]);
}

function optionsWith(given: Record<string, number>): EngineOptions {
  return resolveOptions(cryoforest, given);
}

function rootFeatures({ feature, treeStarts }: Forest): number[] {
  return Array.from(treeStarts.subarray(0, -1), (node) => feature[node]!);
}

function bytesOf(forest: Forest): Buffer {
  return Buffer.from(forest.buffer);
}

interface WalkedNode {
  readonly node: number;
  readonly depth: number;
  /** Sampled rows that reach the node, repeats given as often as they were drawn. */
  readonly sample: readonly number[];
}

/** Every node of every tree with the rows that reach it by the thresholds of the forest, not by codes. */
function walk({ forest, inBag }: TrainedForest, table: Table): WalkedNode[] {
  const n = table.rows.length;
  const found: WalkedNode[] = [];
  const visit = (node: number, depth: number, sample: readonly number[]): void => {
    found.push({ node, depth, sample });
    const covariate = forest.feature[node]!;
    if (covariate === LEAF) return;
    const goesLeft = (row: number): boolean => table.columns[covariate]![row]! <= forest.threshold[node]!;
    visit(node + 1, depth + 1, sample.filter(goesLeft));
    visit(
      forest.right[node]!,
      depth + 1,
      sample.filter((row) => !goesLeft(row)),
    );
  };
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
    const drawn = [...table.rows].flatMap((row, i) => Array.from({ length: inBag[tree * n + i]! }, () => row));
    visit(forest.treeStarts[tree]!, 0, drawn);
  }
  return found;
}

function squaredErrors(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

/** Least sum of squared errors that any cut of any covariate leaves; null where nothing can be cut. */
function bestByBruteForce(table: Table, sample: readonly number[]): number | null {
  const errors = table.columns.flatMap((column) => {
    const values = [...new Set(sample.map((row) => column[row]!))].toSorted((a, b) => a - b);
    return values.slice(0, -1).map((cut) => {
      const [left, right] = [(x: number) => x <= cut, (x: number) => x > cut].map((side) =>
        squaredErrors(sample.filter((row) => side(column[row]!)).map((row) => table.target[row]!)),
      );
      return left! + right!;
    });
  });
  return errors.length === 0 ? null : Math.min(...errors);
}

function targetsOf(table: Table, sample: readonly number[]): number[] {
  return sample.map((row) => table.target[row]!);
}

function expectExactTrees(table: Table, trained: TrainedForest): void {
  const byNode = new Map(walk(trained, table).map((found) => [found.node, found]));
  for (const { node, sample } of byNode.values()) {
    const targets = targetsOf(table, sample);
    expect(sample.length).toBeGreaterThan(0);
    if (trained.forest.feature[node] === LEAF) {
      expect(Math.abs(trained.forest.value[node]! - mean(targets))).toBeLessThan(1e-9);
      expect(squaredErrors(targets) < 1e-20 || bestByBruteForce(table, sample) === null).toBe(true);
      continue;
    }
    const children = [node + 1, trained.forest.right[node]!].map((child) => byNode.get(child)!.sample);
    const left = children.reduce((sum, child) => sum + squaredErrors(targetsOf(table, child)), 0);
    expect(Math.abs(left - bestByBruteForce(table, sample)!)).toBeLessThan(1e-9 * (1 + squaredErrors(targets)));
  }
}

describe('trainTrees of cryoforest', () => {
  it('makes at every node a cut that no other cut of any covariate betters: few values, many ties', () => {
    const value = fc.constantFrom(-1.5, -0, 0, 0.1, 1, 1 + 2 ** -23, 1 + 2 ** -22, 7, 3e38, -3e38);
    const row = fc.tuple(value, fc.integer({ min: 0, max: 4 }), fc.constantFrom(-4.7, -2.2, -2.1, 0.3, 0.7));
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), fc.nat({ max: 1000 }), (rows, seed) => {
        const table = tableOf(
          [rows.map((r) => r[0]), rows.map((r) => r[1])],
          rows.map((r) => r[2]),
        );
        expectExactTrees(table, train(table, { trees: 1, mtry: 2, minNodeSize: 1 }, seed));
      }),
      { numRuns: 200 },
    );
  });

  it('makes the best cut of 180 rows too, whose upper nodes are put in order by digits instead of ranks', () => {
    const table = makeTable(180, 3, 4);
    expectExactTrees(table, train(table, { trees: 3, mtry: 3, minNodeSize: 1 }));
  });

  it('makes the best cut among 2,000 codes, which have two digits', () => {
    const table = makeTable(2_000, 2, 9);
    const trained = train(table, { trees: 1, mtry: 2, maxDepth: 1, sampleFraction: 0.1 });
    const [root, left, right] = walk(trained, table).map(({ sample }) => sample);
    const after = squaredErrors(targetsOf(table, left!)) + squaredErrors(targetsOf(table, right!));
    expect(Math.abs(after / bestByBruteForce(table, root!)! - 1)).toBeLessThan(1e-9);
  });

  it('takes 70,000 distinct values: a step at 66,000 is found', () => {
    const x = Array.from({ length: 70_000 }, (_, i) => i);
    const table = tableOf(
      [x],
      x.map((i) => (i >= 66_000 ? 1 : 0)),
    );
    const { forest } = train(table, { trees: 2 });
    expect(forest.feature).toHaveLength(6);
    expect([0, 65_900, 66_100].map((i) => predictNaive(forest, [i]))).toEqual([0, 0, 1]);
  });

  it('gives the same bytes however the trees are split into batches', () => {
    const table = makeTable(60, 4);
    const options = resolveOptions(cryoforest, { mtry: 2 });
    const grow = (firstTree: number, treeCount: number) =>
      trainTrees(cryoforest, { ...table, options, seed: 5, firstTree, treeCount });
    const whole = joinBatches([grow(0, 12)]);
    const parts = joinBatches([grow(9, 3), grow(0, 1), grow(1, 8)]);
    expect(bytesOf(parts.forest).equals(bytesOf(whole.forest))).toBe(true);
    expect(parts.inBag).toEqual(whole.inBag);
    expect(bytesOf(train(table, { trees: 12, mtry: 2 }, 6).forest).equals(bytesOf(whole.forest))).toBe(false);
  });

  it('draws covariates per split: with mtry 1 of 4 one tree uses all four, at the root each a quarter of the time', () => {
    const table = makeTable(100, 4);
    const { forest } = train(table, { trees: 400, mtry: 1 });
    const roots = rootFeatures(forest);
    for (const covariate of [0, 1, 2, 3]) {
      const share = roots.filter((root) => root === covariate).length / 400;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.08);
    }
    const firstTree = new Set(forest.feature.slice(0, forest.treeStarts[1]));
    expect(firstTree).toEqual(new Set([LEAF, 0, 1, 2, 3]));
  });

  it('draws the square root of the covariates by default, or a third where that is more', () => {
    for (const [covariates, mtry] of [
      [2, 1],
      [4, 2],
      [7, 2],
      [13, 4],
    ] as const) {
      const table = makeTable(40, covariates);
      const byDefault = train(table, { trees: 5 }).forest;
      expect(bytesOf(byDefault).equals(bytesOf(train(table, { trees: 5, mtry }).forest))).toBe(true);
    }
  });

  it('with all covariates drawn, every root splits on the one that matters', () => {
    const { forest } = train(makeTable(100, 4), { trees: 50, mtry: 4 });
    const roots = rootFeatures(forest);
    expect(new Set(roots)).toEqual(new Set([0]));
  });

  it('leaves a node whole where the drawn covariate is constant in it', () => {
    const table = tableOf(
      [
        [1, 1, 1, 1, 1, 1, 1, 2],
        [5, 5, 5, 5, 5, 5, 5, 5],
      ],
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    const trained = train(table, { trees: 40, mtry: 1, minNodeSize: 1 });
    expect(new Set(trained.forest.feature)).toEqual(new Set([LEAF, 0]));
    const deepest = Math.max(...walk(trained, table).map(({ depth }) => depth));
    expect(deepest).toBe(1);
  });

  it('makes perfect splits and keeps the targets exactly: three steps of 0.1, 0.7 and 4.3', () => {
    const x = Array.from({ length: 60 }, (_, i) => i);
    const steps = [0.1, 0.7, 4.3];
    const table = tableOf(
      [x],
      x.map((i) => steps[Math.floor(i / 20)]!),
    );
    const { forest } = train(table, { trees: 25 });
    expect(forest.feature).toHaveLength(25 * 5);
    expect(new Set(forest.value)).toEqual(new Set([0, ...steps]));
  });

  it('cuts only in the middle of values that are neighbours in the whole table: at most 59 places among 60 rows', () => {
    const table = makeTable(60, 3);
    const { forest } = train(table, { trees: 200, minNodeSize: 1 });
    for (const [covariate, column] of table.columns.entries()) {
      const values = [...column].toSorted((a, b) => a - b);
      const middles = new Set(values.slice(1).map((value, i) => Math.fround(value / 2 + values[i]! / 2)));
      const cuts = new Set(forest.threshold.filter((_, node) => forest.feature[node] === covariate));
      expect(cuts.size).toBeGreaterThan(40);
      expect([...cuts].filter((cut) => !middles.has(cut))).toEqual([]);
    }
  });

  it('splits although no single cut helps: exclusive or, the mean on both sides at first', () => {
    const table = tableOf(
      [
        [0, 0, 1, 1],
        [0, 1, 0, 1],
      ].map((column) => Array.from({ length: 40 }, (_, i) => column[i % 4]!)),
      Array.from({ length: 40 }, (_, i) => [0, 1, 1, 0][i % 4]!),
    );
    const { forest } = train(table, { trees: 20, mtry: 2 });
    expect([0, 1, 2, 3].map((i) => predictNaive(forest, rowOf(table.columns, i)))).toEqual([0, 1, 1, 0]);
  });

  it('learns two rows, one of which each tree may draw twice', () => {
    const table = tableOf([[1, 2]], [-3, 5]);
    const trained = train(table, { trees: 30, minNodeSize: 1 });
    expect(new Set(trained.forest.value)).toEqual(new Set([-3, 0, 5]));
    expect(new Set(trained.forest.threshold)).toEqual(new Set([0, 1.5]));
  });

  it('keeps a small signal on a large mean: 273.15 ± 0.001', () => {
    const x = Array.from({ length: 100 }, (_, i) => i);
    const table = tableOf(
      [x],
      x.map((i) => (i < 37 ? 273.151 : 273.149)),
    );
    expect(new Set(train(table, { trees: 10 }).forest.value)).toEqual(new Set([0, 273.151, 273.149]));
  });

  it('trains only on the rows that it was given', () => {
    const table = poisonedTable();
    const { forest, inBag } = train(table, { trees: 30 });
    expect(inBag).toHaveLength(30 * table.rows.length);
    expect(Math.max(...forest.value)).toBeLessThan(4);
  });
});

describe('options of cryoforest', () => {
  it('minNodeSize counts repeated rows: nodes of more are split, nodes of as many are not', () => {
    const table = makeTable(80, 3);
    for (const minNodeSize of [1, 5, 20]) {
      const trained = train(table, { trees: 10, minNodeSize, mtry: 3 });
      for (const { node, sample } of walk(trained, table)) {
        const divisible = sample.length > minNodeSize && new Set(sample).size > 1;
        expect(trained.forest.feature[node] !== LEAF).toBe(divisible);
      }
    }
  });

  it('maxDepth 3 leaves no node deeper, and some that deep', () => {
    const table = makeTable(80, 3);
    const depths = walk(train(table, { trees: 10, maxDepth: 3 }), table).map(({ depth }) => depth);
    expect(Math.max(...depths)).toBe(3);
  });

  it('maxLeaves 6 gives six leaves a tree, which leave less error than six leaves grown in another order', () => {
    const table = makeTable(200, 2, 3);
    const { forest, inBag } = train(table, { trees: 10, maxLeaves: 6, mtry: 2 });
    expect([...forest.treeStarts]).toEqual(Array.from({ length: 11 }, (_, tree) => 11 * tree));
    const nodes = walk({ forest, inBag }, table);
    const decrease = new Map(
      nodes.flatMap(({ node, sample }) => {
        const after = bestByBruteForce(table, sample);
        return after === null ? [] : [[node, squaredErrors(targetsOf(table, sample)) - after] as const];
      }),
    );
    for (let tree = 0; tree < 10; tree++) {
      const own = nodes.filter(({ node }) => node >= 11 * tree && node < 11 * (tree + 1)).map(({ node }) => node);
      const made = own.filter((node) => forest.feature[node] !== LEAF).map((node) => decrease.get(node)!);
      const left = own.filter((node) => forest.feature[node] === LEAF).map((node) => decrease.get(node) ?? 0);
      expect(Math.min(...made)).toBeGreaterThanOrEqual(Math.max(...left));
    }
  });

  it('maxLeaves beyond what the rows give changes no prediction', () => {
    // One covariate: with more, the order of growth decides which of two equal cuts is drawn first.
    const table = makeTable(50, 1);
    const free = train(table, { trees: 8 }).forest;
    const limited = train(table, { trees: 8, maxLeaves: 1_000 }).forest;
    for (let row = 0; row < 50; row++) {
      const x = rowOf(table.columns, row);
      expect(predictNaive(limited, x)).toBe(predictNaive(free, x));
    }
  });

  it('sampleFraction draws that share without replacement', () => {
    const { inBag } = train(makeTable(40, 2), { trees: 3, sampleFraction: 0.5 });
    expect(Math.max(...inBag)).toBe(1);
    expect(inBag.reduce((sum, count) => sum + count, 0)).toBe(60);
  });

  it('randomCuts draws cuts evenly between least and greatest, not at midpoints', () => {
    const table = tableOf([[0, ...Array.from({ length: 20 }, () => 100)]], [7, ...Array.from({ length: 20 }, () => 3)]);
    const { forest } = train(table, { trees: 600, randomCuts: 1, maxDepth: 1, minNodeSize: 1 });
    const cuts = [...forest.threshold].filter((_, node) => forest.feature[node] === 0);
    expect(cuts.length).toBeGreaterThan(300);
    expect(Math.abs(mean(cuts) - 50)).toBeLessThan(5);
    expect(new Set(cuts).size).toBeGreaterThan(300);
  });

  it('randomCuts cuts every node that can be cut, with rows on both sides, between neighbouring float32 values too', () => {
    const value = fc.constantFrom(0, 1, 1 + 2 ** -23, 1 + 2 ** -22, 3e38, -3e38, -0);
    const rows = fc.array(fc.tuple(value, fc.integer({ min: 0, max: 9 })), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(rows, fc.nat({ max: 1000 }), (given, seed) => {
        const table = tableOf(
          [given.map((r) => r[0])],
          given.map((r) => r[1]),
        );
        const trained = train(table, { trees: 2, randomCuts: 2, minNodeSize: 1 }, seed);
        for (const { node, sample } of walk(trained, table)) {
          const kinds = [table.columns[0]!, table.target].map((of) => new Set(sample.map((row) => of[row])).size);
          expect(kinds).not.toContain(0);
          expect(trained.forest.feature[node] !== LEAF).toBe(!kinds.includes(1));
        }
      }),
    );
  });
});

describe('check of cryoforest', () => {
  it('refuses mtry above the number of covariates', () => {
    expect(() => cryoforest.check(100, 4, optionsWith({ mtry: 4 }), false)).not.toThrow();
    expect(() => cryoforest.check(100, 4, optionsWith({ mtry: 5 }), false)).toThrow('only 4 covariates');
  });

  it('refuses a node size that no sample exceeds', () => {
    expect(() => cryoforest.check(100, 4, optionsWith({ minNodeSize: 99 }), false)).not.toThrow();
    expect(() => cryoforest.check(100, 4, optionsWith({ minNodeSize: 100 }), false)).toThrow('only 100 rows');
  });

  it('refuses a sample that the usual node size exceeds, which for classes is smaller', () => {
    const few = optionsWith({ sampleFraction: 0.1 });
    expect(() => cryoforest.check(30, 4, few, false)).toThrow('5 by default, but there are only 3 of 30 rows');
    expect(() => cryoforest.check(30, 4, few, true)).not.toThrow();
    expect(() => cryoforest.check(60, 4, few, false)).not.toThrow();
  });

  it('says what memory a thread would need for more rows than it can hold: 20 million of 10 covariates', () => {
    expect(() => cryoforest.check(1_000_000, 10, optionsWith({ trees: 1 }), false)).not.toThrow();
    expect(() => cryoforest.check(20_000_000, 10, optionsWith({ trees: 1 }), false)).toThrow(
      /grown in 5\.\d GB a thread; the limit is 4\.3 GB\. Train on at most 1\d{7} rows/,
    );
  });

  it('takes 100,000 rows with 500 trees and a million with 175, and says what more would need', () => {
    expect(() => cryoforest.check(100_000, 10, optionsWith({}), false)).not.toThrow();
    expect(() => cryoforest.check(1_000_000, 10, optionsWith({ trees: 175 }), false)).not.toThrow();
    expect(() => cryoforest.check(1_000_000, 10, optionsWith({}), false)).toThrow(
      /500 trees on 1000000 rows would be a forest of about 6\.0 GB.* at most 178 trees/,
    );
    expect(() => cryoforest.check(1_000_000, 10, optionsWith({ minNodeSize: 20 }), false)).not.toThrow();
    expect(() => cryoforest.check(1_000_000, 10, optionsWith({ maxLeaves: 1000 }), false)).not.toThrow();
    expect(() => cryoforest.check(1_000_000, 10, optionsWith({ trees: 3_000 }), false)).toThrow(
      expect.objectContaining({ code: 'too-large', message: expect.stringContaining('6.0 GB') }),
    );
  });
});

describe('cryoforest beside ranger', () => {
  const folder = sharedFolder('oracles', 'ORACLES');
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

  oracleTest([{ folder, name: 'oracles' }])(
    'has its out-of-bag error within three deviations, and its order of importance',
    () => {
      const [, ...lines] = readFileSync(join(folder!, 'rf104.csv'), 'utf8').trim().split('\n');
      const rows = lines.map((line) => line.split(',').map(Number));
      const table = tableOf(
        [0, 1, 2, 3].map((i) => rows.map((row) => row[i]!)),
        rows.map((row) => row[4]!),
      );
      const options = resolveOptions(cryoforest, { mtry: 2, minNodeSize: 5 });
      const trained = seeds.map((seed) => train(table, options, seed));
      const errors = trained.map(({ forest, inBag }) => {
        const { predictions } = predictStretch({ ...table, forest, inBag }, 0, table.rows.length);
        return Math.sqrt(mean(predictions.map((value, row) => (value - table.target[row]!) ** 2)));
      });
      // ranger 0.14.1, 500 trees, 20 seeds: 0.4908 ± 0.0046 °C.
      expect(Math.abs(mean(errors) - 0.4908)).toBeLessThan(3 * 0.0046);
      const importance = permutationImportance({ ...table, options, seed: 1 }, trained[0]!)!;
      const [pre, tdd, tpi, noise] = importance.map((item) => item.mean);
      expect([tdd, pre, tpi, noise].toSorted((a, b) => b! - a!)).toEqual([tdd, pre, tpi, noise]);
    },
  );
});
