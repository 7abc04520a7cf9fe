/**
 * A linear relation: intercept + Σ coefficient · covariate, summed in Float64 in the order of the covariates.
 *
 * It goes beyond the range of its training rows without a word; the counts of cells outside the range say where.
 */
import { DomainError } from '../../core/errors.ts';
import type { Kernel } from '../kernel/wasm.ts';
import type { LinearFit } from './leastSquares.ts';

export interface LinearRelation {
  /** Shared, so that it crosses to threads without a copy. */
  readonly buffer: SharedArrayBuffer;
  /** Over the buffer: the intercept, then one coefficient per covariate. */
  readonly coefficients: Float64Array;
}

/** Pixels whose sums stay in the first-level cache: 32 KiB. */
const BLOCK = 4096;

/** @param coefficients the intercept, then one per covariate */
export function packRelation(coefficients: ArrayLike<number>): LinearRelation {
  const relation = viewRelation(new SharedArrayBuffer(8 * coefficients.length));
  relation.coefficients.set(coefficients);
  return relation;
}

export function relationOf(fit: LinearFit): LinearRelation {
  return packRelation(fit.coefficients.map(({ estimate }) => estimate));
}

/** The relation in a buffer that `packRelation` filled, without a copy. */
export function viewRelation(buffer: SharedArrayBuffer): LinearRelation {
  return { buffer, coefficients: new Float64Array(buffer) };
}

/** @returns NaN where any covariate is NaN */
export function predictRelation({ coefficients }: LinearRelation, row: ArrayLike<number>): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum += coefficients[i]! * row[i - 1]!;
  return sum;
}

/** Evaluates the relation over pixels as `predictRelation` does, bit for bit before rounding to float32. */
export function createLinearKernel({ coefficients }: LinearRelation): Kernel {
  const sums = new Float64Array(BLOCK);
  return {
    name: 'linear',
    bytes: sums.byteLength,
    predict(columns, count, out) {
      if (columns.length !== coefficients.length - 1) {
        throw new DomainError('internal', `Expected ${coefficients.length - 1} covariates, got ${columns.length}`);
      }
      for (let start = 0; start < count; start += BLOCK) {
        const length = Math.min(BLOCK, count - start);
        sums.fill(coefficients[0]!, 0, length);
        for (const [covariate, column] of columns.entries()) {
          const coefficient = coefficients[covariate + 1]!;
          for (let i = 0; i < length; i++) sums[i]! += coefficient * column[start + i]!;
        }
        for (let i = 0; i < length; i++) out[start + i] = sums[i]!;
      }
    },
  };
}
