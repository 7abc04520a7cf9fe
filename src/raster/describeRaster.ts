/** The first look at a raster: its header, and statistics of every pixel in bounded memory. */
import { DomainError } from '../core/errors.ts';
import { openRaster } from './openRaster.ts';
import type { PixelWindow } from '../core/grid.ts';
import type { RasterInfo } from './rasterInfo.ts';
import type { RasterOptions } from './openRaster.ts';

/** Over finite values only; null for a band without any. */
interface BandStatistics {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Of the whole, divisor n, as GDAL's STATISTICS_STDDEV. */
  readonly standardDeviation: number | null;
  readonly validCount: number;
  /** Values of plus or minus infinity: not nodata, and fit for nothing. */
  readonly infiniteCount: number;
}

export interface RasterDescription {
  readonly info: RasterInfo;
  /** In the order of the bands. */
  readonly statistics: readonly BandStatistics[];
}

export interface DescribeOptions extends RasterOptions {
  readonly signal?: AbortSignal;
  /** Share done in 0..1. */
  readonly onProgress?: (share: number) => void;
}

/** Pixels read at a time; 8 MB as float64. */
const windowPixels = 2 ** 20;

/** @throws {DomainError} as `openRaster`, and 'cancelled' when the signal fires */
export async function describeRaster(path: string, options: DescribeOptions = {}): Promise<RasterDescription> {
  const { signal, onProgress, ...openOptions } = options;
  const raster = await openRaster(path, openOptions);
  try {
    const { info } = raster;
    const sums = info.bands.map(() => ({ min: Infinity, max: -Infinity, mean: 0, squares: 0, count: 0, infinite: 0 }));
    const windows = blockWindows(info);
    for (const [i, window] of windows.entries()) {
      if (signal?.aborted === true) throw new DomainError('cancelled', `${info.name}: describing was cancelled.`);
      const values = new Float64Array(window.widthPx * window.heightPx);
      for (const { index } of info.bands) {
        addValues(sums[index - 1]!, await raster.readWindow(index, window, values));
        onProgress?.((i + index / info.bands.length) / windows.length);
      }
    }
    return { info, statistics: sums.map(statisticsOf) };
  } finally {
    await raster.close();
  }
}

/** Windows that follow the blocks: whole blocks where they are small, cut where one alone is large. */
function blockWindows({ widthPx, heightPx, blockWidthPx, blockHeightPx }: RasterInfo): readonly PixelWindow[] {
  const stepX = Math.min(widthPx, blockWidthPx * Math.max(1, Math.floor(1024 / blockWidthPx)));
  const fittingRows = Math.max(1, Math.floor(windowPixels / stepX));
  const stepY = fittingRows < blockHeightPx ? fittingRows : fittingRows - (fittingRows % blockHeightPx);
  const windows: PixelWindow[] = [];
  for (let yPx = 0; yPx < heightPx; yPx += stepY) {
    for (let xPx = 0; xPx < widthPx; xPx += stepX) {
      const width = Math.min(stepX, widthPx - xPx);
      windows.push({ xPx, yPx, widthPx: width, heightPx: Math.min(stepY, heightPx - yPx) });
    }
  }
  return windows;
}

interface Sums {
  min: number;
  max: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  squares: number;
  count: number;
  infinite: number;
}

/** Adds one window: two passes within it, then Chan's formula, so that large offsets do not cancel the deviations. */
function addValues(sums: Sums, values: Float64Array): void {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isFinite(value)) {
      sum += value;
      count++;
      if (value < sums.min) sums.min = value;
      if (value > sums.max) sums.max = value;
    } else if (!Number.isNaN(value)) {
      sums.infinite++;
    }
  }
  if (count === 0) return;
  const mean = sum / count;
  let squares = 0;
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  const total = sums.count + count;
  const delta = mean - sums.mean;
  sums.squares += squares + (delta * delta * sums.count * count) / total;
  sums.mean += (delta * count) / total;
  sums.count = total;
}

function statisticsOf({ min, max, mean, squares, count, infinite }: Sums): BandStatistics {
  if (count === 0) {
    const none = { min: null, max: null, mean: null, standardDeviation: null };
    return { ...none, validCount: 0, infiniteCount: infinite };
  }
  const standardDeviation = Math.sqrt(squares / count);
  return { min, max, mean, standardDeviation, validCount: count, infiniteCount: infinite };
}
