/**
 * The seam between whoever learns and everything else: an engine turns training rows into a flat forest, or into a
 * linear relation.
 *
 * Tree t of a seed is the same tree whoever grows it, so any split of the trees over threads gives the same bytes.
 */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { viewForest, joinForests } from './forest.ts';
import type { Forest } from './forest.ts';
import type { GrowthCost } from './growthCost.ts';
import type { LinearCovariate } from './linear/contrasts.ts';
import type { LinearFit } from './linear/leastSquares.ts';
import type { LinearRelation } from './linear/linearRelation.ts';

export type EngineOptions = Readonly<Record<string, number | null>>;

/** What may be chosen, as plain data, so that a request schema, a help text and a check can come from it. */
export interface OptionRule {
  readonly kind: 'integer' | 'number';
  /** null means "not set"; only options whose default is null may be set to null. */
  readonly default: number | null;
  /** Bounds, inclusive. */
  readonly minimum: number;
  readonly maximum: number;
  readonly description: string;
}

export interface Training {
  /** One Float32Array per covariate, all rows of the table, finite. Over a SharedArrayBuffer they cross without a copy. */
  readonly columns: readonly Float32Array[];
  /** Length: all rows of the table, finite; class numbers from 0 where there are classes. */
  readonly target: Float64Array;
  /** Number of classes; absent or null for the regression of a number. */
  readonly classCount?: number | null;
  /** Length: all rows of the table, positive: how likely each is drawn; absent or null for equal weights. */
  readonly weights?: Float64Array | null;
  /** The rows to train on, as indices into the columns. */
  readonly rows: Uint32Array;
  /** Complete, as `resolveOptions` returns them. */
  readonly options: EngineOptions;
  readonly seed: number;
}

export interface TrainTask extends Training {
  readonly firstTree: number;
  readonly treeCount: number;
}

/** Grows trees of one training. */
export type GrowTrees = (firstTree: number, treeCount: number) => TreeBatch;

/** Consecutive trees as they come back from a thread. */
export interface TreeBatch {
  readonly firstTree: number;
  /** Buffer of a packed forest. */
  readonly forest: SharedArrayBuffer;
  /** How often each row of `Training.rows` is in the sample of each tree: trees × rows, tree by tree. */
  readonly inBag: Uint16Array;
}

interface EngineDescription {
  readonly name: string;
  readonly description: string;
  /** What a user must know before trusting the result, a sentence each. */
  readonly knownLimits: readonly string[];
  readonly takesClasses: boolean;
  readonly takesWeights: boolean;
  readonly options: Readonly<Record<string, OptionRule>>;
  /**
   * Refuses what the engine cannot do well, before any work.
   * @param classes whether the target is one of classes
   * @throws {DomainError} 'invalid-input' or 'too-large'
   */
  check(rowCount: number, covariateCount: number, options: EngineOptions, classes: boolean): void;
}

/** Grows trees in batches; its options always hold `trees`. */
export interface TreeEngine extends EngineDescription {
  /** The options with the numbers that those left to the engine stand for with a table of so many covariates. */
  settle(options: EngineOptions, covariateCount: number, classes: boolean): EngineOptions;
  /** What one forest takes, about; null where `check` refuses whatever takes long. */
  readonly cost:
    | ((rowCount: number, covariateCount: number, options: EngineOptions, classes: boolean) => GrowthCost)
    | null;
  /** What it prepares of the table, and the memory that it grows trees in, serve every batch of the training. */
  openTraining(training: Training): GrowTrees;
}

/** Fits the target by a sum over the covariates, at once and without chance. */
export interface LinearEngine extends EngineDescription {
  /** @throws {DomainError} 'covariate-invalid' where the covariates are collinear in these rows */
  fit(task: FitTask): FittedLine;
}

export type Engine = TreeEngine | LinearEngine;

export interface FitTask extends Pick<Training, 'target' | 'rows'> {
  /** One per covariate, all rows of the table, finite in those to fit; ranks of levels. */
  readonly columns: readonly ArrayLike<number>[];
  readonly covariates: readonly LinearCovariate[];
}

export interface FittedLine {
  readonly fit: LinearFit;
  /** Of each category: the level that the effects of the others are differences from. */
  readonly references: readonly { readonly covariate: string; readonly level: string }[];
  readonly relation: LinearRelation;
}

/**
 * Fills in the defaults.
 * @throws {DomainError} 'unknown-field' for an option that the engine does not have, 'invalid-input' out of bounds
 */
export function resolveOptions(engine: Engine, given: Readonly<Record<string, unknown>>): EngineOptions {
  const known = Object.keys(engine.options);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, known);
    throw new DomainError(
      'unknown-field',
      `Engine ${engine.name} has no option ${JSON.stringify(unknown)}; did you mean ${nearest}? It has ${known.join(', ')}`,
      { found: unknown, nearest, known },
    );
  }
  return Object.fromEntries(
    Object.entries(engine.options).map(([name, rule]) => [name, resolveOption(engine.name, name, rule, given[name])]),
  );
}

function resolveOption(engine: string, name: string, rule: OptionRule, given: unknown): number | null {
  const value = given === undefined ? rule.default : given;
  if (value === null && rule.default === null) return null;
  const fits =
    typeof value === 'number' &&
    value >= rule.minimum &&
    value <= rule.maximum &&
    (rule.kind === 'number' || Number.isInteger(value));
  if (fits) return value;
  const orNull = rule.default === null ? ' or null' : '';
  throw new DomainError(
    'invalid-input',
    `Option ${name} of engine ${engine} must be ${rule.kind === 'integer' ? 'an integer' : 'a number'} from ${rule.minimum} to ${rule.maximum}${orNull}, got ${JSON.stringify(value)}`,
    { option: name, minimum: rule.minimum, maximum: rule.maximum },
  );
}

/** One batch of a training, of which no other is grown here. */
export function trainTrees(engine: TreeEngine, task: TrainTask): TreeBatch {
  return engine.openTraining(task)(task.firstTree, task.treeCount);
}

/**
 * Puts the batches of one training together, in whatever order they arrived.
 * @throws {DomainError} 'internal' where the trees are not 0, 1, 2, ... without a gap
 */
export function joinBatches(batches: readonly TreeBatch[]): { readonly forest: Forest; readonly inBag: Uint16Array } {
  const ordered = batches.toSorted((a, b) => a.firstTree - b.firstTree);
  const forests = ordered.map((batch) => viewForest(batch.forest));
  let next = 0;
  for (const [i, batch] of ordered.entries()) {
    if (batch.firstTree !== next) throw new DomainError('internal', `Expected tree ${next}, got ${batch.firstTree}`);
    next += forests[i]!.treeStarts.length - 1;
  }
  // Shared, since what judges a forest out of bag reads it in threads.
  const inBag = new Uint16Array(new SharedArrayBuffer(2 * ordered.reduce((sum, batch) => sum + batch.inBag.length, 0)));
  let at = 0;
  for (const batch of ordered) {
    inBag.set(batch.inBag, at);
    at += batch.inBag.length;
  }
  return { forest: joinForests(forests), inBag };
}
