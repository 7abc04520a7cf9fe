/** What a map needs, found and checked before any pixel is read: model, covariates on one grid, the window. */
import { DomainError } from '../../core/errors.ts';
import { mapLimited } from '../../core/mapLimited.ts';
import { nearestName } from '../../core/nearestName.ts';
import { planBands, requirePartsFor } from '../../forest/bands.ts';
import { planCog } from '../../raster/cogPlan.ts';
import { chunkSizeFor } from './chunkSize.ts';
import { alignmentOf } from '../rasters/alignment.ts';
import { alignedIn, openStack } from '../rasters/covariateStack.ts';
import { levelCodes } from '../rasters/levelCodes.ts';
import { cutStack } from './cutStack.ts';
import { readModel } from '../training/readModel.ts';
import type { z } from 'zod';
import type { PixelWindow } from '../../core/grid.ts';
import type { Band } from '../../forest/bands.ts';
import type { BandModel } from '../../forest/bands/band.ts';
import type { CovariateRange } from '../../forest/coverage.ts';
import type { Model } from '../../forest/modelFile.ts';
import type { ModelCovariate, ModelDescription } from '../../forest/modelHeader.ts';
import type { CogPlan } from '../../raster/cogPlan.ts';
import type { Layer } from '../../raster/layers.ts';
import type { alignInput } from '../rasters/alignment.ts';
import type { predictionCovariatesInput } from '../inputs/commonInputs.ts';
import type { CovariateStack, RasterSource, StackLayer } from '../rasters/covariateStack.ts';
import type { Library } from '../library.ts';
import type { BoundingBox } from './mapWindow.ts';

export interface Prediction {
  readonly model: Model;
  readonly bands: readonly Band[];
  readonly stack: CovariateStack;
  /** What was done to rasters of other grids, for the summary. */
  readonly aligned: ReturnType<typeof alignedIn>;
  /** In the order of the model's covariates. */
  readonly layers: readonly Layer[];
  /** Of the training rows, with the numbers that stand for the levels in the rasters; in the same order. */
  readonly ranges: readonly CovariateRange[];
  readonly window: PixelWindow;
  readonly plan: CogPlan;
}

/** Where a map takes a covariate from. */
export type CovariateSource = z.output<typeof predictionCovariatesInput>[string];

/**
 * @throws {DomainError} 'covariate-missing' naming every covariate without a source, 'unknown-field' for one that the
 *   model does not have; 'model-…', 'grid-mismatch', 'raster-…', 'not-found'; 'invalid-input' for the bounding box,
 *   the bands, or chunks too large for them
 */
export async function preparePrediction(
  library: Library,
  inputs: {
    readonly model: string;
    readonly covariates?: Readonly<Record<string, CovariateSource>> | undefined;
    readonly align: z.output<typeof alignInput>;
    readonly bbox: BoundingBox | null;
    readonly chunkSizePx: number | null;
    /** null for the mean, or class and votes. */
    readonly bands: readonly string[] | string | null;
  },
): Promise<Prediction> {
  const { bands: given } = inputs;
  const model = await readModel(library, inputs.model);
  const classes = model.description.target.classes !== null;
  const wanted = given ?? (classes ? ['class', 'votes'] : ['mean']);
  const bands = planBands(typeof wanted === 'string' ? wanted.split(',').map((name) => name.trim()) : wanted, classes);
  requirePartsFor(bands, { ...model, ...partsOf(model.description) });
  const sources = await chooseSources(library, model.description.covariates, inputs.covariates ?? {});
  const rasters = Object.entries(sources).flatMap(([name, source]): [string, RasterSource][] =>
    isCoordinate(source) ? [] : [[name, source]],
  );
  const ofClasses = model.description.covariates.filter(({ levels }) => levels !== null).map(({ name }) => name);
  const stack = await openStack(library, Object.fromEntries(rasters), {
    alignment: alignmentOf(inputs.align, ofClasses),
  });
  if (stack === null)
    throw new DomainError('covariate-missing', 'A map needs at least one raster: coordinates alone have no grid');
  const cut = cutStack(stack, inputs.bbox);
  const layers = model.description.covariates.map(({ name }): Layer => {
    const source = sources[name]!;
    if (isCoordinate(source)) return { kind: 'coordinate', axis: source.coordinate };
    return cut.stack.layers.find((candidate) => candidate.covariate === name)!.onGrid;
  });
  const plan = planCog(cut.window, chunkSizeFor(cut.window, bands.length, inputs.chunkSizePx));
  const ranges = await coverageRanges(model.description, sources, stack.layers);
  return { model, bands, ...cut, aligned: alignedIn(stack), layers, ranges, plan };
}

/** What bands need of a description. */
export function partsOf({
  applicability,
  intervals,
  target: { classes },
}: ModelDescription): Required<Pick<BandModel, 'applicability' | 'intervals' | 'classes'>> {
  return { applicability, intervals, classes };
}

export function coverageRanges(
  { covariates }: ModelDescription,
  sources: Readonly<Record<string, CovariateSource>>,
  layers: readonly StackLayer[],
): Promise<readonly CovariateRange[]> {
  return mapLimited(covariates, Infinity, async (covariate) => {
    const { name, minimum, maximum } = covariate;
    const source = sources[name]!;
    const layer = layers.find((candidate) => candidate.covariate === name) ?? null;
    const given = typeof source === 'object' && 'levels' in source ? source.levels : null;
    return { minimum, maximum, codes: await levelCodes(covariate, layer, given) };
  });
}

/** A source for every covariate, by name: as given, else the raster that the model was trained with. */
export async function chooseSources(
  library: Library,
  covariates: readonly ModelCovariate[],
  given: Readonly<Record<string, CovariateSource>>,
): Promise<Record<string, CovariateSource>> {
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
  const sources: Record<string, CovariateSource> = {};
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

async function ownSource(library: Library, covariate: ModelCovariate): Promise<CovariateSource | null> {
  if (covariate.coordinate !== null) return { coordinate: covariate.coordinate };
  if (covariate.raster === null) return null;
  const file = await library.findRaster(covariate.raster.sha256);
  return file === null ? null : { raster: file.reference, band: covariate.raster.band, nodata: null, levels: null };
}

function describeMissing({ name, raster }: ModelCovariate): string {
  if (raster === null) return `${name} (a column of the training table: give a raster of it)`;
  return `${name} (trained with ${raster.name}, band ${raster.band})`;
}

export function isCoordinate(source: CovariateSource): source is { coordinate: 'longitude' | 'latitude' } {
  return typeof source === 'object' && 'coordinate' in source;
}
