/** Small rasters as a whole, for tests that judge every cell. */
import { openRaster } from '../../src/raster/openRaster.ts';

/** All bands, row by row; NaN for nodata. */
export async function readBands(path: string): Promise<Float32Array[]> {
  const raster = await openRaster(path);
  try {
    const { widthPx, heightPx, bands } = raster.info;
    const window = { xPx: 0, yPx: 0, widthPx, heightPx };
    return await Promise.all(
      bands.map(({ index }) => raster.readWindow(index, window, new Float32Array(widthPx * heightPx))),
    );
  } finally {
    await raster.close();
  }
}

export async function readBand(path: string, band = 1): Promise<Float32Array> {
  return (await readBands(path))[band - 1]!;
}
