/** Small rasters in degrees with values of one's own, for processes that take layers. */
import { writeFile } from 'node:fs/promises';
import { buildTiff } from '../../support/tiffBuilder.ts';

export interface GridRaster {
  readonly widthPx: number;
  /** One list per band, row-major; NaN for nodata. */
  readonly bands: readonly (readonly number[])[];
  readonly west?: number;
  readonly cellSizeDegrees?: number;
  /** Names of the classes of band 1. */
  readonly classes?: Readonly<Record<string, string>>;
  /** That band 1 states. */
  readonly unit?: string;
}

/** float32, from 50° N, cells of half a degree unless another size is given; the south-eastern corner follows from the numbers of values. */
export async function writeGridRaster(path: string, raster: GridRaster): Promise<string> {
  const { widthPx, bands, west = 100, cellSizeDegrees = 0.5, classes, unit } = raster;
  const heightPx = bands[0]!.length / widthPx;
  const items = classes === undefined ? '' : `<Item name="CLASSES">${JSON.stringify(classes)}</Item>`;
  const stated = unit === undefined ? '' : `<Item name="UNITTYPE" sample="0" role="unittype">${unit}</Item>`;
  const tags = [
    { tag: 33550, type: 'double', values: [cellSizeDegrees, cellSizeDegrees, 0] },
    { tag: 33922, type: 'double', values: [0, 0, 0, west, 50, 0] },
    { tag: 34735, type: 'short', values: [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326] },
    { tag: 42112, type: 'ascii', values: `<GDALMetadata>${items}${stated}</GDALMetadata>` },
  ] as const;
  await writeFile(path, buildTiff([{ widthPx, heightPx, kind: 'float32', bands, tags }]));
  return path;
}
