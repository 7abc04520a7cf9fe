/** What is possible, but hardly meant. */
import { odditiesOf } from '../../physics/section/oddities.ts';
import { crossesItself, shapeLines } from '../../physics/section/shape.ts';
import { shapeOf } from './shapeInputs.ts';
import type { Mesh } from '../../physics/section/mesh.ts';
import type { SectionPlan } from '../../physics/section/plan.ts';
import type { GivenSection } from './sectionGround.ts';

export function unlikely({ widthM, depthM, shapes, events }: GivenSection): string[] {
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

/** @param start material of each cell before the events of the plan */
export function oddShapes(given: GivenSection, plan: SectionPlan, mesh: Mesh, start: Int16Array): string[] {
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

/** Off an edge of cells by less than this, m, is on it. */
const sameM = 1e-6;

/** New shapes in the cells of an earlier run. */
export function offTheEdges({ events }: SectionPlan, { xEdgesM, depthEdgesM }: Mesh): string[] {
  const farthestM = events.reduce((far, { shape }) => {
    const { xsM, depthsM } = shapeLines(shape);
    return Math.max(far, ...xsM.map((xM) => offM(xM, xEdgesM)), ...depthsM.map((depthM) => offM(depthM, depthEdgesM)));
  }, 0);
  if (farthestM <= sameM) return [];
  return [
    `The cells are those of the restart file: edges of new shapes lie up to ${farthestM.toFixed(2)} m beside those of cells, and cells go by their centres`,
  ];
}

function offM(atM: number, edges: Float64Array): number {
  return edges.reduce((least, edgeM) => Math.min(least, Math.abs(edgeM - atM)), Infinity);
}
