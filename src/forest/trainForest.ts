import type { Training, TrainTask, TreeBatch } from './engine.ts';
import { joinBatches } from './engine.ts';
import type { Forest } from './forest.ts';

export interface TrainedForest {
  readonly forest: Forest;
  /** Trees × rows, tree by tree: how often each row of the request is in the sample of each tree. */
  readonly inBag: Uint16Array;
}

/** Trees that a thread grows at a time: each batch is sent to it and back, and the last one leaves the others idle. */
export function treesPerBatch(rowCount: number): number {
  return Math.min(20, Math.max(1, Math.round(40_000 / rowCount)));
}

/**
 * Trains a forest in batches of trees, all handed out at once.
 * @param batchTrees trees per batch, ≥ 1; it changes the grain of progress and of parallel work, never the result
 * @param run        grows one batch, such as in a thread
 */
export async function trainForest(
  request: Training,
  batchTrees: number,
  run: (task: TrainTask) => Promise<TreeBatch>,
  onTrees: (treesDone: number) => void = () => {},
): Promise<TrainedForest> {
  const trees = request.options['trees'] ?? 0;
  const firstTrees = Array.from({ length: Math.ceil(trees / batchTrees) }, (_, i) => i * batchTrees);
  let treesDone = 0;
  const batches = await Promise.all(
    firstTrees.map(async (firstTree) => {
      const treeCount = Math.min(batchTrees, trees - firstTree);
      const batch = await run({ ...request, firstTree, treeCount });
      treesDone += treeCount;
      onTrees(treesDone);
      return batch;
    }),
  );
  return joinBatches(batches);
}
