/** What a column is put through, as plain data: it crosses to threads and rests in job records. */
import { secondsPerDay } from '../constants.ts';
import type { GridRule } from '../column/grid.ts';
import type { GroundMaterial } from '../column/material.ts';
import type { SpinUpRule } from '../column/spinUp.ts';
import type { Cover, SurfaceRule } from '../forcing/surface.ts';

export interface PlannedLayer {
  /** For messages. */
  readonly name: string;
  readonly topM: number;
  readonly bottomM: number;
  readonly material: GroundMaterial;
  readonly heatSourceWM3: number;
}

/** What is done to the ground, after so many years since the start of the first run. */
export type GroundEvent = {
  readonly afterYears: number;
  /** Null where the cover stays. */ readonly cover: Cover | null;
} & (
  | { readonly kind: 'excavate'; readonly depthM: number }
  | { readonly kind: 'fill'; readonly layers: readonly PlannedLayer[]; readonly temperatureC: number }
  | { readonly kind: 'cover' }
);

export interface ColumnPlan {
  readonly layers: readonly PlannedLayer[];
  readonly grid: GridRule;
  readonly geothermalFluxWM2: number;
  readonly initial:
    | {
        readonly kind: 'geotherm';
        /** Null for the TTOP of the climate before the run. */ readonly topC: number | null;
      }
    | {
        readonly kind: 'profile';
        readonly points: readonly { readonly depthM: number; readonly temperatureC: number }[];
      };
  readonly surface: SurfaceRule;
  /** At the start. */
  readonly cover: Cover;
  /** Of 0 years for none. */
  readonly spinUp: SpinUpRule;
  readonly stepsOfDay: number;
  /** By time. */
  readonly events: readonly GroundEvent[];
  readonly outputDepthsM: readonly number[];
  /** 0 for no field. */
  readonly fieldEveryDays: number;
}

/** Duration of a step, s. */
export function stepSOf({ stepsOfDay }: ColumnPlan): number {
  return secondsPerDay / stepsOfDay;
}
