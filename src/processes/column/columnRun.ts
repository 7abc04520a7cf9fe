/** A planned column in a thread, piece by piece, so that progress shows and a cancelled run stops at once. */
import { nextSpinUp } from '../../physics/simulation/spinUpPiece.ts';
import { stretchOf } from '../process.ts';
import type { SpinUp } from '../../physics/column/spinUp.ts';
import type { ColumnPlan } from '../../physics/simulation/plan.ts';
import type { FieldMoment, Standing, YearsDone } from '../../physics/simulation/simulate.ts';
import type { DepthYear, YearRow } from '../../physics/simulation/yearRow.ts';
import type { SimulateColumnTask, SpunUp } from '../../../workers/simulateColumn.ts';
import type { ProcessContext } from '../process.ts';
import type { PlannedColumn } from './columnPlan.ts';

export interface ColumnRun {
  readonly rows: readonly YearRow[];
  readonly field: readonly FieldMoment[];
  readonly trumpet: readonly DepthYear[];
  readonly standing: Standing;
  readonly imbalance: number;
  /** Null where none was asked for. */
  readonly spinUp: SpinUp | null;
}

/** Days of steps between two looks at the clock, in years of daily steps. */
const pieceYears = 10;

export async function runColumn(context: ProcessContext, planned: PlannedColumn, years: number): Promise<ColumnRun> {
  const { plan } = planned;
  const wantsSpinUp = plan.spinUp.mostYears > 0 && planned.standing.year === 0;
  const { spinUp, standing: start } = wantsSpinUp
    ? await spinUpInPieces(stretchOf(context, 0, 0.3), plan, planned.standing)
    : { spinUp: null, standing: planned.standing };
  const run = stretchOf(context, wantsSpinUp ? 0.3 : 0, 0.95);
  const rows: YearRow[] = [];
  const field: FieldMoment[] = [];
  let done: YearsDone | null = null;
  let standing = start;
  const piece = Math.max(1, Math.floor(pieceYears / plan.stepsOfDay));
  while (rows.length < years) {
    const count = Math.min(piece, years - rows.length);
    const task: SimulateColumnTask = { kind: 'years', plan, standing, count };
    done = await context.pool.run<YearsDone>('simulateColumn', task, context.signal);
    standing = done.standing;
    rows.push(...done.rows);
    field.push(...done.field);
    run.progress(rows.length / years, `year ${rows.length} of ${years}`);
  }
  // A run has one year at least.
  const { trumpet, imbalance } = done!;
  return { rows, field, trumpet, standing, imbalance, spinUp };
}

async function spinUpInPieces(
  context: ProcessContext,
  plan: ColumnPlan,
  start: Standing,
): Promise<{ readonly standing: Standing; readonly spinUp: SpinUp | null }> {
  const { mostYears } = plan.spinUp;
  let [standing, spinUp] = [start, null as SpinUp | null];
  for (let piece = nextSpinUp(plan.spinUp, null); piece !== null; piece = nextSpinUp(plan.spinUp, spinUp)) {
    const task: SimulateColumnTask = { kind: 'spinUp', plan, standing, piece, soFar: spinUp };
    ({ standing, spinUp } = await context.pool.run<SpunUp>('simulateColumn', task, context.signal));
    context.progress(spinUp.years / mostYears, `spin-up, year ${spinUp.years} of at most ${mostYears}`);
  }
  return { standing, spinUp };
}
