/** Several rasters as one stack: opened, on one grid, or refused layer by layer. */
import { DomainError } from '../../core/errors.ts';
import { gridBounds } from '../../core/grid.ts';
import { bandsNamed, listBands } from '../../raster/bandNames.ts';
import { compareGrids } from '../../raster/gridMatch.ts';
import { openRaster } from '../../raster/openRaster.ts';
import { requireGrid } from '../../raster/rasterInfo.ts';
import { mapLimited } from '../../core/mapLimited.ts';
import { alignLayer, reportAlignment, templateOf } from './alignment.ts';
import type { Grid } from '../../core/grid.ts';
import type { Json } from '../../core/json.ts';
import type { Crs } from '../../raster/crs.ts';
import type { GridMismatch } from '../../raster/gridMatch.ts';
import type { Layer } from '../../raster/layers.ts';
import type { NodataChoice } from '../../raster/missing.ts';
import type { RasterInfo } from '../../raster/rasterInfo.ts';
import type { PlacedGrid } from '../../raster/warp/locate.ts';
import type { Alignment } from './alignment.ts';
import type { Library, LibraryFile } from '../library.ts';

/**
 * A raster as inputs name it: its reference, or reference, band by number or name (null for the only or first one), and
 * what means no value where the file does not say.
 */
export type RasterSource =
  | string
  | { readonly raster: string; readonly band?: number | string | null; readonly nodata?: NodataChoice };

export interface StackLayer {
  readonly covariate: string;
  readonly file: LibraryFile;
  readonly band: number;
  readonly info: RasterInfo;
  /** How it is read on the grid of the stack. */
  readonly onGrid: Exclude<Layer, { readonly kind: 'coordinate' | 'polygons' }>;
}

export interface CovariateStack {
  readonly layers: readonly StackLayer[];
  readonly grid: Grid;
  readonly crs: Crs;
  /** The raster whose CRS tags a result copies. */
  readonly template: RasterInfo;
}

/**
 * @param options pointer to the sources in the inputs, for messages; how rasters of other grids are brought to the
 *   first one's, null where they must lie on it, absent where that cannot be asked for
 * @returns null for no rasters at all
 * @throws {DomainError} 'grid-mismatch' with one message per layer, or for a layer to be aligned that lies elsewhere;
 *   'not-found', 'raster-…' and 'crs-unknown' for a layer; 'unknown-field' for an alignment of a layer that is not there
 */
export async function openStack(
  library: Library,
  sources: Readonly<Record<string, RasterSource>>,
  { pointer = '/covariates', alignment }: { readonly pointer?: string; readonly alignment?: Alignment | null } = {},
): Promise<CovariateStack | null> {
  const layers = await mapLimited(Object.entries(sources), Infinity, ([covariate, source]) =>
    openLayer(library, covariate, source),
  );
  const aligning = alignment ?? null;
  const first = aligning === null ? layers[0] : templateOf(layers, aligning);
  if (first === undefined) return null;
  const place = { name: nameOf(first), ...requireGrid(first.info) };
  const stack = { grid: place.grid, crs: place.crs, template: first.info };
  if (aligning !== null) return { ...stack, layers: layers.map((layer) => alignLayer(layer, place, aligning)) };
  const placed = layers.map((layer) => ({ name: nameOf(layer), ...requireGrid(layer.info) }));
  const mismatches = compareGrids(place, placed);
  if (mismatches.length > 0) throw offGrid(layers, mismatches, pointer, alignment !== undefined);
  return { ...stack, layers };
}

function nameOf({ covariate, file }: StackLayer): string {
  return `${covariate} (${file.name})`;
}

function offGrid(
  layers: readonly StackLayer[],
  mismatches: readonly GridMismatch[],
  pointer: string,
  canAlign: boolean,
): DomainError {
  const text = mismatches.map((mismatch) => mismatch.message).join('\n');
  const [first] = layers as readonly [StackLayer];
  const references = layers.map(({ covariate, file, band }) => {
    const source = band === 1 ? file.reference : JSON.stringify({ raster: file.reference, band });
    return `--layer ${quoted(`${covariate}=${source}`)}`;
  });
  const command = `cryoforest align --template ${quoted(first.file.reference)} ${references.join(' ')} --out aligned.tif`;
  const whileRead = canAlign ? 'while they are read with "align": true (--align true), or once and for all ' : '';
  const advice = `Have them brought to the grid of ${nameOf(first)} ${whileRead}with: ${command}`;
  return new DomainError('grid-mismatch', `The rasters are not on one grid:\n${text}\n${advice}`, {
    errors: mismatches.map(({ name, message }) => ({
      pointer: `${pointer}/${name.split(' ')[0]}`,
      detail: message,
    })),
  });
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Opens one layer, which is read on its own grid. */
export async function openLayer(library: Library, covariate: string, source: RasterSource): Promise<StackLayer> {
  const {
    raster: reference,
    band: asked = null,
    nodata = null,
  } = typeof source === 'string' ? { raster: source } : source;
  const file = await library.resolve('raster', reference);
  const raster = await openRaster(file.path, { name: file.name });
  try {
    const band = bandOf(raster.info, asked, covariate);
    const onGrid = { kind: 'raster', path: file.path, name: file.name, band, nodata } as const;
    return { covariate, file, band, info: raster.info, onGrid };
  } finally {
    await raster.close();
  }
}

function bandOf(info: RasterInfo, asked: number | string | null, covariate: string): number {
  const { name, format, bands, bandCount } = info;
  const refused = (what: string): DomainError =>
    new DomainError('invalid-input', `Covariate ${covariate}: ${what}`, { covariate, band: asked, bandCount });
  if (typeof asked === 'string') {
    const [band, ...others] = bandsNamed(info, asked) as [number, ...number[]];
    if (others.length === 0) return band;
    const named = bands.filter(({ index }) => index === band || others.includes(index));
    throw refused(
      `${JSON.stringify(asked)} is the name of several bands of ${name}: ${listBands(named)}. Choose one, by number where names are equal`,
    );
  }
  if (asked === null && format === 'NetCDF' && bandCount > 1) {
    throw refused(
      `${name} has ${bandCount} bands: ${listBands(bands)}. Say which, as {"raster": …, "band": ${JSON.stringify(bands[0]!.description)}}`,
    );
  }
  const band = asked ?? 1;
  if (band <= bandCount) return band;
  throw refused(`${name} has ${bandCount === 1 ? 'one band' : `${bandCount} bands`}, band ${band} was asked for`);
}

/** What was done to rasters of other grids, for reports; nothing where every raster lay on the grid. */
export function alignedIn(stack: CovariateStack): {
  readonly aligned?: readonly { readonly [key: string]: Json }[];
  readonly warnings?: readonly string[];
} {
  const { aligned, warnings } = reportAlignment(stack.layers, { name: stack.template.name, ...placeOf(stack) });
  return aligned.length === 0 ? {} : { aligned, warnings };
}

export function placeOf({ grid, crs }: CovariateStack): PlacedGrid {
  return { grid, crs };
}

/** Where a grid lies, for messages: its bounds (west, south, east, north) and their CRS. */
export function describeExtent({ grid, crs }: Pick<CovariateStack, 'grid' | 'crs'>): string {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  return `${[minX, minY, maxX, maxY].join(', ')} in ${crs.name}`;
}
