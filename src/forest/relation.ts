/** What a model predicts by: a forest, or a linear relation. */
import { DomainError } from '../core/errors.ts';
import type { Forest } from './forest.ts';
import type { ChosenKernel } from './kernel.ts';
import { createKernel } from './kernel.ts';
import type { LinearRelation } from './linear/linearRelation.ts';
import { createLinearKernel } from './linear/linearRelation.ts';
import { shareForest } from './votes.ts';

/** Over shared memory either way, so that it crosses to threads without a copy. */
export type Relation = { readonly forest: Forest } | { readonly linear: LinearRelation };

/** The relation alone of what holds more, such as a model: what a thread is given. */
export function relationIn(holder: Relation): Relation {
  return 'forest' in holder ? { forest: holder.forest } : { linear: holder.linear };
}

/** How to evaluate the relation over many pixels. */
export function createRelationKernel(relation: Relation): ChosenKernel {
  if ('forest' in relation) return createKernel(relation.forest);
  return { ...createLinearKernel(relation.linear), passedOver: [] };
}

/**
 * How to evaluate what a model says in numbers: its prediction, or of a model of classes the share of the votes that a
 * class has, as band `votes` of a map shows it for the winner.
 * @param classNumber null for a model of numbers
 */
export function createNumberKernel(relation: Relation, classNumber: number | null): ChosenKernel {
  if (classNumber === null) return createRelationKernel(relation);
  return createKernel(shareForest(requireForest(relation, 'A share of the votes'), classNumber));
}

/**
 * @param what that needs a forest, such as "Band q05"
 * @throws {DomainError} 'invalid-input' for a linear relation
 */
export function requireForest(relation: Relation, what: string): Forest {
  if ('forest' in relation) return relation.forest;
  throw new DomainError(
    'invalid-input',
    `${what} needs a forest, and this model is a linear relation: train one with engine cryoforest`,
  );
}
