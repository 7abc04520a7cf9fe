/** The parameters of a method at stations: numbers, columns of their table, and rasters where they stand. */
import { DomainError } from '../../core/errors.ts';
import { mapLeaves } from '../../core/parameterTree.ts';
import { numbersOf, textsOf } from '../../tables/boreholeTable.ts';
import { outOfBounds, refused, valuesByCode } from './cellParameter.ts';
import { placeOf } from './covariateStack.ts';
import { createLayerPredictor } from '../../derive/modelledRule.ts';
import { layerIndex, layersOf, openRasters, parametersIn } from './mapParameters.ts';
import { layerModel, openModels } from './modelParameter.ts';
import { isCoordinate } from '../maps/prediction.ts';
import { statedConversion } from '../inputs/rasterUnit.ts';
import { locateStations, sampleLayer } from './sampleStations.ts';
import type { Mapped } from '../../core/parameterTree.ts';
import type { CellParameter } from './cellParameter.ts';
import type { CovariateStack, StackLayer } from './covariateStack.ts';
import type { OpenedModel } from './modelParameter.ts';
import type { NamedParameter, ParameterOptions } from './mapParameters.ts';
import type { PlanContext } from '../process.ts';
import type { StationPixels } from './sampleStations.ts';
import type { StationRows } from '../stations/stations.ts';

interface ParametersAtStations<Tree> {
  /** The tree of parameters with a value per station in the place of each, NaN for none. */
  readonly columns: Mapped<Tree, CellParameter, Float64Array>;
  /** Of the rasters; null where there are none. */
  readonly stack: CovariateStack | null;
  /** Row → why it has no value of a parameter. */
  readonly reasons: ReadonlyMap<number, string>;
}

/**
 * @param tree objects and lists whose leaves are outputs of `cellParameter`
 * @throws {DomainError} as `openStack`; 'column-missing'; 'invalid-input' for classes that a raster does not name, and
 *   where all values of a parameter are out of its bounds
 */
export async function parametersAtStations<Tree>(
  context: PlanContext,
  tree: Tree,
  stations: StationRows,
  options: ParameterOptions,
): Promise<ParametersAtStations<Tree>> {
  const leaves = parametersIn(tree);
  const reasons = new Map<number, string>();
  const opened = await openModels(context.library, leaves, options.pointer);
  const all = [...leaves, ...opened.flatMap(({ rasters }) => rasters)];
  const stack = await openRasters(context.library, all, options).catch((error: unknown) => {
    throw columnInstead(error, leaves, stations, options.pointer) ?? error;
  });
  const pixels = stack === null ? null : locateStations(stations, stack, reasons);
  const read = createReader(context, { leaves: all, opened, stations, stack, pixels, pointer: options.pointer });
  const columns = new Map<string, Float64Array>();
  for (const leaf of leaves) {
    const { path, parameter } = leaf;
    const { values, lost } = await read(leaf);
    for (const [row, value] of values.entries()) {
      if (!Number.isNaN(value) || reasons.has(row)) continue;
      reasons.set(row, lost.get(row) ?? `has no value of ${path}`);
    }
    columns.set(path, boundedOf(values, parameter, { path, pointer: options.pointer }, reasons));
  }
  return {
    columns: mapLeaves<Tree, CellParameter, Float64Array>(tree, (_, path) => columns.get(path)!),
    stack,
    reasons,
  };
}

/** What to write where a column of the stations was named as if it were a raster; null where none was. */
function columnInstead(
  error: unknown,
  leaves: readonly NamedParameter[],
  { table }: StationRows,
  pointer: string,
): DomainError | null {
  if (!(error instanceof DomainError) || error.code !== 'not-found') return null;
  for (const { path, parameter } of leaves) {
    if (!('source' in parameter)) continue;
    const { source } = parameter;
    const name = typeof source === 'string' ? source : source.raster;
    if (table.columns.every((column) => column.name !== name)) continue;
    const start = `{"column": ${JSON.stringify(name)}`;
    const byKind = parameter.kind === 'classes' ? `${start}, "values": {…}}` : `${start}}`;
    const form = parameter.origin?.['calibration'] === undefined ? byKind : `{…, "classes": ${start}}}`;
    return refused(
      `${pointer}/${path}`,
      `there is no raster ${JSON.stringify(name)}, but the stations have such a column, which is written ${form}`,
    );
  }
  return null;
}

interface Read {
  readonly values: Float64Array;
  /** Row → why a class gave no value. */
  readonly lost: ReadonlyMap<number, string>;
}

function createReader(
  context: PlanContext,
  given: {
    readonly leaves: readonly NamedParameter[];
    readonly opened: readonly OpenedModel[];
    readonly stations: StationRows;
    readonly stack: CovariateStack | null;
    readonly pixels: StationPixels | null;
    readonly pointer: string;
  },
): (leaf: NamedParameter) => Promise<Read> {
  const { leaves, opened, stations, stack, pixels, pointer } = given;
  const { table } = stations;
  return async ({ path, parameter }) => {
    if (parameter.kind === 'constant') return plain(new Float64Array(table.rowCount).fill(parameter.value));
    if (parameter.kind === 'column') {
      if (parameter.values === null) return plain(numbersOf(table, parameter.column));
      const byText = new Map(Object.entries(parameter.values));
      return classValues(textsOf(table, parameter.column), byText, `${path}: class`);
    }
    if (parameter.kind === 'model') {
      const model = opened.find((one) => one.path === path)!;
      const layers = stack === null ? [] : layersOf(stack, leaves, model);
      const sampled = layers.map((layer) => sampleLayer(context, layer, placeOf(stack!), pixels!));
      return plain(await predictAtStations(model, layers, await Promise.all(sampled), stations));
    }
    const layer = stack!.layers[layerIndex(stack!, leaves, parameter.source)]!;
    const sampled = await sampleLayer(context, layer, placeOf(stack!), pixels!);
    if (parameter.kind === 'raster') {
      const conversion = statedConversion(layer, parameter.rule, `${pointer}/${path}`);
      return plain(
        conversion === null ? sampled : sampled.map((value) => value * conversion.scale + conversion.offset),
      );
    }
    const byCode = new Map(await valuesByCode(parameter.values, layer, `${pointer}/${path}`));
    const codes = Array.from(sampled, (code) => (Number.isNaN(code) ? '' : String(code)));
    return classValues(codes, new Map([...byCode].map(([code, value]) => [String(code), value])), `${path}: class`);
  };
}

/** @param sampled values of the layers, one per station */
async function predictAtStations(
  model: OpenedModel,
  layers: readonly StackLayer[],
  sampled: readonly Float64Array[],
  { table, positions }: StationRows,
): Promise<Float64Array> {
  const none = new Float64Array(table.rowCount).fill(Number.NaN);
  const columns = [...sampled, positions?.lon ?? none, positions?.lat ?? none];
  const own = await layerModel(
    model,
    (covariate, source) =>
      isCoordinate(source)
        ? layers.length + (source.coordinate === 'longitude' ? 0 : 1)
        : layers.findIndex((layer) => layer.covariate === covariate),
    layers,
  );
  const predict = createLayerPredictor(own);
  const { values } = predict(
    columns.map((column) => Float32Array.from(column)),
    table.rowCount,
    table.rowCount,
  );
  return Float64Array.from(values);
}

function plain(values: Float64Array): Read {
  return { values, lost: new Map() };
}

/** @param classes '' for none */
function classValues(classes: readonly string[], values: ReadonlyMap<string, number>, what: string): Read {
  const lost = new Map<number, string>();
  const found = Float64Array.from(classes, (name, row) => {
    const value = values.get(name);
    if (value === undefined && name !== '') lost.set(row, `${what} ${JSON.stringify(name)} has no value`);
    return value ?? Number.NaN;
  });
  return { values: found, lost };
}

/** Values out of bounds are none, with a reason; refused where there are no others. */
function boundedOf(
  values: Float64Array,
  { rule }: CellParameter,
  { path, pointer }: { readonly path: string; readonly pointer: string },
  reasons: Map<number, string>,
): Float64Array {
  const isWithin = (value: number): boolean => value >= rule.minimum && value <= rule.maximum;
  const given = values.filter((value) => !Number.isNaN(value));
  if (given.length > 0 && !given.some(isWithin)) {
    throw refused(`${pointer}/${path}`, `${outOfBounds(rule, given[0]!)}, found ${given[0]} at every station`);
  }
  return values.map((value, row) => {
    if (Number.isNaN(value) || isWithin(value)) return value;
    reasons.set(row, `${path} is ${value}: ${outOfBounds(rule, value)}`);
    return Number.NaN;
  });
}
