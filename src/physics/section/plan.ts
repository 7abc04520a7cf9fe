/** What a run of a section does, as plain data that crosses to a thread. */
import type { GroundMaterial } from '../column/material.ts';
import type { SpinUpRule } from '../column/spinUp.ts';
import type { SolverOptions } from '../column/solver.ts';
import type { Cover, SurfaceRule } from '../forcing/surface.ts';
import type { Grading } from './axis.ts';
import type { Shape } from './shape.ts';

export interface NamedMaterial {
  readonly name: string;
  readonly material: GroundMaterial;
  /** W/m³, ≥ 0. */
  readonly heatSourceWM3: number;
}

/** A region that becomes ground of a material, or air. */
export interface Painting {
  readonly shape: Shape;
  /** Index into the materials; null for air. */
  readonly material: number | null;
}

export interface SectionEvent extends Painting {
  /** Steps since the start of the first run before it. */
  readonly afterSteps: number;
  /** Of the ground that is brought, °C; of air without a meaning. */
  readonly temperatureC: number;
}

/** Which faces of ground to air have which cover: the last rule that holds decides. */
export interface CoverRule {
  readonly name: string;
  /** Faces that look upwards, walls (steeper than 45°), or both and the roofs of hollows. */
  readonly faces: 'up' | 'walls' | 'all';
  /** Where the middle of the face lies, its edges included; null for everywhere. */
  readonly within: Shape | null;
  /** Steps since the start of the first run before it holds; 0 for the spin-up too. */
  readonly afterSteps: number;
  readonly cover: Cover;
}

export interface SectionPlan {
  readonly widthM: number;
  /** Below the original ground. */
  readonly depthM: number;
  readonly gradingX: Grading;
  readonly gradingDepth: Grading;
  readonly materials: readonly NamedMaterial[];
  /** Of the original ground from the top; the last ends at the depth of the section. */
  readonly layers: readonly { readonly bottomM: number; readonly material: number }[];
  /** In the order in which they are painted over the layers, before the spin-up. */
  readonly paintings: readonly Painting[];
  /** In the order of time. */
  readonly events: readonly SectionEvent[];
  /** The first holds everywhere from the start. */
  readonly covers: readonly CoverRule[];
  readonly climate: SurfaceRule;
  readonly geothermalFluxWM2: number;
  /** Of 0 years for none. */
  readonly spinUp: SpinUpRule;
  /** Of this run: where it goes on, those of runs before are apart. */
  readonly years: number;
  readonly stepsOfDay: number;
  /** Steps since the start of the first run after which the field is kept; 0 for the end of the spin-up. */
  readonly keptSteps: readonly number[];
  readonly options: SolverOptions;
}
