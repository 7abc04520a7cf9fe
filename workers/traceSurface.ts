import { traceSurface } from '../src/forest/effectSurface.ts';
import { createRelationKernel } from '../src/forest/relation.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { CovariatePair, EffectSurface } from '../src/forest/effectSurface.ts';
import type { Relation } from '../src/forest/relation.ts';

export interface TraceSurfaceTask {
  readonly relation: Relation;
  /** One Float32Array per covariate, of the rows to ask. */
  readonly columns: readonly Float32Array[];
  readonly pair: CovariatePair;
  readonly intervals: number;
}

/** Traces the joint effect of two covariates. */
export default asTask(({ relation, columns, pair, intervals }: TraceSurfaceTask): EffectSurface => {
  return traceSurface(createRelationKernel(relation).predict, columns, pair, intervals);
});
