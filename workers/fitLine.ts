import { linear } from '../src/forest/linear/linear.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { FitTask } from '../src/forest/engine.ts';
import type { LinearRelation } from '../src/forest/linear/linearRelation.ts';

/** Fits the linear engine off the main thread, for the folds of a cross-validation. */
export default asTask((task: FitTask): LinearRelation => {
  return linear.fit(task).relation;
});
