/** Where a field on a grid of points lies above a value, as paths: between four points it is linear along their edges. */
import { pathThrough } from './svg.ts';

export interface FieldGrid {
  /** Positions of the columns and rows, ascending. */
  readonly xPx: ArrayLike<number>;
  readonly yPx: ArrayLike<number>;
  /** Length columns × rows; column by column. */
  readonly values: ArrayLike<number>;
}

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/**
 * The region where the field is at least `level`, as the d attribute of one path. Cells wholly above it are joined along
 * their row, so that a file stays small; cells on its edge are cut along straight lines.
 */
export function regionAbove(field: FieldGrid, level: number): string {
  const parts: string[] = [];
  const [columns, rows] = [field.xPx.length, field.yPx.length];
  for (let row = 0; row + 1 < rows; row++) {
    let from = -1;
    for (let column = 0; column + 1 <= columns; column++) {
      const corners = column + 1 < columns ? cornersOf(field, column, row) : [];
      const whole = corners.length > 0 && corners.every(({ value }) => value >= level);
      if (whole && from < 0) from = column;
      if (!whole && from >= 0) {
        const [left, right] = [field.xPx[from]!, field.xPx[column]!];
        const [top, bottom] = [field.yPx[row]!, field.yPx[row + 1]!];
        parts.push(closed([left, top], [right, top], [right, bottom], [left, bottom]));
        from = -1;
      }
      if (!whole && corners.some(({ value }) => value >= level)) parts.push(closed(...cut(corners, level)));
    }
  }
  return parts.join('');
}

/** The line where the field has this value, as the d attribute of one path of short pieces. */
export function lineAt(field: FieldGrid, level: number): string {
  const parts: string[] = [];
  for (let row = 0; row + 1 < field.yPx.length; row++) {
    for (let column = 0; column + 1 < field.xPx.length; column++) {
      const ends = crossings(cornersOf(field, column, row), level);
      for (let i = 0; i + 1 < ends.length; i += 2) parts.push(pathThrough([ends[i]!, ends[i + 1]!]));
    }
  }
  return parts.join('');
}

/** Clockwise from the upper left. */
function cornersOf({ xPx, yPx, values }: FieldGrid, column: number, row: number): Corner[] {
  const at = (i: number, j: number): Corner => ({ x: xPx[i]!, y: yPx[j]!, value: values[i * yPx.length + j]! });
  return [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
}

type Point = readonly [number, number];

function closed(...points: readonly Point[]): string {
  return `${pathThrough(points)}Z`;
}

/** The part of a cell that is not below the level (Sutherland & Hodgman 1974, with the level as the edge). */
function cut(corners: readonly Corner[], level: number): Point[] {
  return corners.flatMap((a, i) => {
    const b = corners[(i + 1) % corners.length]!;
    const kept: Point[] = a.value >= level ? [[a.x, a.y]] : [];
    return a.value >= level === b.value >= level ? kept : [...kept, between(a, b, level)];
  });
}

/** Points on the edges of a cell where the level is crossed: none, two or four. */
function crossings(corners: readonly Corner[], level: number): Point[] {
  return corners.flatMap((a, i) => {
    const b = corners[(i + 1) % corners.length]!;
    return a.value >= level === b.value >= level ? [] : [between(a, b, level)];
  });
}

function between(a: Corner, b: Corner, level: number): Point {
  const share = (level - a.value) / (b.value - a.value);
  return [a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)];
}
