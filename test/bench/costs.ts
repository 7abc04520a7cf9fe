/** What benches of rasters measure by. */
import { openRaster } from '../../src/raster/openRaster.ts';
import { requireGrid } from '../../src/raster/rasterInfo.ts';

/** Grid and reference system of a raster. */
export async function placeOf(path: string): Promise<ReturnType<typeof requireGrid>> {
  const raster = await openRaster(path);
  const place = requireGrid(raster.info);
  await raster.close();
  return place;
}

/** CPU-seconds of all threads of this process. */
export function secondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** To a thousandth. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
