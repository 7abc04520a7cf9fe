/** Heat that ground takes up per volume when its ice melts: what the depth of thaw hangs on most. */
import { iceDensityKgM3, latentHeatJPerKg, waterDensityKgM3 } from './constants.ts';

/**
 * From water contents by weight, as laboratories give them: J/m³.
 * @param dryDensityKgM3 of the soil, 50–2700
 * @param water          mass of water and ice ÷ mass of dry soil; may exceed 1 in peat and ice-rich ground
 * @param unfrozenWater  the part that stays liquid, the same way; not above `water`
 */
export function latentHeatByWeight(dryDensityKgM3: number, water: number, unfrozenWater: number): number {
  return latentHeatJPerKg * dryDensityKgM3 * (water - unfrozenWater);
}

/** From the volume of water that freezes, ÷ volume of soil: J/m³. */
export function latentHeatByWaterVolume(waterVolume: number): number {
  return latentHeatJPerKg * waterDensityKgM3 * waterVolume;
}

/** From the volume of ice, ÷ volume of soil: J/m³. Taken for the volume of water it would be 9 % too much. */
export function latentHeatByIceVolume(iceVolume: number): number {
  return latentHeatJPerKg * iceDensityKgM3 * iceVolume;
}
