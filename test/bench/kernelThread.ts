/** One thread of the benchmark of the kernels: predicts a map some times, by a kernel that it builds once. */
import { viewForest } from '../../src/forest/forest.ts';
import { createKernel } from '../../src/forest/kernel.ts';
import type { Kernel } from '../../src/forest/kernel/wasm.ts';

export interface KernelTask {
  readonly forest: SharedArrayBuffer;
  /** Over shared memory. */
  readonly columns: readonly Float32Array[];
  readonly sidePx: number;
  readonly times: number;
}

let made: { readonly kernel: Kernel; readonly out: Float32Array } | null = null;

export default function predictMap({ forest, columns, sidePx, times }: KernelTask): void {
  made ??= { kernel: createKernel(viewForest(forest)), out: new Float32Array(sidePx ** 2) };
  const { kernel, out } = made;
  for (let time = 0; time < times; time++) kernel.predict(columns, out.length, out, sidePx);
}
