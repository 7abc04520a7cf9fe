/** Carries a section through its years: minutes of work, so the steps done are counted where the main thread sees them. */
import { runSection } from '../src/physics/section/runSection.ts';
import type { SectionResult } from '../src/physics/section/runSection.ts';
import { errorForParent } from '../src/pool/protocol.ts';
import type { SectionPlan } from '../src/physics/section/plan.ts';

export interface SimulateSectionTask {
  readonly plan: SectionPlan;
  /** One Int32: steps done. */
  readonly done: SharedArrayBuffer;
}

export default function simulateSection({ plan, done }: SimulateSectionTask): SectionResult {
  try {
    const counter = new Int32Array(done);
    return runSection(plan, (steps) => Atomics.store(counter, 0, steps));
  } catch (error) {
    throw errorForParent(error);
  }
}
