/** Soil as a mixture of mineral grains, water and ice. */
import { iceDensityKgM3, mineralDensityKgM3, waterDensityKgM3 } from '../constants.ts';

export interface MoistSoil {
  readonly dryDensityKgM3: number;
  /** Water and ice as if all were water ÷ volume of soil. */
  readonly waterVolume: number;
  readonly frozen: boolean;
  /** The part of the water that stays liquid in frozen soil; 0 for thawed. */
  readonly unfrozenVolume: number;
}

/** Share of the volume that is no mineral. */
export function porosity(dryDensityKgM3: number): number {
  return 1 - dryDensityKgM3 / mineralDensityKgM3;
}

/** Geometric mean of what fills the soil, W/(m·K): grains, and water, or ice with the water that stays liquid. */
export function saturatedConductivityWMK(
  grainsWMK: number,
  soil: MoistSoil,
  { waterWMK, iceWMK }: { readonly waterWMK: number; readonly iceWMK: number },
): number {
  const pores = porosity(soil.dryDensityKgM3);
  if (!soil.frozen) return grainsWMK ** (1 - pores) * waterWMK ** pores;
  return grainsWMK ** (1 - pores) * iceWMK ** (pores - soil.unfrozenVolume) * waterWMK ** soil.unfrozenVolume;
}

/** J/(kg·K). @source Liu et al. 2022, J. Glaciol. Geocryol. 44(2), table 1, and handbooks of water and ice */
const waterHeatJKgK = 4180;
const iceHeatJKgK = 2100;

/**
 * Volumetric heat capacity, J/(m³·K): masses × specific heats.
 * @param grainsJKgK of the dry soil: 840 for most minerals thawed, 730–770 frozen
 * @param water, ice volumes ÷ volume of soil
 */
export function heatCapacityJM3K(dryDensityKgM3: number, grainsJKgK: number, water: number, ice: number): number {
  return dryDensityKgM3 * grainsJKgK + waterDensityKgM3 * waterHeatJKgK * water + iceDensityKgM3 * iceHeatJKgK * ice;
}
