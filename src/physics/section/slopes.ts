/**
 * Slopes: cells have no slanting sides, so that a slope is a stair of them. Its surface is that of the slope all the same:
 * shorter than the stair by the cosine of the angle between them, and nearer to the centres of cells by as much.
 */
import { edgesCross, shapeEdges } from './shape.ts';
import type { Face } from './mesh.ts';
import type { Edge, Shape } from './shape.ts';

/** A face as the surface lies there; `lengthM` and `halfM` are those of the slope. */
export interface SlopedFace extends Face {
  /** Surfaces steeper than 45° are walls. */
  readonly looks: 'up' | 'down' | 'wall';
}

/** @param shapes in the order in which they were painted: the last whose edge lies between ground and air made the surface */
export function layOnSlopes(faces: readonly Face[], shapes: readonly Shape[]): readonly SlopedFace[] {
  const edges = shapes.toReversed().flatMap((shape) => shapeEdges(shape));
  return faces.map((face) => {
    const path = pathThrough(face);
    return sloped(
      face,
      edges.find((edge) => edgesCross(path, edge)),
    );
  });
}

/** A slope that runs through centres of cells lies within this of them, and is found. */
const stretched = 1 + 1e-6;

/** From the centre of the cell to that of the air beyond. */
function pathThrough({ facing, xM, depthM, halfM, beyondM }: Face): Edge {
  const outwards = facing === 'down' || facing === 'right' ? 1 : -1;
  const at = (distanceM: number): readonly [number, number] =>
    isUpright(facing) ? [xM + outwards * distanceM, depthM] : [xM, depthM + outwards * distanceM];
  return [at(-halfM * stretched), at(beyondM * stretched)];
}

function isUpright(facing: Face['facing']): boolean {
  return facing === 'left' || facing === 'right';
}

/** @param edge of the shape that made the surface; none where the original ground is the surface */
function sloped(face: Face, edge: Edge | undefined): SlopedFace {
  const { facing, lengthM, halfM } = face;
  const level = facing === 'down' ? 'down' : 'up';
  if (edge === undefined) return { ...face, looks: isUpright(facing) ? 'wall' : level };
  const [[xA, depthA], [xB, depthB]] = edge;
  const [runM, riseM] = [Math.abs(xB - xA), Math.abs(depthB - depthA)];
  const cosine = (isUpright(facing) ? riseM : runM) / Math.hypot(runM, riseM);
  return { ...face, lengthM: lengthM * cosine, halfM: halfM * cosine, looks: riseM > runM ? 'wall' : level };
}
