/** Which cover lies on which face of a section. */
import { airFaces } from './mesh.ts';
import { shapeTouches } from './shape.ts';
import { layOnSlopes } from './slopes.ts';
import type { SurfaceFace } from './newton.ts';
import type { CoverRule } from './plan.ts';
import type { Painted } from './paint.ts';
import type { SlopedFace } from './slopes.ts';

/** Every face to the air with the index of its rule: the last of those that hold for it. */
export function coveredFaces(
  { section: { mesh, ground }, shapes }: Painted,
  covers: readonly CoverRule[],
  step: number,
): readonly SurfaceFace[] {
  const faces = airFaces(mesh, (cell) => ground[cell] === 1);
  return layOnSlopes(faces, shapes).map((face) => ({
    ...face,
    surface: covers.findLastIndex((rule) => rule.afterSteps <= step && holds(rule, face)),
  }));
}

function holds({ faces, within }: CoverRule, { looks, xM, depthM }: SlopedFace): boolean {
  if ((faces === 'up' && looks !== 'up') || (faces === 'walls' && looks !== 'wall')) return false;
  return within === null || shapeTouches(within, xM, depthM);
}
