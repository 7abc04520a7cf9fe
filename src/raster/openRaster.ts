/**
 * Reading of GeoTIFFs. geotiff parses the header; blocks are fetched, checked and decoded here, because its own way
 * to pixels is four times slower and gives wrong values without an error in several cases (raster tests name them).
 */
import { DomainError } from '../core/errors.ts';
import { readLayout } from './readLayout.ts';
import { checkWindow, readPhysicalWindow, readRawWindow } from './readWindow.ts';
import { createBlockReader } from './blockReader.ts';
import { defaultLimits } from './limits.ts';
import { nodataAsStored } from './nodata.ts';
import { isNetcdf, netcdfRaster } from './netcdf/netcdfRaster.ts';
import { openStrictFile } from './strictFile.ts';
import { readDirectories } from './tiffDirectories.ts';
import { openValidity } from './validity.ts';
import { readInfo } from './rasterInfo.ts';
import { tags } from './tags.ts';
import type { PixelWindow } from '../core/grid.ts';
import type { RasterInfo } from './rasterInfo.ts';
import type { RasterLimits } from './limits.ts';
import type { RawArray } from './bandType.ts';
import type { StrictFile } from './strictFile.ts';

export interface RasterOptions extends Partial<RasterLimits> {
  /** Shown in messages instead of the file's own name, for uploads that lie under a hash. */
  readonly name?: string;
}

export interface Raster {
  readonly info: RasterInfo;
  /**
   * Physical values of one band: scale and offset applied, NaN where nodata, masked, wholly transparent, or never written.
   * @param band   from 1
   * @param window whole pixels inside the raster
   * @param out    length width × height of the window, row-major from the upper left; float32 rounds large integers
   * @returns out
   * @throws {DomainError} 'invalid-input' for a window outside; 'raster-unreadable' for a damaged block
   */
  readWindow<Out extends Float32Array | Float64Array>(band: number, window: PixelWindow, out: Out): Promise<Out>;
  /** Values as stored, in the band's own type; nothing applied. Throws as `readWindow` does. */
  readRaw(band: number, window: PixelWindow): Promise<RawArray>;
  close(): Promise<void>;
}

/**
 * Opens a GeoTIFF, or a NetCDF file as a raster of its slices, and checks its header and the place of every block. One raster serves concurrent calls of one
 * thread; each thread opens its own.
 * @throws {DomainError} 'not-found', 'raster-unreadable', 'raster-unsupported' or 'too-large'
 */
export async function openRaster(path: string, options: RasterOptions = {}): Promise<Raster> {
  const file = await openStrictFile(path, options.name);
  try {
    return await rasterOf(file, { ...defaultLimits, ...options });
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function rasterOf(file: StrictFile, limits: RasterLimits): Promise<Raster> {
  if (await isNetcdf(file)) return netcdfRaster(file, limits);
  const tiff = await readDirectories(file, limits);
  const source = { name: file.name, sizeBytes: file.sizeBytes, littleEndian: tiff.littleEndian };
  const layout = readLayout(tiff.first, source, limits);
  const info = await readInfo(file, tiff, layout);
  const fill = info.bands[0]?.nodata ?? 0;
  const lercWrapper = tiff.first.numbers(tags.lercParameters)?.[1] ?? 0;
  const pixels = createBlockReader(file, layout, { ...limits, fill, lercWrapper });
  const validity = openValidity(file, tiff, pixels, limits);
  return {
    info,
    async readWindow(band, window, out) {
      checkWindow(file.name, pixels, band, window);
      if (out.length !== window.widthPx * window.heightPx) {
        const size = `${window.widthPx} × ${window.heightPx}`;
        throw new DomainError('invalid-input', `${file.name}: ${size} pixels asked into ${out.length} places.`);
      }
      const { scale, offset, nodata, type } = info.bands[band - 1]!;
      await readPhysicalWindow(pixels, band, window, { scale, offset, nodata: nodataAsStored(nodata, type) }, out);
      await validity?.(band, window, out);
      return out;
    },
    readRaw(band, window) {
      checkWindow(file.name, pixels, band, window);
      return readRawWindow(pixels, band, window);
    },
    close: () => file.close(),
  };
}
