/** Regions of a section: boxes, and polygons for slopes. x runs along the section, depth downwards from the ground. */

export type Shape =
  | {
      readonly kind: 'box';
      readonly fromXM: number;
      readonly toXM: number;
      /** Negative above the ground. */
      readonly topM: number;
      readonly bottomM: number;
    }
  /** Corners [x, depth] in order, either way round; the last is joined to the first. */
  | { readonly kind: 'polygon'; readonly cornersM: readonly Point[] };

/** Whether a point lies inside; of a polygon that crosses itself, by the even–odd rule. */
export function shapeHolds(shape: Shape, xM: number, depthM: number): boolean {
  if (shape.kind === 'box') {
    return xM > shape.fromXM && xM < shape.toXM && depthM > shape.topM && depthM < shape.bottomM;
  }
  let inside = false;
  const { cornersM } = shape;
  for (const [i, [xA, depthA]] of cornersM.entries()) {
    const [xB, depthB] = cornersM[(i + 1) % cornersM.length]!;
    if (depthA > depthM === depthB > depthM) continue;
    if (xM < xA + ((depthM - depthA) / (depthB - depthA)) * (xB - xA)) inside = !inside;
  }
  return inside;
}

/** Rounding of positions that were typed, m. */
const sameM = 1e-6;

/** Whether a point lies inside, or on the edge of a box. */
export function shapeTouches(shape: Shape, xM: number, depthM: number): boolean {
  if (shape.kind === 'polygon') return shapeHolds(shape, xM, depthM);
  const { fromXM, toXM, topM, bottomM } = shape;
  return shapeHolds(
    { kind: 'box', fromXM: fromXM - sameM, toXM: toXM + sameM, topM: topM - sameM, bottomM: bottomM + sameM },
    xM,
    depthM,
  );
}

type Point = readonly [xM: number, depthM: number];
/** From a corner to the next. */
export type Edge = readonly [Point, Point];

/** All around, the last back to the first corner. */
export function shapeEdges(shape: Shape): readonly Edge[] {
  const corners = shape.kind === 'polygon' ? shape.cornersM : boxCorners(shape);
  return corners.map((corner, i) => [corner, corners[(i + 1) % corners.length]!]);
}

function boxCorners({ fromXM, toXM, topM, bottomM }: Extract<Shape, { kind: 'box' }>): readonly Point[] {
  return [
    [fromXM, topM],
    [toXM, topM],
    [toXM, bottomM],
    [fromXM, bottomM],
  ];
}

/** Whether two stretches pass through one another; those that only touch, or lie in one line, do not. */
export function edgesCross([a, b]: Edge, [c, d]: Edge): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** Twice the area of the triangle, with the sign of the turn at b. */
function turn([xA, depthA]: Point, [xB, depthB]: Point, [xC, depthC]: Point): number {
  return (xB - xA) * (depthC - depthA) - (depthB - depthA) * (xC - xA);
}

/** Whether edges of a polygon pass through others of it: what is inside is then not what its owner sees. */
export function crossesItself(shape: Shape): boolean {
  const edges = shapeEdges(shape);
  return edges.some((edge, i) => edges.slice(i + 1).some((other) => edgesCross(edge, other)));
}

/** The box around a shape. */
export function shapeBounds(shape: Shape): Omit<Extract<Shape, { kind: 'box' }>, 'kind'> {
  if (shape.kind === 'box') return shape;
  const xs = shape.cornersM.map(([xM]) => xM);
  const depths = shape.cornersM.map(([, depthM]) => depthM);
  return {
    fromXM: Math.min(...xs),
    toXM: Math.max(...xs),
    topM: Math.min(...depths),
    bottomM: Math.max(...depths),
  };
}

/** Positions along x and depth where cells should have edges. */
export function shapeLines(shape: Shape): { readonly xsM: readonly number[]; readonly depthsM: readonly number[] } {
  if (shape.kind === 'box') {
    return { xsM: [shape.fromXM, shape.toXM], depthsM: [shape.topM, shape.bottomM] };
  }
  return { xsM: shape.cornersM.map(([xM]) => xM), depthsM: shape.cornersM.map(([, depthM]) => depthM) };
}
