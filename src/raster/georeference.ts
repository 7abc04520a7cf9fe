/** Where the pixels lie: the transform from the three GeoTIFF tags, or from a world file beside the image. */
import { readFile } from 'node:fs/promises';
import { isErrno } from '../core/errors.ts';
import { pointRaster, readGeoKeys } from './geoKeys.ts';
import { unreadable } from './refusals.ts';
import { tags } from './tags.ts';
import type { GeoKeys, GeoTransform } from '../core/grid.ts';
import type { TiffDirectory } from './tiffDirectories.ts';

/**
 * For the upper left corner of the upper left pixel, as GDAL gives it: also where the file's position is that of
 * pixel centres (PixelIsPoint).
 * @returns null without a usable position; ground control points alone are none
 * @source OGC GeoTIFF 1.1 (19-008r4), section 7.3.3 and annex B.6
 */
export function readTransform(directory: TiffDirectory, geoKeys: GeoKeys | null): GeoTransform | null {
  const transform = fromScaleAndTiepoint(directory) ?? fromMatrix(directory);
  if (transform === null || !transform.every(Number.isFinite)) return null;
  const isPoint = geoKeys !== null && readGeoKeys(geoKeys).number(pointRaster.key) === pointRaster.value;
  return isPoint ? shiftByHalfPixel(transform) : transform;
}

function fromScaleAndTiepoint(directory: TiffDirectory): GeoTransform | null {
  const scale = directory.numbers(tags.modelPixelScale);
  const tie = directory.numbers(tags.modelTiepoint);
  if (scale === null || tie === null || scale.length < 2 || tie.length < 6) return null;
  const [scaleX, scaleY] = [scale[0]!, scale[1]!];
  if (scaleX === 0 || scaleY === 0) return null;
  // Rows run south whatever the sign: GDAL reads a negative scale as a mistake of the writer.
  const cellY = -Math.abs(scaleY);
  return [tie[3]! - tie[0]! * scaleX, scaleX, 0, tie[4]! - tie[1]! * cellY, 0, cellY];
}

function fromMatrix(directory: TiffDirectory): GeoTransform | null {
  const m = directory.numbers(tags.modelTransformation);
  if (m === null || m.length < 16) return null;
  return [m[3]!, m[0]!, m[1]!, m[7]!, m[4]!, m[5]!];
}

/** From a position of pixel centres to one of upper left corners. */
function shiftByHalfPixel([x0, dx, rx, y0, ry, dy]: GeoTransform): GeoTransform {
  return [x0 - (dx + rx) / 2, dx, rx, y0 - (ry + dy) / 2, ry, dy];
}

/**
 * The world file beside an image: a.tfw, a.tifw or a.wld for a.tif.
 * @throws {DomainError} 'raster-unreadable' where there is one that does not hold six numbers
 */
export async function readWorldFile(path: string): Promise<GeoTransform | null> {
  const stem = path.replace(/\.[^./\\]*$/, '');
  for (const candidate of ['tfw', 'TFW', 'tifw', 'wld'].map((extension) => `${stem}.${extension}`)) {
    const text = await readFile(candidate, 'utf8').catch((error: unknown) => {
      if (isErrno(error, 'ENOENT') || isErrno(error, 'EISDIR')) return null;
      throw error;
    });
    if (text === null) continue;
    const numbers = text.trim().split(/\s+/).slice(0, 6).map(Number);
    const [dx, ry, rx, dy, x, y] = numbers;
    if (numbers.length < 6 || !numbers.every(Number.isFinite)) {
      throw unreadable(candidate, 'a world file needs six numbers, one per line');
    }
    return shiftByHalfPixel([x!, dx!, rx!, y!, ry!, dy!]);
  }
  return null;
}
