/** The inputs of `simulate-section`, checked, as the plan that a thread carries out. */
import { defaultSolverOptions } from '../../physics/column/solver.ts';
import { meshOf, paintSection } from '../../physics/section/paint.ts';
import { shapeBounds } from '../../physics/section/shape.ts';
import { createMesh } from '../../physics/section/mesh.ts';
import { climateOf } from '../column/climate.ts';
import { coversOf } from './sectionCovers.ts';
import { groundGiven } from './sectionGround.ts';
import { materialIndex, materialsOf } from './sectionMaterials.ts';
import { openSection } from './sectionRestart.ts';
import { oddShapes, offTheEdges, unlikely } from './sectionWarnings.ts';
import { refuse, shapeOf } from './shapeInputs.ts';
import type { Mesh } from '../../physics/section/mesh.ts';
import type { NamedMaterial, SectionEvent, SectionPlan } from '../../physics/section/plan.ts';
import type { SectionStanding } from '../../physics/section/standing.ts';
import type { Climate } from '../column/climate.ts';
import type { PlanContext } from '../process.ts';
import type { GivenSection, SectionGround } from './sectionGround.ts';
import type { SectionInputs } from './sectionInputs.ts';

export interface PlannedSection {
  readonly plan: SectionPlan;
  /** Where an earlier run ended; null for a start. */
  readonly from: SectionStanding | null;
  /** For the restart file. */
  readonly ground: SectionGround;
  readonly climate: Climate;
  readonly cells: { readonly columns: number; readonly rows: number };
  readonly warnings: readonly string[];
}

/** @throws {DomainError} 'invalid-input' for what cannot be, 'too-large' for too many cells, with where and what to do */
export async function planSection(context: PlanContext, asked: SectionInputs): Promise<PlannedSection> {
  const ground = groundGiven(asked);
  const startYear = asked.restart?.years ?? 0;
  const given: GivenSection = { ...asked, ...ground, startYear, endYear: startYear + asked.years };
  const climate = await climateOf(context, given);
  const { materials, layers } = materialsOf(given);
  const stepsOfDay = 24 / given.stepHours;
  const stepAt = (years: number): number => Math.round(years * 365 * stepsOfDay);
  const covers = coversOf(given, stepAt);
  const plan: SectionPlan = {
    widthM: given.widthM,
    depthM: given.depthM,
    gradingX: given.cells.x,
    gradingDepth: given.cells.depth,
    materials,
    layers,
    paintings: given.shapes.map(({ shape, material }, i) => ({
      shape: shapeOf(shape, given, `/shapes/${i}/shape`),
      material: materialIndex(materials, material, `/shapes/${i}/material`),
    })),
    // Those of runs before are done.
    events: eventsOf(given, materials, stepAt).filter(({ afterSteps }) => afterSteps >= stepAt(startYear)),
    covers: covers.rules,
    climate: {
      air: climate.air,
      offsetC: 0,
      warming: { kind: 'rate', perDecadeC: given.warmingCPerDecade },
      warmestDay: given.warmestDay,
    },
    geothermalFluxWM2: given.geothermalFluxWM2,
    spinUp: given.spinUp,
    years: given.years,
    stepsOfDay,
    keptSteps: keptSteps(given, stepAt),
    options: defaultSolverOptions,
  };
  const { from, mesh, materialOf } = placeOf(asked, plan);
  const warnings = [
    ...climate.warnings,
    ...covers.notes,
    ...(from === null ? unlikely(given) : offTheEdges(plan, mesh)),
    ...oddShapes(given, plan, mesh, materialOf),
  ];
  return { plan, from, ground, climate, cells: mesh, warnings: [...new Set(warnings)] };
}

/** The cells, anew or those of the restart file, and what they are made of. */
function placeOf({ restart }: SectionInputs, plan: SectionPlan) {
  if (restart === null) {
    const mesh = meshOf(plan);
    return { from: null, mesh, materialOf: paintSection(plan, mesh).materialOf };
  }
  const from = openSection(restart, plan.materials);
  const mesh = createMesh(from.xEdgesM, from.depthEdgesM);
  checkHeights(plan, mesh);
  return { from, mesh, materialOf: from.materialOf };
}

/** Above the cells of the first run there is no room for ground. */
function checkHeights({ events }: SectionPlan, { depthEdgesM }: Mesh): void {
  const highestM = depthEdgesM[0]!;
  const high = events.find(({ shape }) => shapeBounds(shape).topM < highestM - 1e-6);
  if (high === undefined) return;
  throw refuse(
    '/events',
    `The cells of the restart file begin at depth ${highestM} m, below the top of a new shape at ${shapeBounds(high.shape).topM} m: start anew with it among the events`,
  );
}

function eventsOf(
  given: GivenSection,
  materials: readonly NamedMaterial[],
  stepAt: (years: number) => number,
): readonly SectionEvent[] {
  return given.events.map(({ shape, material, temperatureC, afterYears }, i) => {
    requireOrder(given, i);
    const index = materialIndex(materials, material, `/events/${i}/material`);
    if (index !== null && temperatureC === undefined) {
      throw refuse(`/events/${i}/temperatureC`, `Expected the temperature at which ${material} is brought, °C`);
    }
    return {
      shape: shapeOf(shape, given, `/events/${i}/shape`),
      material: index,
      afterSteps: stepAt(afterYears),
      temperatureC: temperatureC ?? 0,
    };
  });
}

function requireOrder({ events, endYear }: GivenSection, i: number): void {
  const { afterYears } = events[i]!;
  if (i > 0 && afterYears < events[i - 1]!.afterYears) {
    throw refuse(
      `/events/${i}/afterYears`,
      `Expected events in the order of time; ${afterYears} years come after ${events[i - 1]!.afterYears}`,
    );
  }
  if (afterYears < endYear) return;
  throw refuse(`/events/${i}/afterYears`, `The run ends after ${endYear} years, before this event after ${afterYears}`);
}

function keptSteps(
  { pictureYears, startYear, endYear }: GivenSection,
  stepAt: (years: number) => number,
): readonly number[] {
  const moments = pictureYears ?? [endYear];
  const late = moments.findIndex((moment) => moment > endYear);
  if (late >= 0) {
    throw refuse(
      `/pictureYears/${late}`,
      `The run ends after ${endYear} years, before this moment at ${moments[late]}`,
    );
  }
  const early = moments.findIndex((moment) => moment < startYear);
  if (early >= 0) {
    throw refuse(
      `/pictureYears/${early}`,
      `The run goes on from year ${startYear} of the restart file, after this moment at ${moments[early]}`,
    );
  }
  return [...new Set(moments.map(stepAt))].toSorted((a, b) => a - b);
}
