/** Draws folds off the main thread: matching distances or clustering a large table takes seconds. */
import { drawFolds, drawInnerFolds } from '../src/forest/folds/drawFolds.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { DrawnFolds, FoldChoice, StationFacts } from '../src/forest/folds/drawFolds.ts';

export interface DrawFoldsTask {
  readonly choice: FoldChoice;
  readonly facts: StationFacts;
  /** Rows that an outer fold leaves to train on: inner folds of these are drawn; null for folds of all rows. */
  readonly within: Uint32Array | null;
  readonly seed: number;
  readonly repeats: number;
}

/** @returns the folds of each repeat */
export default asTask((task: DrawFoldsTask): DrawnFolds[] => {
  const { choice, facts, within, seed, repeats } = task;
  if (within !== null) return [{ folds: drawInnerFolds(choice, facts, within, seed), match: null }];
  return Array.from({ length: repeats }, (_, repeat) => drawFolds(choice, facts, seed, repeat));
});
