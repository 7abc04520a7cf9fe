/** Commands of GDAL that do what is done here. */
import { gridBounds } from '../../core/grid.ts';
import type { PlacedGrid } from './locate.ts';
import type { WarpedLayer } from './warpedLayer.ts';

/** What puts a raster onto a grid: `gdalwarp` and its options of place. */
export function warpOnto({ grid, crs }: PlacedGrid): string {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const target = crs.epsg === null ? `'${crs.proj4}'` : `EPSG:${crs.epsg}`;
  return `gdalwarp -t_srs ${target} -te ${minX} ${minY} ${maxX} ${maxY} -ts ${grid.widthPx} ${grid.heightPx}`;
}

/**
 * The command that gives what a layer gives: without gdalwarp's approximation, and with kernels stretched by one factor,
 * which it would otherwise measure for every part of the target anew.
 * @param bandCount of the layer's raster: a band among several is named, which GDAL 3.7 and later take
 */
export function warpCommand(layer: WarpedLayer, bandCount: number, target: PlacedGrid, outName: string): string {
  const { name, band, method, stretch, nodata } = layer;
  const isKernel = method === 'bilinear' || method === 'cubic';
  const parts = [
    warpOnto(target),
    `-et 0 -r ${method === 'nearest' ? 'near' : method}`,
    ...(isKernel ? [`-wo XSCALE=${stretch.x} -wo YSCALE=${stretch.y}`] : []),
    ...(bandCount > 1 ? [`-b ${band}`] : []),
    ...(nodata === null ? [] : [`-srcnodata ${nodata}`]),
    `-ot Float32 -dstnodata nan ${quoted(name)} ${quoted(outName)}`,
  ];
  return parts.join(' ');
}

/** As one word of a shell. */
function quoted(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
