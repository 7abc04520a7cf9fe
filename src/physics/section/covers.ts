/** Which cover lies on which face of a section. */
import { airFaces } from './mesh.ts';
import { shapeTouches } from './shape.ts';
import type { Face } from './mesh.ts';
import type { SurfaceFace } from './newton.ts';
import type { CoverRule } from './plan.ts';
import type { Section } from './section.ts';

/** Every face to the air with the index of its rule: the last of those that hold for it. */
export function coveredFaces(
  { mesh, ground }: Section,
  covers: readonly CoverRule[],
  step: number,
): readonly SurfaceFace[] {
  return airFaces(mesh, (cell) => ground[cell] === 1).map((face) => ({
    ...face,
    surface: covers.findLastIndex((rule) => rule.afterSteps <= step && holds(rule, face)),
  }));
}

function holds({ faces, within }: CoverRule, { facing, xM, depthM }: Face): boolean {
  const isWall = facing === 'left' || facing === 'right';
  if ((faces === 'up' && facing !== 'up') || (faces === 'walls' && !isWall)) return false;
  return within === null || shapeTouches(within, xM, depthM);
}
