import { traceEffect } from '../src/forest/effects.ts';
import { viewForest } from '../src/forest/forest.ts';
import { createKernel } from '../src/forest/kernel.ts';
import { errorForParent } from '../src/pool/protocol.ts';
import type { EffectCurve } from '../src/forest/effects.ts';

export interface TraceEffectsTask {
  readonly forest: SharedArrayBuffer;
  /** One Float32Array per covariate, of the rows to ask. */
  readonly columns: readonly Float32Array[];
  readonly covariate: number;
  readonly intervals: number;
}

/** Traces the effect of one covariate. */
export default function traceEffects({ forest, columns, covariate, intervals }: TraceEffectsTask): EffectCurve {
  try {
    return traceEffect(createKernel(viewForest(forest)).predict, columns, covariate, intervals);
  } catch (error) {
    throw errorForParent(error);
  }
}
