/** Ground as heat sees it: conductivity and heat capacity frozen and thawed, and how its water freezes. */
import { DomainError } from '../../core/errors.ts';
import type { Phase } from '../neumann.ts';
import { freezingPointByPowerC } from '../soil/unfrozenWater.ts';

/** The share of the water that is liquid at a temperature; all of it is above the freezing point. */
export type FreezingCurve =
  /** All of it freezes at one temperature. */
  | { readonly kind: 'sharp'; readonly freezingPointC: number }
  /** Evenly between two temperatures; between them the conductivity may be one number instead of following the share. */
  | {
      readonly kind: 'linear';
      readonly solidusC: number;
      readonly liquidusC: number;
      readonly mushyConductivityWMK: number | null;
    }
  /** residual + (1 − residual)·exp(−((T − T_f)/W)²) */
  | {
      readonly kind: 'exponential';
      readonly freezingPointC: number;
      readonly widthC: number;
      readonly residualShare: number;
    }
  /** a·|T|^b ÷ total, volumes of water per volume of ground; b < 0. */
  | { readonly kind: 'power'; readonly totalVolume: number; readonly a: number; readonly b: number };

export interface GroundMaterial {
  readonly frozen: Phase;
  readonly thawed: Phase;
  /** Taken up when all of the water melts, J/m³, ≥ 0; with a curve, of the total water. */
  readonly latentHeatJM3: number;
  readonly freezing: FreezingCurve;
}

/** Ground whose water freezes at 0 °C. */
export function sharpMaterial(frozen: Phase, thawed: Phase, latentHeatJM3: number): GroundMaterial {
  return { frozen, thawed, latentHeatJM3, freezing: { kind: 'sharp', freezingPointC: 0 } };
}

/** Dry sand or rock wool has 0.02, quartzite 8; metals, that no ground is, begin above. */
const conductivityRangeWMK = [0.01, 20] as const;
/** Snow of 100 kg/m³ has 2e5, water 4.2e6. */
const heatCapacityRangeJM3K = [1e4, 6e6] as const;
/** Pure water has 3.34e8. */
const mostLatentHeatJM3 = 3.4e8;

/** @throws {DomainError} 'invalid-input' for what no ground can be, with the bound and its reason */
export function checkMaterial(material: GroundMaterial, name: string): void {
  for (const state of ['frozen', 'thawed'] as const) {
    const { conductivityWMK, heatCapacityJM3K } = material[state];
    requireWithin(conductivityWMK, conductivityRangeWMK, `${name}: ${state} conductivity`, 'W/(m·K)', 'of any ground');
    requireWithin(
      heatCapacityJM3K,
      heatCapacityRangeJM3K,
      `${name}: ${state} heat capacity`,
      'J/(m³·K)',
      'of any ground',
    );
  }
  requireWithin(
    material.latentHeatJM3,
    [0, mostLatentHeatJM3],
    `${name}: latent heat`,
    'J/m³',
    'from none to pure water',
  );
  const { frozen, thawed, latentHeatJM3 } = material;
  const alike =
    frozen.conductivityWMK === thawed.conductivityWMK && frozen.heatCapacityJM3K === thawed.heatCapacityJM3K;
  if (latentHeatJM3 === 0 && !alike) {
    throw new DomainError(
      'invalid-input',
      `${name}: ground without water has one conductivity and one heat capacity, for nothing in it freezes; found ${frozen.conductivityWMK} and ${thawed.conductivityWMK} W/(m·K), ${frozen.heatCapacityJM3K} and ${thawed.heatCapacityJM3K} J/(m³·K). Give both states the same, or the latent heat of its water`,
    );
  }
  checkCurve(material.freezing, name);
}

function checkCurve(curve: FreezingCurve, name: string): void {
  const point = (valueC: number, what: string) =>
    requireWithin(valueC, [-20, 0], `${name}: ${what}`, '°C', 'ground water freezes at 0 °C or, with salt, below');
  switch (curve.kind) {
    case 'sharp':
      point(curve.freezingPointC, 'freezing point');
      break;
    case 'linear': {
      point(curve.solidusC, 'solidus');
      point(curve.liquidusC, 'liquidus');
      if (curve.solidusC < curve.liquidusC) break;
      throw new DomainError(
        'invalid-input',
        `${name}: the solidus (${curve.solidusC} °C) must lie below the liquidus (${curve.liquidusC} °C)`,
      );
    }
    case 'exponential':
      point(curve.freezingPointC, 'freezing point');
      requireWithin(curve.widthC, [0.001, 20], `${name}: width of the freezing curve`, '°C', 'of measured curves');
      requireWithin(curve.residualShare, [0, 0.99], `${name}: residual share`, '', 'a share of all water');
      break;
    case 'power':
      requireWithin(curve.totalVolume, [0.001, 1], `${name}: water content`, 'by volume', 'no more than the ground');
      requireWithin(curve.b, [-5, -0.01], `${name}: exponent b`, '', 'water freezes as it gets colder');
      requireWithin(curve.a, [1e-6, 1], `${name}: unfrozen water at −1 °C (a)`, 'by volume', 'no more than the ground');
      point(freezingPointByPowerC(curve.totalVolume, curve.a, curve.b), 'freezing point by a, b and the water content');
      break;
  }
}

function requireWithin(
  value: number,
  [low, high]: readonly [number, number],
  what: string,
  unit: string,
  reason: string,
): void {
  if (value >= low && value <= high) return;
  throw new DomainError('invalid-input', `${what} must be ${low} to ${high} ${unit} (${reason}), found ${value}`, {
    low,
    high,
    found: value,
  });
}
