/** Steps of a section: solved, halved where they cannot be, and accounted for. */
import { stepInHalves } from '../column/halving.ts';
import { checkStep } from '../column/solver.ts';
import { createSectionWork, solveSectionStep } from './newton.ts';
import { centresM } from './mesh.ts';
import type { Surface } from '../column/surface.ts';
import type { SolverOptions } from '../column/solver.ts';
import type { Unsolved } from '../column/halving.ts';
import type { Mesh } from './mesh.ts';
import type { Balance, SurfaceFace } from './newton.ts';
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

  const solve = (state: SectionState, surfaces: readonly Surface[], durationS: number): Unsolved | null => {
    const failed = solveSectionStep(section, faces, state.heatJM3, surfaces, durationS, options, work);
    if (failed !== null) return unsolvedAt(mesh, failed);
    // Air keeps its 0.
    for (let i = 0; i < mesh.cells; i++) if (ground[i] === 1) state.heatJM3[i] = work.heat[i]!;
    state.ledger.surfaceJM += durationS * work.faceFlux.reduce((sum, flux) => sum + flux, 0);
    state.ledger.bottomJM += durationS * bottomWM;
    state.ledger.sourceJM += durationS * sourceWM;
    return null;
  };

  return {
    advance(state, surfaces, durationS) {
      for (const surface of surfaces) checkStep(surface, durationS);
      stepInHalves(state, durationS, options.mostHalvings, (partS) => solve(state, surfaces, partS));
    },
  };
}

function unsolvedAt({ xEdgesM, depthEdgesM, rows }: Mesh, { worstJM3, worstCell }: Balance): Unsolved {
  const xM = centresM(xEdgesM)[Math.floor(worstCell / rows)]!;
  const depthM = centresM(depthEdgesM)[worstCell % rows]!;
  return { place: `x = ${xM.toFixed(2)} m, depth ${depthM.toFixed(2)} m`, at: { xM, depthM }, worstJM3 };
}
