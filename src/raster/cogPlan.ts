/**
 * Where the pixels of a Cloud Optimized GeoTIFF go: a pyramid of levels, each cut into tiles, and chunks of whole
 * tiles that can be computed apart from each other. Pure numbers, the same on every machine.
 */
import { DomainError } from '../core/errors.ts';
import type { PixelWindow } from '../core/grid.ts';

/** Side of a tile on every level, pixels. */
export const tileSizePx = 512;

export interface CogLevel {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly tilesAcross: number;
  readonly tilesDown: number;
}

export interface CogPlan {
  readonly chunkSizePx: number;
  readonly chunksAcross: number;
  readonly chunksDown: number;
  /** Full resolution first, each half the one before it (rounded up), until one tile holds a level. */
  readonly levels: readonly CogLevel[];
  /** Levels 0 … chunkLevels − 1 have tiles that each lie in one chunk; the assembly makes the coarser ones. */
  readonly chunkLevels: number;
}

/**
 * @param chunkSizePx side of a chunk: 512, 1024, 2048 … It has no influence on the bytes of the file
 * @throws {DomainError} 'invalid-input' for another chunk size, or a raster without pixels
 */
export function planCog(size: { readonly widthPx: number; readonly heightPx: number }, chunkSizePx: number): CogPlan {
  const { widthPx, heightPx } = size;
  if (!isPositiveInteger(widthPx) || !isPositiveInteger(heightPx)) {
    throw new DomainError('invalid-input', `Expected a raster of at least 1 × 1 pixels, got ${widthPx} × ${heightPx}`);
  }
  const chunkHalvings = Math.log2(chunkSizePx / tileSizePx);
  if (!Number.isInteger(chunkHalvings) || chunkHalvings < 0) {
    throw new DomainError('invalid-input', `Expected a chunk size of 512, 1024, 2048 … pixels, got ${chunkSizePx}`);
  }
  const levels = [planLevel(widthPx, heightPx)];
  for (let last = levels[0]!; last.tilesAcross * last.tilesDown > 1; last = levels.at(-1)!) {
    levels.push(planLevel(half(last.widthPx), half(last.heightPx)));
  }
  return {
    chunkSizePx,
    chunksAcross: Math.ceil(widthPx / chunkSizePx),
    chunksDown: Math.ceil(heightPx / chunkSizePx),
    levels,
    chunkLevels: Math.min(chunkHalvings + 1, levels.length),
  };
}

/**
 * Pixels of one chunk at full resolution; chunks are counted row by row from the upper left.
 * @throws {DomainError} 'invalid-input' for an index beyond the plan
 */
export function chunkWindow(plan: CogPlan, index: number): PixelWindow {
  const count = plan.chunksAcross * plan.chunksDown;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new DomainError('invalid-input', `Expected a chunk from 0 to ${count - 1}, got ${index}`);
  }
  const { widthPx, heightPx } = plan.levels[0]!;
  const xPx = (index % plan.chunksAcross) * plan.chunkSizePx;
  const yPx = Math.floor(index / plan.chunksAcross) * plan.chunkSizePx;
  return {
    xPx,
    yPx,
    widthPx: Math.min(plan.chunkSizePx, widthPx - xPx),
    heightPx: Math.min(plan.chunkSizePx, heightPx - yPx),
  };
}

/** A chunk's own part of every level that it finishes, and of the next one, if there is a next one. */
export function planChunk(
  plan: CogPlan,
  index: number,
): { readonly levels: readonly CogLevel[]; readonly next: CogLevel | null } {
  const window = chunkWindow(plan, index);
  const levels = [planLevel(window.widthPx, window.heightPx)];
  while (levels.length <= plan.chunkLevels) {
    const last = levels.at(-1)!;
    levels.push(planLevel(half(last.widthPx), half(last.heightPx)));
  }
  const next = levels.pop()!;
  return { levels, next: plan.levels.length > plan.chunkLevels ? next : null };
}

/** Column and row of every tile of a level, row by row. */
export function tilePositions(level: CogLevel): [number, number][] {
  return Array.from({ length: level.tilesAcross * level.tilesDown }, (_, i) => [
    i % level.tilesAcross,
    Math.floor(i / level.tilesAcross),
  ]);
}

/** Pixels of the next coarser level: an odd last row or column becomes a pixel of its own. */
export function half(pixels: number): number {
  return (pixels + 1) >> 1;
}

function planLevel(widthPx: number, heightPx: number): CogLevel {
  return {
    widthPx,
    heightPx,
    tilesAcross: Math.ceil(widthPx / tileSizePx),
    tilesDown: Math.ceil(heightPx / tileSizePx),
  };
}

function isPositiveInteger(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
