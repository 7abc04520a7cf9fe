/** How a process makes a map of layers by a rule: planned in chunks, made window by window in threads, put together. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../core/errors.ts';
import { splitFrames } from '../core/frames.ts';
import { windowGrid } from '../core/grid.ts';
import { software } from '../core/version.ts';
import { createRule } from '../derive/rules.ts';
import { assembleCog } from '../raster/assembleCog.ts';
import { planCog, tileSizePx } from '../raster/cogPlan.ts';
import { classFormat, classItems } from '../raster/mapClasses.ts';
import { renderPreview } from '../raster/preview.ts';
import { readPreviewPixels } from '../raster/previewPixels.ts';
import { describeStatistics } from './areaTally.ts';
import { chunkAround, chunkSizeFor } from './chunkSize.ts';
import { writeNames } from './mapNames.ts';
import { maxSidePx } from './mapPreview.ts';
import type { Grid, PixelWindow } from '../core/grid.ts';
import type { WindowRule } from '../core/windowRule.ts';
import type { Json } from '../core/json.ts';
import type { RuleRequest } from '../derive/rules.ts';
import type { CogFormat } from '../raster/cogFormat.ts';
import type { CogPlan } from '../raster/cogPlan.ts';
import type { Layer } from '../raster/layers.ts';
import type { RasterInfo } from '../raster/rasterInfo.ts';
import type { Overview } from '../raster/overview.ts';
import type { MapClass } from '../raster/mapClasses.ts';
import type { Palette } from '../raster/preview.ts';
import type { DeriveWindowTask } from '../../workers/deriveWindow.ts';
import type { CovariateStack } from './covariateStack.ts';
import type { Library } from './library.ts';
import type { FinishedChunks, Output, OutputDescription, ProcessContext } from './process.ts';

/** Equals no number, so that every number may stand in a map. */
const nodata = Number.NaN;

interface DerivedBand {
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

/** As outputs are described. */
export const cogMediaType = 'image/tiff; application=geotiff; profile=cloud-optimized';

/** The picture that `assemble` makes. */
export const pictureOutput: OutputDescription = {
  title: 'Picture',
  description: 'PNG of the first band.',
  mediaType: 'image/png',
  resource: 'map',
};

/** What a map needs, found and checked before any pixel is read. */
export interface Derivation {
  /** Its grid, CRS and CRS tags are those of the map. */
  readonly stack: Pick<CovariateStack, 'grid' | 'crs'> & { readonly template: Pick<RasterInfo, 'geoKeys'> };
  /** In the order that the rule takes them. */
  readonly layers: readonly Layer[];
  readonly rule: RuleRequest;
  readonly bands: readonly DerivedBand[];
  /** Part of the grid to be made. */
  readonly window: PixelWindow;
  /** As asked for; null to choose. */
  readonly chunkSizePx: number | null;
}

interface WrittenMap {
  readonly map: Output;
  /** PNG of the first band. */
  readonly preview: Output;
  /** Of the classes of the first band; null for amounts. */
  readonly names: Output | null;
  /** Per band: name, title, unit, statistics, share of cells that have a value. */
  readonly bands: readonly { readonly [key: string]: Json }[];
  /** Sums of what the rule counts. */
  readonly counts: readonly number[];
}

/** The parts of a process that makes a map. */
interface DerivedMap<Inputs> {
  readonly plan: (
    context: Pick<ProcessContext, 'library'>,
    inputs: Inputs,
  ) => Promise<readonly { readonly index: number }[]>;
  readonly runChunk: (
    context: ProcessContext,
    inputs: Inputs,
    chunk: { readonly index: number },
  ) => Promise<Uint8Array>;
  /** Puts the chunks together to `fileName` in the context's folder. */
  readonly assemble: (
    context: ProcessContext,
    inputs: Inputs,
    chunks: FinishedChunks,
    fileName: string,
  ) => Promise<WrittenMap>;
}

/** @param prepare finds and checks what the map needs; called for the plan, by every worker and for the assembly */
export function derivedMap<Inputs>(
  prepare: (library: Library, inputs: Inputs) => Promise<Derivation>,
): DerivedMap<Inputs> {
  return {
    async plan({ library }, inputs) {
      const derivation = await prepare(library, inputs);
      // Refuses what the rule cannot do before a job is accepted.
      const { bandCount } = ruleOf(derivation);
      if (bandCount !== derivation.bands.length) {
        throw new DomainError(
          'internal',
          `Rule ${derivation.rule.name} makes ${bandCount} bands, ${derivation.bands.length} were described`,
        );
      }
      const plan = planOf(derivation);
      return Array.from({ length: plan.chunksAcross * plan.chunksDown }, (_, index) => ({ index }));
    },
    async runChunk(context, inputs, { index }) {
      const derivation = await context.remember('derivation', () => prepare(context.library, inputs));
      const { stack, layers, rule, bands, window } = derivation;
      const task: DeriveWindowTask = {
        rule,
        layers,
        grid: stack.grid,
        crs: stack.crs,
        window,
        chunkSizePx: planOf(derivation).chunkSizePx,
        index,
        format: formatOf(bands),
      };
      const { wholeMapBytes } = ruleOf(derivation);
      if (wholeMapBytes !== undefined) {
        const megabytes = Math.ceil(wholeMapBytes / 2 ** 20);
        context.log('info', `The whole map is made in one thread, which needs about ${megabytes} MB of memory`);
      }
      return context.pool.run<Uint8Array>('deriveWindow', task, context.signal);
    },
    async assemble(context, inputs, chunks, fileName) {
      const derivation = await prepare(context.library, inputs);
      const { stack, bands, window } = derivation;
      const grid = windowGrid(stack.grid, window);
      const path = join(context.folder, fileName);
      const classes = classesOf(bands);
      const counts: number[] = [];
      const written = await assembleCog({
        grid,
        // A stack has a CRS, and a CRS was read from keys.
        geoKeys: stack.template.geoKeys!,
        ...formatOf(bands),
        chunkSizePx: planOf(derivation).chunkSizePx,
        readChunk: async (index) => {
          const [counted, tiles] = splitFrames(await chunks.read(index));
          if (counted === undefined || tiles === undefined) {
            throw new DomainError(
              'artefact-damaged',
              `Chunk ${index} of the raster lacks its parts. Compute it again.`,
            );
          }
          // A copy, as frames begin anywhere and Float64Array needs multiples of eight.
          new Float64Array(counted.slice().buffer).forEach((count, i) => (counts[i] = (counts[i] ?? 0) + count));
          return tiles;
        },
        text: { bands, items: { SOFTWARE: software, ...(classes === null ? {} : classItems(classes)) } },
        path,
        signal: context.signal,
        onProgress: (share) => context.progress(0.9 * share, 'putting the map together'),
      });
      return {
        map: { kind: 'file', path, fileName },
        preview: await writePreview(context, path, grid, derivation),
        names: classes === null ? null : await writeNames(context, fileName, classes),
        bands: bands.map(({ name, description, unit }, i) => ({
          band: name,
          title: description,
          unit,
          statistics: describeStatistics(written.statistics[i]!),
          shareWithValue: written.statistics[i]!.count / (grid.widthPx * grid.heightPx),
        })),
        counts,
      };
    },
  };
}

function classesOf([first]: readonly DerivedBand[]): readonly MapClass[] | null {
  return first === undefined || typeof first.palette === 'string' ? null : first.palette.classes;
}

function formatOf(bands: readonly DerivedBand[]): CogFormat {
  const classes = bands.length === 1 ? classesOf(bands) : null;
  return classes === null ? { nodata, overviews: bands.map(({ overview }) => overview) } : classFormat(classes);
}

async function writePreview(
  context: ProcessContext,
  mapPath: string,
  grid: Grid,
  { stack, bands }: Derivation,
): Promise<Output> {
  context.progress(0.9, 'drawing the picture');
  const [{ description, unit, palette }] = bands as readonly [DerivedBand];
  const path = join(context.folder, 'preview.png');
  await writeFile(
    path,
    await renderPreview({
      pixels: await readPreviewPixels(mapPath, maxSidePx, 1),
      palette,
      grid,
      crs: stack.crs,
      title: description,
      subtitle: null,
      unit,
      stations: [],
    }),
  );
  return { kind: 'file', path, fileName: 'preview.png' };
}

function ruleOf({ rule, stack }: Derivation): WindowRule {
  return createRule(rule, { ...stack.crs, grid: stack.grid });
}

function planOf(derivation: Derivation): CogPlan {
  const { window, bands, chunkSizePx } = derivation;
  // Four bands of terrain on two threads: 389 MB at most, 463 MB by chunks of 1024.
  const smallestPx = bands.length < 3 ? 1024 : tileSizePx;
  const whole = ruleOf(derivation).wholeMapBytes !== undefined;
  return planCog(window, whole ? chunkAround(window) : chunkSizeFor(window, bands.length, chunkSizePx, smallestPx));
}
