/** Several rasters as one stack: opened, on one grid, or refused layer by layer. */
import { DomainError } from '../core/errors.ts';
import { gridBounds } from '../core/grid.ts';
import { compareGrids } from '../raster/gridMatch.ts';
import { openRaster } from '../raster/openRaster.ts';
import { requireGrid } from '../raster/rasterInfo.ts';
import { mapLimited } from '../core/mapLimited.ts';
import type { Grid } from '../core/grid.ts';
import type { Crs } from '../raster/crs.ts';
import type { RasterInfo } from '../raster/rasterInfo.ts';
import type { Library, LibraryFile } from './library.ts';

/** A raster as inputs name it: its reference, or reference and band. */
export type RasterSource = string | { readonly raster: string; readonly band: number };

export interface StackLayer {
  readonly covariate: string;
  readonly file: LibraryFile;
  readonly band: number;
  readonly info: RasterInfo;
}

export interface CovariateStack {
  readonly layers: readonly StackLayer[];
  readonly grid: Grid;
  readonly crs: Crs;
  /** The raster whose CRS tags a result copies. */
  readonly template: RasterInfo;
}

/**
 * @param pointer to the sources in the inputs, for messages
 * @returns null for no rasters at all
 * @throws {DomainError} 'grid-mismatch' with one message per layer; 'not-found', 'raster-…' and 'crs-unknown' for a layer
 */
export async function openStack(
  library: Library,
  sources: Readonly<Record<string, RasterSource>>,
  pointer = '/covariates',
): Promise<CovariateStack | null> {
  const layers = await mapLimited(Object.entries(sources), Infinity, ([covariate, source]) =>
    openLayer(library, covariate, source),
  );
  const first = layers[0];
  if (first === undefined) return null;
  const placed = layers.map((layer) => ({
    name: `${layer.covariate} (${layer.file.name})`,
    ...requireGrid(layer.info),
  }));
  const mismatches = compareGrids(placed[0]!, placed.slice(1));
  if (mismatches.length > 0) {
    const text = mismatches.map((mismatch) => mismatch.message).join('\n');
    throw new DomainError('grid-mismatch', `The rasters are not on one grid:\n${text}`, {
      errors: mismatches.map(({ name, message }) => ({
        pointer: `${pointer}/${name.split(' ')[0]}`,
        detail: message,
      })),
    });
  }
  return { layers, grid: placed[0]!.grid, crs: placed[0]!.crs, template: first.info };
}

async function openLayer(library: Library, covariate: string, source: RasterSource): Promise<StackLayer> {
  const { raster: reference, band } = typeof source === 'string' ? { raster: source, band: 1 } : source;
  const file = await library.resolve('raster', reference);
  const raster = await openRaster(file.path, { name: file.name });
  try {
    if (band > raster.info.bandCount) {
      const message = `Covariate ${covariate}: ${file.name} has ${raster.info.bandCount} bands, band ${band} was asked for`;
      throw new DomainError('invalid-input', message, { covariate, band, bandCount: raster.info.bandCount });
    }
    return { covariate, file, band, info: raster.info };
  } finally {
    await raster.close();
  }
}

/** Where a grid lies, for messages: its bounds (west, south, east, north) and their CRS. */
export function describeExtent({ grid, crs }: Pick<CovariateStack, 'grid' | 'crs'>): string {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  return `${[minX, minY, maxX, maxY].join(', ')} in ${crs.name}`;
}
