/** Polygons by cell centres: a cell belongs to a polygon that holds its centre. */
import type { PixelWindow } from '../../core/grid.ts';
import type { PolygonLayer, PolygonPart } from './polygonLayer.ts';

/**
 * A centre on an edge belongs to what lies right of it or below, so that polygons which share an edge share no cell and
 * miss none. Holes by the even–odd rule within a part; the parts of a MultiPolygon are joined.
 * @param out Float32Array, length width × height, row-major
 */
export function fillPolygons({ shapes, band }: PolygonLayer, window: PixelWindow, out: Float32Array): void {
  const { xPx, yPx, widthPx, heightPx } = window;
  out.fill(band === 'code' ? Number.NaN : 0);
  const near = shapes.parts.filter(
    ({ box: [left, top, right, bottom] }) =>
      right >= xPx && left <= xPx + widthPx && bottom >= yPx && top <= yPx + heightPx,
  );
  if (band === 'code') {
    for (const part of near) {
      eachSpan(shapes.positions, part, window, (from, to) => {
        for (let cell = from; cell < to; cell++) if (Number.isNaN(out[cell]!)) out[cell] = part.code;
      });
    }
    return;
  }
  // Code by code, so that parts of one code count once.
  const latest = new Int32Array(out.length).fill(-1);
  for (const part of near.toSorted((a, b) => a.code - b.code)) {
    eachSpan(shapes.positions, part, window, (from, to) => {
      for (let cell = from; cell < to; cell++) {
        if (latest[cell] === part.code) continue;
        if (latest[cell] !== -1) out[cell]! += 1;
        latest[cell] = part.code;
      }
    });
  }
}

/** Calls with the first cell and the one beyond the last of every stretch of a row that a part holds. */
function eachSpan(
  positions: Float64Array,
  part: PolygonPart,
  { xPx, yPx, widthPx, heightPx }: PixelWindow,
  take: (from: number, to: number) => void,
): void {
  const crossings: number[][] = [];
  for (const [ring, start] of part.ringStarts.slice(0, -1).entries()) {
    for (let i = start; i < part.ringStarts[ring + 1]! - 1; i++) {
      const [x0, y0, x1, y1] = [positions[2 * i]!, positions[2 * i + 1]!, positions[2 * i + 2]!, positions[2 * i + 3]!];
      // From its upper end, so that an edge crosses at the same column whichever way it is drawn.
      const [topX, top, bottomX, bottom] = y0 <= y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
      const firstRow = Math.max(yPx, Math.ceil(top - 0.5));
      const lastRow = Math.min(yPx + heightPx, Math.ceil(bottom - 0.5)) - 1;
      for (let row = firstRow; row <= lastRow; row++) {
        const share = (row + 0.5 - top) / (bottom - top);
        (crossings[row - yPx] ??= []).push(topX + share * (bottomX - topX));
      }
    }
  }
  for (const [row, columns] of crossings.entries()) {
    if (columns === undefined) continue;
    columns.sort((a, b) => a - b);
    for (let i = 0; i + 1 < columns.length; i += 2) {
      const from = Math.max(0, Math.ceil(columns[i]! - 0.5) - xPx);
      const to = Math.min(widthPx, Math.ceil(columns[i + 1]! - 0.5) - xPx);
      if (from < to) take(row * widthPx + from, row * widthPx + to);
    }
  }
}
