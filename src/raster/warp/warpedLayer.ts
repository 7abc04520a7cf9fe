/** A raster of another grid, read as if it lay on the target: nothing is written in between. */
import { createMissing } from '../missing.ts';
import { createBlockLoader } from './sourceBlock.ts';
import { createWarper } from './warpWindow.ts';
import { turnOf } from './locate.ts';
import type { PixelWindow } from '../../core/grid.ts';
import type { Raster } from '../openRaster.ts';
import type { NodataChoice } from '../missing.ts';
import type { PlacedGrid } from './locate.ts';
import type { Warp } from './warpWindow.ts';

/** Plain data, so that it crosses to threads. */
export interface WarpedLayer extends Omit<Warp, 'target'> {
  readonly kind: 'warped';
  readonly path: string;
  /** Of the raster, for messages. */
  readonly name: string;
  readonly band: number;
  readonly nodata: NodataChoice;
}

/** @returns as `createWarper` */
export function createWarpedReader(
  layer: WarpedLayer,
  raster: Raster,
  target: PlacedGrid,
): (window: PixelWindow, out: Float32Array) => Promise<void> {
  const { source, method, stretch, band, nodata } = layer;
  const dropMissing = createMissing(raster.info, band, nodata);
  const load = createBlockLoader({ raster, band, turn: turnOf(source), dropMissing });
  return createWarper({ source, target, method, stretch }, load);
}
