/** A section through its spin-up, its years and what is done to it. */
import { yearDays } from '../forcing/surface.ts';
import { secondsPerDay } from '../constants.ts';
import { temperatureOf } from '../column/heatTable.ts';
import { thawedPart } from '../column/zeroDepth.ts';
import { coveredFaces } from './covers.ts';
import { laidNow, watchFills } from './fills.ts';
import { carryOut } from './paint.ts';
import { sectionImbalanceJM } from './section.ts';
import { diagnoseSection, forget, newRecord, observeSection } from './sectionYear.ts';
import { createSectionSolver } from './solver.ts';
import { spinUpSection } from './spinUp.ts';
import { standingOf, standOn, startOf } from './standing.ts';
import { surfacesAt, surfacesOf } from './surfaces.ts';
import type { SectionPlan } from './plan.ts';
import type { Section, SectionState } from './section.ts';
import type { SectionYear } from './sectionYear.ts';
import type { SectionSpinUp } from './spinUp.ts';
import type { SectionStanding } from './standing.ts';

export interface KeptField {
  /** Steps of the run before it. */
  readonly step: number;
  /** °C of each cell, NaN in air. */
  readonly temperatureC: Float32Array;
  /** The part of each cell that is thawed, 0..1, which ground that is freezing at 0 °C does not tell by its temperature. */
  readonly thawed: Float32Array;
  /** Index into the plan's materials; −1 for air. */
  readonly materialOf: Int16Array;
}

export interface SectionResult {
  readonly xEdgesM: Float64Array;
  readonly depthEdgesM: Float64Array;
  readonly rows: number;
  readonly years: readonly SectionYear[];
  readonly fields: readonly KeptField[];
  /** J per metre of section, since the end of the spin-up, runs before among them. */
  readonly balance: {
    readonly surfaceJM: number;
    readonly bottomJM: number;
    readonly sourceJM: number;
    readonly eventsJM: number;
    /** Sum of the absolute heat through the surface of each step. */
    readonly throughJM: number;
    readonly imbalanceJM: number;
  };
  /** Steps of this run that were solved; more than were asked for where some were halved. */
  readonly stepsSolved: number;
  readonly stepsAsked: number;
  /** Null where none was asked for, or the run goes on from another. */
  readonly spinUp: SectionSpinUp | null;
  /** For the run that goes on from here. */
  readonly standing: SectionStanding;
}

/** Told after each step of a stretch how many of its steps are done. */
export type OnStep = (stretch: 'spinUp' | 'run', done: number) => void;

/** @param from where an earlier run ended; null for a start with its spin-up */
export function runSection(plan: SectionPlan, from: SectionStanding | null, onStep: OnStep): SectionResult {
  const { standing: start, spinUp } = from === null ? begin(plan, onStep) : { standing: from, spinUp: null };
  const run = createRun(plan, start);
  const perYear = yearDays * plan.stepsOfDay;
  const years: SectionYear[] = [];
  run.keep(start.year * perYear);
  for (let year = start.year; year < start.year + plan.years; year++) {
    years.push(run.year(year, (step) => onStep('run', step + 1 - start.year * perYear)));
  }
  const { xEdgesM, depthEdgesM } = start;
  const standing = run.standing(start.year + plan.years);
  const { state } = standing;
  return {
    xEdgesM,
    depthEdgesM,
    rows: depthEdgesM.length - 1,
    years,
    fields: run.fields,
    balance: { ...state.ledger, throughJM: standing.throughJM, imbalanceJM: run.imbalanceJM() },
    stepsSolved: state.stepCount - start.state.stepCount,
    stepsAsked: perYear * plan.years,
    spinUp,
    standing,
  };
}

function begin(plan: SectionPlan, onStep: OnStep) {
  const standing = startOf(plan);
  if (plan.spinUp.mostYears === 0) return { standing, spinUp: null };
  return spinUpSection(plan, standing, (done) => onStep('spinUp', done));
}

function createRun(plan: SectionPlan, start: SectionStanding) {
  const perYear = yearDays * plan.stepsOfDay;
  const stepS = secondsPerDay / plan.stepsOfDay;
  const state = structuredClone(start.state);
  let painted = standOn(plan, start);
  let faces = coveredFaces(painted, plan.covers, start.year * perYear);
  let solver = createSectionSolver(painted.section, faces, plan.options);
  let { fills, throughJM } = start;
  const fields: KeptField[] = [];

  const keep = (step: number): void => {
    if (!plan.keptSteps.includes(step)) return;
    fields.push({ step, ...fieldOf(painted.section, state), materialOf: painted.materialOf });
  };
  /** @returns the cells whose ground is another */
  const change = (step: number): readonly number[] => {
    const due = plan.events.filter(({ afterSteps }) => afterSteps === step);
    const changed = due.flatMap((event) => {
      const after = carryOut(plan, painted, state, event);
      painted = after.painted;
      if (event.material !== null) fills = [...fills, laidNow(event.shape, step / perYear)];
      return after.changed;
    });
    if (due.length > 0 || plan.covers.some(({ afterSteps }) => afterSteps === step)) {
      faces = coveredFaces(painted, plan.covers, step);
      solver = createSectionSolver(painted.section, faces, plan.options);
    }
    return changed;
  };

  return {
    fields,
    keep,
    /** @param each is told the step since the start after it is done */
    year(year: number, each: (step: number) => void): SectionYear {
      const surfaces = surfacesOf(plan, year);
      const record = newRecord(painted.section.mesh.cells);
      for (let step = 0; step < perYear; step++) {
        const runStep = year * perYear + step;
        forget(record, change(runStep));
        const before = state.ledger.surfaceJM;
        solver.advance(state, surfacesAt(surfaces, step), stepS);
        throughJM += Math.abs(state.ledger.surfaceJM - before);
        observeSection(record, state.heatJM3);
        keep(runStep + 1);
        each(runStep);
      }
      fills = watchFills(painted.section, record, fills, year);
      return diagnoseSection(painted.section, record);
    },
    imbalanceJM: () => sectionImbalanceJM(painted.section, state),
    standing: (year: number): SectionStanding => standingOf(painted, state, fills, throughJM, year),
  };
}

function fieldOf({ tables, tableOf, ground }: Section, { heatJM3 }: SectionState) {
  const ofGround = (read: typeof temperatureOf): Float32Array =>
    Float32Array.from(heatJM3, (heat, i) => (ground[i] === 1 ? read(tables[tableOf[i]!]!, heat) : Number.NaN));
  return { temperatureC: ofGround(temperatureOf), thawed: ofGround(thawedPart) };
}
