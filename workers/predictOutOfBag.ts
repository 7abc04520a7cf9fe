import { viewForest } from '../src/forest/forest.ts';
import { predictStretch } from '../src/forest/outOfBag.ts';
import type { OutOfBag, OutOfBagTask } from '../src/forest/outOfBag.ts';
import { voteStretch } from '../src/forest/votes.ts';
import { asTask } from '../src/pool/protocol.ts';

export interface PredictOutOfBagTask extends Omit<OutOfBagTask, 'forest'> {
  readonly forest: SharedArrayBuffer;
  /** null where the target is a number. */
  readonly classCount: number | null;
  readonly begin: number;
  readonly end: number;
}

/** What the trees that did not see them predict for a stretch of the training rows. */
export default asTask((task: PredictOutOfBagTask): OutOfBag => {
  const { classCount, begin, end } = task;
  const seen = { ...task, forest: viewForest(task.forest) };
  return classCount === null ? predictStretch(seen, begin, end) : voteStretch(seen, classCount, begin, end);
});
