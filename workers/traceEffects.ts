import { traceEffect } from '../src/forest/effects.ts';
import { createRelationKernel } from '../src/forest/relation.ts';
import { errorForParent } from '../src/pool/protocol.ts';
import type { EffectCurve } from '../src/forest/effects.ts';
import type { Relation } from '../src/forest/relation.ts';

export interface TraceEffectsTask {
  readonly relation: Relation;
  /** One Float32Array per covariate, of the rows to ask. */
  readonly columns: readonly Float32Array[];
  readonly covariate: number;
  readonly intervals: number;
}

/** Traces the effect of one covariate. */
export default function traceEffects({ relation, columns, covariate, intervals }: TraceEffectsTask): EffectCurve {
  try {
    return traceEffect(createRelationKernel(relation).predict, columns, covariate, intervals);
  } catch (error) {
    throw errorForParent(error);
  }
}
