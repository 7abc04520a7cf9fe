/**
 * The spin-up of a section: first of each of its columns alone, which costs thousands of times less and is all that ground
 * needs which is the same along the section, then of the whole.
 */
import { startState } from '../column/column.ts';
import { temperatureOf } from '../column/heatTable.ts';
import { createSolver } from '../column/solver.ts';
import { spinUp, untilSteady } from '../column/spinUp.ts';
import { secondsPerDay } from '../constants.ts';
import { coveredFaces } from './covers.ts';
import { groundRuns, upwardSurfaces } from './columns.ts';
import { startSection } from './section.ts';
import { createSectionSolver } from './solver.ts';
import { standingOf, standOn } from './standing.ts';
import { surfacesAt, surfacesOf } from './surfaces.ts';
import type { SpinUp } from '../column/spinUp.ts';
import type { SurfaceSteps } from '../forcing/surface.ts';
import type { GroundRun } from './columns.ts';
import type { Section, SectionState } from './section.ts';
import type { SectionPlan } from './plan.ts';
import type { SectionStanding } from './standing.ts';
import type { SurfaceFace } from './newton.ts';

export interface SectionSpinUp extends SpinUp {
  /** How many different columns were put through it before, and the most years that one of them took. */
  readonly columns: number;
  readonly columnYears: number;
}

/** @param onStep is told after each step of the section how many are done; columns alone take a moment */
export function spinUpSection(
  plan: SectionPlan,
  start: SectionStanding,
  onStep: (done: number) => void,
): { readonly standing: SectionStanding; readonly spinUp: SectionSpinUp } {
  const painted = standOn(plan, start);
  const { section } = painted;
  const faces = coveredFaces(painted, plan.covers, 0);
  const surfaces = surfacesOf(plan, -1);
  const state = structuredClone(start.state);
  const alone = spinUpColumns(plan, section, faces, surfaces, state.heatJM3);
  const solver = createSectionSolver(section, faces, plan.options);
  const stepS = secondsPerDay / plan.stepsOfDay;
  const steps = surfaces[0]!.temperatureC.length;
  let done = 0;
  const whole = untilSteady(plan.spinUp, () => {
    const before = takenUpJM(state);
    const meanC = new Float64Array(section.mesh.cells);
    for (let step = 0; step < steps; step++) {
      solver.advance(state, surfacesAt(surfaces, step), stepS);
      addTemperatures(section, state, meanC);
      onStep(++done);
    }
    for (let i = 0; i < meanC.length; i++) meanC[i] = meanC[i]! / steps;
    return { meanC, heatChangeWM2: (takenUpJM(state) - before) / (steps * stepS * plan.widthM) };
  });
  // The time and the heat of the run are counted from here.
  return {
    standing: standingOf(painted, startSection(section, state.heatJM3), [], 0, 0),
    spinUp: { ...whole, ...alone },
  };
}

/** Fills the enthalpies of every column with what it has alone; equal columns are put through it once. */
function spinUpColumns(
  plan: SectionPlan,
  section: Section,
  faces: readonly SurfaceFace[],
  surfaces: readonly SurfaceSteps[],
  heatJM3: Float64Array,
): { readonly columns: number; readonly columnYears: number } {
  const surfaceOf = upwardSurfaces(faces);
  const known = new Map<string, Float64Array>();
  let columnYears = 0;
  for (let x = 0; x < section.mesh.columns; x++) {
    for (const run of groundRuns(section, x)) {
      const surface = surfaceOf.get(run.first)!;
      const key = `${surface} ${sameness(run)}`;
      let own = known.get(key);
      if (own === undefined) {
        own = heatJM3.slice(run.first, run.first + run.column.thicknessM.length);
        columnYears = Math.max(columnYears, spinUpAlone(plan, run, surfaces[surface]!, own));
        known.set(key, own);
      }
      heatJM3.set(own, run.first);
    }
  }
  return { columns: known.size, columnYears };
}

function sameness({ column: { thicknessM, tableOf, heatSourceWM3 } }: GroundRun): string {
  return [thicknessM, tableOf, heatSourceWM3].map((values) => values.join()).join(' ');
}

/** @returns years; none for a single cell, of which there is no column */
function spinUpAlone(plan: SectionPlan, { column }: GroundRun, year: SurfaceSteps, heatJM3: Float64Array): number {
  if (heatJM3.length < 2) return 0;
  const stepS = secondsPerDay / plan.stepsOfDay;
  const solver = createSolver(column, plan.options);
  return spinUp(solver, startState(column, heatJM3), { ...year, stepS }, plan.spinUp).years;
}

function takenUpJM({ ledger }: SectionState): number {
  return ledger.surfaceJM + ledger.bottomJM + ledger.sourceJM;
}

/** Air has none. */
function addTemperatures({ tables, tableOf, ground }: Section, { heatJM3 }: SectionState, sumC: Float64Array): void {
  for (let i = 0; i < heatJM3.length; i++) {
    if (ground[i] === 1) sumC[i]! += temperatureOf(tables[tableOf[i]!]!, heatJM3[i]!);
  }
}
