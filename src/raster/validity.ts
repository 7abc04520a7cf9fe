/** Which pixels of a GeoTIFF hold values, as a mask inside the file or a band of transparency says. */
import { createBlockReader } from './blockReader.ts';
import { readLayout } from './readLayout.ts';
import { readRawWindow } from './readWindow.ts';
import { rewriteAdvice, unsupported } from './refusals.ts';
import { tags } from './tags.ts';
import type { BlockReader } from './blockReader.ts';
import type { PixelWindow } from '../core/grid.ts';
import type { RasterLimits } from './limits.ts';
import type { StrictFile } from './strictFile.ts';
import type { TiffDirectories, TiffDirectory } from './tiffDirectories.ts';

/** Bits of the tag NewSubfileType. */
const reducedImage = 1;
const transparencyMask = 4;

/** Values of the tag ExtraSamples: associated and unassociated alpha. */
const alphaSamples: readonly number[] = [1, 2];

export function isOverview(directory: TiffDirectory): boolean {
  return (kindOf(directory) & reducedImage) !== 0 && (kindOf(directory) & transparencyMask) === 0;
}

/** Of the image itself, not of an overview. */
function isMask(directory: TiffDirectory): boolean {
  return (kindOf(directory) & transparencyMask) !== 0 && (kindOf(directory) & reducedImage) === 0;
}

function kindOf(directory: TiffDirectory): number {
  return directory.numbers(tags.newSubfileType)?.[0] ?? 0;
}

/** Whether the file itself says which pixels are valid, beside nodata. */
export function hasValidity({ first, others }: TiffDirectories): boolean {
  return others.some(isMask) || alphaBand(first) !== null;
}

/** Puts NaN where the file says that a band has no value. */
export type Validity = (band: number, window: PixelWindow, out: Float32Array | Float64Array) => Promise<void>;

/**
 * A mask wins over a band of alpha, as in GDAL; a pixel that is transparent in part has its value.
 * @returns null where every pixel is valid, but for nodata
 * @throws {DomainError} 'raster-unsupported' for a mask of another size
 */
export function openValidity(
  file: StrictFile,
  tiff: TiffDirectories,
  pixels: BlockReader,
  limits: RasterLimits,
): Validity | null {
  const directory = tiff.others.find(isMask);
  if (directory !== undefined) {
    const mask = openMask(file, directory, tiff.littleEndian, pixels, limits);
    return (band, window, out) => blank(mask, mask.layout.bandCount === 1 ? 1 : band, window, out);
  }
  const alpha = alphaBand(tiff.first);
  if (alpha === null) return null;
  return async (band, window, out) => {
    if (band !== alpha) await blank(pixels, alpha, window, out);
  };
}

/** The band, from 1, that holds the opacity of the others; null without one. */
function alphaBand(directory: TiffDirectory): number | null {
  const extra = Array.from(directory.numbers(tags.extraSamples) ?? []);
  const at = extra.findIndex((kind) => alphaSamples.includes(kind));
  const bandCount = directory.numbers(tags.samplesPerPixel)?.[0] ?? 1;
  return at === -1 || extra.length >= bandCount ? null : bandCount - extra.length + at + 1;
}

async function blank(
  mask: BlockReader,
  band: number,
  window: PixelWindow,
  out: Float32Array | Float64Array,
): Promise<void> {
  const valid = await readRawWindow(mask, band, window);
  for (let i = 0; i < out.length; i++) if (valid[i] === 0) out[i] = Number.NaN;
}

function openMask(
  file: StrictFile,
  directory: TiffDirectory,
  littleEndian: boolean,
  pixels: BlockReader,
  limits: RasterLimits,
): BlockReader {
  const source = { name: `${file.name} (mask)`, sizeBytes: file.sizeBytes, littleEndian };
  const layout = readLayout(directory, source, limits);
  const { widthPx, heightPx, bandCount } = pixels.layout;
  const fits = layout.widthPx === widthPx && layout.heightPx === heightPx;
  if (!fits || (layout.bandCount !== 1 && layout.bandCount !== bandCount)) {
    const size = `${layout.widthPx} × ${layout.heightPx} × ${layout.bandCount}`;
    throw unsupported(file.name, `its mask of ${size} does not fit its ${widthPx} × ${heightPx} pixels`, rewriteAdvice);
  }
  const lercWrapper = directory.numbers(tags.lercParameters)?.[1] ?? 0;
  return createBlockReader(file, layout, { ...limits, fill: 0, lercWrapper });
}
