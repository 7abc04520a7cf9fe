/**
 * Thermal conductivity of soil and base-course materials by Côté and Konrad's method.
 * @source Côté & Konrad 2005, Can. Geotech. J. 42:443
 */
import { porosity, saturatedConductivityWMK } from './mixture.ts';
import type { MoistSoil } from './mixture.ts';

interface SoilType {
  /** Curvature between dry and saturated, unfrozen and frozen. */
  readonly unfrozen: number;
  readonly frozen: number;
  /** Of the dry soil: χ·10^(−η·porosity). */
  readonly chiWMK: number;
  readonly eta: number;
}

export const coteKonradSoils = {
  'gravel and coarse sand': { unfrozen: 4.6, frozen: 1.7, chiWMK: 1.7, eta: 1.8 },
  'medium and fine sand': { unfrozen: 3.55, frozen: 0.95, chiWMK: 1.7, eta: 1.8 },
  'silt and clay': { unfrozen: 1.9, frozen: 0.85, chiWMK: 0.75, eta: 1.2 },
  organic: { unfrozen: 0.6, frozen: 0.25, chiWMK: 0.3, eta: 0.87 },
} as const satisfies Record<string, SoilType>;

export type CoteKonradSoil = keyof typeof coteKonradSoils;

const pores = { waterWMK: 0.6, iceWMK: 2.24 };

/** @param grainsWMK conductivity of the grains, W/(m·K) */
export function coteKonradConductivityWMK(grainsWMK: number, soil: MoistSoil, type: CoteKonradSoil): number {
  const { unfrozen, frozen, chiWMK, eta } = coteKonradSoils[type];
  const share = porosity(soil.dryDensityKgM3);
  const dry = chiWMK * 10 ** (-eta * share);
  const saturation = soil.waterVolume / share;
  const kappa = soil.frozen ? frozen : unfrozen;
  const between = (kappa * saturation) / (1 + (kappa - 1) * saturation);
  return dry + (saturatedConductivityWMK(grainsWMK, soil, pores) - dry) * between;
}
