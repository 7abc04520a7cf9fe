/** A linear relation as bytes of a model file: the intercept, then the coefficients, float64, little-endian. */
import { DomainError } from '../../core/errors.ts';
import type { LinearRelation } from './linearRelation.ts';
import { packRelation } from './linearRelation.ts';

export function relationBytes(covariateCount: number): number {
  return 8 * (covariateCount + 1);
}

export function writeRelation(view: DataView, at: number, { coefficients }: LinearRelation): void {
  for (const [i, coefficient] of coefficients.entries()) view.setFloat64(at + 8 * i, coefficient, true);
}

/** @throws {DomainError} 'model-unreadable' for a coefficient that is not finite */
export function readRelation(view: DataView, at: number, covariateCount: number): LinearRelation {
  const coefficients = Array.from({ length: covariateCount + 1 }, (_, i) => view.getFloat64(at + 8 * i, true));
  if (coefficients.every(Number.isFinite)) return packRelation(coefficients);
  throw new DomainError(
    'model-unreadable',
    `The model's linear relation is malformed: a coefficient is not finite (${coefficients.join(', ')})`,
  );
}
