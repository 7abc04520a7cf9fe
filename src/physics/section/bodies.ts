/** Bodies of cells: those that share sides, directly or through others. */
import type { Mesh } from './mesh.ts';

export interface Body {
  /** Numbers of its cells. */
  readonly cells: readonly number[];
  /** Edges of the box around it, m. */
  readonly fromXM: number;
  readonly toXM: number;
  /** Below the original ground. */
  readonly topM: number;
  readonly bottomM: number;
  readonly reachesTop: boolean;
  readonly reachesBottom: boolean;
  readonly reachesSide: boolean;
}

/** In the order of their first cells. @param belongs by cell */
export function bodiesOf(mesh: Mesh, belongs: (cell: number) => boolean): readonly Body[] {
  const seen = new Uint8Array(mesh.cells);
  const found: Body[] = [];
  for (let i = 0; i < mesh.cells; i++) {
    if (seen[i] === 0 && belongs(i)) found.push(bounded(mesh, bodyFrom(i, mesh, belongs, seen)));
  }
  return found;
}

function bounded({ xEdgesM, depthEdgesM, columns, rows }: Mesh, cells: readonly number[]): Body {
  let [left, right, top, bottom] = [columns, 0, rows, 0];
  for (const cell of cells) {
    const [column, row] = [Math.floor(cell / rows), cell % rows];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
  }
  return {
    cells,
    fromXM: xEdgesM[left]!,
    toXM: xEdgesM[right + 1]!,
    topM: depthEdgesM[top]!,
    bottomM: depthEdgesM[bottom + 1]!,
    reachesTop: top === 0,
    reachesBottom: bottom === rows - 1,
    reachesSide: left === 0 || right === columns - 1,
  };
}

/** @param seen cells of this body are marked in it */
function bodyFrom(
  start: number,
  { rows, cells }: Mesh,
  belongs: (cell: number) => boolean,
  seen: Uint8Array,
): readonly number[] {
  const body = [start];
  seen[start] = 1;
  for (let k = 0; k < body.length; k++) {
    const cell = body[k]!;
    const row = cell % rows;
    const neighbours = [row > 0 ? cell - 1 : -1, row + 1 < rows ? cell + 1 : -1, cell - rows, cell + rows];
    for (const next of neighbours) {
      if (next < 0 || next >= cells || seen[next] === 1 || !belongs(next)) continue;
      seen[next] = 1;
      body.push(next);
    }
  }
  return body;
}
