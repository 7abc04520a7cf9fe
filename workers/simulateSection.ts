/** Carries a section through its years: minutes of work, so the steps done are counted where the main thread sees them. */
import { runSection } from '../src/physics/section/runSection.ts';
import type { SectionResult } from '../src/physics/section/runSection.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { SectionPlan } from '../src/physics/section/plan.ts';
import type { SectionStanding } from '../src/physics/section/standing.ts';

export interface SimulateSectionTask {
  readonly plan: SectionPlan;
  readonly from: SectionStanding | null;
  /** Two Int32: steps done of the spin-up, and of the run. */
  readonly done: SharedArrayBuffer;
}

export default asTask(({ plan, from, done }: SimulateSectionTask): SectionResult => {
  const counters = new Int32Array(done);
  return runSection(plan, from, (stretch, steps) => Atomics.store(counters, stretch === 'spinUp' ? 0 : 1, steps));
});
