/** A column as a request gives it, with every property as a number of its own: what calibration varies and hands back. */
import { groundLayers } from './groundLayers.ts';
import { coverOf } from './surfaceInputs.ts';
import type { z } from 'zod';
import type { LayerInput } from './layerInputs.ts';
import type { coverInput } from './surfaceInputs.ts';

export type CoverInput = z.output<typeof coverInput>;

type Values = Extract<LayerInput['properties'], { readonly from: 'values' }>;

export type ExplicitLayer = Omit<LayerInput, 'properties' | 'name'> & {
  readonly name: string;
  readonly properties: Values;
};

/** In the words of `simulate-column`, which takes it as it is. */
export interface ExplicitGround {
  readonly layers: readonly ExplicitLayer[];
  readonly surface: CoverInput;
}

/** @throws {DomainError} 'invalid-input' as `groundLayers` */
export function explicitGround(layers: readonly LayerInput[], surface: CoverInput): ExplicitGround {
  return {
    layers: groundLayers(layers, '/layers').map(({ name, topM, bottomM, material, waterVolume }, i) => {
      const { unfrozenWater, heatSourceWM3 } = layers[i]!;
      const { frozen, thawed, latentHeatJM3 } = material;
      const properties: Values = {
        from: 'values',
        frozenConductivityWMK: frozen.conductivityWMK,
        thawedConductivityWMK: thawed.conductivityWMK,
        frozenHeatCapacityJM3K: frozen.heatCapacityJM3K,
        thawedHeatCapacityJM3K: thawed.heatCapacityJM3K,
        ...(waterVolume === null ? { latentHeatJM3 } : { waterVolume }),
      };
      return { name, topM, bottomM, properties, unfrozenWater, heatSourceWM3 };
    }),
    surface: explicitCover(surface),
  };
}

function explicitCover(given: CoverInput): CoverInput {
  const { nFactors, ...others } = given;
  if (nFactors === undefined) return others;
  const { thawFactor, freezeFactor } = coverOf(given).cover;
  return { ...others, nFactors: { thaw: thawFactor, freeze: freezeFactor } };
}
