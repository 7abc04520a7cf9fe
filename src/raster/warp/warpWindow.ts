/** The values of a target window: positions, then the source under them, then a sample for each cell; piece by piece. */
import { coversCell, jumpsAtEdges } from './resampling.ts';
import { createCellSampler } from './cellSampler.ts';
import { createLocate, turnOf } from './locate.ts';
import { fillPositions, sameTurn, tolerancePx } from './positions.ts';
import type { PixelWindow } from '../../core/grid.ts';
import type { CellSampler, PieceJob, Stretch } from './cellSampler.ts';
import type { Locate, PlacedGrid } from './locate.ts';
import type { Lattice, LatticeWindow, Positions } from './positions.ts';
import type { Resampling } from './resampling.ts';
import type { SourceBlock, SourceWindow } from './sourceBlock.ts';

export interface Warp {
  readonly source: PlacedGrid;
  readonly target: PlacedGrid;
  readonly method: Resampling;
  /** Of bilinear and cubic kernels. */
  readonly stretch: Stretch;
}

/** Reads a window of the source, which may reach beyond it; a block may be overwritten by the next. */
export type LoadBlock = (window: SourceWindow) => Promise<SourceBlock>;

/** Side of the squares of the target that are done at a time: their positions stay in the processor's cache. */
const pieceSide = 256;
/** Of source in memory at a time: 16 MB. */
const mostSourcePixels = 2 ** 22;

/**
 * @returns a function that fills `out`, length width × height of the target window, row-major; NaN where the source
 *   has no value. A cell's value does not depend on the window it is asked in.
 */
export function createWarper(warp: Warp, load: LoadBlock): (window: PixelWindow, out: Float32Array) => Promise<void> {
  const { source, target, method } = warp;
  const corners = coversCell(method);
  const extra = corners ? 1 : 0;
  const lattice: Lattice = {
    columns: target.grid.widthPx + extra,
    rows: target.grid.heightPx + extra,
    offset: corners ? 0 : 0.5,
  };
  const places = (pieceSide + extra) ** 2;
  const positions: Positions = { x: new Float64Array(places), y: new Float64Array(places) };
  const settling: Settling = {
    locate: createLocate(source, target),
    lattice,
    turn: turnOf(source),
    widthPx: source.grid.widthPx,
    heightPx: source.grid.heightPx,
    keepOutside: corners,
    exactAtEdges: jumpsAtEdges(method),
  };
  const sampler = createCellSampler(method, warp.stretch, settling);

  const fillPiece = async (piece: PixelWindow, window: PixelWindow, out: Float32Array): Promise<void> => {
    const asked: LatticeWindow = {
      left: piece.xPx,
      top: piece.yPx,
      columns: piece.widthPx + extra,
      rows: piece.heightPx + extra,
    };
    fillPositions(settling.locate, lattice, settling.turn, asked, positions);
    const needed = sourceWindow(settle(settling, asked, positions), settling, sampler);
    const job = { piece, window, out, positions, columns: asked.columns };
    if (needed === null) return fillNaN(job);
    const { widthPx, heightPx } = needed;
    if (widthPx * heightPx <= mostSourcePixels) return sampler.sample(job, await load(needed));
    if (piece.widthPx * piece.heightPx > 1) {
      for (const half of halves(piece)) await fillPiece(half, window, out);
      return;
    }
    sampler.begin();
    const rows = Math.max(1, Math.floor(mostSourcePixels / widthPx));
    for (let row = 0; row < heightPx; row += rows) {
      const part = { ...needed, top: needed.top + row, heightPx: Math.min(rows, heightPx - row) };
      sampler.takePart(job, await load(part));
    }
    sampler.end(job);
  };
  return async (window, out) => {
    for (const piece of pieces(window)) await fillPiece(piece, window, out);
  };
}

function fillNaN({ piece, window, out }: PieceJob): void {
  for (let row = 0; row < piece.heightPx; row++) {
    const start = (piece.yPx - window.yPx + row) * window.widthPx + piece.xPx - window.xPx;
    out.fill(Number.NaN, start, start + piece.widthPx);
  }
}

function pieces(window: PixelWindow): PixelWindow[] {
  const found: PixelWindow[] = [];
  const [endX, endY] = [window.xPx + window.widthPx, window.yPx + window.heightPx];
  for (let yPx = window.yPx; yPx < endY; yPx += pieceSide) {
    for (let xPx = window.xPx; xPx < endX; xPx += pieceSide) {
      const widthPx = Math.min(pieceSide, endX - xPx);
      found.push({ xPx, yPx, widthPx, heightPx: Math.min(pieceSide, endY - yPx) });
    }
  }
  return found;
}

function halves(piece: PixelWindow): readonly PixelWindow[] {
  const { xPx, yPx, widthPx, heightPx } = piece;
  if (widthPx >= heightPx) {
    const left = Math.ceil(widthPx / 2);
    return [{ ...piece, widthPx: left }, { ...piece, xPx: xPx + left, widthPx: widthPx - left }]; // prettier-ignore
  }
  const upper = Math.ceil(heightPx / 2);
  return [{ ...piece, heightPx: upper }, { ...piece, yPx: yPx + upper, heightPx: heightPx - upper }]; // prettier-ignore
}

interface Settling {
  readonly locate: Locate;
  readonly lattice: Lattice;
  readonly turn: number | null;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Corners beyond the source still bound cells that lie partly in it. */
  readonly keepOutside: boolean;
  readonly exactAtEdges: boolean;
}

interface Bounds {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
}

/** Of a place on the outer edge. */
const edgeRounding = 1e-10;

/**
 * Brings the places of a raster that repeats into one turn, computes those beside edges of pixels exactly where the
 * method jumps there, drops those outside. @returns their bounds
 */
function settle(settling: Settling, window: LatticeWindow, positions: Positions): Bounds {
  const { turn, widthPx, heightPx, keepOutside, exactAtEdges } = settling;
  const count = window.columns * window.rows;
  if (exactAtEdges) locateBesideEdges(settling, window, positions);
  if (turn !== null) gatherTurns(positions.x, count, turn);
  const bounds = boundsOf(positions, count);
  const [low, high] = turn === null ? [0, widthPx] : [-Infinity, Infinity];
  const isInside = isWithin(bounds.minX, low, high) && isWithin(bounds.maxX, low, high);
  if (keepOutside || (isInside && isWithin(bounds.minY, 0, heightPx) && isWithin(bounds.maxY, 0, heightPx))) {
    return bounds;
  }
  const { x, y } = positions;
  for (let i = 0; i < count; i++) {
    if (!isWithin(x[i]!, low, high) || !isWithin(y[i]!, 0, heightPx)) x[i] = Number.NaN;
  }
  return boundsOf(positions, count);
}

function isWithin(place: number, low: number, high: number): boolean {
  return place >= low - edgeRounding && place + edgeRounding < high;
}

/** Of the places that are one. */
function boundsOf({ x, y }: Positions, count: number): Bounds {
  let [minX, maxX, minY, maxY] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const atX = x[i]!;
    if (Number.isNaN(atX)) continue;
    const atY = y[i]!;
    if (atX < minX) minX = atX;
    if (atX > maxX) maxX = atX;
    if (atY < minY) minY = atY;
    if (atY > maxY) maxY = atY;
  }
  return { minX, maxX, minY, maxY };
}

function gatherTurns(x: Float64Array, count: number, turn: number): void {
  const reference = x.subarray(0, count).find((place) => !Number.isNaN(place));
  if (reference === undefined) return;
  for (let i = 0; i < count; i++) x[i] = sameTurn(x[i]!, reference, turn);
}

function locateBesideEdges({ locate, lattice }: Settling, window: LatticeWindow, { x, y }: Positions): void {
  for (let i = 0; i < window.columns * window.rows; i++) {
    if (!isBesideEdge(x[i]!) && !isBesideEdge(y[i]!)) continue;
    const column = window.left + (i % window.columns) + lattice.offset;
    [x[i], y[i]] = locate(column, window.top + Math.floor(i / window.columns) + lattice.offset);
  }
}

function isBesideEdge(place: number): boolean {
  return Math.abs(place - Math.round(place)) <= 2 * tolerancePx;
}

/** What cells within the bounds look at; null for nothing. */
function sourceWindow(bounds: Bounds, settling: Settling, { reachX, reachY }: CellSampler): SourceWindow | null {
  const { turn, widthPx, heightPx } = settling;
  const [low, high] = turn === null ? [0, widthPx] : [-Infinity, Infinity];
  const left = Math.max(low, Math.floor(bounds.minX)) - reachX;
  const right = Math.min(high, Math.ceil(bounds.maxX + edgeRounding)) + reachX;
  const top = Math.max(0, Math.floor(bounds.minY)) - reachY;
  const bottom = Math.min(heightPx, Math.ceil(bounds.maxY + edgeRounding)) + reachY;
  return right > left + 2 * reachX && bottom > top + 2 * reachY
    ? { left, top, widthPx: right - left, heightPx: bottom - top }
    : null;
}
