/**
 * A planned column, moved on by some years, events in their time. What a piece ends with is all that the next one needs,
 * so that pieces may run in different threads, and runs go on where others ended, to the last bit.
 */
import { heatImbalanceJM2 } from '../column/column.ts';
import { excavate, fill } from '../column/events.ts';
import { centreDepthsM } from '../column/grid.ts';
import { heatTable, temperatureOf } from '../column/heatTable.ts';
import { createSolver, defaultSolverOptions } from '../column/solver.ts';
import { runYear } from '../column/year.ts';
import { surfaceYear, yearDays } from '../forcing/surface.ts';
import { fillsAfter, watchFills } from './laidFills.ts';
import { stepSOf } from './plan.ts';
import { trumpetOf, yearRow } from './yearRow.ts';
import type { Column, ColumnState } from '../column/column.ts';
import type { YearRecord } from '../column/year.ts';
import type { Cover } from '../forcing/surface.ts';
import type { LaidFill } from './laidFills.ts';
import type { ColumnPlan, GroundEvent } from './plan.ts';
import type { DepthYear, YearRow } from './yearRow.ts';

/** Where a column stands between two pieces. */
export interface Standing {
  readonly column: Column;
  readonly state: ColumnState;
  /** Years done since the start, spin-up apart. */
  readonly year: number;
  /** Of the surface above the one at the start, m: negative in a pit. */
  readonly surfaceM: number;
  readonly fills: readonly LaidFill[];
}

/** Temperatures of all cells at one time. */
export interface FieldMoment {
  /** Years since the start. */
  readonly years: number;
  readonly surfaceM: number;
  readonly depthsM: Float64Array;
  readonly temperaturesC: Float64Array;
}

export interface YearsDone {
  readonly standing: Standing;
  readonly rows: readonly YearRow[];
  readonly field: readonly FieldMoment[];
  /** Of the last year, cell by cell. */
  readonly trumpet: readonly DepthYear[];
  /** Heat that is in the column now and never went in, J/m², over the heat that its cells hold. */
  readonly imbalance: number;
}

/** @throws {DomainError} 'no-convergence' with depth and time; 'invalid-input' for an excavation through the column */
export function runYears(plan: ColumnPlan, from: Standing, count: number): YearsDone {
  const run = createRun(plan, from);
  const rows: YearRow[] = [];
  const field: FieldMoment[] = [];
  let last: YearRecord | null = null;
  for (let year = from.year; year < from.year + count; year++) {
    last = run.year(year, field);
    rows.push(yearRow(run.column(), last, year, plan.outputDepthsM));
  }
  const standing = run.standing(from.year + count);
  const { column, state } = standing;
  return {
    standing,
    rows,
    field,
    trumpet: last === null ? [] : trumpetOf(column, last),
    imbalance: imbalanceOf(column, state),
  };
}

/** The cover that lies on the ground at a time, by the events before it. */
function coverAt({ cover, events }: ColumnPlan, afterYears: number): Cover {
  return events.reduce(
    (now, event) => (event.afterYears < afterYears && event.cover !== null ? event.cover : now),
    cover,
  );
}

function createRun(plan: ColumnPlan, from: Standing) {
  const stepsOfYear = yearDays * plan.stepsOfDay;
  const stepS = stepSOf(plan);
  let { column, state, surfaceM, fills } = from;
  let solver = createSolver(column, defaultSolverOptions);
  let cover = coverAt(plan, from.year);
  let centresM = centreDepthsM(column.thicknessM);

  const carryOut = (event: GroundEvent): void => {
    if (event.cover !== null) cover = event.cover;
    if (event.kind === 'cover') return;
    const raisedM = event.kind === 'excavate' ? -event.depthM : event.layers.at(-1)!.bottomM;
    const changed =
      event.kind === 'excavate'
        ? excavate(column, state, event.depthM, plan.grid)
        : fill(column, state, fillLayers(event), plan.grid);
    ({ column, state } = changed);
    fills = fillsAfter(fills, event, raisedM);
    surfaceM += raisedM;
    solver = createSolver(column, defaultSolverOptions);
    centresM = centreDepthsM(column.thicknessM);
  };

  const runSteps = (year: number, first: number, end: number, field: FieldMoment[]): YearRecord => {
    const series = { ...surfaceYear(plan.surface, cover, year, plan.stepsOfDay), stepS };
    const everySteps = plan.fieldEveryDays * plan.stepsOfDay;
    return runYear(solver, state, series, { first, count: end - first }, (step) => {
      if (everySteps === 0 || (step + 1) % everySteps !== 0) return;
      const years = year + (step + 1) / stepsOfYear;
      field.push({ years, surfaceM, depthsM: centresM, temperaturesC: temperaturesOf(column, state) });
    });
  };

  return {
    /** @returns the record of the year, or of what came after its last event */
    year(year: number, field: FieldMoment[]): YearRecord {
      let step = 0;
      for (const event of plan.events) {
        const at = Math.round((event.afterYears - year) * stepsOfYear);
        if (at < 0 || at >= stepsOfYear) continue;
        if (at > step) runSteps(year, step, at, field);
        step = at;
        carryOut(event);
      }
      const record = runSteps(year, step, stepsOfYear, field);
      fills = watchFills(fills, column, record, year);
      return record;
    },
    column: () => column,
    standing: (year: number): Standing => ({ column, state, year, surfaceM, fills }),
  };
}

function fillLayers({ layers, temperatureC }: Extract<GroundEvent, { kind: 'fill' }>) {
  return layers.map(({ topM, bottomM, material, name, heatSourceWM3 }) => ({
    thicknessM: bottomM - topM,
    table: heatTable(material, name),
    temperatureC,
    // Ground that is dug is thawed, unless it is said to be colder than its freezing point.
    atFreezingPoint: 'thawed' as const,
    heatSourceWM3,
  }));
}

function temperaturesOf({ tables, tableOf }: Column, { enthalpyJM3 }: ColumnState): Float64Array {
  return enthalpyJM3.map((heatJM3, i) => temperatureOf(tables[tableOf[i]!]!, heatJM3));
}

function imbalanceOf(column: Column, state: ColumnState): number {
  const held = column.thicknessM.reduce((sum, sizeM, i) => sum + sizeM * Math.abs(state.enthalpyJM3[i]!), 0);
  return heatImbalanceJM2(column, state) / held;
}
