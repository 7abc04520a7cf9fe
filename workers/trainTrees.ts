import type { GrowTrees, TrainTask, TreeBatch } from '../src/forest/engine.ts';
import { findTreeEngine } from '../src/forest/engines.ts';
import { keepLast } from '../src/pool/keepLast.ts';
import { asTask } from '../src/pool/protocol.ts';

export interface TrainTreesTask extends TrainTask {
  readonly engine: string;
  /** Name of the training: its batches have the same engine, table, options and seed. */
  readonly training: string;
}

/** Nothing is open, but a large table takes hundreds of megabytes. */
const kept = keepLast<GrowTrees>(() => Promise.resolve());

async function trainTrees(task: TrainTreesTask): Promise<TreeBatch> {
  const grow = await kept.of(task.training, () => findTreeEngine(task.engine).openTraining(task));
  return grow(task.firstTree, task.treeCount);
}

/** Grows a batch of trees. All results lie in shared memory, so nothing is transferred. */
export default asTask(trainTrees, kept);
