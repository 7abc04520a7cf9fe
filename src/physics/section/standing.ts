/** Where a section stands between two runs: with the plan all that the next one needs. */
import { coveredFaces } from './covers.ts';
import { steadyHeatJM3 } from './columns.ts';
import { createMesh } from './mesh.ts';
import { meshOf, paintedAs, paintSection } from './paint.ts';
import { startSection } from './section.ts';
import { surfacesOf } from './surfaces.ts';
import type { SectionFill } from './fills.ts';
import type { Painted } from './paint.ts';
import type { SectionPlan } from './plan.ts';
import type { SectionState } from './section.ts';
import type { Shape } from './shape.ts';

/** Plain data, so that it crosses to threads. */
export interface SectionStanding {
  readonly xEdgesM: Float64Array;
  readonly depthEdgesM: Float64Array;
  /** Of each cell, an index into the plan's materials; −1 for air. */
  readonly materialOf: Int16Array;
  /** That were painted until now. */
  readonly shapes: readonly Shape[];
  readonly state: SectionState;
  /** That were laid until now. */
  readonly fills: readonly SectionFill[];
  /** Sum of the absolute heat through the surface of each step, J per metre of section. */
  readonly throughJM: number;
  /** Years done since the start, spin-up apart. */
  readonly year: number;
}

/** Before any spin-up: the steady state of each of its columns. */
export function startOf(plan: SectionPlan): SectionStanding {
  const painted = paintSection(plan, meshOf(plan));
  const faces = coveredFaces(painted, plan.covers, 0);
  const heatJM3 = steadyHeatJM3(painted.section, faces, surfacesOf(plan, -1));
  return standingOf(painted, startSection(painted.section, heatJM3), [], 0, 0);
}

export function standingOf(
  { section, materialOf, shapes }: Painted,
  state: SectionState,
  fills: readonly SectionFill[],
  throughJM: number,
  year: number,
): SectionStanding {
  const { xEdgesM, depthEdgesM } = section.mesh;
  return { xEdgesM, depthEdgesM, materialOf, shapes, state, fills, throughJM, year };
}

/** The section of a standing. */
export function standOn(plan: SectionPlan, standing: SectionStanding): Painted {
  const mesh = createMesh(standing.xEdgesM, standing.depthEdgesM);
  return paintedAs(plan, mesh, standing.materialOf, standing.shapes);
}
