/** Ice in the ground: by volume, in a column, and summed over units with its uncertainty. */
import { iceDensityKgM3, mineralDensityKgM3, waterDensityKgM3 } from '../constants.ts';
import { productOf, sumOf } from './uncertain.ts';
import type { Uncertain, UncertainSum } from './uncertain.ts';

/**
 * Volume of ice ÷ volume of soil, of water contents by weight (mass of water ÷ mass of dry soil).
 * @param unfrozenWater the part that stays liquid
 */
export function iceVolume(dryDensityKgM3: number, water: number, unfrozenWater: number): number {
  return ((water - unfrozenWater) * dryDensityKgM3) / iceDensityKgM3;
}

/** Thickness of the water that a thickness of ice melts to. */
export function waterEquivalent(ice: number): number {
  return (ice * iceDensityKgM3) / waterDensityKgM3;
}

/** Dry density of soil whose pores are full of ice, kg/m³. @param water mass ÷ mass of dry soil */
export function iceSaturatedDensityKgM3(water: number): number {
  return 1 / (1 / mineralDensityKgM3 + water / iceDensityKgM3);
}

/**
 * Share of a frozen layer's thickness that is lost when it thaws and settles: 1 − dry density frozen ÷ thawed.
 * @source Crory 1973, Proc. 2nd Int. Conf. on Permafrost: 609
 */
export function thawStrain(frozenDryDensityKgM3: number, thawedDryDensityKgM3: number): number {
  return 1 - frozenDryDensityKgM3 / thawedDryDensityKgM3;
}

/**
 * Ice beyond what the pores hold once the ground has thawed and settled ÷ volume of frozen ground: the share of its
 * thickness that thaw takes, as the grains alone fill 1 − porosity of what is left.
 * @param iceFraction     volume of ice ÷ volume of frozen ground, the rest being grains
 * @param settledPorosity of the thawed and settled ground
 */
export function excessIce(iceFraction: number, settledPorosity: number): number {
  return Math.max(0, (iceFraction - settledPorosity) / (1 - settledPorosity));
}

/** With its spread to first order: ice that the settled pores hold has no excess, and no spread of it. */
export function uncertainExcessIce({ value, sd }: Uncertain, settledPorosity: number): Uncertain {
  return { value: excessIce(value, settledPorosity), sd: value > settledPorosity ? sd / (1 - settledPorosity) : 0 };
}

export interface IceLayer {
  readonly topM: number;
  readonly bottomM: number;
  /** ÷ volume of soil. */
  readonly iceVolume: number;
}

/** Thickness of ice between the permafrost table and a depth, m: each layer by its overlap. */
export function iceThicknessM(layers: readonly IceLayer[], tableM: number, bottomM: number): number {
  return layers.reduce((sum, layer) => {
    const overlapM = Math.min(layer.bottomM, bottomM) - Math.max(layer.topM, tableM);
    return sum + Math.max(0, overlapM) * layer.iceVolume;
  }, 0);
}

/** A term of a sum of ice: area × thickness × water × dry density ÷ density of ice. */
export interface IceProduct {
  readonly areaM2: Uncertain;
  readonly thicknessM: Uncertain;
  /** Mass of frozen water ÷ mass of dry soil. */
  readonly water: Uncertain;
  readonly dryDensityKgM3: Uncertain;
}

/** m³. */
export function totalIce(terms: readonly IceProduct[]): UncertainSum {
  const perIce = { value: 1 / iceDensityKgM3, sd: 0 };
  return sumOf(
    terms.map(({ areaM2, thicknessM, water, dryDensityKgM3 }) =>
      productOf([areaM2, thicknessM, water, dryDensityKgM3, perIce]),
    ),
  );
}
