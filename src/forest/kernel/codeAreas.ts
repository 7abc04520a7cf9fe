/** The memory that values are coded by: thresholds, and buckets that say where to search among them. */
import type { ThresholdCodes } from './thresholdCodes.ts';
import type { MemoryPlan } from '../../core/wasm.ts';

export interface CodeArea {
  readonly code: ThresholdCodes;
  /** How many codes the covariates before it have. */
  readonly firstCode: number;
  readonly thresholds: number;
  readonly buckets: number;
}

export function planCodes(plan: MemoryPlan, codes: readonly ThresholdCodes[]): CodeArea[] {
  let firstCode = 0;
  return codes.map((code) => {
    const area = {
      code,
      firstCode,
      thresholds: plan.take(4 * paddedLength(code)),
      buckets: plan.take(code.buckets.byteLength),
    };
    firstCode += code.thresholds.length + 1;
    return area;
  });
}

export function writeCodes(areas: readonly CodeArea[], buffer: ArrayBuffer): void {
  for (const { code, thresholds, buckets } of areas) {
    new Float32Array(buffer, thresholds, paddedLength(code)).fill(Infinity).set(code.thresholds);
    new Uint16Array(buffer, buckets).set(code.buckets);
  }
}

/** The arguments of `countBelow` in kernel.as after the value. */
export function searchOf({ code, thresholds, buckets }: CodeArea): number[] {
  return [thresholds, buckets, code.buckets.length - 1, code.origin, code.scale, code.firstStep];
}

/** A search may look as far past the last threshold as its steps reach: infinities there, which are below nothing. */
function paddedLength(code: ThresholdCodes): number {
  return code.thresholds.length + 2 * code.firstStep;
}
