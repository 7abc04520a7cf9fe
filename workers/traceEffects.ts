import { traceEffect, traceLevels } from '../src/forest/effects.ts';
import { createNumberKernel } from '../src/forest/relation.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { EffectCurve, LevelCurve } from '../src/forest/effects.ts';
import type { Relation } from '../src/forest/relation.ts';

export interface TraceEffectsTask {
  readonly relation: Relation;
  /** Whose share of the votes is traced; null for a model of numbers. */
  readonly classNumber: number | null;
  /** One Float32Array per covariate, of the rows to ask. */
  readonly columns: readonly Float32Array[];
  readonly covariate: number;
  readonly intervals: number;
  /** null for a number. */
  readonly levelCount: number | null;
}

/** Traces the effect of one covariate. */
export default asTask((task: TraceEffectsTask): EffectCurve | LevelCurve => {
  const { relation, classNumber, columns, covariate, intervals, levelCount } = task;
  const { predict } = createNumberKernel(relation, classNumber);
  if (levelCount !== null) return traceLevels(predict, columns, covariate, levelCount);
  return traceEffect(predict, columns, covariate, intervals);
});
