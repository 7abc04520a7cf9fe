/** The covariates of a prediction as columns of pixels: rasters on one grid or brought to it, or the position of each cell. */
import { createTransformer } from './crs.ts';
import { createMissing } from './missing.ts';
import { createWarpedReader } from './warp/warpedLayer.ts';
import { openRaster } from './openRaster.ts';
import { fillPolygons } from './polygons/fillPolygons.ts';
import type { Grid, PixelWindow } from '../core/grid.ts';
import type { Crs } from './crs.ts';
import type { Raster, RasterOptions } from './openRaster.ts';
import type { PolygonLayer } from './polygons/polygonLayer.ts';
import type { NodataChoice } from './missing.ts';
import type { WarpedLayer } from './warp/warpedLayer.ts';

/** Plain data, so that it crosses to threads and rests in job records. */
export type Layer =
  | {
      readonly kind: 'raster';
      readonly path: string;
      /** For messages, where the file lies under a hash. */
      readonly name?: string;
      readonly band: number;
      /** As the file declares where absent. */
      readonly nodata?: NodataChoice;
    }
  /** A raster on a grid of its own. */
  | WarpedLayer
  | PolygonLayer
  /** WGS 84 degrees of the cell's centre. */
  | { readonly kind: 'coordinate'; readonly axis: 'longitude' | 'latitude' };

/** A raster on the grid of the others. */
export type PlainLayer = Extract<Layer, { readonly kind: 'raster' }>;

export interface LayerReader {
  /**
   * The same layer is the same object: what reads one of another grid is kept for it until `close`.
   * @returns one Float32Array per layer, length width × height of the window, row-major; NaN is nodata. Valid until the next read.
   */
  read(layers: readonly Layer[], window: PixelWindow): Promise<Float32Array[]>;
  /** Closes the files; what is read afterwards is opened anew. */
  close(): Promise<void>;
}

/**
 * Of decoded blocks of all rasters on the grid together, as a composite reads hundreds: six covariates of 512² blocks
 * need 12 MB, and one whose windows overlap two rows of four blocks, of which a reader of tiles takes a quarter of this.
 */
const cacheBytesOfAll = 32 << 20;
/** The windows of a raster on another grid overlap. */
const warpedCacheBytes = 32 << 20;
/** Of all rasters on other grids together. */
const allWarpedCacheBytes = 256 << 20;

/**
 * Keeps every raster open that it has read, as a prediction reads the same ones window after window.
 * @param crs of the grid, for coordinate layers
 */
export function createLayerReader(grid: Grid, crs: Crs): LayerReader {
  const open = new Map<string, Promise<Raster>>();
  const rasterAt = (path: string, options: RasterOptions): Promise<Raster> => {
    const known = open.get(path) ?? openRaster(path, options);
    open.set(path, known);
    return known;
  };
  const warpers = new Map<WarpedLayer, ReturnType<typeof createWarpedReader>>();
  const warperOf = async (layer: WarpedLayer, layerCount: number): Promise<ReturnType<typeof createWarpedReader>> => {
    const cacheBytes = Math.min(warpedCacheBytes, Math.floor(allWarpedCacheBytes / layerCount));
    const raster = await rasterAt(layer.path, { name: layer.name, cacheBytes });
    const known = warpers.get(layer) ?? createWarpedReader(layer, raster, { grid, crs });
    warpers.set(layer, known);
    return known;
  };
  // Fresh ones for every window kept the garbage collector busy for a tenth of a prediction.
  let columns: Float32Array[] = [];
  return {
    async read(layers, window) {
      const count = window.widthPx * window.heightPx;
      columns = layers.map((_, i) => (columns[i]?.length === count ? columns[i] : new Float32Array(count)));
      const cacheBytes = Math.floor(cacheBytesOfAll / layers.length);
      for (const [i, layer] of layers.entries()) {
        const out = columns[i]!;
        if (layer.kind === 'coordinate') fillCoordinates(grid, crs, window, layer.axis, out);
        else if (layer.kind === 'polygons') fillPolygons(layer, window, out);
        else if (layer.kind === 'warped') await (await warperOf(layer, layers.length))(window, out);
        else await readPlain(await rasterAt(layer.path, { ...nameOf(layer), cacheBytes }), layer, window, out);
      }
      return columns;
    },
    async close() {
      const rasters = await Promise.allSettled(open.values());
      open.clear();
      warpers.clear();
      for (const raster of rasters) if (raster.status === 'fulfilled') await raster.value.close();
    },
  };
}

function nameOf({ name }: PlainLayer): Pick<RasterOptions, 'name'> {
  return name === undefined ? {} : { name };
}

/** An infinity is no measurement: training leaves such a station out, so a map has no value there either. */
async function readPlain(raster: Raster, layer: PlainLayer, window: PixelWindow, out: Float32Array): Promise<void> {
  const { band, nodata = null } = layer;
  createMissing(raster.info, band, nodata)(await raster.readWindow(band, window, out));
}

function fillCoordinates(
  grid: Grid,
  crs: Crs,
  window: PixelWindow,
  axis: 'longitude' | 'latitude',
  out: Float32Array,
): void {
  // Stations have longitudes from −180° to 180°, also where the grid counts on past them.
  const toWgs84 = createTransformer(crs, 'EPSG:4326', { westEdge: -180 });
  const [x0, dx, , y0, , dy] = grid.transform;
  let i = 0;
  for (let row = window.yPx; row < window.yPx + window.heightPx; row++) {
    for (let column = window.xPx; column < window.xPx + window.widthPx; column++) {
      const [longitudeDeg, latitudeDeg] = toWgs84(x0 + (column + 0.5) * dx, y0 + (row + 0.5) * dy);
      out[i++] = axis === 'longitude' ? longitudeDeg : latitudeDeg;
    }
  }
}
