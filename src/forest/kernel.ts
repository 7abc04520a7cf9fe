/** Chooses how to evaluate a forest over many pixels. Whatever is chosen equals `predictNaive` bit for bit. */
import type { Forest } from './forest.ts';
import { createCellKernel } from './kernel/cellKernel.ts';
import { createMaskKernel } from './kernel/maskKernel.ts';
import { createPatchKernel } from './kernel/patchKernel.ts';
import { createWalkKernel } from './kernel/walkKernel.ts';
import type { Kernel } from './kernel/wasm.ts';
import type { KernelChoice, TooLarge } from './kernelChoice.ts';
import { collectTooLarge } from './kernelChoice.ts';
import { checkColumns, predictBlock } from './predict.ts';

/** Memory of one kernel, hence of each thread. A forest that needs more gets the next kernel; the last needs none. */
const LIMIT_BYTES = 64 * 2 ** 20;

export type ChosenKernel = Kernel & Pick<KernelChoice, 'passedOver'>;

/** @param limitBytes most memory that the kernel may hold between calls */
export function createKernel(forest: Forest, limitBytes = LIMIT_BYTES): ChosenKernel {
  return choose(forest, limitBytes, (walk, tooLarge) => {
    const cells = createCellKernel(forest, walk, limitBytes, tooLarge);
    if (cells !== null) return cells;
    const exact = createMaskKernel(forest, limitBytes, tooLarge) ?? walk;
    return createPatchKernel(forest, exact, limitBytes, tooLarge) ?? exact;
  });
}

/** By walking the trees, without tables. */
export function createTreeKernel(forest: Forest, limitBytes: number): ChosenKernel {
  return choose(forest, limitBytes, (walk) => walk);
}

function choose(forest: Forest, limitBytes: number, among: (walk: Kernel, tooLarge: TooLarge) => Kernel): ChosenKernel {
  const { passedOver, tooLarge } = collectTooLarge(limitBytes);
  const blocks: Kernel = {
    name: 'js-blocks',
    bytes: 0,
    predict: (columns, count, out) => predictBlock(forest, columns, count, out),
  };
  const kernel = among(createWalkKernel(forest, limitBytes, tooLarge) ?? blocks, tooLarge);
  return {
    ...kernel,
    passedOver,
    predict: (columns, count, out, widthPx) => {
      checkColumns(forest, columns);
      kernel.predict(columns, count, out, widthPx);
    },
  };
}
