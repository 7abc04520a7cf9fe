/** How rasters of other grids are brought to one: what may be asked for, what is chosen otherwise, what is reported. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearestName.ts';
import { compareGrids } from '../../raster/gridMatch.ts';
import { requireGrid } from '../../raster/rasterInfo.ts';
import { planStretch, warpWarnings } from '../../raster/warp/planWarp.ts';
import { warpCommand } from '../../raster/warp/warpCommand.ts';
import { nodataChoiceInput } from '../inputs/nodataChoice.ts';
import { resamplingMethods } from '../../raster/warp/resampling.ts';
import type { Json } from '../../core/json.ts';
import type { NodataChoice } from '../../raster/missing.ts';
import type { NamedPlace } from '../../raster/warp/planWarp.ts';
import type { Resampling } from '../../raster/warp/resampling.ts';
import type { StackLayer } from './covariateStack.ts';

export interface Alignment {
  /** Name of the layer whose grid it is; null for the first. */
  readonly template: string | null;
  /** By layer; chosen where absent. */
  readonly methods: Readonly<Record<string, Resampling>>;
  /** By layer; as the file declares where absent. */
  readonly nodata: Readonly<Record<string, NodataChoice>>;
  /** Layers of classes, which have nothing between them. */
  readonly categorical: ReadonlySet<string>;
}

const [firstMethod, ...otherMethods] = Object.keys(resamplingMethods) as [Resampling, ...Resampling[]];

export const methodInput = z.enum([firstMethod, ...otherMethods]).meta({
  title: 'Resampling',
  description: `How values come to the cells of another grid: ${Object.entries(resamplingMethods)
    .map(([name, what]) => `${name}, ${what}`)
    .join(
      '; ',
    )}. By default average where the target's cells are more than 1.5 times as large, else bilinear; nearest for classes.`,
});

/** Of `train`, `predict` and the like. */
export const alignInput = z
  .union([
    z.boolean(),
    z.strictObject({
      template: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .meta({ description: 'Name of the covariate whose grid it is; the first raster by default.' }),
      methods: z
        .record(z.string(), methodInput)
        .default({})
        .meta({ description: 'Resampling by covariate, such as {"landcover": "mode"}.' }),
      nodata: z
        .record(z.string(), nodataChoiceInput)
        .default({})
        .meta({ description: 'Number that means no value, by covariate, such as {"maat": -9999}.' }),
    }),
  ])
  .default(false)
  .meta({
    title: 'Align',
    description:
      'Whether rasters of other CRS, cell size or extent are brought to the grid of the first one while they are read; true, or {"template": covariate, "methods": {covariate: method}, "nodata": {covariate: number}}. Categorical covariates by nearest; the others by average where the template’s cells are more than 1.5 times as large, else bilinear. Without it such rasters are refused.',
  });

/** @returns null where rasters must lie on one grid */
export function alignmentOf(given: z.output<typeof alignInput>, categorical: readonly string[]): Alignment | null {
  if (given === false) return null;
  const asked = given === true ? { template: null, methods: {}, nodata: {} } : given;
  return { ...asked, categorical: new Set(categorical) };
}

/** @throws {DomainError} 'unknown-field' for a name that no layer has */
export function templateOf(layers: readonly StackLayer[], alignment: Alignment): StackLayer | undefined {
  const names = layers.map(({ covariate }) => covariate);
  const { template, methods, nodata } = alignment;
  for (const name of [...(template === null ? [] : [template]), ...Object.keys(methods), ...Object.keys(nodata)]) {
    if (names.includes(name)) continue;
    const nearest = names.length === 0 ? 'there is none' : `the nearest is ${nearestName(name, names)}`;
    throw new DomainError('unknown-field', `align: there is no raster named ${name}; ${nearest}`, {
      errors: [{ pointer: '/align', detail: `names ${name}, which is no raster` }],
    });
  }
  return template === null ? layers[0] : layers.find(({ covariate }) => covariate === template);
}

/** Averaging starts where a target cell is this many times as large, in either direction. */
const averagedFrom = 1.5;

/** @throws {DomainError} 'grid-mismatch' where the layer lies elsewhere; 'raster-no-georeference', 'crs-unknown' */
export function alignLayer(layer: StackLayer, target: NamedPlace, alignment: Alignment): StackLayer {
  const { covariate, file, band, info } = layer;
  const source = { name: `${covariate} (${file.name})`, ...requireGrid(info) };
  const nodata = alignment.nodata[covariate] ?? layer.onGrid.nodata ?? null;
  if (nodata === null && compareGrids(target, [source]).length === 0) return layer;
  const stretch = planStretch(source, target);
  const isCoarser = Math.min(stretch.x, stretch.y) < 1 / averagedFrom;
  const usual = alignment.categorical.has(covariate) ? 'nearest' : isCoarser ? 'average' : 'bilinear';
  const method = alignment.methods[covariate] ?? usual;
  const { grid, crs } = source;
  return {
    ...layer,
    onGrid: { kind: 'warped', path: file.path, name: file.name, band, source: { grid, crs }, method, stretch, nodata },
  };
}

/** What was done to each layer, for reports; layers that lay on the grid are not listed. */
export function reportAlignment(
  layers: readonly StackLayer[],
  target: NamedPlace,
): { readonly aligned: readonly { readonly [key: string]: Json }[]; readonly warnings: readonly string[] } {
  const aligned = layers.flatMap(({ covariate, file, info, onGrid }) => {
    if (onGrid.kind !== 'warped') return [];
    const { source, method, stretch, nodata } = onGrid;
    const { transform, widthPx, heightPx } = source.grid;
    return [
      {
        name: covariate,
        raster: file.name,
        method,
        crs: source.crs.epsg === null ? source.crs.proj4 : `EPSG:${source.crs.epsg}`,
        cellSize: [Math.abs(transform[1]), Math.abs(transform[5])],
        cells: [widthPx, heightPx],
        targetCellsPerSourceCell: [stretch.x, stretch.y],
        ...(nodata === null ? {} : { nodata }),
        sameByGdal: warpCommand(onGrid, info.bands.length, target, `${covariate}.tif`),
      },
    ];
  });
  const warnings = layers.flatMap(({ file, onGrid }) =>
    onGrid.kind === 'warped' ? warpWarnings({ name: file.name, ...onGrid.source }, target) : [],
  );
  return { aligned, warnings: [...new Set(warnings)] };
}
