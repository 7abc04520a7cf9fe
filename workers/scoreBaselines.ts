/** Cross-validates baselines off the main thread: there may be as many folds as stations. */
import { scoreBaselines } from '../src/forest/baselines.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { Baseline, BaselineDesign } from '../src/forest/baselines.ts';
import type { Folds } from '../src/forest/folds.ts';

export interface ScoreBaselinesTask {
  readonly designs: readonly BaselineDesign[];
  readonly target: Float64Array;
  /** The folds of each repeat. */
  readonly repeats: readonly Folds[];
}

export default asTask(({ designs, target, repeats }: ScoreBaselinesTask): Promise<Baseline[]> => {
  return scoreBaselines(designs, target, repeats);
});
