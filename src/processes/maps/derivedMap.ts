/** How a process makes maps of layers by a rule: planned in chunks, made window by window in threads, put together. */
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../core/errors.ts';
import { createRule } from '../../derive/rules.ts';
import { planCog, tileSizePx } from '../../raster/cogPlan.ts';
import { rowsAtOnce } from '../../raster/ruleRunner.ts';
import { chunkAround, chunkSizeFor } from './chunkSize.ts';
import { createCountTally } from './countTally.ts';
import { formatOf, writeDerivedFile } from './derivedFile.ts';
import { restingTiles } from './restingTiles.ts';
import type { PixelWindow } from '../../core/grid.ts';
import type { WindowRule } from '../../core/windowRule.ts';
import type { RuleRequest } from '../../derive/rules.ts';
import type { CogPlan } from '../../raster/cogPlan.ts';
import type { Layer } from '../../raster/layers.ts';
import type { RasterInfo } from '../../raster/rasterInfo.ts';
import type { DeriveWindowTask } from '../../../workers/deriveWindow.ts';
import type { Counted } from './countTally.ts';
import type { CovariateStack } from '../rasters/covariateStack.ts';
import type { DerivedBand, DerivedFile, FileToWrite, WrittenFile } from './derivedFile.ts';
import type { MapChoices } from './mapChoices.ts';
import type { Library } from '../library.ts';
import type { FinishedChunks, OutputDescription, ProcessContext } from '../process.ts';

/** As outputs are described. */
export const cogMediaType = 'image/tiff; application=geotiff; profile=cloud-optimized';

/** The picture that `assemble` makes. */
export const pictureOutput: OutputDescription = {
  title: 'Picture',
  description: 'PNG of the first band that has a value anywhere.',
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
  /** Maps of the same rule in files of their own; their bands follow in the rule's. Absent for none. */
  readonly further?: readonly DerivedFile[];
  /** Items of the metadata of every file, such as the scheme of its classes. Absent for none. */
  readonly items?: Readonly<Record<string, string>>;
  /** Part of the grid to be made. */
  readonly window: PixelWindow;
}

interface WrittenMap extends WrittenFile, Counted {
  readonly further: readonly WrittenFile[];
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
export function derivedMap<Inputs extends MapChoices>(
  prepare: (library: Library, inputs: Inputs) => Promise<Derivation>,
): DerivedMap<Inputs> {
  return {
    async plan({ library }, inputs) {
      const derivation = await prepare(library, inputs);
      checkBands(derivation);
      const plan = planOf(derivation, inputs);
      return Array.from({ length: plan.chunksAcross * plan.chunksDown }, (_, index) => ({ index }));
    },
    async runChunk(context, inputs, { index }) {
      const { derivation, map } = await context.remember('derivation', async () => ({
        derivation: await prepare(context.library, inputs),
        map: randomUUID(),
      }));
      const { wholeMapBytes } = ruleOf(derivation);
      if (wholeMapBytes !== undefined) {
        const megabytes = Math.ceil(wholeMapBytes / 2 ** 20);
        context.log('info', `The whole map is made in one thread, which needs about ${megabytes} MB of memory`);
      }
      const task: DeriveWindowTask = { map, ...taskOf(derivation, inputs, index) };
      return context.pool.run<Uint8Array>('deriveWindow', task, context.signal);
    },
    async assemble(context, inputs, chunks, fileName) {
      const derivation = await prepare(context.library, inputs);
      const plan = planOf(derivation, inputs);
      const tally = createCountTally(ruleOf(derivation), derivation, plan);
      const [first, ...others] = filesOf(derivation, fileName);
      const write = (file: FileToWrite, place: number): Promise<WrittenFile> =>
        writeDerivedFile(context, derivation, file, {
          chunkSizePx: plan.chunkSizePx,
          compression: inputs.compression,
          chunks: restingTiles(chunks, (index, frames) => {
            // Chunks are read once for each file, and counted once.
            if (place === 0) tally.add(index, frames);
            return tilesIn(frames, index, place);
          }),
        });
      const written = await write({ ...first, pictureName: 'preview.png' }, 0);
      const further: WrittenFile[] = [];
      for (const [i, file] of others.entries()) further.push(await write(file, i + 1));
      return { ...written, further, ...tally.sums() };
    },
  };
}

/** Refuses what the rule cannot do, before a job is accepted. */
function checkBands(derivation: Derivation): void {
  const { bandCount } = ruleOf(derivation);
  const described = bandCountOf(derivation);
  if (bandCount === described) return;
  throw new DomainError(
    'internal',
    `Rule ${derivation.rule.name} makes ${bandCount} bands, ${described} were described`,
  );
}

function taskOf(derivation: Derivation, inputs: MapChoices, index: number): Omit<DeriveWindowTask, 'map'> {
  const { stack, layers, rule, window } = derivation;
  return {
    rule,
    layers,
    grid: stack.grid,
    crs: stack.crs,
    window,
    chunkSizePx: planOf(derivation, inputs).chunkSizePx,
    index,
    files: filesOf(derivation).map(({ bands }) => ({ bandCount: bands.length, format: formatOf(bands, inputs) })),
  };
}

/** In the order of the rule's bands. */
function filesOf({ bands, further = [] }: Derivation, fileName = ''): readonly [DerivedFile, ...DerivedFile[]] {
  return [{ fileName, bands }, ...further];
}

function bandCountOf(derivation: Derivation): number {
  return filesOf(derivation).reduce((sum, { bands }) => sum + bands.length, 0);
}

/** @param file its place among the files of the derivation */
function tilesIn(frames: readonly Uint8Array[], index: number, file: number): Uint8Array {
  // The sums of what was counted come first.
  const tiles = frames[2 + file];
  if (tiles !== undefined) return tiles;
  throw new DomainError('artefact-damaged', `Chunk ${index} of the raster lacks its parts. Compute it again.`);
}

function ruleOf({ rule, stack }: Derivation): WindowRule {
  return createRule(rule, { ...stack.crs, grid: stack.grid });
}

function planOf(derivation: Derivation, { chunkSizePx }: MapChoices): CogPlan {
  const { window, layers } = derivation;
  const rule = ruleOf(derivation);
  if (rule.wholeMapBytes !== undefined) return planCog(window, chunkAround(window));
  // Where less than a row of tiles fits into memory, a thread decodes each tile once only if it is the chunk's width.
  const smallestPx = rowsAtOnce(layers.length, 2 * tileSizePx, rule) < tileSizePx ? tileSizePx : 2 * tileSizePx;
  return planCog(window, chunkSizeFor(window, bandCountOf(derivation), chunkSizePx, smallestPx));
}
