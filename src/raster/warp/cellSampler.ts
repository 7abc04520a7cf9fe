/** From the places of target cells and the source under them to values. */
import { coverBox, coverKernel, createExtent, createReducer, kernelReach } from './footprint.ts';
import { samplePoint } from './pointSamples.ts';
import { kernelRadius } from './resampling.ts';
import type { Extent, Reducer } from './footprint.ts';
import type { SamplePoint } from './pointSamples.ts';
import type { PixelWindow } from '../../core/grid.ts';
import type { Positions } from './positions.ts';
import type { Kernel, Resampling } from './resampling.ts';
import type { SourceBlock } from './sourceBlock.ts';

/** Target cells per source pixel along the source's axes; below 1 where the target is coarser. */
export interface Stretch {
  readonly x: number;
  readonly y: number;
}

/** A piece of a target window, the places of its cells, and where their values go. */
export interface PieceJob {
  readonly piece: PixelWindow;
  readonly window: PixelWindow;
  /** Of the window. */
  readonly out: Float32Array;
  readonly positions: Positions;
  /** Places in a row of the positions: one for each cell, or one more where they are corners. */
  readonly columns: number;
}

export interface CellSampler {
  /** Source pixels that a value looks at, beyond the one its place lies in. */
  readonly reachX: number;
  readonly reachY: number;
  /** Fills the piece; the block holds all that it looks at. */
  sample(job: PieceJob, block: SourceBlock): void;
  /** The same for a piece of one cell whose source comes in several blocks, from top to bottom. */
  begin(): void;
  takePart(job: PieceJob, block: SourceBlock): void;
  end(job: PieceJob): void;
}

/** Kernels are stretched below this. @source gdalwarpkernel.cpp, GWKGetFilterRadius and its callers */
const stretchedBelow = 0.95;

export function createCellSampler(
  method: Resampling,
  stretch: Stretch,
  source: { readonly widthPx: number; readonly heightPx: number; readonly turn: number | null },
): CellSampler {
  if (method === 'nearest') return pointSampler(samplePoint.nearest, 0);
  if (method === 'bilinear' || method === 'cubic') {
    const coarser = stretch.x < stretchedBelow || stretch.y < stretchedBelow;
    return coarser ? kernelSampler(method, stretch) : pointSampler(samplePoint[method], kernelRadius[method]);
  }
  return footprintSampler(createReducer(method), { x: 1, y: 1 }, boxCover(source));
}

function pointSampler(samplePlace: SamplePoint, reach: number): CellSampler {
  const sample = ({ piece, window, out, positions: { x, y } }: PieceJob, block: SourceBlock): void => {
    let i = 0;
    for (let row = 0; row < piece.heightPx; row++) {
      let to = (piece.yPx - window.yPx + row) * window.widthPx + piece.xPx - window.xPx;
      for (let column = 0; column < piece.widthPx; column++, i++, to++) {
        const place = x[i]!;
        out[to] = Number.isNaN(place) ? Number.NaN : samplePlace(block, place, y[i]!);
      }
    }
  };
  // One place looks at a handful of pixels: they always come in one block.
  return { reachX: reach, reachY: reach, sample, begin() {}, takePart: sample, end() {} };
}

/** Sets the extents of a cell by its number among the places. @returns whether it has any */
type Cover = (positions: Positions, columns: number, i: number, across: Extent, down: Extent) => boolean;

function kernelSampler(kernel: Kernel, stretch: Stretch): CellSampler {
  const reach = { x: kernelReach(kernel, stretch.x), y: kernelReach(kernel, stretch.y) };
  return footprintSampler(createReducer(kernel), reach, ({ x, y }, columns, i, across, down) => {
    if (Number.isNaN(x[i]!)) return false;
    coverKernel(across, kernel, x[i]!, stretch.x);
    coverKernel(down, kernel, y[i]!, stretch.y);
    return true;
  });
}

/** Grids turned against one another by more than atan(1/3), 18°, make one diagonal of a cell twice the other. */
const turnedRatio = 2;

/**
 * The rectangle of source pixels between the upper left and the lower right corner of a cell, as gdalwarp takes it; of
 * all four corners where the grids are turned so far that those two would leave a sliver.
 */
function boxCover({
  widthPx,
  heightPx,
  turn,
}: {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly turn: number | null;
}): Cover {
  const [low, high] = turn === null ? [0, widthPx] : [-Infinity, Infinity];
  return ({ x, y }, columns, i, across, down) => {
    const j = i + columns;
    return (
      coverSide(across, [x[i]!, x[j + 1]!, x[i + 1]!, x[j]!], low, high) &&
      coverSide(down, [y[i]!, y[j + 1]!, y[i + 1]!, y[j]!], 0, heightPx)
    );
  };
}

/** Along one axis. @param corners upper left, lower right, upper right, lower left */
function coverSide(
  extent: Extent,
  corners: readonly [number, number, number, number],
  low: number,
  high: number,
): boolean {
  const [a, b, c, d] = corners;
  const diagonal = Math.abs(b - a);
  const other = Math.abs(d - c);
  const turned = Math.max(diagonal, other) > turnedRatio * Math.min(diagonal, other);
  const from = Math.max(low, turned ? Math.min(a, b, c, d) : Math.min(a, b));
  const to = Math.min(high, turned ? Math.max(a, b, c, d) : Math.max(a, b));
  if (!(from < to)) return false;
  coverBox(extent, from, to);
  return true;
}

function footprintSampler(reducer: Reducer, reach: Stretch, cover: Cover): CellSampler {
  const across = createExtent();
  const down = createExtent();
  return {
    reachX: reach.x,
    reachY: reach.y,
    sample({ piece, window, out, positions, columns }, block) {
      for (let row = 0; row < piece.heightPx; row++) {
        const to = (piece.yPx - window.yPx + row) * window.widthPx + piece.xPx - window.xPx;
        for (let column = 0; column < piece.widthPx; column++) {
          reducer.reset();
          if (cover(positions, columns, row * columns + column, across, down)) reducer.add(block, across, down);
          out[to + column] = reducer.value();
        }
      }
    },
    begin: () => reducer.reset(),
    takePart({ positions, columns }, block) {
      if (cover(positions, columns, 0, across, down)) reducer.add(block, across, down);
    },
    end({ piece, window, out }) {
      out[(piece.yPx - window.yPx) * window.widthPx + piece.xPx - window.xPx] = reducer.value();
    },
  };
}
