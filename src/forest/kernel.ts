/** Chooses how to evaluate a forest over many pixels. Whatever is chosen equals `predictNaive` bit for bit. */
import type { Forest } from './forest.ts';
import { createCellKernel } from './kernel/cellKernel.ts';
import { createMaskKernel } from './kernel/maskKernel.ts';
import { createPatchKernel } from './kernel/patchKernel.ts';
import { createWalkKernel } from './kernel/walkKernel.ts';
import type { Kernel } from './kernel/wasm.ts';
import { checkColumns, predictBlock } from './predict.ts';

/** Memory of one kernel, hence of each thread. A forest that needs more gets the next kernel; the last needs none. */
const LIMIT_BYTES = 64 * 2 ** 20;

/** @param limitBytes most memory that the kernel may hold between calls */
export function createKernel(forest: Forest, limitBytes = LIMIT_BYTES): Kernel {
  const exact = createMaskKernel(forest, limitBytes) ??
    createWalkKernel(forest, limitBytes) ?? {
      name: 'js-blocks',
      bytes: 0,
      predict: (columns, count, out) => predictBlock(forest, columns, count, out),
    };
  const kernel = createCellKernel(forest, exact, limitBytes) ?? createPatchKernel(forest, exact, limitBytes) ?? exact;
  return {
    ...kernel,
    predict: (columns, count, out, widthPx) => {
      checkColumns(forest, columns);
      kernel.predict(columns, count, out, widthPx);
    },
  };
}
