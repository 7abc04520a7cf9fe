/** Derives a model's area of applicability off the main thread: rows are compared with each other, in every repeat. */
import { deriveApplicability } from '../src/forest/applicability/applicability.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { Applicability, NoApplicability } from '../src/forest/applicability/applicability.ts';

export interface DeriveApplicabilityTask {
  readonly columns: readonly Float32Array[];
  readonly importances: readonly number[];
  /** Per covariate; null for a number. */
  readonly levelCounts: readonly (number | null)[];
  readonly repeats: Parameters<typeof deriveApplicability>[3];
}

export default asTask((task: DeriveApplicabilityTask): Applicability | NoApplicability => {
  return deriveApplicability(task.columns, task.importances, task.levelCounts, task.repeats);
});
