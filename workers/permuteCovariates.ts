import { viewForest } from '../src/forest/forest.ts';
import { permutationImportance } from '../src/forest/importance.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { CovariateGroup, Importance } from '../src/forest/importance.ts';
import type { Training } from '../src/forest/engine.ts';

export interface PermuteCovariatesTask {
  readonly request: Training;
  readonly forest: SharedArrayBuffer;
  /** As the training gave it, over shared memory. */
  readonly inBag: Uint16Array;
  readonly groups: readonly CovariateGroup[];
}

/** Importance of some groups of covariates; null where no row is out of bag. */
export default asTask((task: PermuteCovariatesTask): readonly Importance[] | null => {
  const trained = { forest: viewForest(task.forest), inBag: task.inBag };
  return permutationImportance(task.request, trained, task.groups);
});
