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

/** What is multiplied: a property of the surface, or one of layers by their indices. */
type Varied =
  | { readonly of: CoverProperty; readonly layers: 'surface' }
  | { readonly of: LayerProperty; readonly layers: readonly number[] };

export type GroundParameter = Varied & Varying & { readonly unit: string };

/** @throws {DomainError} 'invalid-input' for a layer or property that the ground has not, bounds that cannot be, or a property varied twice */
export function groundParameters(ground: ExplicitGround, requests: readonly ParameterRequest[]): GroundParameter[] {
  const taken = new Set<string>();
  return requests.map((request, i) => {
    const at = `/parameters/${i}`;
    const varied = variedBy(ground, request, at);
    for (const place of varied.layers === 'surface' ? ['surface'] : varied.layers) {
      const key = `${request.of} ${place}`;
      if (taken.has(key)) throw refuse(at, `${request.of} of ${nameOf(ground, place)} is varied by two parameters`);
      taken.add(key);
    }
    const { unit } = propertyOf(request.of);
    return { ...varied, unit, name: namedParameter(ground, varied), ...boundsOf(ground, request, varied, at) };
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
  { of, layers }: Varied,
): readonly { readonly layer: string | null; readonly value: number }[] {
  if (layers === 'surface') return [{ layer: null, value: coverProperties[of].read(ground.surface)! }];
  const { read } = layerProperties[of];
  return layers.map((i) => ({ layer: ground.layers[i]!.name, value: read(ground.layers[i]!)! }));
}

function withValues(
  { layers, surface }: ExplicitGround,
  { of, layers: places }: Varied,
  change: (value: number) => number,
): ExplicitGround {
  if (places === 'surface') {
    const { read, write } = coverProperties[of];
    return { layers, surface: write(surface, change(read(surface)!)) };
  }
  const { read, write } = layerProperties[of];
  return {
    layers: layers.map((layer, i) => (places.includes(i) ? write(layer, change(read(layer)!)) : layer)),
    surface,
  };
}

function variedBy(ground: ExplicitGround, { of, layers: wanted }: ParameterRequest, at: string): Varied {
  if (!isCoverProperty(of)) return { of, layers: layersOf(ground, of, wanted, at) };
  if (wanted !== null) throw refuse(`${at}/layers`, `${of} is of the surface: leave layers out`);
  if (coverProperties[of].read(ground.surface) !== null) return { of, layers: 'surface' };
  throw refuse(`${at}/of`, `The surface has no ${of}: give it one to begin with, by the input surface`);
}

function layersOf(
  { layers }: ExplicitGround,
  of: LayerProperty,
  wanted: ParameterRequest['layers'],
  at: string,
): number[] {
  const { read } = layerProperties[of];
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
  varied: Varied,
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
  const values = valuesOf(ground, varied).map(({ value }) => value);
  const ends = values.map((value) => possible.map((end) => end / value).toSorted((a, b) => a - b));
  const [lessWater, moreWater] = waterBounds(ground, varied);
  return {
    leastFactor: Math.max(least, lessWater, ...ends.map(([low]) => low!)),
    mostFactor: Math.min(most, moreWater, ...ends.map(([, high]) => high!)),
  };
}

/** No more water than the whole, nor less than stays unfrozen: all of it and that may meet halfway, if both vary. */
function waterBounds(ground: ExplicitGround, { of, layers }: Varied): readonly [number, number] {
  if (layers === 'surface' || (of !== 'water' && of !== 'unfrozenWater')) return [0, Infinity];
  const varied = layers.map((i) => ground.layers[i]!);
  const halfway = varied.map((layer) => {
    const [water, unfrozen] = [layer.properties.waterVolume, layerProperties.unfrozenWater.read(layer)];
    return water === undefined || unfrozen === null || unfrozen === 0 ? Infinity : apart * Math.sqrt(water / unfrozen);
  });
  if (of === 'unfrozenWater') return [0, Math.min(...halfway)];
  const whole = varied.map(({ properties }) => 1 / (properties.waterVolume ?? 0));
  return [Math.max(...halfway.map((factor) => 1 / factor)), Math.min(...whole)];
}

function namedParameter(ground: ExplicitGround, { of, layers }: Varied): string {
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
