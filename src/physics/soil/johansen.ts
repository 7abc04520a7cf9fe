/**
 * Thermal conductivity of soil by Johansen's method.
 * @source Johansen 1975, Thermal conductivity of soils, thesis, Trondheim; Farouki 1981, CRREL Monograph 81-1
 */
import { porosity, saturatedConductivityWMK } from './mixture.ts';
import type { MoistSoil } from './mixture.ts';

export interface JohansenSoil extends MoistSoil {
  /** Share of quartz in the grains, 0..1. */
  readonly quartz: number;
  /** Sand and gravel; false for silt and clay. */
  readonly coarse: boolean;
}

const pores = { waterWMK: 0.57, iceWMK: 2.2 };
const quartzWMK = 7.7;
const otherWMK = 2;
/** Of the other minerals in coarse soil of little quartz. */
const otherCoarseWMK = 3;
const littleQuartz = 0.2;

/**
 * W/(m·K), between dry and saturated by Kersten's number.
 * @returns that of the dry soil where it is too dry for the method: saturation below 0.05 (coarse) or 0.1 (fine)
 */
export function johansenConductivityWMK(soil: JohansenSoil): number {
  const { dryDensityKgM3, waterVolume } = soil;
  const dry = johansenDryWMK(dryDensityKgM3);
  const saturation = waterVolume / porosity(dryDensityKgM3);
  return dry + (saturatedConductivityWMK(grainsWMK(soil), soil, pores) - dry) * kerstenNumber(soil, saturation);
}

/** Of natural dry soil, W/(m·K). */
export function johansenDryWMK(dryDensityKgM3: number): number {
  return (0.135 * dryDensityKgM3 + 64.7) / (2700 - 0.947 * dryDensityKgM3);
}

function grainsWMK({ quartz, coarse }: JohansenSoil): number {
  return quartzWMK ** quartz * (coarse && quartz < littleQuartz ? otherCoarseWMK : otherWMK) ** (1 - quartz);
}

function kerstenNumber({ frozen, coarse }: JohansenSoil, saturation: number): number {
  if (frozen) return saturation;
  if (coarse) return saturation > 0.05 ? 0.7 * Math.log10(saturation) + 1 : 0;
  return saturation > 0.1 ? Math.log10(saturation) + 1 : 0;
}
