/** The pixels that a figure needs of a Cloud Optimized GeoTIFF: one of its overviews, never the whole map. */
import { fromFile } from 'geotiff';
import type { Pixels } from './overview.ts';

/**
 * @param path       a file written by `assembleCog`
 * @param maxSidePx  the finest level is taken that is no wider and no higher than this, ≥ 512
 */
export async function readPreviewPixels(path: string, maxSidePx: number): Promise<Pixels> {
  const tiff = await fromFile(path);
  try {
    let image = await tiff.getImage(0);
    for (let level = 1; Math.max(image.getWidth(), image.getHeight()) > maxSidePx; level++) {
      image = await tiff.getImage(level);
    }
    const nodata = Math.fround(image.getGDALNoData() ?? Number.NaN);
    const stored = await image.readRasters({ interleave: true });
    const values = Float32Array.from(stored, (value) => (value === nodata ? Number.NaN : value));
    return { values, widthPx: image.getWidth(), heightPx: image.getHeight() };
  } finally {
    await tiff.close();
  }
}
