/** What trees take of time and memory, known before any is grown. */
import { DomainError } from '../core/errors.ts';
import type { EngineOptions } from './engine.ts';
import { planGrower } from './grow/growerAreas.ts';

/** Of one forest. */
export interface GrowthCost {
  /** Of one core. */
  readonly seconds: number;
  /** Of every thread that grows trees. */
  readonly threadBytes: number;
  /** To know which rows are out of bag. */
  readonly inBagBytes: number;
  /** Of the packed forest, of which a training holds two while its batches are joined. */
  readonly forestBytes: number;
}

/** What a WASM memory can be, less a page. */
const MAX_GROWER_BYTES = 2 ** 32 - 2 ** 16;
const MAX_FOREST_BYTES = 2 ** 31;
const MAX_IN_BAG_BYTES = 2 ** 31;
/** Covariate, threshold, leaf value and right child of a node. */
const NODE_BYTES = 18;
/** Of a row, a level of the tree and a covariate drawn, where the rows fit the caches. */
const SECONDS_PER_STEP = 2e-8;
const CACHED_ROWS = 10_000;

/**
 * Of trees that are grown to their node size. Measured with 10 and 40 covariates on one core: 2e-8 s per row, level and
 * covariate drawn at 1,000 and 10,000 rows, 4 to 5e-8 at 100,000 and 9 to 15e-8 at 1,000,000, whose rows come from
 * memory.
 * @param mtry covariates drawn per split
 */
export function costOfGrowth(
  rowCount: number,
  covariateCount: number,
  options: EngineOptions,
  mtry: number,
): GrowthCost {
  const trees = options['trees'] ?? 1;
  const maxLeaves = options['maxLeaves'] ?? Infinity;
  const drawn = Math.max(2, rowCount * (options['sampleFraction'] ?? 1));
  const perStep = SECONDS_PER_STEP * Math.cbrt(Math.max(1, drawn / CACHED_ROWS));
  return {
    seconds: trees * perStep * drawn * Math.log2(drawn) * mtry,
    threadBytes: planGrower({ rowCount, covariateCount, classCount: 0, maxLeaves }).bytes,
    inBagBytes: 2 * trees * rowCount,
    forestBytes: NODE_BYTES * trees * expectedNodes(rowCount, options),
  };
}

/**
 * What cannot be held is said before any work.
 * @throws {DomainError} 'too-large' with what would fit
 */
export function requireMemory(rowCount: number, covariateCount: number, options: EngineOptions): void {
  const { threadBytes, inBagBytes, forestBytes } = costOfGrowth(rowCount, covariateCount, options, 1);
  const trees = options['trees'] ?? 1;
  const rows = `${rowCount} rows`;
  if (threadBytes > MAX_GROWER_BYTES) {
    const most = Math.floor(rowCount * (MAX_GROWER_BYTES / threadBytes));
    const what = `Trees on ${rows} of ${covariateCount} covariates would be grown in ${gigabytes(threadBytes)} a thread`;
    throw tooLarge(what, threadBytes, MAX_GROWER_BYTES, `Train on at most ${most} rows, or on fewer covariates`);
  }
  if (inBagBytes > MAX_IN_BAG_BYTES) {
    const most = Math.floor(MAX_IN_BAG_BYTES / 2 / rowCount);
    const what = `${trees} trees on ${rows} would need ${gigabytes(inBagBytes)} to know which rows are out of bag`;
    throw tooLarge(what, inBagBytes, MAX_IN_BAG_BYTES, `Train at most ${most} trees, or on fewer rows`);
  }
  if (forestBytes > MAX_FOREST_BYTES) {
    const most = Math.max(1, Math.floor((trees * MAX_FOREST_BYTES) / forestBytes));
    const what = `${trees} trees on ${rows} would be a forest of about ${gigabytes(forestBytes)}, held twice while it is put together`;
    const instead = `Train at most ${most} trees, raise minNodeSize, or set maxLeaves`;
    throw tooLarge(what, forestBytes, MAX_FOREST_BYTES, instead);
  }
}

function tooLarge(what: string, found: number, limit: number, instead: string): DomainError {
  return new DomainError('too-large', `${what}; the limit is ${gigabytes(limit)}. ${instead}`, { limit, found });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/**
 * Of a tree on noisy numbers: a node of more than minNodeSize rows is halved, so that leaves hold about half of that and
 * one more; a bootstrap has 63 % of the rows (6,758 nodes at 10,000 rows and minNodeSize 5).
 */
function expectedNodes(rowCount: number, options: EngineOptions): number {
  const drawn = rowCount * (options['sampleFraction'] ?? 1);
  const distinct = rowCount * (options['sampleFraction'] ?? 1 - Math.exp(-1));
  const byNodeSize = (2 * drawn) / ((options['minNodeSize'] ?? 5) + 1);
  const leaves = Math.min(
    distinct,
    byNodeSize,
    options['maxLeaves'] ?? Infinity,
    2 ** (options['maxDepth'] ?? Infinity),
  );
  return 2 * leaves - 1;
}
