/**
 * Engine `cryoforest`: random forests and extremely randomised trees for regression, by this project.
 *
 * Covariates are drawn anew for every split and every cut between two neighbouring values is tried. Node size and the
 * stop rules are ranger's (Wright & Ziegler 2017, doi:10.18637/jss.v077.i01).
 * @source Breiman 2001, Random Forests, Machine Learning 45:5–32, doi:10.1023/A:1010933404324
 */
import { DomainError } from '../core/errors.ts';
import { createRandom } from '../core/random.ts';
import type { Engine, EngineOptions, TrainTask, TreeBatch } from './engine.ts';
import { codeTable } from './growCodes.ts';
import { appendTree, createFlatTrees, packFlatTrees } from './growFlat.ts';
import type { GrowthLimits } from './growTree.ts';
import { createGrowingTree, growTree } from './growTree.ts';
import { drawSample } from './sample.ts';

/** Two bytes per tree and row are kept to know which rows are out of bag. */
const MAX_IN_BAG_BYTES = 2 ** 31;

export const cryoforest: Engine = {
  name: 'cryoforest',
  description:
    'Random forest for regression: exact cuts, covariates drawn per split, optionally extremely randomised; fast on large tables too.',
  knownLimits: [
    'A forest predicts no value beyond the least and the greatest target that it was trained on.',
    'Covariates are numbers: a class number is cut by its order.',
    'Rows have equal weight, and a row with a missing value is refused.',
  ],
  options: {
    trees: { kind: 'integer', default: 500, minimum: 1, maximum: 5_000, description: 'Number of trees' },
    mtry: {
      kind: 'integer',
      default: null,
      minimum: 1,
      maximum: 32_767,
      description: 'Covariates drawn per split; null for a third of them, rounded down but at least one',
    },
    minNodeSize: {
      kind: 'integer',
      default: 5,
      minimum: 1,
      maximum: 100_000,
      description: 'A node of at most this many sampled rows (repeats counted) is not split',
    },
    maxDepth: {
      kind: 'integer',
      default: null,
      minimum: 1,
      maximum: 1_000,
      description: 'Most splits between the root and a leaf; null for no limit',
    },
    maxLeaves: {
      kind: 'integer',
      default: null,
      minimum: 2,
      maximum: 100_000,
      description:
        'Most leaves of a tree, the split that decreases the squared error most being made first; null for no limit',
    },
    sampleFraction: {
      kind: 'number',
      default: null,
      minimum: 0.1,
      maximum: 0.95,
      description:
        'Share of the rows that each tree sees, drawn without replacement; null for a bootstrap sample, as many draws as rows with replacement',
    },
    randomCuts: {
      kind: 'integer',
      default: null,
      minimum: 1,
      maximum: 1_000,
      description:
        'Extremely randomised trees: cuts drawn at random per covariate and split, the best of which is made; null to try every cut',
    },
  },
  check,
  trainTrees,
};

function check(rowCount: number, covariateCount: number, options: EngineOptions): void {
  const mtry = options['mtry'] ?? 1;
  if (mtry > covariateCount) {
    throw new DomainError(
      'invalid-input',
      `Option mtry is ${mtry}, but there are only ${covariateCount} covariates: give 1 to ${covariateCount}, or null for a third of them`,
      { option: 'mtry', found: mtry, maximum: covariateCount },
    );
  }
  const minNodeSize = options['minNodeSize'] ?? 1;
  if (minNodeSize >= rowCount) {
    throw new DomainError(
      'invalid-input',
      `Option minNodeSize is ${minNodeSize}, but there are only ${rowCount} rows: no tree would have a split. Give less than ${rowCount}`,
      { option: 'minNodeSize', found: minNodeSize, maximum: rowCount - 1 },
    );
  }
  const trees = options['trees'] ?? 1;
  if (2 * trees * rowCount > MAX_IN_BAG_BYTES) {
    const most = Math.floor(MAX_IN_BAG_BYTES / 2 / rowCount);
    throw new DomainError(
      'too-large',
      `${trees} trees on ${rowCount} rows would need ${((2 * trees * rowCount) / 1e9).toFixed(1)} GB to know which rows are out of bag; the limit is ${(MAX_IN_BAG_BYTES / 1e9).toFixed(1)} GB. Train at most ${most} trees, or on fewer rows`,
      { limit: MAX_IN_BAG_BYTES, found: 2 * trees * rowCount },
    );
  }
}

function trainTrees(task: TrainTask): TreeBatch {
  const { columns, target, rows, options, seed, firstTree, treeCount } = task;
  const tree = createGrowingTree(codeTable(columns, target, rows), growthLimits(options, columns.length));
  const flat = createFlatTrees();
  const inBag = new Uint16Array(new SharedArrayBuffer(2 * treeCount * rows.length));
  for (let i = 0; i < treeCount; i++) {
    const random = createRandom(seed, firstTree + i);
    const sample = drawSample(rows.length, options['sampleFraction'] ?? null, random);
    inBag.set(sample, i * rows.length);
    growTree(tree, sample, random);
    appendTree(flat, tree);
  }
  return { firstTree, forest: packFlatTrees(flat, columns.length).buffer, inBag };
}

function growthLimits(options: EngineOptions, covariateCount: number): GrowthLimits {
  return {
    mtry: options['mtry'] ?? Math.max(1, Math.floor(covariateCount / 3)),
    minNodeSize: options['minNodeSize'] ?? 1,
    maxDepth: options['maxDepth'] ?? Infinity,
    maxLeaves: options['maxLeaves'] ?? Infinity,
    randomCuts: options['randomCuts'] ?? null,
  };
}
