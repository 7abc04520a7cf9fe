/** Steps of a section: solved, halved where they cannot be, and accounted for. */
import { DomainError } from '../../core/errors.ts';
import { secondsPerDay } from '../constants.ts';
import { checkStep } from '../column/solver.ts';
import { createSectionWork, solveSectionStep } from './newton.ts';
import { centresM } from './mesh.ts';
import type { Surface } from '../column/cells.ts';
import type { Balance } from '../column/newton.ts';
import type { SolverOptions } from '../column/solver.ts';
import type { SurfaceFace } from './newton.ts';
import type { Section, SectionState } from './section.ts';

export interface SectionSolver {
  /**
   * Moves a state on by one step with the surfaces of its end, which the faces name by their index.
   * @throws {DomainError} 'no-convergence' with the place and the time where a step cannot be solved; the state is then
   *         that of the last step that was
   */
  readonly advance: (state: SectionState, surfaces: readonly Surface[], durationS: number) => void;
}

/** For one section and its faces; allocates here and nowhere else. */
export function createSectionSolver(
  section: Section,
  faces: readonly SurfaceFace[],
  options: SolverOptions,
): SectionSolver {
  const work = createSectionWork(section, faces);
  const { mesh, heatSourceWM3, ground } = section;
  const sourceWM = work.volumeM2.reduce((sum, volumeM2, i) => sum + volumeM2 * heatSourceWM3[i]!, 0);
  const bottomWM = work.steadyWM.reduce((sum, steady) => sum + steady, 0) - sourceWM;

  const attempt = (state: SectionState, surfaces: readonly Surface[], durationS: number, halvings: number): void => {
    const failed = solveSectionStep(section, faces, state.heatJM3, surfaces, durationS, options, work);
    if (failed === null) {
      // Air keeps its 0.
      for (let i = 0; i < mesh.cells; i++) if (ground[i] === 1) state.heatJM3[i] = work.heat[i]!;
      state.elapsedS += durationS;
      state.stepCount++;
      state.ledger.surfaceJM += durationS * work.faceFlux.reduce((sum, flux) => sum + flux, 0);
      state.ledger.bottomJM += durationS * bottomWM;
      state.ledger.sourceJM += durationS * sourceWM;
      return;
    }
    if (halvings === options.mostHalvings) throw notConverged(section, state, durationS, failed);
    attempt(state, surfaces, durationS / 2, halvings + 1);
    attempt(state, surfaces, durationS / 2, halvings + 1);
  };

  return {
    advance(state, surfaces, durationS) {
      for (const surface of surfaces) checkStep(surface, durationS);
      attempt(state, surfaces, durationS, 0);
    },
  };
}

function notConverged({ mesh }: Section, state: SectionState, durationS: number, { worstJM3, worstCell }: Balance) {
  const xM = centresM(mesh.xEdgesM)[Math.floor(worstCell / mesh.rows)]!;
  const depthM = centresM(mesh.depthEdgesM)[worstCell % mesh.rows]!;
  const day = state.elapsedS / secondsPerDay;
  return new DomainError(
    'no-convergence',
    `The step of ${durationS} s at day ${day.toFixed(3)} does not converge at x = ${xM.toFixed(2)} m, depth ${depthM.toFixed(2)} m: its heat is ${worstJM3.toPrecision(3)} J/m³ from balance. Take larger cells there, shorter steps, or properties that differ less`,
    { xM, depthM, day, durationS, worstJM3 },
  );
}
