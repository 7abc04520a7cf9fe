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
  const kernel = chooseKernel(forest, limitBytes);
  return {
    ...kernel,
    predict: (columns, count, out, widthPx) => {
      checkColumns(forest, columns);
      kernel.predict(columns, count, out, widthPx);
    },
  };
}

function chooseKernel(forest: Forest, limitBytes: number): Kernel {
  const walk = createWalkKernel(forest, limitBytes) ?? {
    name: 'js-blocks',
    bytes: 0,
    predict: (columns, count, out) => predictBlock(forest, columns, count, out),
  };
  const cells = createCellKernel(forest, walk, limitBytes);
  if (cells !== null) return cells;
  const exact = createMaskKernel(forest, limitBytes) ?? walk;
  return createPatchKernel(forest, exact, limitBytes) ?? exact;
}
