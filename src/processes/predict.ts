/** Process `predict`: a ground-temperature map as a Cloud Optimized GeoTIFF, its picture and its areas by class. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { splitFrames } from '../core/frames.ts';
import { windowGrid } from '../core/grid.ts';
import { permafrostPresence, stabilitySchemes } from '../physics/stability.ts';
import { assembleCog } from '../raster/assembleCog.ts';
import { software } from '../core/version.ts';
import { createAreaTally } from './areaTally.ts';
import { anyJson, bboxNumbers, predictionCovariatesInput, stabilityInput } from './commonInputs.ts';
import { drawPreview } from './mapPreview.ts';
import { preparePrediction } from './prediction.ts';
import { defineProcess } from './process.ts';
import type { PredictWindowTask } from '../../workers/predictWindow.ts';
import type { StabilityScheme } from '../physics/stability.ts';

/** Stands in the file where the map has no value; NaN in memory. */
const nodata = -9999;

const bboxInput = z
  .union([bboxNumbers, z.strictObject({ bbox: bboxNumbers, crs: z.string().min(1).max(4096) })])
  .nullable()
  .default(null)
  .meta({
    title: 'Bounding box',
    description:
      'West, south, east, north in degrees of longitude and latitude (WGS 84), or {"bbox": […], "crs": "EPSG:32651"}. The whole grid by default.',
  });

const inputs = z.object({
  model: z.string().min(1).meta({
    title: 'Model',
    description: 'Id of a model (a result of train, or POST /models), or a .cfm file on the command line.',
  }),
  covariates: predictionCovariatesInput.optional(),
  bbox: bboxInput,
  stability: stabilityInput,
  chunkSizePx: z
    .union([512, 1024, 2048, 4096].map((size) => z.literal(size)))
    .nullable()
    .default(null)
    .meta({
      title: 'Chunk size',
      description:
        'Side of the squares that workers share, in pixels; chosen by the size of the map by default. It never changes a result.',
    }),
});

interface Chunk {
  readonly index: number;
}

export const predictProcess = defineProcess<typeof inputs, Chunk>({
  id: 'predict',
  version: '1.0.0',
  title: 'Ground-temperature map',
  description:
    'Predicts every cell of the covariates’ grid by the mean of the forest’s trees. A cell without a value in any covariate has none in the map.',
  modes: ['async'],
  inputs,
  outputs: {
    magst: {
      title: 'Ground temperature',
      description: 'Cloud Optimized GeoTIFF, float32, °C, on the grid and in the CRS of the covariates.',
      mediaType: 'image/tiff; application=geotiff; profile=cloud-optimized',
      resource: 'map',
    },
    preview: {
      title: 'Picture of the map',
      description: 'PNG with a legend whose colours meet at 0 °C.',
      mediaType: 'image/png',
      resource: 'map',
    },
    summary: {
      title: 'Summary',
      description:
        'Statistics, areas by thermal-stability class and of permafrost in km², cells without a value by covariate, cells outside the range of the training stations.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },

  async plan({ library }, given) {
    const { plan } = await preparePrediction(library, given);
    return Array.from({ length: plan.chunksAcross * plan.chunksDown }, (_, index) => ({ index }));
  },

  async runChunk(context, given, chunk) {
    const { model, stack, layers, window, plan } = await context.remember('prediction', () =>
      preparePrediction(context.library, given),
    );
    const task: PredictWindowTask = {
      forest: model.forest.buffer,
      layers,
      ranges: model.description.covariates,
      grid: stack.grid,
      crs: stack.crs,
      window,
      chunkSizePx: plan.chunkSizePx,
      index: chunk.index,
      nodata,
      schemes: schemesFor(given.stability),
    };
    return context.pool.run<Uint8Array>('predictWindow', task, context.signal);
  },

  async run(context, given, chunks) {
    const { model, stack, window, plan } = await preparePrediction(context.library, given);
    const { description } = model;
    const grid = windowGrid(stack.grid, window);
    const tally = createAreaTally({
      grid,
      crs: stack.crs,
      plan,
      schemes: schemesFor(given.stability),
      covariates: description.covariates,
    });
    const magst = join(context.folder, 'magst.tif');
    const preview = join(context.folder, 'preview.png');
    const written = await assembleCog({
      grid,
      // A stack has a CRS, and a CRS was read from keys.
      geoKeys: stack.template.geoKeys!,
      nodata,
      chunkSizePx: plan.chunkSizePx,
      readChunk: async (index) => tally.add(index, splitFrames(await chunks.read(index))),
      text: {
        bands: [{ description: `${description.target.name} predicted by ${description.engine.name}`, unit: '°C' }],
        items: { SOFTWARE: software },
      },
      path: magst,
      signal: context.signal,
      onProgress: (share) => context.progress(0.9 * share, 'putting the map together'),
    });
    context.progress(0.9, 'drawing the picture');
    await writeFile(preview, await drawPreview(magst, 1, grid, stack.crs, description));
    return {
      magst: { kind: 'file', path: magst, fileName: 'magst.tif' },
      preview: { kind: 'file', path: preview, fileName: 'preview.png' },
      summary: { kind: 'value', value: tally.summary(written.statistics[0]!) },
    };
  },
});

function schemesFor(stability: string): StabilityScheme[] {
  return [stabilitySchemes.find((scheme) => scheme.id === stability)!, permafrostPresence];
}
