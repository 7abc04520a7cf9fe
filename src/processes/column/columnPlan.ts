/** The inputs of `simulate-column`, checked, as the plan that a column is put through. */
import { DomainError } from '../../core/errors.ts';
import { sortedJson } from '../../core/json.ts';
import { startColumn } from '../../physics/simulation/start.ts';
import { climateOf } from './climate.ts';
import { groundLayers } from './groundLayers.ts';
import { openRestart } from './restartFile.ts';
import { coverOf } from './surfaceInputs.ts';
import type { Cover } from '../../physics/forcing/surface.ts';
import type { ColumnPlan, GroundEvent } from '../../physics/simulation/plan.ts';
import type { Standing } from '../../physics/simulation/simulate.ts';
import type { PlanContext } from '../process.ts';
import type { Climate } from './climate.ts';
import type { ColumnInputs } from './columnInputs.ts';

export interface PlannedColumn {
  readonly plan: ColumnPlan;
  /** Before any spin-up, or where the restart file left it. */
  readonly standing: Standing;
  readonly climate: Climate;
  /** Calendar year of the first year of the first run. */
  readonly startYear: number;
  readonly warnings: readonly string[];
}

/** Of temperatures that are stored where nobody says how often. */
const usualFieldValues = 1_000_000;
const mostFieldValues = 20_000_000;
const usualEveryDays = 10;

/** @throws {DomainError} 'invalid-input' for what cannot be, with what was expected, found and where */
export async function planColumn(context: PlanContext, given: ColumnInputs): Promise<PlannedColumn> {
  const climate = await climateOf(context, given);
  const { cover, notes } = coverOf(given.surface);
  const events = eventsOf(given);
  const layers = groundOf(given);
  const plan: ColumnPlan = {
    layers,
    grid: given.grid,
    geothermalFluxWM2: given.geothermalFluxWM2,
    initial: given.initial.kind === 'profile' ? given.initial : { kind: 'geotherm', topC: given.initial.topC ?? null },
    surface: {
      air: climate.air,
      offsetC: 0,
      warming:
        given.anomaliesC === null
          ? { kind: 'rate', perDecadeC: given.warmingCPerDecade }
          : { kind: 'years', anomaliesC: given.anomaliesC },
      warmestDay: given.warmestDay,
    },
    cover,
    spinUp: given.spinUp,
    stepsOfDay: 24 / given.stepHours,
    events: events.list,
    outputDepthsM: given.outputDepthsM,
    fieldEveryDays: 0,
  };
  const standing = standingOf(given, plan);
  const endYear = standing.year + given.years;
  checkScenario(given, endYear);
  checkDepths(given, standing, events.list, endYear);
  const cells = standing.column.thicknessM.length;
  return {
    plan: { ...plan, fieldEveryDays: fieldEveryDays(given, cells) },
    standing,
    climate,
    startYear: given.startYear ?? climate.firstYear ?? 1,
    warnings: [...climate.warnings, ...notes, ...events.notes, ...unlikely(given, layers)],
  };
}

function groundOf({ layers, restart }: ColumnInputs) {
  if (layers !== null) return groundLayers(layers, '/layers');
  if (restart !== null) return [];
  throw refuse('/layers', 'Expected layers of the ground, or a restart file');
}

function standingOf(given: ColumnInputs, plan: ColumnPlan): Standing {
  const { restart, layers, geothermalFluxWM2 } = given;
  if (restart === null) return { ...startColumn(plan), year: 0, surfaceM: 0, fills: [] };
  const standing = openRestart(restart);
  if (layers !== null && sortedJson(layers) !== sortedJson(restart.layers)) {
    throw refuse(
      '/layers',
      'The layers differ from those of the restart file, whose ground goes on: leave them out, or start anew',
    );
  }
  const { geothermalFluxWM2: had } = standing.column;
  if (had !== geothermalFluxWM2) {
    throw refuse(
      '/geothermalFluxWM2',
      `The column of the restart file has a geothermal flux of ${had} W/m², found ${geothermalFluxWM2}: give that of the file`,
    );
  }
  return standing;
}

function eventsOf({ events, surface }: ColumnInputs) {
  const notes: string[] = [];
  const coverOfEvent = (given: typeof surface | undefined): Cover | null => {
    if (given === undefined) return null;
    const resolved = coverOf(given);
    notes.push(...resolved.notes);
    return resolved.cover;
  };
  const list = events.map((event, i): GroundEvent => {
    const { afterYears } = event;
    if (i > 0 && afterYears < events[i - 1]!.afterYears) {
      throw refuse(
        `/events/${i}/afterYears`,
        `Expected events in the order of time; ${afterYears} years come after ${events[i - 1]!.afterYears}`,
      );
    }
    if (event.kind === 'water') {
      return { kind: 'cover', afterYears, cover: { kind: 'water', meanC: event.meanC, amplitudeC: event.amplitudeC } };
    }
    const cover = coverOfEvent(event.surface);
    if (event.kind === 'surface') return { kind: 'cover', afterYears, cover };
    if (event.kind === 'excavate') return { kind: 'excavate', afterYears, cover, depthM: event.depthM };
    const layers = groundLayers(event.layers, `/events/${i}/layers`);
    return { kind: 'fill', afterYears, cover, layers, temperatureC: event.temperatureC };
  });
  return { list, notes };
}

function checkScenario({ anomaliesC, warmingCPerDecade }: ColumnInputs, endYear: number): void {
  if (anomaliesC === null) return;
  if (warmingCPerDecade !== 0) throw refuse('/anomaliesC', 'Expected warmingCPerDecade or anomaliesC, not both');
  if (anomaliesC.length < endYear) {
    throw refuse('/anomaliesC', `Expected an anomaly for each of ${endYear} years, found ${anomaliesC.length}`);
  }
}

/** Walks through the events, which change how deep the column is. */
function checkDepths(
  given: ColumnInputs,
  { column, year }: Standing,
  events: readonly GroundEvent[],
  endYear: number,
): void {
  let depthM = column.thicknessM.reduce((sum, sizeM) => sum + sizeM, 0);
  const deepest = Math.max(...given.outputDepthsM);
  if (deepest > depthM + 1e-6) {
    throw refuse(
      '/outputDepthsM',
      `Expected output depths within the column of ${depthM.toFixed(2)} m, found ${deepest} m; depths are metres`,
    );
  }
  for (const [i, event] of events.entries()) {
    if (event.afterYears >= endYear) {
      throw refuse(
        `/events/${i}/afterYears`,
        `The run ends after ${endYear} years, before this event after ${event.afterYears}`,
      );
    }
    if (event.afterYears < year || event.kind === 'cover') continue;
    if (event.kind === 'excavate' && event.depthM >= depthM - 1e-6) {
      throw refuse(
        `/events/${i}/depthM`,
        `An excavation of ${event.depthM} m is as deep as the column or deeper (${depthM.toFixed(2)} m then): let the column reach further down`,
      );
    }
    depthM += event.kind === 'excavate' ? -event.depthM : event.layers.at(-1)!.bottomM;
  }
}

function fieldEveryDays({ years, fieldEveryDays: asked }: ColumnInputs, cells: number): number {
  const daily = 365 * years * cells;
  const everyDays = asked ?? Math.min(365, Math.max(usualEveryDays, Math.ceil(daily / usualFieldValues)));
  if (daily / everyDays <= mostFieldValues) return everyDays;
  throw refuse(
    '/fieldEveryDays',
    `The field would have ${Math.round(daily / everyDays)} temperatures, at most ${mostFieldValues} are stored: take more days between`,
  );
}

function unlikely({ outputDepthsM, restart }: ColumnInputs, layers: readonly { readonly bottomM: number }[]): string[] {
  if (restart !== null) return [];
  const depthM = layers.at(-1)!.bottomM;
  const warnings: string[] = [];
  if (depthM < 15)
    warnings.push(`The column is ${depthM} m deep: within a decade its bottom is felt; 40 m or more is usual`);
  if (depthM > 300 || (layers[0]!.bottomM >= 10 && layers.length > 1)) {
    warnings.push(
      `The layers reach from ${layers[0]!.bottomM} m (the first) to ${depthM} m: are their depths in metres?`,
    );
  }
  if (outputDepthsM.every((outputM) => outputM > 30))
    warnings.push('All output depths are below 30 m: are they in metres?');
  return warnings;
}

function refuse(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', detail, { errors: [{ pointer, detail }] });
}
