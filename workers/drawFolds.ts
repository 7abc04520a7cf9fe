/** Draws folds off the main thread: matching distances or clustering a large table takes seconds. */
import { drawFolds } from '../src/forest/folds/drawFolds.ts';
import { errorForParent } from '../src/pool/protocol.ts';
import type { DrawnFolds, FoldChoice, StationFacts } from '../src/forest/folds/drawFolds.ts';

export interface DrawFoldsTask {
  readonly choice: FoldChoice;
  readonly facts: StationFacts;
  readonly seed: number;
  readonly repeats: number;
}

/** @returns the folds of each repeat */
export default function drawFoldsTask({ choice, facts, seed, repeats }: DrawFoldsTask): DrawnFolds[] {
  try {
    return Array.from({ length: repeats }, (_, repeat) => drawFolds(choice, facts, seed, repeat));
  } catch (error) {
    throw errorForParent(error);
  }
}
