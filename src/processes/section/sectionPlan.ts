/** The inputs of `simulate-section`, checked, as the plan that a thread carries out. */
import { nearestName } from '../../core/nearestName.ts';
import { defaultSolverOptions } from '../../physics/column/solver.ts';
import { meshOf, paintSection } from '../../physics/section/paint.ts';
import { climateOf } from '../column/climate.ts';
import { groundLayers } from '../column/groundLayers.ts';
import { odditiesOf } from '../../physics/section/oddities.ts';
import { crossesItself } from '../../physics/section/shape.ts';
import { coverOf } from '../column/surfaceInputs.ts';
import { refuse, shapeOf } from './shapeInputs.ts';
import type { SectionStanding } from '../../physics/section/standing.ts';
import type { Mesh } from '../../physics/section/mesh.ts';
import type { CoverRule, NamedMaterial, SectionPlan } from '../../physics/section/plan.ts';
import type { Climate } from '../column/climate.ts';
import type { PlanContext } from '../process.ts';
import type { SectionInputs } from './sectionInputs.ts';

export interface PlannedSection {
  readonly plan: SectionPlan;
  /** Where an earlier run ended; null for a start. */
  readonly from: SectionStanding | null;
  readonly climate: Climate;
  readonly cells: { readonly columns: number; readonly rows: number };
  readonly warnings: readonly string[];
}

/** @throws {DomainError} 'invalid-input' for what cannot be, 'too-large' for too many cells, with where and what to do */
export async function planSection(context: PlanContext, given: SectionInputs): Promise<PlannedSection> {
  const climate = await climateOf(context, given);
  const { materials, layers } = groundOf(given);
  const stepsOfDay = 24 / given.stepHours;
  const stepAt = (years: number): number => Math.round(years * 365 * stepsOfDay);
  const indexOf = (name: string, pointer: string): number | null => materialIndex(materials, name, pointer);
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
      material: indexOf(material, `/shapes/${i}/material`),
    })),
    events: given.events.map(({ shape, material, temperatureC, afterYears }, i) => {
      requireOrder(given, i);
      const index = indexOf(material, `/events/${i}/material`);
      if (index !== null && temperatureC === undefined) {
        throw refuse(`/events/${i}/temperatureC`, `Expected the temperature at which ${material} is brought, °C`);
      }
      return {
        shape: shapeOf(shape, given, `/events/${i}/shape`),
        material: index,
        afterSteps: stepAt(afterYears),
        temperatureC: temperatureC ?? 0,
      };
    }),
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
  const mesh = meshOf(plan);
  const { materialOf } = paintSection(plan, mesh);
  return {
    plan,
    from: null,
    climate,
    cells: mesh,
    warnings: [
      ...new Set([
        ...climate.warnings,
        ...covers.notes,
        ...unlikely(given),
        ...oddShapes(given, plan, mesh, materialOf),
      ]),
    ],
  };
}

function groundOf({ layers, materials, depthM }: SectionInputs) {
  const ground = groundLayers(layers, '/layers');
  const bottomM = ground.at(-1)!.bottomM;
  if (bottomM < depthM - 1e-6) {
    throw refuse(
      '/layers',
      `The layers end at ${bottomM} m, above the bottom of the section: expected ${depthM} m or more`,
    );
  }
  const named = Object.entries(materials).flatMap(([name, material]) =>
    groundLayers([{ ...material, name, thicknessM: 1 }], `/materials/${name}`),
  );
  const names = [...ground, ...named].map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i || name === 'air');
  if (twice !== undefined) {
    throw refuse(
      '/materials',
      `Expected a name of its own for every layer and material, found ${JSON.stringify(twice)} ${twice === 'air' ? 'which is kept for air' : 'twice'}`,
    );
  }
  return {
    materials: [...ground, ...named].map(({ name, material, heatSourceWM3 }): NamedMaterial => ({
      name,
      material,
      heatSourceWM3,
    })),
    // The last one goes on to the bottom of the section.
    layers: ground.map((layer, material) => ({
      bottomM: material === ground.length - 1 ? Infinity : layer.bottomM,
      material,
    })),
  };
}

/** Null for air. */
function materialIndex(materials: readonly NamedMaterial[], name: string, pointer: string): number | null {
  if (name === 'air') return null;
  const names = materials.map((material) => material.name);
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw refuse(
    pointer,
    `There is no material or layer ${JSON.stringify(name)}; the nearest is ${JSON.stringify(nearestName(name, [...names, 'air']))}`,
  );
}

function requireOrder({ events, years }: SectionInputs, i: number): void {
  const { afterYears } = events[i]!;
  if (i > 0 && afterYears < events[i - 1]!.afterYears) {
    throw refuse(
      `/events/${i}/afterYears`,
      `Expected events in the order of time; ${afterYears} years come after ${events[i - 1]!.afterYears}`,
    );
  }
  if (afterYears < years) return;
  throw refuse(`/events/${i}/afterYears`, `The run ends after ${years} years, before this event after ${afterYears}`);
}

function coversOf(given: SectionInputs, stepAt: (years: number) => number) {
  const ground = coverOf(given.surface);
  const notes = [...ground.notes];
  const rules = given.covers.map(({ name, faces, within, afterYears, surface, water }, i): CoverRule => {
    if ((surface === undefined) === (water === undefined)) {
      throw refuse(`/covers/${i}`, `${name}: expected surface or water, one of them`);
    }
    if (afterYears >= given.years) {
      throw refuse(`/covers/${i}/afterYears`, `The run ends after ${given.years} years, before this cover`);
    }
    const resolved = surface === undefined ? null : coverOf(surface);
    notes.push(...(resolved?.notes ?? []));
    return {
      name,
      faces,
      within: within === null ? null : shapeOf(within, given, `/covers/${i}/within`),
      afterSteps: stepAt(afterYears),
      cover: resolved?.cover ?? { kind: 'water', ...water! },
    };
  });
  const first: CoverRule = { name: 'ground', faces: 'all', within: null, afterSteps: 0, cover: ground.cover };
  return { rules: [first, ...rules], notes };
}

function keptSteps({ pictureYears, years }: SectionInputs, stepAt: (years: number) => number): readonly number[] {
  const moments = pictureYears ?? [years];
  const late = moments.findIndex((moment) => moment > years);
  if (late >= 0) {
    throw refuse(`/pictureYears/${late}`, `The run ends after ${years} years, before this moment at ${moments[late]}`);
  }
  return [...new Set(moments.map(stepAt))].toSorted((a, b) => a - b);
}

function unlikely({ widthM, depthM, shapes, events }: SectionInputs): string[] {
  const warnings: string[] = [];
  if (depthM < 15)
    warnings.push(`The section is ${depthM} m deep: within a decade its bottom is felt; 40 m or more is usual`);
  if (shapes.length === 0 && events.length === 0) {
    warnings.push(
      `Nothing differs along the ${widthM} m of the section: simulate-column gives the same in far less time`,
    );
  }
  return warnings;
}

function oddShapes(given: SectionInputs, plan: SectionPlan, mesh: Mesh, start: Int16Array): string[] {
  const crossing = [
    ...plan.paintings.map(({ shape }, i) => ({ shape, pointer: `/shapes/${i}` })),
    ...plan.events.map(({ shape }, i) => ({ shape, pointer: `/events/${i}` })),
    ...given.covers.flatMap(({ within }, i) =>
      within === null ? [] : [{ shape: shapeOf(within, given, ''), pointer: `/covers/${i}/within` }],
    ),
  ].filter(({ shape }) => crossesItself(shape));
  return [
    ...crossing.map(
      ({ pointer }) =>
        `The polygon of ${pointer} crosses itself: what its lines enclose twice counts as outside. Are its corners in order?`,
    ),
    ...odditiesOf(plan, mesh, start).map(({ kind, afterSteps, body }) => {
      const { fromXM, toXM, topM, bottomM } = body;
      const years = Number((afterSteps / plan.stepsOfDay / 365).toFixed(2));
      const place = `at x ${fromXM} to ${toXM} m, depth ${topM} to ${bottomM} m (after ${years} years)`;
      return kind === 'cavity'
        ? `A closed cavity lies ${place}: its walls have the climate of the open air, unless covers say another`
        : `Ground hangs in the air ${place}: it touches no other ground, and its heat goes to the air alone`;
    }),
  ];
}
