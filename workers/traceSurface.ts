import { traceSurface } from '../src/forest/effectSurface.ts';
import { createRelationKernel } from '../src/forest/relation.ts';
import { errorForParent } from '../src/pool/protocol.ts';
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
export default function traceSurfaceTask({ relation, columns, pair, intervals }: TraceSurfaceTask): EffectSurface {
  try {
    return traceSurface(createRelationKernel(relation).predict, columns, pair, intervals);
  } catch (error) {
    throw errorForParent(error);
  }
}
