/** What a map needs, found and checked before any pixel is read: model, covariates on one grid, the window. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { decodeModel } from '../forest/modelFile.ts';
import { planCog } from '../raster/cogPlan.ts';
import { openStack } from './covariateStack.ts';
import { windowOfBox } from './mapWindow.ts';
import type { z } from 'zod';
import type { PixelWindow } from '../core/grid.ts';
import type { Model } from '../forest/modelFile.ts';
import type { ModelCovariate } from '../forest/modelHeader.ts';
import type { CogPlan } from '../raster/cogPlan.ts';
import type { Layer } from '../raster/layers.ts';
import type { predictionCovariatesInput } from './commonInputs.ts';
import type { CovariateStack, RasterSource } from './covariateStack.ts';
import type { Library } from './library.ts';
import type { BoundingBox } from './mapWindow.ts';

export interface Prediction {
  readonly model: Model;
  readonly stack: CovariateStack;
  /** In the order of the model's covariates. */
  readonly layers: readonly Layer[];
  readonly window: PixelWindow;
  readonly plan: CogPlan;
}

type Source = z.output<typeof predictionCovariatesInput>[string];

/** Side of the smallest chunk; doubled until a map has at most `mostChunks`, so that a continent is not millions of jobs. */
const smallestChunkPx = 1024;
const mostChunks = 2000;

/**
 * @throws {DomainError} 'covariate-missing' naming every covariate without a source, 'unknown-field' for one that the
 *   model does not have; 'model-…', 'grid-mismatch', 'raster-…', 'not-found'; 'invalid-input' for the bounding box
 */
export async function preparePrediction(
  library: Library,
  inputs: {
    readonly model: string;
    readonly covariates?: Readonly<Record<string, Source>> | undefined;
    readonly bbox: BoundingBox | null;
    readonly chunkSizePx: number | null;
  },
): Promise<Prediction> {
  const model = await readModel(library, inputs.model);
  const sources = await chooseSources(library, model.description.covariates, inputs.covariates ?? {});
  const rasters = Object.entries(sources).filter((entry): entry is [string, RasterSource] => !isCoordinate(entry[1]));
  const stack = await openStack(library, Object.fromEntries(rasters));
  if (stack === null)
    throw new DomainError('covariate-missing', 'A map needs at least one raster: coordinates alone have no grid');
  const layers = model.description.covariates.map(({ name }): Layer => {
    const source = sources[name]!;
    if (isCoordinate(source)) return { kind: 'coordinate', axis: source.coordinate };
    const layer = stack.layers.find((candidate) => candidate.covariate === name)!;
    return { kind: 'raster', path: layer.file.path, band: layer.band };
  });
  const window = windowOfBox(stack.grid, stack.crs, inputs.bbox);
  return { model, stack, layers, window, plan: planCog(window, inputs.chunkSizePx ?? chunkSizeFor(window)) };
}

async function readModel(library: Library, reference: string): Promise<Model> {
  const file = await library.resolve('model', reference);
  return decodeModel(await readFile(file.path), (bytes) => createHash('sha256').update(bytes).digest());
}

/** A source for every covariate, by name: as given, else the raster that the model was trained with. */
async function chooseSources(
  library: Library,
  covariates: readonly ModelCovariate[],
  given: Readonly<Record<string, Source>>,
): Promise<Record<string, Source>> {
  const names = covariates.map((covariate) => covariate.name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw new DomainError(
      'unknown-field',
      `The model has no covariate ${name}; the nearest is ${nearestName(name, names)}. It has ${names.join(', ')}`,
      {
        errors: [{ pointer: `/covariates/${name}`, detail: 'is not a covariate of the model' }],
      },
    );
  }
  const sources: Record<string, Source> = {};
  const missing: string[] = [];
  for (const covariate of covariates) {
    const source = given[covariate.name] ?? (await ownSource(library, covariate));
    if (source === null) missing.push(describeMissing(covariate));
    else sources[covariate.name] = source;
  }
  if (missing.length > 0) {
    throw new DomainError(
      'covariate-missing',
      `The model needs covariates that were not given: ${missing.join('; ')}. Name a raster for each in covariates`,
      {
        errors: missing.map((detail) => ({ pointer: '/covariates', detail })),
      },
    );
  }
  return sources;
}

async function ownSource(library: Library, covariate: ModelCovariate): Promise<Source | null> {
  if (covariate.coordinate !== null) return { coordinate: covariate.coordinate };
  if (covariate.raster === null) return null;
  const file = await library.findRaster(covariate.raster.sha256);
  return file === null ? null : { raster: file.reference, band: covariate.raster.band };
}

function describeMissing({ name, raster }: ModelCovariate): string {
  if (raster === null) return `${name} (a column of the training table: give a raster of it)`;
  return `${name} (trained with ${raster.name}, band ${raster.band})`;
}

function isCoordinate(source: Source): source is { coordinate: 'longitude' | 'latitude' } {
  return typeof source === 'object' && 'coordinate' in source;
}

function chunkSizeFor({ widthPx, heightPx }: PixelWindow): number {
  let sizePx = smallestChunkPx;
  while (Math.ceil(widthPx / sizePx) * Math.ceil(heightPx / sizePx) > mostChunks) sizePx *= 2;
  return sizePx;
}
