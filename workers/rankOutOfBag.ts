import { viewForest } from '../src/forest/forest.ts';
import { outOfBagRanks } from '../src/forest/quantile/outOfBagRanks.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { Ranks } from '../src/forest/quantile/outOfBagRanks.ts';
import type { Training } from '../src/forest/engine.ts';

export interface RankOutOfBagTask {
  readonly request: Training;
  readonly forest: SharedArrayBuffer;
  /** As the training gave it, over shared memory. */
  readonly inBag: Uint16Array;
}

/** Where each observation lies in the distribution that it gets out of bag. */
export default asTask(({ request, forest, inBag }: RankOutOfBagTask): Ranks => {
  return outOfBagRanks(request, { forest: viewForest(forest), inBag });
});
