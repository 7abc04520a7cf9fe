import type { TrainTask, TreeBatch } from '../src/forest/engine.ts';
import { findTreeEngine } from '../src/forest/engines.ts';
import { asTask } from '../src/pool/protocol.ts';

export interface TrainTreesTask extends TrainTask {
  readonly engine: string;
}

/** Grows a batch of trees. All results lie in shared memory, so nothing is transferred. */
export default asTask((task: TrainTreesTask): TreeBatch => {
  return findTreeEngine(task.engine).trainTrees(task);
});
