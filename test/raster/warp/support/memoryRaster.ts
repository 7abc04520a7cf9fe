/** Rasters of numbers in memory, warped without a file. */
import { parseCrs } from '../../../../src/raster/crs.ts';
import { createBlockLoader } from '../../../../src/raster/warp/sourceBlock.ts';
import { turnOf } from '../../../../src/raster/warp/locate.ts';
import { createWarper } from '../../../../src/raster/warp/warpWindow.ts';
import { planStretch } from '../../../../src/raster/warp/planWarp.ts';
import type { GeoTransform, PixelWindow } from '../../../../src/core/grid.ts';
import type { Raster } from '../../../../src/raster/openRaster.ts';
import type { LoadBlock } from '../../../../src/raster/warp/warpWindow.ts';
import type { NamedPlace } from '../../../../src/raster/warp/planWarp.ts';
import type { Resampling } from '../../../../src/raster/warp/resampling.ts';

export function place(crs: string, transform: GeoTransform, widthPx: number, heightPx: number): NamedPlace {
  return { name: crs, crs: parseCrs(crs), grid: { transform, widthPx, heightPx } };
}

export interface MemoryRaster extends NamedPlace {
  readonly valueAt: (column: number, row: number) => number;
}

/** Values by column and row, computed as they are asked for. */
function loaderOf(source: MemoryRaster): LoadBlock {
  const { widthPx, heightPx } = source.grid;
  const raster = {
    info: { widthPx, heightPx },
    readWindow(_band: number, window: PixelWindow, out: Float32Array): Promise<Float32Array> {
      for (let i = 0; i < out.length; i++) {
        out[i] = source.valueAt(window.xPx + (i % window.widthPx), window.yPx + Math.floor(i / window.widthPx));
      }
      return Promise.resolve(out);
    },
  } as unknown as Raster;
  return createBlockLoader({ raster, band: 1, turn: turnOf(source) });
}

/** @returns the whole target, or a window of it */
export async function warp(
  source: MemoryRaster,
  target: NamedPlace,
  method: Resampling,
  window: PixelWindow = { xPx: 0, yPx: 0, ...target.grid },
): Promise<Float32Array> {
  const out = new Float32Array(window.widthPx * window.heightPx);
  const stretch = planStretch(source, target);
  await createWarper({ source, target, method, stretch }, loaderOf(source))(window, out);
  return out;
}
