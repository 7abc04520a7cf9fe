/** The liquid share of the water of a material, and the heat that it holds, by temperature. */
import { freezingPointByPowerC, unfrozenByExponential, unfrozenByPower } from '../soil/unfrozenWater.ts';
import type { FreezingCurve, GroundMaterial } from './material.ts';

/** Below it a power law changes nothing that counts; no ground is colder. */
const coldestC = -60;
/** Widths of the exponential curve after which 1e-7 of its water is left. */
const mostWidths = 4;

interface CurveShape {
  /** All water is liquid above it, °C. */
  readonly freezingPointC: number;
  /** Below it the liquid share stays what it is there, °C. */
  readonly frozenPointC: number;
  /** Liquid share between the two points, 0..1. */
  readonly between: (temperatureC: number) => number;
}

const shapes: { readonly [Kind in FreezingCurve['kind']]: (curve: FreezingCurve & { kind: Kind }) => CurveShape } = {
  sharp: (curve) => ({ freezingPointC: curve.freezingPointC, frozenPointC: curve.freezingPointC, between: () => 0 }),
  linear: ({ solidusC, liquidusC }) => ({
    freezingPointC: liquidusC,
    frozenPointC: solidusC,
    between: (atC) => (atC - solidusC) / (liquidusC - solidusC),
  }),
  exponential: (curve) => ({
    freezingPointC: curve.freezingPointC,
    frozenPointC: curve.freezingPointC - mostWidths * curve.widthC,
    between: (atC) => unfrozenByExponential(atC, 1, curve.residualShare, curve.freezingPointC, curve.widthC),
  }),
  power: ({ totalVolume, a, b }) => ({
    freezingPointC: freezingPointByPowerC(totalVolume, a, b),
    frozenPointC: coldestC,
    between: (atC) => unfrozenByPower(atC, totalVolume, a, b) / totalVolume,
  }),
};

function shapeOf<Kind extends FreezingCurve['kind']>(curve: FreezingCurve & { kind: Kind }): CurveShape {
  return shapes[curve.kind](curve);
}

export interface Freezing {
  /** All water is liquid above it, °C. */
  readonly freezingPointC: number;
  /** Nothing more freezes below it, °C. */
  readonly frozenPointC: number;
  /** 0..1; at the point of a sharp curve 1, just below it 0. */
  readonly liquidShare: (temperatureC: number) => number;
}

/** How water freezes by a curve whose parameters `checkMaterial` has seen. */
export function freezingOf(curve: FreezingCurve): Freezing {
  const { freezingPointC, frozenPointC, between } = shapeOf(curve);
  const liquidShare = (atC: number): number => (atC >= freezingPointC ? 1 : between(Math.max(atC, frozenPointC)));
  return { freezingPointC, frozenPointC, liquidShare };
}

/**
 * Heat of ground above that of the same ground at 0 °C with all water frozen, J/m³: the frozen part has the heat capacity
 * of frozen ground, the liquid part that of thawed ground and the latent heat.
 */
export function enthalpyJM3({ frozen, thawed, latentHeatJM3 }: GroundMaterial, share: number, atC: number): number {
  return (1 - share) * frozen.heatCapacityJM3K * atC + share * (thawed.heatCapacityJM3K * atC + latentHeatJM3);
}

/** Geometric mean by the liquid share, as of a soil's pores; or what the material says for its mushy zone. */
export function conductivityWMK({ frozen, thawed, freezing }: GroundMaterial, share: number): number {
  if (share >= 1) return thawed.conductivityWMK;
  if (freezing.kind === 'linear' && freezing.mushyConductivityWMK !== null && share > 0) {
    return freezing.mushyConductivityWMK;
  }
  return frozen.conductivityWMK ** (1 - share) * thawed.conductivityWMK ** share;
}
