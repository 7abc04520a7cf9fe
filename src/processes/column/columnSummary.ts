/** A run of a column in numbers: how it was set up, what each year was, and how well it closed. */
import { toJsonObject } from '../../core/json.ts';
import { talikThicknessM } from '../../physics/simulation/yearRow.ts';
import { wordsOf } from './columnFigures.ts';
import type { JsonObject } from '../../core/json.ts';
import type { LaidFill } from '../../physics/simulation/laidFills.ts';
import type { ColumnRun } from './columnRun.ts';
import type { PlannedColumn } from './columnPlan.ts';

export function summariseRun(planned: PlannedColumn, run: ColumnRun): JsonObject {
  const { plan, climate, startYear, standing: start, warnings } = planned;
  const { rows, standing, imbalance, spinUp } = run;
  const { column } = standing;
  const summary = {
    climate: climate.account,
    layers: plan.layers.map(({ name, topM, bottomM, material }) => ({ name, topM, bottomM, ...material })),
    cells: column.thicknessM.length,
    depthM: column.thicknessM.reduce((sum, sizeM) => sum + sizeM, 0),
    stepHours: 24 / plan.stepsOfDay,
    firstYear: startYear + start.year,
    lastYear: startYear + standing.year - 1,
    spinUp: spinUp ?? (start.year > 0 ? { years: 0, endedBy: 'restart' } : { years: 0, endedBy: 'none-asked-for' }),
    years: rows.map((row) => ({
      year: startYear + row.year,
      thawDepthM: row.thawDepthM,
      frostDepthM: row.frostDepthM,
      talikM: talikThicknessM(row),
      taliks: row.taliks,
      permafrost: row.permafrost,
      groundSurfaceC: row.groundSurfaceC,
      atDepths: row.atDepths,
    })),
    events: plan.events.map((event) => ({ afterYears: event.afterYears, what: wordsOf(event) })),
    refreezing: standing.fills.map(describeFill),
    energy: {
      relativeError: imbalance,
      ...standing.state.ledger,
      steps: standing.state.stepCount,
    },
    warnings,
  };
  return toJsonObject(summary);
}

/** Years from when the fill was laid to the end of the first year that it was frozen in. */
function describeFill({ laidYears, baseM, belowZeroYear, onePercentYear }: LaidFill) {
  const since = (year: number | null) => (year === null ? null : year + 1 - laidYears);
  return {
    laidAfterYears: laidYears,
    baseM,
    yearsToBelowZero: since(belowZeroYear),
    yearsToOnePercentLiquid: since(onePercentYear),
  };
}
