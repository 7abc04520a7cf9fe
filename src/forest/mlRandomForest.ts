/**
 * Engine `ml-random-forest`: the npm package of that name (2.1.0), one tree at a time, kept away from its defects.
 *
 * Read in its source and confirmed by running it: its own bootstrap throws where a row is never out of bag, `maxSamples`
 * takes the first rows, covariates are drawn per tree instead of per split, NaN silently goes right. So sampling and
 * seeds are ours, every tree sees all covariates, and the table is finite (`trainingChecks.ts`).
 */
import { createRequire } from 'node:module';
import type * as MlRandomForest from 'ml-random-forest';
import { DomainError } from '../core/errors.ts';
import { createRandom } from '../core/random.ts';
import type { TreeEngine, EngineOptions, GrowTrees, Training } from './engine.ts';
import { largestFloat32Below } from './float32.ts';
import { LEAF, packForest } from './forest.ts';
import { maxDepthRule, minNodeSizeDescription, sampleFractionRule, treesRule } from './optionRules.ts';
import { createSampler } from './sample.ts';

const MAX_ROWS = 5_000;
/** Core seconds per tree, covariate and row². Measured: 1.9e-8 to 2.2e-8 from 1,000 rows × 10 to 4,000 rows × 5. */
const SECONDS_PER_STEP = 2e-8;

/** A node as ml-cart keeps it; children and split are absent at leaves. */
interface CartNode {
  readonly splitColumn?: number;
  readonly splitValue?: number;
  /** Sum of squared errors AFTER the best split that was found, whether or not it was made. */
  readonly gain?: number;
  readonly distribution?: number;
  readonly left?: CartNode;
  readonly right?: CartNode;
}

interface GrowingForest {
  readonly treeStarts: number[];
  readonly feature: number[];
  readonly threshold: number[];
  readonly right: number[];
  readonly value: number[];
}

export const mlRandomForest: TreeEngine = {
  name: 'ml-random-forest',
  description:
    'Bagged regression trees by the npm package ml-random-forest 2.1.0: every split looks at all covariates. For small tables.',
  knownLimits: [
    'Every split looks at all covariates: the package can only draw covariates once per tree, which raised the cross-validated error by 16 % at a third of the covariates.',
    `The split search takes time proportional to rows² × covariates × trees: tables of more than ${MAX_ROWS} rows are refused.`,
    'The package refuses a split that leaves no error at all; such splits are made all the same, at the place that it found.',
  ],
  takesClasses: false,
  takesWeights: false,
  options: {
    trees: treesRule,
    minNodeSize: { kind: 'integer', default: 5, minimum: 1, maximum: 1_000, description: minNodeSizeDescription },
    maxDepth: maxDepthRule,
    sampleFraction: sampleFractionRule,
    mtry: {
      kind: 'integer',
      default: null,
      minimum: 1,
      maximum: 32_767,
      description: 'Covariates looked at per split; this engine only takes null or the number of covariates',
    },
  },
  check,
  // It looks at all covariates at every split, whatever their number.
  settle: (options) => options,
  cost: null,
  openTraining,
};

function check(rowCount: number, covariateCount: number, options: EngineOptions): void {
  const mtry = options['mtry'] ?? covariateCount;
  if (mtry !== covariateCount) {
    throw new DomainError(
      'invalid-input',
      mtry > covariateCount
        ? `Option mtry is ${mtry}, but there are only ${covariateCount} covariates`
        : `Option mtry is ${mtry} of ${covariateCount} covariates, but ml-random-forest draws covariates once per tree instead of once per split: with a third of them the cross-validated error rose by 16 %. Leave mtry out`,
      { option: 'mtry', found: mtry, expected: covariateCount },
    );
  }
  if (rowCount > MAX_ROWS) {
    const trees = options['trees'] ?? 0;
    const hours = (SECONDS_PER_STEP * trees * rowCount ** 2 * covariateCount) / 3_600;
    throw new DomainError(
      'too-large',
      `ml-random-forest takes at most ${MAX_ROWS} rows, got ${rowCount}: ${trees} trees on ${covariateCount} covariates would take about ${hours.toPrecision(2)} hours of one core. Train on fewer rows`,
      { limit: MAX_ROWS, found: rowCount },
    );
  }
}

function openTraining({ columns, target, rows, options, seed }: Training): GrowTrees {
  const treeOptions = {
    minNumSamples: options['minNodeSize'] ?? 0,
    maxDepth: options['maxDepth'] ?? Infinity,
    // Below zero, so that a split that leaves no error counts as a gain; at the root it still does not.
    gainThreshold: -1,
  };
  const drawSample = createSampler(rows.length, options['sampleFraction'] ?? null, null);
  return (firstTree, treeCount) => {
    const inBag = new Uint16Array(new SharedArrayBuffer(2 * treeCount * rows.length));
    const growing: GrowingForest = { treeStarts: [0], feature: [], threshold: [], right: [], value: [] };
    for (let i = 0; i < treeCount; i++) {
      const random = createRandom(seed, firstTree + i);
      const counts = drawSample(random);
      inBag.set(counts, i * rows.length);
      const sample = repeatRows(rows, counts);
      const x = sample.map((row) => columns.map((column) => column[row]!));
      const y = sample.map((row) => target[row]!);
      const { root, columnOrder } = growTree(x, y, treeOptions, random.nextUint32());
      appendNode(growing, completeRoot(root, columnOrder, x, y), columnOrder);
      growing.treeStarts.push(growing.feature.length);
    }
    return { firstTree, forest: packForest(columns.length, growing).buffer, inBag };
  };
}

function repeatRows(rows: Uint32Array, counts: Uint16Array): number[] {
  const sample: number[] = [];
  for (const [i, row] of rows.entries()) for (let k = 0; k < counts[i]!; k++) sample.push(row);
  return sample;
}

/** @returns the tree, and which covariate stands in each of the package's shuffled columns */
function growTree(
  x: number[][],
  y: number[],
  treeOptions: object,
  seed: number,
): { readonly root: CartNode; readonly columnOrder: readonly number[] } {
  // Loaded by who grows trees by it: with what lies below it, it takes as long to load as all other engines together.
  const { RandomForestRegression }: typeof MlRandomForest = createRequire(import.meta.url)('ml-random-forest');
  const forest = new RandomForestRegression({
    nEstimators: 1,
    // A share, not a number: 1 means all covariates.
    maxFeatures: 1,
    replacement: false,
    useSampleBagging: false,
    noOOB: true,
    seed,
    treeOptions,
  });
  forest.train(x, y);
  const { estimators, indexes } = forest.toJSON().baseModel;
  // The package's types leave the trees out: an estimator is `any`.
  const tree: { readonly root: CartNode } = estimators[0];
  return { root: tree.root, columnOrder: indexes[0]! };
}

/** The split of a root that leaves no error, which the package finds and refuses; any other root as it is. */
function completeRoot(root: CartNode, columnOrder: readonly number[], x: number[][], y: number[]): CartNode {
  const { splitColumn, splitValue, gain, left } = root;
  if (left !== undefined || gain !== 0 || splitColumn === undefined || splitValue === undefined) return root;
  const covariate = columnOrder[splitColumn]!;
  // No error is left, so each side holds one value: any of its rows gives it.
  const leftRow = x.findIndex((row) => row[covariate]! < splitValue);
  const rightRow = x.findIndex((row) => row[covariate]! >= splitValue);
  return { splitColumn, splitValue, left: { distribution: y[leftRow]! }, right: { distribution: y[rightRow]! } };
}

function appendNode(growing: GrowingForest, node: CartNode, columnOrder: readonly number[]): void {
  const { splitColumn, splitValue, left, right, distribution } = node;
  const at = growing.feature.length;
  const inner = left !== undefined && right !== undefined && splitColumn !== undefined && splitValue !== undefined;
  growing.feature.push(inner ? columnOrder[splitColumn]! : LEAF);
  growing.threshold.push(inner ? largestFloat32Below(splitValue) : 0);
  growing.right.push(0);
  growing.value.push(inner ? 0 : distribution!);
  if (!inner) return;
  appendNode(growing, left, columnOrder);
  growing.right[at] = growing.feature.length;
  appendNode(growing, right, columnOrder);
}
