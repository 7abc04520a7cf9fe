/** The parameters of a map: their rasters as one stack, and where the value of each comes from in every cell. */
import { DomainError } from '../../core/errors.ts';
import { mapLeaves } from '../../core/parameterTree.ts';
import { refused, valuesByCode } from './cellParameter.ts';
import { openStack } from './covariateStack.ts';
import { layerModel, openModels } from './modelParameter.ts';
import { isCoordinate } from '../maps/prediction.ts';
import { statedConversion } from '../inputs/rasterUnit.ts';
import type { CellSource } from '../../core/cellSource.ts';
import type { Mapped } from '../../core/parameterTree.ts';
import type { Alignment } from './alignment.ts';
import type { CellParameter } from './cellParameter.ts';
import type { LayerModel } from '../../derive/modelledRule.ts';
import type { Layer } from '../../raster/layers.ts';
import type { CovariateStack, RasterSource, StackLayer } from './covariateStack.ts';
import type { OpenedModel } from './modelParameter.ts';
import type { CovariateSource } from '../maps/prediction.ts';
import type { Library } from '../library.ts';

export interface NamedParameter {
  /** In its tree, such as `thaw/index`. */
  readonly path: string;
  readonly parameter: CellParameter;
}

interface MapParameters<Tree> {
  /** Layers are named by the path of the first parameter that they are of. */
  readonly stack: CovariateStack;
  /** What is read in every cell: the layers of the stack, then positions that models ask for. */
  readonly layers: readonly Layer[];
  /** By which layers are predicted; sources count them after those that are read. */
  readonly models: readonly LayerModel[];
  /** The same models as they were opened. */
  readonly opened: readonly OpenedModel[];
  /** The tree of parameters with a source of its values in the place of each. */
  readonly sources: Mapped<Tree, CellParameter, CellSource>;
}

export function parametersIn(tree: unknown): readonly NamedParameter[] {
  const found: NamedParameter[] = [];
  mapLeaves<unknown, CellParameter, null>(tree, (parameter, path) => {
    found.push({ path, parameter });
    return null;
  });
  return found;
}

/**
 * @param tree    objects and lists whose leaves are outputs of `cellParameter`
 * @param options pointer to the tree in the inputs; how rasters of other grids are brought to the first one's
 * @throws {DomainError} as `openStack`; 'invalid-input' where no parameter is a raster, for a column of stations, and
 *   for classes that a raster does not name
 */
export async function openParameters<Tree>(
  library: Library,
  tree: Tree,
  { pointer, alignmentOf }: ParameterOptions,
): Promise<MapParameters<Tree>> {
  const leaves = parametersIn(tree);
  const columns = leaves.find(({ parameter }) => parameter.kind === 'column');
  if (columns !== undefined) {
    throw refused(
      `${pointer}/${columns.path}`,
      'a column is of a table of stations, and a map has none: give a raster',
    );
  }
  const opened = await openModels(library, leaves, pointer);
  const all = [...leaves, ...opened.flatMap(({ rasters }) => rasters)];
  const stack = await openRasters(library, all, { pointer, alignmentOf });
  if (stack === null) {
    throw new DomainError('invalid-input', `${pointer}: every parameter is a number; a map needs at least one raster`, {
      errors: [{ pointer, detail: 'at least one parameter must be a raster' }],
    });
  }
  const classValues = new Map<string, CellSource>();
  for (const { path, parameter } of leaves) {
    if (parameter.kind !== 'classes') continue;
    const layer = layerIndex(stack, leaves, parameter.source);
    const values = await valuesByCode(parameter.values, stack.layers[layer]!, `${pointer}/${path}`);
    classValues.set(path, { kind: 'classes', layer, values });
  }
  const { layers, models } = await layersOfModels(stack, all, opened);
  return {
    stack,
    layers,
    models,
    opened,
    sources: mapLeaves<Tree, CellParameter, CellSource>(tree, (parameter, path) => {
      if (parameter.kind === 'constant') return { kind: 'constant', value: parameter.value };
      if (parameter.kind === 'raster') {
        const { minimum, maximum } = parameter.rule;
        const layer = layerIndex(stack, leaves, parameter.source);
        const conversion = statedConversion(stack.layers[layer]!, parameter.rule, `${pointer}/${path}`);
        return { kind: 'layer', layer, ...(conversion === null ? {} : { conversion }), minimum, maximum };
      }
      if (parameter.kind === 'model') {
        const { minimum, maximum } = parameter.rule;
        const layer = layers.length + opened.findIndex((model) => model.path === path);
        return { kind: 'layer', layer, minimum, maximum };
      }
      return classValues.get(path)!;
    }),
  };
}

/** The layers that are read, and the models with the numbers of those that they take. */
async function layersOfModels(
  stack: CovariateStack,
  leaves: readonly NamedParameter[],
  opened: readonly OpenedModel[],
): Promise<{ readonly layers: readonly Layer[]; readonly models: readonly LayerModel[] }> {
  const axes = [...new Set(opened.flatMap(({ sources }) => Object.values(sources).flatMap(axisOf)))];
  const layers: Layer[] = [
    ...stack.layers.map(({ onGrid }) => onGrid),
    ...axes.map((axis): Layer => ({ kind: 'coordinate', axis })),
  ];
  const models = opened.map((model) => {
    const own = layersOf(stack, leaves, model);
    const layerOf = (covariate: string, source: CovariateSource): number =>
      isCoordinate(source)
        ? stack.layers.length + axes.indexOf(source.coordinate)
        : stack.layers.findIndex((layer) => layer.onGrid === own.find((one) => one.covariate === covariate)!.onGrid);
    return layerModel(model, layerOf, own);
  });
  return { layers, models: await Promise.all(models) };
}

function axisOf(source: CovariateSource): readonly ('longitude' | 'latitude')[] {
  return isCoordinate(source) ? [source.coordinate] : [];
}

/** The rasters of a model, named by its covariates. */
export function layersOf(
  stack: CovariateStack,
  leaves: readonly NamedParameter[],
  { path, rasters }: OpenedModel,
): readonly StackLayer[] {
  return rasters.flatMap(({ path: own, parameter }) =>
    'source' in parameter
      ? [{ ...stack.layers[layerIndex(stack, leaves, parameter.source)]!, covariate: own.slice(path.length + 1) }]
      : [],
  );
}

export interface ParameterOptions {
  /** To the tree in the inputs, such as /method. */
  readonly pointer: string;
  /** By the names of the layers of classes; null where rasters must lie on one grid. */
  readonly alignmentOf: (categorical: readonly string[]) => Alignment | null;
}

/** Every raster once, whatever number of parameters it is given for. @returns null for no rasters */
export function openRasters(
  library: Library,
  leaves: readonly NamedParameter[],
  { pointer, alignmentOf }: ParameterOptions,
): Promise<CovariateStack | null> {
  const sources = rastersOf(leaves);
  const categorical = [...sources.values()].flatMap(({ path, isClasses }) => (isClasses ? [path] : []));
  const named = Object.fromEntries([...sources.values()].map(({ path, source }) => [path, source]));
  return openStack(library, named, { pointer, alignment: alignmentOf(categorical) });
}

/** Of a raster among the layers of the stack. */
export function layerIndex(stack: CovariateStack, leaves: readonly NamedParameter[], source: RasterSource): number {
  const { path } = rastersOf(leaves).get(keyOf(source))!;
  return stack.layers.findIndex(({ covariate }) => covariate === path);
}

function rastersOf(leaves: readonly NamedParameter[]) {
  const sources = new Map<
    string,
    { readonly path: string; readonly source: RasterSource; readonly isClasses: boolean }
  >();
  for (const { path, parameter } of leaves) {
    if (!('source' in parameter)) continue;
    const key = keyOf(parameter.source);
    if (!sources.has(key))
      sources.set(key, { path, source: parameter.source, isClasses: parameter.kind === 'classes' });
  }
  return sources;
}

function keyOf(source: RasterSource): string {
  return typeof source === 'string' ? `1  ${source}` : `${source.band ?? 1} ${source.nodata ?? ''} ${source.raster}`;
}
