/** Moves a column on by a piece: some years of its spin-up, or of its run. */
import { runYears } from '../src/physics/simulation/simulate.ts';
import { spinUpPiece } from '../src/physics/simulation/spinUpPiece.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { SpinUp, SpinUpRule } from '../src/physics/column/spinUp.ts';
import type { ColumnPlan } from '../src/physics/simulation/plan.ts';
import type { Standing, YearsDone } from '../src/physics/simulation/simulate.ts';

export type SimulateColumnTask = { readonly plan: ColumnPlan; readonly standing: Standing } & (
  | { readonly kind: 'spinUp'; readonly piece: SpinUpRule; readonly soFar: SpinUp | null }
  | { readonly kind: 'years'; readonly count: number }
);

export type SpunUp = ReturnType<typeof spinUpPiece>;

export default asTask((task: SimulateColumnTask): YearsDone | SpunUp => {
  const { plan, standing } = task;
  return task.kind === 'years'
    ? runYears(plan, standing, task.count)
    : spinUpPiece(plan, standing, task.piece, task.soFar);
});
