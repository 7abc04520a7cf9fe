/** The pixels that a figure needs of a Cloud Optimized GeoTIFF: one of its overviews, never the whole map. */
import { createBlockReader } from './blockReader.ts';
import { defaultLimits } from './limits.ts';
import { nodataAsStored, parseNodata } from './nodata.ts';
import type { Pixels } from './overview.ts';
import { readLayout } from './readLayout.ts';
import { readPhysicalWindow } from './readWindow.ts';
import { openStrictFile } from './strictFile.ts';
import { tags } from './tags.ts';
import { readDirectories } from './tiffDirectories.ts';

/**
 * @param path       a file written by `assembleCog`: no masks, one nodata value
 * @param maxSidePx  the finest level is taken that is no wider and no higher than this, ≥ 512
 * @param band       from 1
 */
export async function readPreviewPixels(path: string, maxSidePx: number, band: number): Promise<Pixels> {
  const file = await openStrictFile(path);
  try {
    const { first, others, littleEndian } = await readDirectories(file, defaultLimits);
    const layouts = [first, ...others].map((level) => readLayout(level, { ...file, littleEndian }, defaultLimits));
    const layout = layouts.find(({ widthPx, heightPx }) => Math.max(widthPx, heightPx) <= maxSidePx)!;
    const { widthPx, heightPx } = layout;
    const reader = createBlockReader(file, layout, { cacheBytes: 0, fill: 0, lercWrapper: 0 });
    const nodata = nodataAsStored(parseNodata(first.text(tags.gdalNodata), file.name), layout.sample.type);
    const values = new Float32Array(widthPx * heightPx);
    const window = { xPx: 0, yPx: 0, widthPx, heightPx };
    await readPhysicalWindow(reader, band, window, { scale: 1, offset: 0, nodata }, values);
    return { values, widthPx, heightPx };
  } finally {
    await file.close();
  }
}
