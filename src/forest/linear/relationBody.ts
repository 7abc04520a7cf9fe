/** A linear relation as bytes of a model file: the intercept, then coefficients and effects, float64, little-endian. */
import { DomainError } from '../../core/errors.ts';
import type { LinearRelation } from './linearRelation.ts';
import { layOutRelation } from './linearRelation.ts';

/** @param levelCounts per covariate, null for a number */
export function relationBytes(levelCounts: readonly (number | null)[]): number {
  return 8 * (1 + levelCounts.reduce<number>((sum, count) => sum + (count ?? 1), 0));
}

export function writeRelation(view: DataView, at: number, { numbers }: LinearRelation): void {
  for (const [i, number] of numbers.entries()) view.setFloat64(at + 8 * i, number, true);
}

/** @throws {DomainError} 'model-unreadable' for a coefficient that is not finite */
export function readRelation(view: DataView, at: number, levelCounts: readonly (number | null)[]): LinearRelation {
  const relation = layOutRelation(levelCounts);
  const { numbers } = relation;
  for (const i of numbers.keys()) numbers[i] = view.getFloat64(at + 8 * i, true);
  if (numbers.every(Number.isFinite)) return relation;
  throw new DomainError(
    'model-unreadable',
    `The model's linear relation is malformed: a coefficient is not finite (${numbers.join(', ')})`,
  );
}
