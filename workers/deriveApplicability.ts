/** Derives a model's area of applicability off the main thread: every row is compared with every other, in every repeat. */
import { deriveApplicability } from '../src/forest/applicability/applicability.ts';
import { errorForParent } from '../src/pool/protocol.ts';
import type { Applicability, NoApplicability } from '../src/forest/applicability/applicability.ts';

export interface DeriveApplicabilityTask {
  readonly columns: readonly Float32Array[];
  readonly importances: readonly number[];
  readonly repeats: Parameters<typeof deriveApplicability>[2];
}

export default function deriveApplicabilityTask(task: DeriveApplicabilityTask): Applicability | NoApplicability {
  try {
    return deriveApplicability(task.columns, task.importances, task.repeats);
  } catch (error) {
    throw errorForParent(error);
  }
}
