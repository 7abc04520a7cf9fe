/** What a file says about itself, as plain data. */
import { DomainError } from '../core/errors.ts';
import { crsFromGeoKeys } from './crsFromGeoKeys.ts';
import { requireDegreesOnEarth } from './degreeGrid.ts';
import { geoKeysOf } from './geoKeys.ts';
import { parseGdalMetadata } from './gdalMetadata.ts';
import { parseNodata } from './nodata.ts';
import { readTransform, readWorldFile } from './georeference.ts';
import { tags } from './tags.ts';
import { hasValidity, isOverview } from './validity.ts';
import type { BandType } from './bandType.ts';
import type { BlockLayout } from './blockLayout.ts';
import type { Compression } from './compression.ts';
import type { Crs } from './crs.ts';
import type { GeoKeys, GeoTransform, Grid } from '../core/grid.ts';
import type { StrictFile } from './strictFile.ts';
import type { TiffDirectories } from './tiffDirectories.ts';

interface BandInfo {
  /** From 1, as GDAL counts. */
  readonly index: number;
  readonly type: BandType;
  /** As declared, before scale and offset; NaN where the file declares "nan"; null without a declaration. */
  readonly nodata: number | null;
  /** Physical value = stored value · scale + offset. */
  readonly scale: number;
  readonly offset: number;
  readonly description: string | null;
  readonly unit: string | null;
}

export interface RasterInfo {
  readonly name: string;
  readonly format: 'GeoTIFF' | 'NetCDF';
  readonly fileBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bandCount: number;
  readonly bands: readonly BandInfo[];
  /** Of upper left corners, as GDAL gives it; null without a position. */
  readonly transform: GeoTransform | null;
  readonly rotated: boolean;
  /** Rows run from south to north. */
  readonly southUp: boolean;
  readonly geoKeys: GeoKeys | null;
  readonly crs: Crs | null;
  /** Why there is no CRS; null where there is one. */
  readonly crsReason: string | null;
  readonly tiled: boolean;
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  readonly compression: Compression;
  /** 1 none, 2 horizontal differences, 3 floating point. */
  readonly predictor: number;
  readonly interleave: 'pixel' | 'band';
  readonly overviewCount: number;
  /** A mask or a band of transparency within the file says which pixels are valid. */
  readonly masked: boolean;
}

export async function readInfo(file: StrictFile, tiff: TiffDirectories, layout: BlockLayout): Promise<RasterInfo> {
  const { first, others } = tiff;
  const geoKeys = geoKeysOf(first);
  const transform = readTransform(first, geoKeys) ?? (await readWorldFile(file.path));
  const { crs, reason } = crsFromGeoKeys(geoKeys);
  const nodata = parseNodata(first.text(tags.gdalNodata), file.name);
  const metadata = parseGdalMetadata(first.text(tags.gdalMetadata), layout.bandCount, file.name);
  return {
    name: file.name,
    format: 'GeoTIFF',
    fileBytes: file.sizeBytes,
    widthPx: layout.widthPx,
    heightPx: layout.heightPx,
    bandCount: layout.bandCount,
    bands: metadata.map((band, i) => ({ index: i + 1, type: layout.sample.type, nodata, ...band })),
    transform,
    rotated: transform !== null && (transform[2] !== 0 || transform[4] !== 0),
    southUp: transform !== null && transform[5] > 0,
    geoKeys,
    crs,
    crsReason: reason,
    tiled: layout.tiled,
    blockWidthPx: layout.blockWidthPx,
    blockHeightPx: layout.blockHeightPx,
    compression: layout.compression,
    predictor: layout.predictor,
    interleave: layout.planar || layout.bandCount === 1 ? 'band' : 'pixel',
    overviewCount: others.filter(isOverview).length,
    masked: hasValidity(tiff),
  };
}

/**
 * The grid and CRS of a raster that can be a covariate.
 * @throws {DomainError} 'raster-no-georeference' without a position, rotated, or with degrees that are not on the earth;
 *   'crs-unknown' without a CRS
 */
export function requireGrid(info: RasterInfo): { readonly grid: Grid; readonly crs: Crs } {
  const { name, transform, widthPx, heightPx, crs } = info;
  if (transform === null) {
    const advice = 'Give it one with: gdal_edit.py -a_ullr WEST NORTH EAST SOUTH -a_srs EPSG:CODE FILE';
    throw new DomainError('raster-no-georeference', `${name}: has no position on the map. ${advice}`, { file: name });
  }
  if (info.rotated) {
    const advice = 'Straighten it with: gdalwarp IN.tif OUT.tif';
    const message = `${name}: is rotated against its map axes (transform ${transform.join(', ')}). ${advice}`;
    throw new DomainError('raster-no-georeference', message, { file: name, transform });
  }
  if (crs === null) {
    const advice = 'Assign it with: gdal_edit.py -a_srs EPSG:CODE FILE';
    throw new DomainError('crs-unknown', `${name}: ${info.crsReason}. ${advice}`, { file: name });
  }
  const placed = { grid: { widthPx, heightPx, transform }, crs };
  requireDegreesOnEarth(placed, name);
  return placed;
}
