/** Process `predict`: a ground-temperature map as a Cloud Optimized GeoTIFF, its picture and its areas by class. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { windowGrid } from '../core/grid.ts';
import { bandKinds, mainBand } from '../forest/bands.ts';
import { relationIn } from '../forest/relation.ts';
import { permafrostPresence, stabilitySchemes } from '../physics/stability/stability.ts';
import { alignInput } from './rasters/alignment.ts';
import { describeStatistics, rootMeanSquare } from './maps/areaTally.ts';
import { assemblePrediction, unitOf } from './maps/assemblePrediction.ts';
import { anyJson, bboxNumbers, modelInput, predictionCovariatesInput, stabilityInput } from './inputs/commonInputs.ts';
import { mapChoices } from './maps/mapChoices.ts';
import { classesOf, mapFormat } from './maps/mapForm.ts';
import { logKernels } from './maps/mapKernels.ts';
import { warnOfBands } from './maps/mapWarnings.ts';
import { namesOutput, writeNames } from './maps/mapNames.ts';
import { drawPreview } from './maps/mapPreview.ts';
import { partsOf, preparePrediction } from './maps/prediction.ts';
import { defineProcess } from './process.ts';
import { writeOutput } from './writeOutput.ts';
import type { PictureOfMap } from './maps/mapPreview.ts';
import type { Output, ProcessContext } from './process.ts';
import type { PredictWindowTask } from '../../workers/predictWindow.ts';
import type { ModelDescription } from '../forest/modelHeader.ts';
import type { StabilityScheme } from '../physics/stability/stability.ts';

const bboxInput = z
  .union([bboxNumbers, z.strictObject({ bbox: bboxNumbers, crs: z.string().min(1).max(4096) })])
  .nullable()
  .default(null)
  .meta({
    title: 'Bounding box',
    description:
      'West, south, east, north in degrees of longitude and latitude (WGS 84), or {"bbox": […], "crs": "EPSG:32651"}. The whole grid by default.',
  });

/** Samples of a pixel stand side by side: more bands would make a tile of many megabytes. */
const mostBands = 16;
/** The name of a class may be part of it. */
const longestBand = 128;

const bandsInput = z
  .union([
    z.array(z.string().min(1).max(longestBand)).min(1).max(mostBands),
    z
      .string()
      .min(1)
      .max(longestBand * mostBands),
  ])
  .nullable()
  .default(null)
  .meta({
    title: 'Bands',
    description: `Bands of the map, in this order, as a list or separated by commas, such as mean,q05,q50,q95,sd. By default mean, of a model of classes class,votes; mean, or class, is always among them. class alone is a map of bytes with a colour table. ${bandKinds.map((kind) => kind.description).join('; ')}.`,
  });

const inputs = z.object({
  model: modelInput,
  // Title and description belong to one schema, not to those made from it.
  covariates: predictionCovariatesInput.optional().meta({ ...predictionCovariatesInput.meta() }),
  bands: bandsInput,
  align: alignInput,
  bbox: bboxInput,
  stability: stabilityInput,
  ...mapChoices,
});

interface Chunk {
  readonly index: number;
}

export const predictProcess = defineProcess<typeof inputs, Chunk>({
  id: 'predict',
  version: '1.0.0',
  title: 'Ground-temperature map',
  description:
    'Predicts every cell of the covariates’ grid by the mean of the forest’s trees or by the linear relation, and on request by quantiles of the conditional distribution: a prediction interval in the same file. A cell without a value in any covariate has none in the map.',
  modes: ['async'],
  inputs,
  outputs: {
    magst: {
      title: 'Ground temperature',
      description:
        'Cloud Optimized GeoTIFF on the grid and in the CRS of the covariates: float32 in the unit of the target (°C for a ground temperature), a band for each that was asked for; of classes alone (bands class) bytes with a colour table, 255 where there is none.',
      mediaType: 'image/tiff; application=geotiff; profile=cloud-optimized',
      resource: 'map',
    },
    preview: {
      title: 'Picture of the map',
      description: 'PNG of the mean, with a legend whose colours meet at 0 °C; of classes, with the name of each.',
      mediaType: 'image/png',
      resource: 'map',
    },
    names: namesOutput,
    summary: {
      title: 'Summary',
      description:
        'Statistics of every band but that of classes; of the mean of a ground temperature, areas by thermal-stability class and of permafrost in km²; of classes, the area of each; rasters that were brought to the grid of the others, and how; cells without a value by covariate, cells outside the range of the training stations, of a categorical covariate cells whose level no training row has, which have no value in the map; warnings of what makes the map doubtful; with band aoa, the area inside and outside the area of applicability in km²; with band error, the RMSE to be expected over all cells inside; the kernels that computed the bands, and those that the forest is too large for.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },

  async plan({ library }, given) {
    const { plan } = await preparePrediction(library, given);
    return Array.from({ length: plan.chunksAcross * plan.chunksDown }, (_, index) => ({ index }));
  },

  async runChunk(context, given, chunk) {
    const { prediction, map } = await context.remember('prediction', async () => ({
      prediction: await preparePrediction(context.library, given),
      map: randomUUID(),
    }));
    const { model, bands, stack, layers, ranges, window, plan } = prediction;
    const task: PredictWindowTask = {
      map,
      relation: relationIn(model),
      rows: bands.some(({ kind }) => kind.needsRows) ? model.rows : null,
      ...partsOf(model.description),
      bands: bands.map(({ name }) => name),
      layers,
      ranges,
      grid: stack.grid,
      crs: stack.crs,
      window,
      chunkSizePx: plan.chunkSizePx,
      index: chunk.index,
      format: mapFormat(bands, model.description, given),
      schemes: schemesFor(model.description, given.stability),
    };
    return context.pool.run<Uint8Array>('predictWindow', task, context.signal);
  },

  async run(context, given, chunks) {
    const prediction = await preparePrediction(context.library, given);
    const { bands, stack, window } = prediction;
    const { warnings: warped = [], ...aligned } = prediction.aligned;
    const { description } = prediction.model;
    const classes = classesOf(description);
    const path = join(context.folder, 'magst.tif');
    const schemes = schemesFor(description, given.stability);
    const map = await assemblePrediction(context, prediction, given, schemes, chunks, path);
    logKernels(context, map.kernels);
    const warnings = [...warnOfBands(bands.map(({ name }) => name)), ...map.tally.warnings()];
    for (const warning of warnings) context.log('warning', warning);
    const mainPlace = bands.findIndex(({ name }) => name === mainBand(classes !== null));
    const errorPlace = bands.findIndex(({ name }) => name === 'error');
    const grid = windowGrid(stack.grid, window);
    return {
      magst: { kind: 'file', path, fileName: 'magst.tif', hashed: map.file },
      ...(await writePreview(context, path, mainPlace + 1, { grid, crs: stack.crs, description, classes })),
      ...(classes === null ? {} : { names: await writeNames(context, 'magst.tif', classes) }),
      summary: {
        kind: 'value',
        value: {
          ...map.tally.summary(map.statistics[mainPlace]!),
          ...aligned,
          warnings: [...warnings, ...warped],
          ...(errorPlace < 0 ? {} : { expectedRmse: rootMeanSquare(map.statistics[errorPlace]!) }),
          kernels: map.kernels.map((choice) => ({ ...choice })),
          bands: bands.map((band, i) => ({
            band: band.name,
            title: band.title,
            unit: unitOf(band, description),
            // The numbers of classes have no mean.
            ...(band.name === 'class' ? {} : { statistics: describeStatistics(map.statistics[i]!) }),
          })),
        },
      },
    };
  },
});

async function writePreview(
  context: ProcessContext,
  mapPath: string,
  band: number,
  map: Omit<PictureOfMap, 'path' | 'band'>,
): Promise<{ readonly preview: Output }> {
  context.progress(0.9, 'drawing the picture');
  return {
    preview: await writeOutput(context.folder, 'preview.png', await drawPreview({ ...map, path: mapPath, band })),
  };
}

/** What areas are counted by. Thermal classes of anything but a ground temperature would be wrong answers. */
function schemesFor({ target }: ModelDescription, stability: string): StabilityScheme[] {
  if (target.classes !== null) return [classNumbers(target.name, target.classes)];
  if (target.unit !== '°C') return [];
  return [stabilitySchemes.find((scheme) => scheme.id === stability)!, permafrostPresence];
}

/** Numbers of classes, told apart half-way between them. */
function classNumbers(title: string, classes: readonly string[]): StabilityScheme {
  const thresholdsC = classes.slice(1).map((_, i) => i + 0.5);
  return { id: 'classes', title, classes, thresholdsC, onThreshold: 'warmer', depth: null, note: '' };
}
