/** Process `align`: rasters of any CRS, cell size and extent as the bands of one map on one grid. */
import { z } from 'zod';
import { openLayer } from './rasters/covariateStack.ts';
import { alignLayer, methodInput, reportAlignment } from './rasters/alignment.ts';
import { mapChoices } from './maps/mapChoices.ts';
import { anyJson, covariateName, rasterLayer } from './inputs/commonInputs.ts';
import { cogMediaType, derivedMap, pictureOutput } from './maps/derivedMap.ts';
import { defineProcess } from './process.ts';
import { findTemplate, templateInput } from './rasters/templateGrid.ts';
import { mapLimited } from '../core/mapLimited.ts';
import type { StackLayer } from './rasters/covariateStack.ts';
import type { Derivation } from './maps/derivedMap.ts';
import type { Library } from './library.ts';
import type { TemplateGrid } from './rasters/templateGrid.ts';

/** Samples of a pixel stand side by side: more bands would make a tile of many megabytes. */
const mostLayers = 16;

const layersInput = z
  .record(
    covariateName,
    z.union([z.string().min(1), rasterLayer.extend({ method: methodInput.nullable().default(null) })]),
  )
  .refine((layers) => Object.keys(layers).length >= 1, 'at least one layer is needed')
  .refine((layers) => Object.keys(layers).length <= mostLayers, `at most ${mostLayers} layers`)
  .meta({
    title: 'Layers',
    description:
      'Name of each layer and its raster: an id (POST /rasters), or a file on the command line, or {"raster": id, "band": n, "method": "average", "nodata": -9999}. The bands of the result are in this order.',
  });

const inputs = z.object({
  layers: layersInput,
  template: templateInput,
  method: methodInput
    .nullable()
    .default(null)
    .meta({ ...methodInput.meta() }),
  ...mapChoices,
});

type Inputs = z.output<typeof inputs>;

interface Aligning extends Derivation {
  readonly aligned: readonly StackLayer[];
  readonly template: TemplateGrid;
}

async function prepareAlign(library: Library, given: Inputs): Promise<Aligning> {
  const template = await findTemplate(library, given.template);
  const aligned = await mapLimited(Object.entries(given.layers), Infinity, async ([name, source]) => {
    const { method, ...raster } = typeof source === 'string' ? { method: null, raster: source } : source;
    const layer = await openLayer(library, name, raster);
    const chosen = method ?? given.method;
    return alignLayer(layer, template, {
      template: null,
      methods: chosen === null ? {} : { [name]: chosen },
      nodata: {},
      categorical: new Set(),
    });
  });
  const { grid, crs, geoKeys } = template;
  return {
    aligned,
    template,
    stack: { grid, crs, template: { geoKeys } },
    layers: aligned.map(({ onGrid }) => onGrid),
    rule: { name: 'copy', options: { bandCount: aligned.length } },
    bands: aligned.map(({ covariate, info, band, onGrid }) => {
      const isClasses = onGrid.kind === 'warped' && (onGrid.method === 'nearest' || onGrid.method === 'mode');
      return {
        name: covariate,
        description: covariate,
        unit: info.bands[band - 1]!.unit ?? '',
        overview: isClasses ? 'mode' : 'average',
        palette: 'amount',
      };
    }),
    window: { xPx: 0, yPx: 0, widthPx: grid.widthPx, heightPx: grid.heightPx },
  };
}

const { plan, runChunk, assemble } = derivedMap(prepareAlign);

export const alignProcess = defineProcess<typeof inputs, { readonly index: number }>({
  id: 'align',
  version: '1.0.0',
  title: 'Rasters on one grid',
  description:
    'Brings rasters of any CRS, cell size and extent to the grid of a template, window by window: what training and prediction need of their covariates. Values are those of gdalwarp without its approximation (-et 0).',
  modes: ['async'],
  inputs,
  outputs: {
    aligned: {
      title: 'Aligned layers',
      description:
        'Cloud Optimized GeoTIFF, float32, a band per layer under the layer’s name, on the grid and in the CRS of the template; NaN where a layer has no value. train and predict take a band as {"raster": …, "band": n}.',
      mediaType: cogMediaType,
      resource: 'map',
    },
    preview: pictureOutput,
    summary: {
      title: 'Summary',
      description:
        'Statistics of every band and the share of cells that have a value; of every layer that was brought over, from which CRS and cells by which method, and the gdalwarp command that gives the same numbers; warnings where a shift between datums is known only roughly, and of layers without a value anywhere.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  plan,
  runChunk,
  async run(context, given, chunks) {
    const { map, preview, bands } = await assemble(context, given, chunks, 'aligned.tif');
    const { aligned, template } = await prepareAlign(context.library, given);
    const { widthPx, heightPx, transform } = template.grid;
    const { crs } = template;
    const grid = {
      crs: crs.epsg === null ? crs.proj4 : `EPSG:${crs.epsg}`,
      widthPx,
      heightPx,
      transform: [...transform],
    };
    const report = reportAlignment(aligned, template);
    const empty = bands.flatMap(({ band, statistics }) =>
      statistics === null
        ? [`${band} has no value in any cell of the template: is its nodata right, and its extent?`]
        : [],
    );
    for (const message of empty) context.log('warning', message);
    const summary = { grid, bands: [...bands], ...report, warnings: [...report.warnings, ...empty] };
    return { aligned: map, preview, summary: { kind: 'value', value: summary } };
  },
});
