/**
 * What must be learnt from training rows before a tree can be grown on them: an order of the classes of a categorical
 * covariate, and stand-ins for missing values. Within cross-validation it is learnt anew from the rows of every fold.
 */
import { DomainError } from '../core/errors.ts';
import { median } from '../core/statistics.ts';
import { orderLevels } from './levelOrder.ts';
import { winnerOf } from './votes.ts';

/** A covariate as its source gives it. */
export interface RawColumn {
  readonly name: string;
  /** All rows of the table, NaN where missing; numbers of `levels` where it is categorical. */
  readonly values: Float32Array;
  /** The same as the table or raster gives them, over shared memory: least squares show what float32 rounds off, trees do not. */
  readonly exact: Float64Array;
  /** null for a number. */
  readonly levels: readonly string[] | null;
}

/** How one covariate becomes a column that trees can cut. */
export interface Preparation {
  /** Per level its rank, from 0, among the levels of the training rows, NaN for a level that none has; null for a number. */
  readonly ranks: Float32Array | null;
  /** Stands for a missing value: the median of the training rows, or their commonest level; null leaves it missing. */
  readonly standIn: number | null;
}

export interface PreparedTarget {
  readonly target: Float64Array;
  readonly classCount: number | null;
}

/**
 * @param rows   the training rows: no other row is looked at
 * @param impute whether missing values get a stand-in
 * @throws {DomainError} 'covariate-invalid' where a stand-in is wanted and no training row has a value
 */
export function learnPreparation(
  columns: readonly RawColumn[],
  target: PreparedTarget,
  rows: Uint32Array,
  impute: boolean,
): readonly Preparation[] {
  return columns.map((column) => {
    const known = rows.filter((row) => !Number.isNaN(column.values[row]));
    if (impute && known.length === 0) {
      throw new DomainError(
        'covariate-invalid',
        `Covariate ${column.name} has no value in any of ${rows.length} training rows, so that none can stand in: leave it out`,
        { covariate: column.name },
      );
    }
    return {
      ranks: column.levels === null ? null : rankLevels(column.values, column.levels.length, target, known),
      standIn: impute ? standInFor(column, known) : null,
    };
  });
}

/** Labels of a categorical covariate by their rank among the levels of the training rows; null for a number. */
export function levelsByRank({ levels }: RawColumn, { ranks }: Preparation): readonly string[] | null {
  if (levels === null || ranks === null) return null;
  return [...levels.keys()]
    .filter((level) => !Number.isNaN(ranks[level]!))
    .toSorted((a, b) => ranks[a]! - ranks[b]!)
    .map((level) => levels[level]!);
}

/** @returns per column the values that trees see, all rows of the table, over shared memory; NaN for an unseen level */
export function prepareColumns(
  columns: readonly RawColumn[],
  preparations: readonly Preparation[],
): readonly Float32Array[] {
  return columns.map(({ values }, i) => {
    const { ranks, standIn } = preparations[i]!;
    if (ranks === null && standIn === null) return values;
    const prepared = new Float32Array(new SharedArrayBuffer(values.byteLength));
    for (const [row, raw] of values.entries()) {
      const value = Number.isNaN(raw) && standIn !== null ? standIn : raw;
      prepared[row] = ranks === null || Number.isNaN(value) ? value : ranks[value]!;
    }
    return prepared;
  });
}

/**
 * What `prepareColumns` gives, of numbers the exact values; over shared memory too.
 * @param prepared what it gave
 */
export function exactColumns(
  columns: readonly RawColumn[],
  prepared: readonly Float32Array[],
): readonly Float64Array[] {
  return columns.map(({ exact, levels }, i) => {
    if (levels === null && !exact.some(Number.isNaN)) return exact;
    const own = new Float64Array(new SharedArrayBuffer(exact.byteLength));
    own.set(prepared[i]!);
    if (levels !== null) return own;
    // Where a value is missing stays its stand-in.
    for (const [row, value] of exact.entries()) if (!Number.isNaN(value)) own[row] = value;
    return own;
  });
}

function rankLevels(
  values: Float32Array,
  levelCount: number,
  { target, classCount }: PreparedTarget,
  known: Uint32Array,
): Float32Array {
  const ranks = new Float32Array(levelCount).fill(Number.NaN);
  const levels = Uint32Array.from(known, (row) => values[row]!);
  const targets = Float64Array.from(known, (row) => target[row]!);
  for (const [rank, level] of orderLevels(levels, targets, classCount).entries()) ranks[level] = rank;
  return ranks;
}

function standInFor({ values, levels }: RawColumn, known: Uint32Array): number {
  if (levels === null) return median(Float64Array.from(known, (row) => values[row]!));
  const counts = new Uint32Array(levels.length);
  for (const row of known) counts[values[row]!]! += 1;
  return winnerOf(counts);
}
