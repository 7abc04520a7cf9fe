/**
 * A linear relation: intercept + Σ over covariates of coefficient · covariate, or of the effect of the covariate's level
 * where it is a category, summed in Float64 in the order of the covariates.
 *
 * It goes beyond the range of its training rows without a word; the counts of cells outside the range say where.
 */
import { DomainError } from '../../core/errors.ts';
import type { Kernel } from '../kernel/wasm.ts';
import type { LinearFit } from './leastSquares.ts';

export interface LinearRelation {
  /** Over shared memory, so that they cross to threads without a copy: the intercept, then those of the terms. */
  readonly numbers: Float64Array;
  readonly terms: readonly Term[];
}

/** Of one covariate: a coefficient, or an effect per rank of its levels. */
interface Term {
  readonly categorical: boolean;
  /** Place of its first number. */
  readonly at: number;
}

/** Pixels whose sums stay in the first-level cache: 32 KiB. */
const BLOCK = 4096;

/** @param effects per covariate: a coefficient, or the effect of each level by rank */
export function packRelation(intercept: number, effects: readonly (number | readonly number[])[]): LinearRelation {
  const relation = layOutRelation(effects.map((effect) => (typeof effect === 'number' ? null : effect.length)));
  relation.numbers.set([intercept, ...effects.flat()]);
  return relation;
}

/** @param levelCounts per covariate, null for a number. @returns a relation of zeros */
export function layOutRelation(levelCounts: readonly (number | null)[]): LinearRelation {
  let at = 1;
  const terms = levelCounts.map((count) => {
    const term = { categorical: count !== null, at };
    at += count ?? 1;
    return term;
  });
  return { numbers: new Float64Array(new SharedArrayBuffer(8 * at)), terms };
}

/** @param fit of numbers alone */
export function relationOf({ coefficients }: LinearFit): LinearRelation {
  const [intercept, ...slopes] = coefficients.map(({ estimate }) => estimate);
  return packRelation(intercept!, slopes);
}

/** @returns NaN where any covariate is NaN */
export function predictRelation(relation: LinearRelation, row: ArrayLike<number>): number {
  const { numbers, terms } = relation;
  let sum = numbers[0]!;
  for (const [i, term] of terms.entries()) sum += contribution(numbers, term, row[i]!);
  return sum;
}

/** What a covariate adds to each prediction. */
export function contributionsOf(relation: LinearRelation, covariate: number, column: ArrayLike<number>): Float64Array {
  const { numbers, terms } = relation;
  return Float64Array.from(column, (value) => contribution(numbers, terms[covariate]!, value));
}

/** Evaluates the relation over pixels as `predictRelation` does, bit for bit before rounding to float32. */
export function createLinearKernel(relation: LinearRelation): Kernel {
  const sums = new Float64Array(BLOCK);
  const { numbers, terms } = relation;
  return {
    name: 'linear',
    bytes: sums.byteLength,
    predict(columns, count, out) {
      if (columns.length !== terms.length) {
        throw new DomainError('internal', `Expected ${terms.length} covariates, got ${columns.length}`);
      }
      for (let start = 0; start < count; start += BLOCK) {
        const length = Math.min(BLOCK, count - start);
        sums.fill(numbers[0]!, 0, length);
        for (const [i, column] of columns.entries()) {
          const term = terms[i]!;
          for (let pixel = 0; pixel < length; pixel++) {
            sums[pixel]! += contribution(numbers, term, column[start + pixel]!);
          }
        }
        for (let pixel = 0; pixel < length; pixel++) out[start + pixel] = sums[pixel]!;
      }
    },
  };
}

function contribution(numbers: Float64Array, { categorical, at }: Term, value: number): number {
  if (!categorical) return numbers[at]! * value;
  return Number.isNaN(value) ? Number.NaN : numbers[at + value]!;
}
