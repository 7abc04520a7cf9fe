/** Layers of a request as ground that heat flows through. */
import { DomainError } from '../../core/errors.ts';
import { latentHeatByWaterVolume } from '../../physics/latentHeat.ts';
import { iceDensityKgM3, waterDensityKgM3 } from '../../physics/constants.ts';
import { coteKonradConductivityWMK } from '../../physics/soil/coteKonrad.ts';
import { constituentProperties } from '../../physics/soil/constituents.ts';
import { johansenConductivityWMK } from '../../physics/soil/johansen.ts';
import { heatCapacityJM3K, porosity } from '../../physics/soil/mixture.ts';
import type { FreezingCurve, GroundMaterial } from '../../physics/column/material.ts';
import type { Phase } from '../../physics/neumann.ts';
import type { LayerInput } from './layerInputs.ts';

export interface GroundLayer {
  readonly name: string;
  readonly topM: number;
  readonly bottomM: number;
  readonly material: GroundMaterial;
  /** Water and ice as if all were water, ÷ volume; null where latent heat was given instead. */
  readonly waterVolume: number | null;
  readonly heatSourceWM3: number;
}

/** Rounding of depths that were typed. */
const sameDepthM = 1e-6;

/**
 * @param pointer of the list in the inputs, for messages
 * @throws {DomainError} 'invalid-input' where layers overlap, leave a gap or do not begin at 0 m, or where a soil holds
 *   more water than it has room for, or more unfrozen water than water
 */
export function groundLayers(layers: readonly LayerInput[], pointer: string): GroundLayer[] {
  let endM = 0;
  return layers.map((layer, i) => {
    const at = `${pointer}/${i}`;
    const name = layer.name ?? `layer ${i + 1}`;
    const { topM, bottomM } = depthsOf(layer, at, name, endM);
    endM = bottomM;
    return { name, topM, bottomM, heatSourceWM3: layer.heatSourceWM3, ...materialOf(layer, at, name) };
  });
}

function depthsOf({ thicknessM, topM, bottomM }: LayerInput, at: string, name: string, endM: number) {
  if (thicknessM !== undefined) {
    if (topM === undefined && bottomM === undefined) return { topM: endM, bottomM: endM + thicknessM };
    throw refuse(at, `${name}: give thicknessM, or topM and bottomM, not both`);
  }
  if (topM === undefined || bottomM === undefined) throw refuse(at, `${name}: give thicknessM, or topM and bottomM`);
  if (topM < endM - sameDepthM) {
    throw refuse(at, `${name} (${topM} to ${bottomM} m) overlaps the layer above, which ends at ${endM} m`);
  }
  if (topM > endM + sameDepthM) {
    throw refuse(at, `${name} (${topM} to ${bottomM} m) leaves a gap: it must begin at ${endM} m`);
  }
  if (bottomM <= topM) throw refuse(at, `${name}: must end below its top, found ${topM} to ${bottomM} m`);
  return { topM: endM, bottomM };
}

function materialOf({ properties, unfrozenWater }: LayerInput, at: string, name: string) {
  const waterVolume = waterOf(properties, `${at}/properties`, name);
  const state = (frozen: boolean): Phase => phaseOf(properties, waterVolume ?? 0, frozen);
  const latentHeatJM3 =
    properties.from === 'values' && properties.latentHeatJM3 !== undefined
      ? properties.latentHeatJM3
      : latentHeatByWaterVolume(waterVolume ?? 0);
  const freezing = curveOf(unfrozenWater, waterVolume, `${at}/unfrozenWater`, name);
  return { waterVolume, material: { frozen: state(true), thawed: state(false), latentHeatJM3, freezing } };
}

/** ÷ volume, of a soil at most its pores; null where the latent heat says it. */
function waterOf(properties: LayerInput['properties'], at: string, name: string): number | null {
  if (properties.from === 'mixture') {
    const { mineralVolume, organicVolume, waterVolume } = properties;
    const filled = mineralVolume + organicVolume + waterVolume;
    if (filled <= 1 + 1e-9) return waterVolume;
    throw refuse(
      at,
      `${name}: mineral, organic matter and water fill ${filled.toFixed(3)} of the volume; expected at most 1`,
    );
  }
  if (properties.from === 'values') {
    const { waterVolume, latentHeatJM3 } = properties;
    if ((waterVolume === undefined) !== (latentHeatJM3 === undefined)) return waterVolume ?? null;
    throw refuse(at, `${name}: give waterVolume or latentHeatJM3, one of them`);
  }
  const { waterVolume, waterByWeight, dryDensityKgM3 } = properties;
  if ((waterVolume === undefined) === (waterByWeight === undefined)) {
    throw refuse(at, `${name}: give waterVolume or waterByWeight, one of them`);
  }
  const volume = waterVolume ?? (waterByWeight! * dryDensityKgM3) / waterDensityKgM3;
  const pores = porosity(dryDensityKgM3);
  if (volume <= pores + 1e-9) return volume;
  throw refuse(
    at,
    `${name}: water fills ${volume.toFixed(3)} of the volume, but soil of ${dryDensityKgM3} kg/m³ has pores of ${pores.toFixed(3)} only: the dry density of ice-rich ground is lower`,
  );
}

function phaseOf(properties: LayerInput['properties'], waterVolume: number, frozen: boolean): Phase {
  if (properties.from === 'values') {
    return frozen
      ? { conductivityWMK: properties.frozenConductivityWMK, heatCapacityJM3K: properties.frozenHeatCapacityJM3K }
      : { conductivityWMK: properties.thawedConductivityWMK, heatCapacityJM3K: properties.thawedHeatCapacityJM3K };
  }
  if (properties.from === 'mixture') {
    const { mineralVolume: mineral, organicVolume: organic } = properties;
    return constituentProperties({ mineral, organic, water: waterVolume, frozen });
  }
  const { dryDensityKgM3, frozenGrainsJKgK, thawedGrainsJKgK } = properties;
  // Wholly frozen: what stays liquid is told by the freezing curve, between the two states.
  const moist = { dryDensityKgM3, waterVolume, frozen, unfrozenVolume: 0 };
  const [water, ice] = frozen ? [0, (waterVolume * waterDensityKgM3) / iceDensityKgM3] : [waterVolume, 0];
  return {
    conductivityWMK:
      properties.from === 'johansen'
        ? johansenConductivityWMK({ ...moist, quartz: properties.quartz, coarse: properties.coarse })
        : coteKonradConductivityWMK(properties.grainsWMK, moist, properties.soil),
    heatCapacityJM3K: heatCapacityJM3K(dryDensityKgM3, frozen ? frozenGrainsJKgK : thawedGrainsJKgK, water, ice),
  };
}

function curveOf(given: LayerInput['unfrozenWater'], water: number | null, at: string, name: string): FreezingCurve {
  if (given.kind === 'sharp') return given;
  if (given.kind === 'linear') return { ...given, mushyConductivityWMK: null };
  const [liquid, what] =
    given.kind === 'power'
      ? [given.a, 'unfrozen water at −1 °C (a)']
      : [given.residualVolume, 'residual unfrozen water'];
  if (water === null) throw refuse(at, `${name}: a curve of unfrozen water needs waterVolume instead of latentHeatJM3`);
  if (liquid >= water) {
    throw refuse(
      at,
      `${name}: ${what} is ${liquid} of the volume; expected less than all of its water, ${water.toFixed(3)}`,
    );
  }
  if (given.kind === 'power') return { kind: 'power', totalVolume: water, a: given.a, b: given.b };
  const { freezingPointC, widthC } = given;
  return { kind: 'exponential', freezingPointC, widthC, residualShare: given.residualVolume / water };
}

function refuse(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', detail, { errors: [{ pointer, detail }] });
}
