import { traceSurface } from '../src/forest/effectSurface.ts';
import { createNumberKernel } from '../src/forest/relation.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { CovariatePair, EffectSurface } from '../src/forest/effectSurface.ts';
import type { Relation } from '../src/forest/relation.ts';

export interface TraceSurfaceTask {
  readonly relation: Relation;
  /** Whose share of the votes is traced; null for a model of numbers. */
  readonly classNumber: number | null;
  /** One Float32Array per covariate, of the rows to ask. */
  readonly columns: readonly Float32Array[];
  readonly pair: CovariatePair;
  readonly intervals: number;
}

/** Traces the joint effect of two covariates. */
export default asTask((task: TraceSurfaceTask): EffectSurface => {
  const { relation, classNumber, columns, pair, intervals } = task;
  return traceSurface(createNumberKernel(relation, classNumber).predict, columns, pair, intervals);
});
