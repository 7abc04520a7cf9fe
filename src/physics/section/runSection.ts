/** A section through its spin-up, its years and what is done to it. */
import { surfaceYear, yearDays } from '../forcing/surface.ts';
import { secondsPerDay } from '../constants.ts';
import { temperatureOf } from '../column/heatTable.ts';
import { coveredFaces } from './covers.ts';
import { steadyHeatJM3 } from './columns.ts';
import { carryOut, meshOf, paintSection } from './paint.ts';
import { sectionImbalanceJM, startSection } from './section.ts';
import { diagnoseSection, forget, newRecord, observeSection } from './sectionYear.ts';
import { createSectionSolver } from './solver.ts';
import type { SectionPlan } from './plan.ts';
import type { Section, SectionState } from './section.ts';
import type { SectionYear } from './sectionYear.ts';

export interface KeptField {
  /** Steps of the run before it. */
  readonly step: number;
  /** °C of each cell, NaN in air. */
  readonly temperatureC: Float32Array;
  /** Index into the plan's materials; −1 for air. */
  readonly materialOf: Int16Array;
}

export interface SectionResult {
  readonly xEdgesM: Float64Array;
  readonly depthEdgesM: Float64Array;
  readonly rows: number;
  readonly years: readonly SectionYear[];
  readonly fields: readonly KeptField[];
  /** J per metre of section, since the start of the spin-up. */
  readonly balance: {
    readonly surfaceJM: number;
    readonly bottomJM: number;
    readonly sourceJM: number;
    readonly eventsJM: number;
    /** Sum of the absolute heat through the surface of each step. */
    readonly throughJM: number;
    readonly imbalanceJM: number;
  };
  /** Steps that were solved; more than were asked for where some were halved. */
  readonly stepsSolved: number;
  readonly stepsAsked: number;
}

/** @param onStep is told after each step how many are done, the spin-up's among them, and of how many */
export function runSection(plan: SectionPlan, onStep: (done: number, of: number) => void): SectionResult {
  const mesh = meshOf(plan);
  const perYear = yearDays * plan.stepsOfDay;
  const stepsAsked = perYear * (plan.spinUpYears + plan.years);
  const stepS = secondsPerDay / plan.stepsOfDay;
  const yearsOf = (year: number) =>
    plan.covers.map(({ cover }) => surfaceYear(plan.climate, cover, year, plan.stepsOfDay));

  let painted = paintSection(plan, mesh);
  let faces = coveredFaces(painted, plan.covers, 0);
  let solver = createSectionSolver(painted.section, faces, plan.options);
  const state = startSection(painted.section, steadyHeatJM3(painted.section, faces, yearsOf(-1)));
  let [throughJM, done] = [0, 0];

  const change = (step: number): readonly number[] => {
    const due = plan.events.filter(({ afterSteps }) => afterSteps === step);
    const changed = due.flatMap((event) => {
      const after = carryOut(plan, painted, state, event);
      painted = after.painted;
      return after.changed;
    });
    if (due.length > 0 || plan.covers.some(({ afterSteps }) => afterSteps === step)) {
      faces = coveredFaces(painted, plan.covers, step);
      solver = createSectionSolver(painted.section, faces, plan.options);
    }
    return changed;
  };
  const fields: KeptField[] = [];
  const keep = (step: number): void => {
    if (!plan.keptSteps.includes(step)) return;
    fields.push({ step, temperatureC: temperaturesC(painted.section, state), materialOf: painted.materialOf });
  };

  const years: SectionYear[] = [];
  if (plan.spinUpYears === 0) keep(0);
  for (let year = -plan.spinUpYears; year < plan.years; year++) {
    const surfaces = yearsOf(Math.max(year, -1));
    const record = newRecord(mesh.cells);
    for (let step = 0; step < perYear; step++) {
      const runStep = year * perYear + step;
      if (runStep >= 0) forget(record, change(runStep));
      const before = state.ledger.surfaceJM;
      solver.advance(
        state,
        surfaces.map(({ temperatureC, resistanceM2KW }) => ({
          temperatureC: temperatureC[step]!,
          resistanceM2KW: resistanceM2KW[step]!,
        })),
        stepS,
      );
      throughJM += Math.abs(state.ledger.surfaceJM - before);
      observeSection(record, state.heatJM3);
      keep(runStep + 1);
      onStep(++done, stepsAsked);
    }
    if (year >= 0) years.push(diagnoseSection(painted.section, record));
  }
  return {
    xEdgesM: mesh.xEdgesM,
    depthEdgesM: mesh.depthEdgesM,
    rows: mesh.rows,
    years,
    fields,
    balance: { ...state.ledger, throughJM, imbalanceJM: sectionImbalanceJM(painted.section, state) },
    stepsSolved: state.stepCount,
    stepsAsked,
  };
}

function temperaturesC({ tables, tableOf, ground }: Section, { heatJM3 }: SectionState): Float32Array {
  return Float32Array.from(heatJM3, (heat, i) =>
    ground[i] === 1 ? temperatureOf(tables[tableOf[i]!]!, heat) : Number.NaN,
  );
}
