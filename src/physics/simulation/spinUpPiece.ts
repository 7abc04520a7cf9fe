/** The spin-up of a planned column, piece by piece: the climate of before the run until the ground no longer changes. */
import { startState } from '../column/column.ts';
import { createSolver, defaultSolverOptions } from '../column/solver.ts';
import { spinUp } from '../column/spinUp.ts';
import { surfaceYear } from '../forcing/surface.ts';
import { stepSOf } from './plan.ts';
import type { SpinUp, SpinUpRule } from '../column/spinUp.ts';
import type { ColumnPlan } from './plan.ts';
import type { Standing } from './simulate.ts';

/** Years of a spin-up between two looks at the clock; whether it has ended is asked within each piece. */
const pieceYears = 10;
/** Years are compared, so that a piece has two at least. */
const leastPieceYears = 2;

/** How a spin-up goes on, and null where it has ended: pieces are the same wherever columns run. */
export function nextSpinUp(rule: SpinUpRule, soFar: SpinUp | null): SpinUpRule | null {
  const leftYears = rule.mostYears - (soFar?.years ?? 0);
  if (soFar?.endedBy === 'steady' || leftYears < leastPieceYears) return null;
  return { ...rule, mostYears: leftYears < pieceYears + leastPieceYears ? leftYears : pieceYears };
}

/**
 * Repeats the climate of before the run for one piece.
 * @returns the standing after it, and how the whole spin-up stands
 */
export function spinUpPiece(
  plan: ColumnPlan,
  standing: Standing,
  piece: SpinUpRule,
  soFar: SpinUp | null,
): { readonly standing: Standing; readonly spinUp: SpinUp } {
  const { column, state } = standing;
  const steps = surfaceYear(plan.surface, plan.cover, -1, plan.stepsOfDay);
  const solver = createSolver(column, defaultSolverOptions);
  const found = spinUp(solver, state, { ...steps, stepS: stepSOf(plan) }, piece);
  return {
    spinUp: { ...found, years: found.years + (soFar?.years ?? 0) },
    // The time and the heat of the run are counted from here.
    standing: { ...standing, state: startState(column, state.enthalpyJM3) },
  };
}
