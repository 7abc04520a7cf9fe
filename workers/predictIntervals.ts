import { viewForest } from '../src/forest/forest.ts';
import { predictIntervals } from '../src/forest/quantile/outOfFold.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { Intervals } from '../src/forest/quantile/outOfFold.ts';
import type { Training } from '../src/forest/engine.ts';

export interface PredictIntervalsTask {
  readonly forest: SharedArrayBuffer;
  readonly training: Pick<Training, 'columns' | 'target' | 'rows'>;
  readonly rows: Uint32Array;
  readonly levels: readonly number[];
}

/** Prediction intervals of the rows of a fold by the forest that was trained without them. */
export default asTask(({ forest, training, rows, levels }: PredictIntervalsTask): readonly Intervals[] => {
  return predictIntervals(viewForest(forest), training, rows, levels);
});
