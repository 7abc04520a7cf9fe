/** What the faces of a section feel, step by step. */
import { surfaceYear } from '../forcing/surface.ts';
import type { Surface } from '../column/surface.ts';
import type { SurfaceSteps } from '../forcing/surface.ts';
import type { SectionPlan } from './plan.ts';

/** A year of each rule's cover. @param year since the start, −1 for the one before it, without warming */
export function surfacesOf({ climate, covers, stepsOfDay }: SectionPlan, year: number): readonly SurfaceSteps[] {
  return covers.map(({ cover }) => surfaceYear(climate, cover, year, stepsOfDay));
}

/** One of its steps. */
export function surfacesAt(surfaces: readonly SurfaceSteps[], step: number): readonly Surface[] {
  return surfaces.map(({ temperatureC, resistanceM2KW }) => ({
    temperatureC: temperatureC[step]!,
    resistanceM2KW: resistanceM2KW[step]!,
  }));
}
