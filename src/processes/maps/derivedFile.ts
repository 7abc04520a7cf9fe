/** One file of the maps that a rule makes: what its bands are, how it is written, its picture and its legend. */
import { join } from 'node:path';
import { windowGrid } from '../../core/grid.ts';
import { software } from '../../core/version.ts';
import { assembleCog } from '../../raster/assembleCog.ts';
import { classFormat, classItems } from '../../raster/mapClasses.ts';
import { renderPreview } from '../../raster/preview.ts';
import { readPreviewPixels } from '../../raster/previewPixels.ts';
import { describeStatistics } from './areaTally.ts';
import { writeNames } from './mapNames.ts';
import { maxSidePx } from './mapPreview.ts';
import { writeOutput } from '../writeOutput.ts';
import type { Grid } from '../../core/grid.ts';
import type { CogRequest } from '../../raster/assembleCog.ts';
import type { CogFormat } from '../../raster/cogFormat.ts';
import type { Crs } from '../../raster/crs.ts';
import type { MapClass } from '../../raster/mapClasses.ts';
import type { Overview } from '../../raster/overview.ts';
import type { Palette } from '../../raster/preview.ts';
import type { DescribedStatistics } from './areaTally.ts';
import type { Derivation } from './derivedMap.ts';
import type { MapChoices } from './mapChoices.ts';
import type { Output, ProcessContext } from '../process.ts';

/** Equals no number, so that every number may stand in a map. */
const nodata = Number.NaN;

export interface DerivedBand {
  /** In the report, such as slope. */
  readonly name: string;
  /** In the file, such as "Slope (Horn 1981)". */
  readonly description: string;
  /** Empty for none. */
  readonly unit: string;
  /** `mode` for classes. */
  readonly overview: Overview;
  /** Classes that are the only band make a map of bytes with a colour table. */
  readonly palette: Palette;
}

export interface DerivedFile {
  readonly fileName: string;
  readonly bands: readonly DerivedBand[];
}

export interface FileToWrite extends DerivedFile {
  /** Absent for the name of the file. */
  readonly pictureName?: string;
}

export interface WrittenFile {
  readonly map: Output;
  /** PNG of the first band that has a value anywhere. */
  readonly preview: Output;
  /** Of the classes of the first band; null for amounts. */
  readonly names: Output | null;
  readonly bands: readonly DescribedBand[];
}

/** A type, not an interface, so that it is JSON. */
type DescribedBand = {
  readonly band: string;
  readonly title: string;
  readonly unit: string;
  readonly statistics: DescribedStatistics | null;
  /** Share of cells that have a value. */
  readonly shareWithValue: number;
};

/** @param tiles the size of its chunks, and the tiles of each, compressed so */
export async function writeDerivedFile(
  context: ProcessContext,
  { stack, window, items }: Pick<Derivation, 'stack' | 'window' | 'items'>,
  { fileName, bands, pictureName = fileName.replace(/\.tif$/, '.png') }: FileToWrite,
  tiles: Pick<CogRequest, 'chunkSizePx' | 'chunks'> & Pick<MapChoices, 'compression'>,
): Promise<WrittenFile> {
  const grid = windowGrid(stack.grid, window);
  const path = join(context.folder, fileName);
  const classes = classesOf(bands);
  const written = await assembleCog({
    grid,
    // A stack has a CRS, and a CRS was read from keys.
    geoKeys: stack.template.geoKeys!,
    ...formatOf(bands, tiles),
    ...tiles,
    text: { bands, items: { SOFTWARE: software, ...items, ...(classes === null ? {} : classItems(classes)) } },
    path,
    signal: context.signal,
    onProgress: (share) => context.progress(0.9 * share, 'putting the map together'),
  });
  return {
    map: { kind: 'file', path, fileName, hashed: written.file },
    preview: await writePreview(context, { path, grid, crs: stack.crs }, bands, {
      // Of a map without any value the first: there has to be a picture.
      band: Math.max(
        0,
        written.statistics.findIndex(({ count }) => count > 0),
      ),
      fileName: pictureName,
    }),
    names: classes === null ? null : await writeNames(context, fileName, classes),
    bands: bands.map(({ name, description, unit }, i) => ({
      band: name,
      title: description,
      unit,
      statistics: describeStatistics(written.statistics[i]!),
      shareWithValue: written.statistics[i]!.count / (grid.widthPx * grid.heightPx),
    })),
  };
}

function classesOf([first]: readonly DerivedBand[]): readonly MapClass[] | null {
  return first === undefined || typeof first.palette === 'string' ? null : first.palette.classes;
}

export function formatOf(bands: readonly DerivedBand[], { compression }: Pick<MapChoices, 'compression'>): CogFormat {
  const classes = bands.length === 1 ? classesOf(bands) : null;
  const format = classes === null ? { nodata, overviews: bands.map(({ overview }) => overview) } : classFormat(classes);
  return { ...format, compression };
}

async function writePreview(
  context: ProcessContext,
  map: { readonly path: string; readonly grid: Grid; readonly crs: Crs },
  bands: readonly DerivedBand[],
  { band, fileName }: { readonly band: number; readonly fileName: string },
): Promise<Output> {
  context.progress(0.9, 'drawing the picture');
  const { description, unit, palette } = bands[band]!;
  const { grid, crs } = map;
  const pixels = await readPreviewPixels(map.path, maxSidePx, band + 1);
  const words = { title: description, subtitle: null, unit, stations: [] };
  return writeOutput(context.folder, fileName, await renderPreview({ pixels, palette, grid, crs, ...words }));
}
