/** Moves a column on by a piece: some years of its spin-up, or of its run. */
import { startState } from '../src/physics/column/column.ts';
import { runYears, spinUpColumn } from '../src/physics/simulation/simulate.ts';
import { errorForParent } from '../src/pool/protocol.ts';
import type { SpinUp, SpinUpRule } from '../src/physics/column/spinUp.ts';
import type { ColumnPlan } from '../src/physics/simulation/plan.ts';
import type { Standing, YearsDone } from '../src/physics/simulation/simulate.ts';

export type SimulateColumnTask = { readonly plan: ColumnPlan; readonly standing: Standing } & (
  | { readonly kind: 'spinUp'; readonly rule: SpinUpRule }
  | { readonly kind: 'years'; readonly count: number }
);

export interface SpunUp {
  readonly standing: Standing;
  readonly spinUp: SpinUp;
}

export default function simulateColumn(task: SimulateColumnTask): YearsDone | SpunUp {
  try {
    const { plan, standing } = task;
    if (task.kind === 'years') return runYears(plan, standing, task.count);
    const spinUp = spinUpColumn(plan, standing, task.rule);
    // The time and the heat of the run are counted from here.
    return { spinUp, standing: { ...standing, state: startState(standing.column, standing.state.enthalpyJM3) } };
  } catch (error) {
    throw errorForParent(error);
  }
}
