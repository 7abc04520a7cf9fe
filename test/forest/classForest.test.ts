/** Forests of classes: cuts by Gini impurity against brute force, votes, out-of-bag classes, importances. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { mean } from '../../src/core/statistics.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { joinBatches, resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import type { Forest } from '../../src/forest/forest.ts';
import { LEAF } from '../../src/forest/forest.ts';
import { permutationImportance } from '../../src/forest/importance.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import type { TrainedForest } from '../../src/forest/trainForest.ts';
import { classPredictor, countVotes, shareForest, voteStretch, winnerOf } from '../../src/forest/votes.ts';
import { oracleTest, runOracle, sharedFolder } from '../support/oracles.ts';
import type { Table } from './support/tables.ts';
import { allRows, rowOf } from './support/tables.ts';
import { forestOf } from './support/forests.ts';

interface ClassTable extends Table {
  readonly classCount: number;
}

function train(table: ClassTable, given: Record<string, number | null>, seed = 1): TrainedForest {
  const options = resolveOptions(cryoforest, given);
  return joinBatches([trainTrees(cryoforest, { ...table, options, seed, firstTree: 0, treeCount: options['trees']! })]);
}

/** Three classes: by covariate 0, then by covariate 1; the others say nothing; one row in ten has another class. */
function makeClasses(rowCount: number, covariateCount: number, seed = 1): ClassTable {
  const random = createRandom(seed);
  const columns = Array.from({ length: covariateCount }, () =>
    Float32Array.from({ length: rowCount }, () => random.nextUnit()),
  );
  const target = Float64Array.from({ length: rowCount }, (_, i) => {
    if (random.nextBelow(10) === 0) return random.nextBelow(3);
    return columns[0]![i]! < 0.5 ? 0 : columns[1]![i]! < 0.6 ? 1 : 2;
  });
  return { columns, target, rows: allRows(rowCount), classCount: 3 };
}

/** Gini impurity times the number of rows. */
function impurity(classes: readonly number[]): number {
  const counts = [...Map.groupBy(classes, (c) => c).values()].map((rows) => rows.length);
  return classes.length - counts.reduce((sum, count) => sum + count ** 2, 0) / Math.max(1, classes.length);
}

/** Least impurity that any cut of any covariate leaves; null where nothing can be cut. */
function bestByBruteForce({ columns, target }: Table, sample: readonly number[]): number | null {
  const left = columns.flatMap((column) => {
    const values = [...new Set(sample.map((row) => column[row]!))].toSorted((a, b) => a - b);
    return values.slice(0, -1).map((cut) => {
      const [low, high] = [(x: number) => x <= cut, (x: number) => x > cut].map((side) =>
        impurity(sample.filter((row) => side(column[row]!)).map((row) => target[row]!)),
      );
      return low! + high!;
    });
  });
  return left.length === 0 ? null : Math.min(...left);
}

/** Every inner node leaves as little impurity as the best cut does; every leaf holds the commonest class and ends rightly. */
function expectExactTrees(table: ClassTable, { forest, inBag }: TrainedForest): number {
  let inner = 0;
  const visit = (node: number, sample: readonly number[]): void => {
    const classes = sample.map((row) => table.target[row]!);
    const covariate = forest.feature[node]!;
    expect(sample.length).toBeGreaterThan(0);
    if (covariate === LEAF) {
      const counts = Array.from({ length: table.classCount }, (_, c) => classes.filter((own) => own === c).length);
      expect(forest.value[node]).toBe(counts.indexOf(Math.max(...counts)));
      expect(new Set(classes).size === 1 || bestByBruteForce(table, sample) === null).toBe(true);
      return;
    }
    inner += 1;
    const goesLeft = (row: number): boolean => table.columns[covariate]![row]! <= forest.threshold[node]!;
    const sides = [sample.filter(goesLeft), sample.filter((row) => !goesLeft(row))];
    const after = sides.reduce((sum, side) => sum + impurity(side.map((row) => table.target[row]!)), 0);
    expect(Math.abs(after - bestByBruteForce(table, sample)!)).toBeLessThan(1e-9);
    visit(node + 1, sides[0]!);
    visit(forest.right[node]!, sides[1]!);
  };
  const n = table.rows.length;
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
    const drawn = [...table.rows].flatMap((row, i) => Array.from({ length: inBag[tree * n + i]! }, () => row));
    visit(forest.treeStarts[tree]!, drawn);
  }
  return inner;
}

function bytesOf(forest: Forest): Buffer {
  return Buffer.from(forest.buffer);
}

describe('trainTrees of cryoforest with classes', () => {
  it('makes at every node a cut whose Gini impurity no other cut betters: few values, many ties', () => {
    const row = fc.tuple(fc.constantFrom(-1.5, 0, 0.1, 1, 1 + 2 ** -23, 3e38), fc.nat({ max: 4 }), fc.nat({ max: 3 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), fc.nat({ max: 1000 }), (rows, seed) => {
        const table = {
          columns: [rows.map((r) => r[0]), rows.map((r) => r[1])].map((column) => Float32Array.from(column)),
          target: Float64Array.from(rows, (r) => r[2]),
          rows: allRows(rows.length),
          classCount: 4,
        };
        expectExactTrees(table, train(table, { trees: 1, mtry: 2, minNodeSize: 1 }, seed));
      }),
      { numRuns: 200 },
    );
  });

  it('makes the best cut of 400 rows too, in nodes that are counted and in nodes that are sorted', () => {
    const table = makeClasses(400, 2, 3);
    expect(expectExactTrees(table, train(table, { trees: 2, mtry: 2 }))).toBeGreaterThan(20);
  });

  it('scores random cuts as all cuts: of many, one is as good as the best', () => {
    const table = makeClasses(300, 2, 5);
    const { forest } = train(table, { trees: 20, mtry: 2, randomCuts: 500, maxDepth: 1 });
    const exact = train(table, { trees: 20, mtry: 2, maxDepth: 1 }).forest;
    for (let tree = 0; tree < 20; tree++) {
      expect(forest.feature[3 * tree]).toBe(exact.feature[3 * tree]);
      expect(Math.abs(forest.threshold[3 * tree]! - exact.threshold[3 * tree]!)).toBeLessThan(0.05);
    }
  });

  it('gives the same bytes however the trees are split into batches', () => {
    const table = makeClasses(60, 4);
    const options = resolveOptions(cryoforest, {});
    const grow = (firstTree: number, treeCount: number) =>
      trainTrees(cryoforest, { ...table, options, seed: 5, firstTree, treeCount });
    const whole = joinBatches([grow(0, 12)]);
    const parts = joinBatches([grow(9, 3), grow(0, 1), grow(1, 8)]);
    expect(bytesOf(parts.forest).equals(bytesOf(whole.forest))).toBe(true);
  });

  it('draws √p covariates and splits nodes of two rows by default: 2 of 7', () => {
    const table = makeClasses(50, 7);
    const byDefault = train(table, { trees: 5 }).forest;
    expect(bytesOf(byDefault).equals(bytesOf(train(table, { trees: 5, mtry: 2, minNodeSize: 1 }).forest))).toBe(true);
    expect(bytesOf(byDefault).equals(bytesOf(train(table, { trees: 5, mtry: 3, minNodeSize: 1 }).forest))).toBe(false);
  });

  it('a row of great weight decides: ten rows of one class, one of the other with a hundred times their weight', () => {
    const table = {
      columns: [new Float32Array(11).map((_, i) => i % 2)],
      target: new Float64Array(11).with(10, 1),
      rows: allRows(11),
      classCount: 2,
      weights: new Float64Array(11).fill(1).with(10, 100),
    };
    const { forest } = train(table, { trees: 101, minNodeSize: 50 });
    expect(mean(forest.value)).toBeGreaterThan(0.9);
  });
});

describe('votes', () => {
  const forest = forestOf(
    1,
    [2, 0, 2, 1, 0].map((value) => ({ value })),
  );

  it('counts a vote per tree; a draw goes to the lowest class', () => {
    expect([...countVotes(forest, 3, [Float32Array.of(1)], 0)]).toEqual([2, 1, 2]);
    expect(winnerOf([2, 1, 2])).toBe(0);
    expect(winnerOf([1, 2, 2])).toBe(1);
  });

  it('gives no class where a covariate is missing', () => {
    expect(classPredictor(forest, 3, [Float32Array.of(1, Number.NaN)])(1)).toBeNaN();
  });

  it('the mean of a share forest is the share of the votes', () => {
    const table = makeClasses(80, 3);
    const { forest: trained } = train(table, { trees: 40 });
    for (let row = 0; row < 80; row++) {
      const votes = countVotes(trained, 3, table.columns, row);
      for (const c of [0, 1, 2])
        expect(predictNaive(shareForest(trained, c), rowOf(table.columns, row))).toBe(votes[c]! / 40);
    }
  });

  it('out of bag, a row has votes only of the trees that did not see it', () => {
    const table = makeClasses(40, 2);
    const trained = train(table, { trees: 6 });
    const { predictions, treeCounts, neverOutOfBag } = voteStretch({ ...table, ...trained }, 3, 0, 40);
    const { treeStarts } = trained.forest;
    for (let row = 0; row < 40; row++) {
      const unseen = Array.from({ length: 6 }, (_, tree) => tree).filter(
        (tree) => trained.inBag[tree * 40 + row] === 0,
      );
      const votes = [0, 0, 0];
      for (const tree of unseen) {
        let node = treeStarts[tree]!;
        while (trained.forest.feature[node]! >= 0) {
          const x = table.columns[trained.forest.feature[node]!]![row]!;
          node = x <= trained.forest.threshold[node]! ? node + 1 : trained.forest.right[node]!;
        }
        votes[trained.forest.value[node]!]! += 1;
      }
      expect(treeCounts[row]).toBe(unseen.length);
      expect(predictions[row]).toBe(unseen.length === 0 ? Number.NaN : votes.indexOf(Math.max(...votes)));
    }
    expect(neverOutOfBag).toBe(treeCounts.filter((count) => count === 0).length);
  });
});

describe('permutationImportance of classes', () => {
  it('is the decrease of accuracy: large for the two covariates that decide, none for the third', () => {
    const table = makeClasses(300, 3);
    const options = resolveOptions(cryoforest, { trees: 100 });
    const [first, second, third] = permutationImportance({ ...table, options, seed: 1 }, train(table, { trees: 100 }))!;
    expect(first!.mean).toBeGreaterThan(0.2);
    expect(second!.mean).toBeGreaterThan(0.1);
    expect(Math.abs(third!.mean)).toBeLessThan(0.02);
  });
});

const ranger = `
suppressMessages(library(ranger))
d <- read.csv(commandArgs(TRUE)[1], stringsAsFactors = TRUE)
y <- names(d)[ncol(d)]
e <- sapply(1:10, function(s) ranger(as.formula(paste(y, "~ .")), d, num.trees = 500, seed = s, num.threads = 1)$prediction.error)
cat(mean(e), sd(e))`;

describe('cryoforest beside ranger, classes', () => {
  const folder = sharedFolder('data/tables');

  for (const file of ['iris.csv', 'Vehicle.csv']) {
    oracleTest(['ranger', { folder, name: 'data/tables' }])(
      `has its out-of-bag error on ${file} within three deviations`,
      () => {
        const path = join(folder!, file);
        const rows = readFileSync(path, 'utf8')
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split(','));
        const labels = [...new Set(rows.map((row) => row.at(-1)!))].toSorted();
        const table = {
          columns: rows[0]!.slice(0, -1).map((_, i) => Float32Array.from(rows, (row) => Number(row[i]))),
          target: Float64Array.from(rows, (row) => labels.indexOf(row.at(-1)!)),
          rows: allRows(rows.length),
          classCount: labels.length,
        };
        const errors = [1, 2, 3].map((seed) => {
          const { forest, inBag } = train(table, {}, seed);
          const { predictions } = voteStretch({ ...table, forest, inBag }, labels.length, 0, rows.length);
          return mean([...predictions].map((value, row) => Number(value !== table.target[row])));
        });
        const [judge, spread] = runOracle('Rscript', ['-e', ranger, path]).split(' ').map(Number);
        // A row more or less is a difference that no deviation of zero may forbid.
        expect(Math.abs(mean(errors) - judge!)).toBeLessThan(3 * spread! + 1 / rows.length);
      },
    );
  }
});
