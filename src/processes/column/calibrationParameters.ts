/** What a calibration varies: each parameter multiplies one property, of the layers it is said of, within bounds. */
import { DomainError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearestName.ts';
import { coverProperties, isCoverProperty, layerProperties, propertyOf } from './calibrationProperties.ts';
import type { Varying } from '../../physics/calibration/calibrate.ts';
import type { CoverProperty, LayerProperty } from './calibrationProperties.ts';
import type { ExplicitGround } from './explicitGround.ts';

export interface ParameterRequest {
  readonly of: LayerProperty | CoverProperty;
  /** By name; null for all layers that have it. */
  readonly layers: readonly string[] | null;
  readonly leastFactor: number | null;
  readonly mostFactor: number | null;
}

/** Some water always freezes. */
const apart = 0.99;

export interface GroundParameter extends Varying {
  readonly of: LayerProperty | CoverProperty;
  readonly unit: string;
  /** What it multiplies: the surface, or layers by their indices. */
  readonly layers: readonly number[] | 'surface';
}

/** @throws {DomainError} 'invalid-input' for a layer or property that the ground has not, bounds that cannot be, or a property varied twice */
export function groundParameters(ground: ExplicitGround, requests: readonly ParameterRequest[]): GroundParameter[] {
  const taken = new Set<string>();
  return requests.map((request, i) => {
    const at = `/parameters/${i}`;
    const layers = isCoverProperty(request.of) ? surfaceOf(ground, request, at) : layersOf(ground, request, at);
    for (const place of layers === 'surface' ? ['surface'] : layers) {
      const key = `${request.of} ${place}`;
      if (taken.has(key)) throw refuse(at, `${request.of} of ${nameOf(ground, place)} is varied by two parameters`);
      taken.add(key);
    }
    const parameter = { of: request.of, layers, unit: propertyOf(request.of).unit };
    return { ...parameter, name: namedParameter(ground, parameter), ...boundsOf(ground, request, parameter, at) };
  });
}

/** The ground with each parameter's property times its factor. */
export function scaledGround(
  ground: ExplicitGround,
  parameters: readonly GroundParameter[],
  factors: Float64Array,
): ExplicitGround {
  return parameters.reduce(
    (scaled, parameter, i) => withValues(scaled, parameter, (value) => value * factors[i]!),
    ground,
  );
}

/** Values of a parameter's property, by layer. */
export function valuesOf(
  ground: ExplicitGround,
  { of, layers }: Pick<GroundParameter, 'of' | 'layers'>,
): { readonly layer: string | null; readonly value: number }[] {
  if (isCoverProperty(of)) return [{ layer: null, value: coverProperties[of].read(ground.surface)! }];
  const { read } = layerProperties[of];
  return (layers === 'surface' ? [] : layers).map((i) => ({
    layer: ground.layers[i]!.name,
    value: read(ground.layers[i]!)!,
  }));
}

function withValues(
  { layers, surface }: ExplicitGround,
  parameter: GroundParameter,
  change: (value: number) => number,
): ExplicitGround {
  const { of, layers: places } = parameter;
  if (isCoverProperty(of)) {
    const { read, write } = coverProperties[of];
    return { layers, surface: write(surface, change(read(surface)!)) };
  }
  const { read, write } = layerProperties[of];
  return {
    layers: layers.map((layer, i) => (places.includes(i as never) ? write(layer, change(read(layer)!)) : layer)),
    surface,
  };
}

function surfaceOf({ surface }: ExplicitGround, { of, layers }: ParameterRequest, at: string): 'surface' {
  if (layers !== null) throw refuse(`${at}/layers`, `${of} is of the surface: leave layers out`);
  if (coverProperties[of as CoverProperty].read(surface) !== null) return 'surface';
  throw refuse(`${at}/of`, `The surface has no ${of}: give it one to begin with, by the input surface`);
}

function layersOf({ layers }: ExplicitGround, request: ParameterRequest, at: string): number[] {
  const { of, layers: wanted } = request;
  const { read } = layerProperties[of as LayerProperty];
  const has = (i: number): boolean => read(layers[i]!) !== null && read(layers[i]!) !== 0;
  const names = layers.map(({ name }) => name);
  const unknown = wanted?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw refuse(
      `${at}/layers`,
      `There is no layer ${JSON.stringify(unknown)}; the nearest is ${JSON.stringify(nearestName(unknown, names))}`,
    );
  }
  const found = [...layers.keys()].filter((i) => wanted === null || wanted.includes(names[i]!));
  const without = found.filter((i) => !has(i));
  if (wanted !== null && without.length > 0) {
    throw refuse(`${at}/layers`, `${names[without[0]!]!} has no ${of} to be varied`);
  }
  const varied = found.filter(has);
  if (varied.length === 0) throw refuse(`${at}/of`, `No layer has ${of} to be varied`);
  return varied;
}

/** Usual or given ones, narrowed to what a column may have. */
function boundsOf(
  ground: ExplicitGround,
  request: ParameterRequest,
  parameter: Pick<GroundParameter, 'of' | 'layers'>,
  at: string,
): Pick<Varying, 'leastFactor' | 'mostFactor'> {
  const { usual, possible } = propertyOf(request.of);
  const [least, most] = [request.leastFactor ?? usual[0], request.mostFactor ?? usual[1]];
  if (least >= most) throw refuse(at, `leastFactor (${least}) must be below mostFactor (${most})`);
  if (least > 1 || most < 1) {
    throw refuse(
      at,
      `Bounds are of the factor that multiplies what is given, so that 1 lies between them; found ${least} to ${most}`,
    );
  }
  const values = valuesOf(ground, parameter).map(({ value }) => value);
  const ends = values.map((value) => possible.map((end) => end / value).toSorted((a, b) => a - b));
  const [lessWater, moreWater] = waterBounds(ground, parameter);
  return {
    leastFactor: Math.max(least, lessWater, ...ends.map(([low]) => low!)),
    mostFactor: Math.min(most, moreWater, ...ends.map(([, high]) => high!)),
  };
}

/** No more water than the whole, nor less than stays unfrozen: all of it and that may meet halfway, if both vary. */
function waterBounds(
  ground: ExplicitGround,
  { of, layers }: Pick<GroundParameter, 'of' | 'layers'>,
): readonly [number, number] {
  if ((of !== 'water' && of !== 'unfrozenWater') || layers === 'surface') return [0, Infinity];
  const varied = layers.map((i) => ground.layers[i]!);
  const halfway = varied.map((layer) => {
    const [water, unfrozen] = [layer.properties.waterVolume, layerProperties.unfrozenWater.read(layer)];
    return water === undefined || unfrozen === null || unfrozen === 0 ? Infinity : apart * Math.sqrt(water / unfrozen);
  });
  if (of === 'unfrozenWater') return [0, Math.min(...halfway)];
  const whole = varied.map(({ properties }) => 1 / (properties.waterVolume ?? 0));
  return [Math.max(...halfway.map((factor) => 1 / factor)), Math.min(...whole)];
}

function namedParameter(ground: ExplicitGround, { of, layers }: Pick<GroundParameter, 'of' | 'layers'>): string {
  if (layers === 'surface') return of;
  const all = layers.length === ground.layers.length && layers.length > 1;
  return `${of} of ${all ? 'all layers' : layers.map((i) => ground.layers[i]!.name).join(', ')}`;
}

function nameOf({ layers }: ExplicitGround, place: number | string): string {
  return typeof place === 'number' ? layers[place]!.name : place;
}

function refuse(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', detail, { errors: [{ pointer, detail }] });
}
