/** Layers of soil as a request gives them: by thickness, which may differ from place to place, or from depth to depth. */
import { z } from 'zod';
import { groundParameters, waterFault, waterInput } from './groundParameters.ts';
import type { CellParameter } from '../rasters/cellParameter.ts';

/** A cap on what one request may ask for. */
const mostLayers = 20;

const { layerThickness, thawedConductivity, frozenConductivity } = groundParameters;

const layer = z.strictObject({
  thickness: layerThickness.nullable().default(null),
  from: layerThickness.nullable().default(null),
  to: layerThickness.nullable().default(null),
  thawedConductivity,
  frozenConductivity: frozenConductivity.nullable().default(null),
  water: waterInput,
});

type GivenLayer = z.output<typeof layer>;

interface SoilLayer extends Omit<GivenLayer, 'from' | 'to'> {
  /** Null for the last, which has no end. */
  readonly thickness: CellParameter | null;
}

export const layersInput = z
  .array(layer)
  .min(1)
  .max(mostLayers)
  .transform((layers, context): SoilLayer[] => {
    const refuse = (at: number, message: string): void =>
      context.addIssue({ code: 'custom', path: [at], message, input: layers[at] });
    const byDepth = layers.some(({ from, to }) => from !== null || to !== null);
    const soil = layers.map(({ from: _from, to: _to, ...rest }) => rest);
    if (!byDepth) checkThicknesses(soil, refuse);
    return byDepth ? soil.map((rest, at) => ({ ...rest, thickness: thicknessAt(layers, at, refuse) })) : soil;
  })
  .meta({
    title: 'Layers',
    description:
      'From the surface down, each with thickness or with from and to, in m, thawedConductivity, frozenConductivity where frost is asked for, and water. The last one has no end: neither thickness nor to. Layers may neither overlap nor leave a gap.',
  });

type Refuse = (at: number, message: string) => void;

function checkThicknesses(layers: readonly SoilLayer[], refuse: Refuse): void {
  const last = layers.length - 1;
  for (const [at, { thickness }] of layers.entries()) {
    if (at < last && thickness === null) refuse(at, 'expected a thickness: only the last layer has no end');
    if (at === last && thickness !== null) refuse(at, 'expected no thickness of the last layer, which has no end');
  }
}

/** @returns null for the last layer, and where it was refused */
function thicknessAt(layers: readonly GivenLayer[], at: number, refuse: Refuse): CellParameter | null {
  const { thickness, from, to } = layers[at]!;
  const isLast = at === layers.length - 1;
  const above = at === 0 ? 0 : constant(layers[at - 1]!.to);
  const [top, bottom] = [constant(from), constant(to)];
  if (thickness !== null || top === null || (bottom === null && (!isLast || to !== null))) {
    refuse(at, 'expected from and to as numbers, of every layer; thickness is the other way to say it');
  } else if (isLast && to !== null) {
    refuse(at, 'expected no end (to) of the last layer, which reaches down as far as the thaw');
  } else if (above !== null && top < above) {
    refuse(at, `overlaps the layer above, from ${top} to ${above} m`);
  } else if (above !== null && top > above) {
    refuse(at, `leaves a gap of ground without properties, from ${above} to ${top} m`);
  } else if (bottom !== null && bottom <= top) {
    refuse(at, `expected an end below its top: from ${top} to ${bottom} m`);
  } else if (bottom !== null) {
    return { kind: 'constant', value: bottom - top, rule: to!.rule };
  }
  return null;
}

function constant(parameter: CellParameter | null): number | null {
  return parameter?.kind === 'constant' ? parameter.value : null;
}

/** The first layer whose water has no depth of thaw wherever it lies. A dry layer above others is only a resistance. */
export function layerFault(
  layers: readonly SoilLayer[],
  algorithm: 'series' | 'xie-gough',
): { readonly at: number; readonly fault: string } | null {
  for (const [at, { water }] of layers.entries()) {
    const fault = waterFault(water, algorithm === 'series' && at < layers.length - 1);
    if (fault !== null) return { at, fault };
  }
  return null;
}
