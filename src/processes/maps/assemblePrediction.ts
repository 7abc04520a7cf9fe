/** A predicted map put together from its chunks, with what they counted. */
import { windowGrid } from '../../core/grid.ts';
import { software } from '../../core/version.ts';
import { assembleCog } from '../../raster/assembleCog.ts';
import { classItems } from '../../raster/mapClasses.ts';
import { createAreaTally } from './areaTally.ts';
import { classesOf, mapFormat } from './mapForm.ts';
import { takeKernels } from './mapKernels.ts';
import { restingTiles } from './restingTiles.ts';
import type { HashedFile } from '../../core/hashedFile.ts';
import type { Band } from '../../forest/bands.ts';
import type { BandKernel } from '../../forest/kernelChoice.ts';
import type { ModelDescription } from '../../forest/modelHeader.ts';
import type { StabilityScheme } from '../../physics/stability/stability.ts';
import type { Statistics } from '../../raster/cogStatistics.ts';
import type { AreaTally } from './areaTally.ts';
import type { MapChoices } from './mapChoices.ts';
import type { Prediction } from './prediction.ts';
import type { FinishedChunks, ProcessContext } from '../process.ts';

interface AssembledPrediction {
  readonly file: HashedFile;
  /** Of each band. */
  readonly statistics: readonly Statistics[];
  /** That computed the bands. */
  readonly kernels: readonly BandKernel[];
  readonly tally: AreaTally;
}

/**
 * @param schemes what areas were counted by in the chunks
 * @param path of the map's file
 * @throws {DomainError} 'artefact-damaged' where a chunk lacks its parts
 */
export async function assemblePrediction(
  context: ProcessContext,
  { model: { description }, bands, stack, ranges, window, plan }: Prediction,
  choices: Pick<MapChoices, 'compression'>,
  schemes: readonly StabilityScheme[],
  chunks: FinishedChunks,
  path: string,
): Promise<AssembledPrediction> {
  const classes = classesOf(description);
  const grid = windowGrid(stack.grid, window);
  const tally = createAreaTally({
    grid,
    crs: stack.crs,
    plan,
    schemes,
    covariates: description.covariates.map((covariate, i) => ({ ...covariate, codes: ranges[i]!.codes })),
    applicability: bands.some(({ name }) => name === 'aoa'),
  });
  let kernels: readonly BandKernel[] = [];
  const { file, statistics } = await assembleCog({
    grid,
    // A stack has a CRS, and a CRS was read from keys.
    geoKeys: stack.template.geoKeys!,
    ...mapFormat(bands, description, choices),
    chunkSizePx: plan.chunkSizePx,
    chunks: restingTiles(chunks, (index, frames) => {
      const taken = takeKernels(index, frames);
      kernels = taken.kernels;
      return tally.add(index, taken.others);
    }),
    text: {
      bands: bands.map((band) => ({ description: describeBand(band, description), unit: unitOf(band, description) })),
      items: { SOFTWARE: software, ...(classes === null ? {} : classItems(classes)) },
    },
    path,
    signal: context.signal,
    onProgress: (share) => context.progress(0.9 * share, 'putting the map together'),
  });
  return { file, statistics, kernels, tally };
}

/** The mean keeps the name that a map of the mean alone has. */
function describeBand({ name, title }: Band, { target, engine }: ModelDescription): string {
  const what = `${target.name} predicted by ${engine.name}`;
  return name === 'mean' ? what : `${title} of ${what}`;
}

/** Empty for none. */
export function unitOf({ kind, name }: Band, { target }: ModelDescription): string {
  return kind.inTargetUnit(name) ? (target.unit ?? '') : '';
}
