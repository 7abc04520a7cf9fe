/** One thread of the benchmark of the kernels: predicts a map, by a kernel that it builds once. */
import { viewForest } from '../../src/forest/forest.ts';
import { createKernel } from '../../src/forest/kernel.ts';
import type { Kernel } from '../../src/forest/kernel/wasm.ts';

export interface KernelTask {
  readonly forest: SharedArrayBuffer;
  /** Over shared memory. */
  readonly columns: readonly Float32Array[];
  readonly sidePx: number;
}

let kernel: Kernel | null = null;

export default function predictMap({ forest, columns, sidePx }: KernelTask): void {
  kernel ??= createKernel(viewForest(forest));
  kernel.predict(columns, sidePx ** 2, new Float32Array(sidePx ** 2), sidePx);
}
