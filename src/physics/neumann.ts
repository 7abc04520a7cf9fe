/** A front of thaw or frost in ground of one temperature whose surface is set to another: exact, with all heats. */
import { erf, erfc, findRoot } from '../core/specialFunctions.ts';

export interface Phase {
  readonly conductivityWMK: number;
  readonly heatCapacityJM3K: number;
}

export interface NeumannCase {
  /** Between surface and front, and beyond it. */
  readonly near: Phase;
  readonly far: Phase;
  readonly latentHeatJM3: number;
  readonly surfaceC: number;
  readonly meltingC: number;
  /** Of the ground at first, on the other side of the melting point than the surface, or at it. */
  readonly initialC: number;
}

/** Beyond it no natural ground lies: a front of three diffusion lengths. */
const widestPsi = 5;

/**
 * ψ of the front's place X = 2ψ√(α t), by halving.
 * @source Neumann, about 1860, in Carslaw & Jaeger 1959, Conduction of Heat in Solids, 2nd ed., §11.2
 */
export function neumannPsi({ near, far, latentHeatJM3, surfaceC, meltingC, initialC }: NeumannCase): number {
  const [alpha, farAlpha] = [diffusivityM2S(near), diffusivityM2S(far)];
  const ratio = Math.sqrt(alpha / farAlpha);
  const surface = near.conductivityWMK * Math.abs(surfaceC - meltingC);
  const beyond = far.conductivityWMK * Math.abs(initialC - meltingC);
  return findRoot(
    (psi) =>
      (surface * Math.exp(-psi * psi)) / (Math.sqrt(Math.PI * alpha) * erf(psi)) -
      (beyond * Math.exp(-((psi * ratio) ** 2))) / (Math.sqrt(Math.PI * farAlpha) * erfc(psi * ratio)) -
      latentHeatJM3 * psi * Math.sqrt(alpha),
    1e-9,
    widestPsi,
  );
}

/** Depth of the front, m. */
export function neumannFrontM(psi: number, near: Phase, timeS: number): number {
  return 2 * psi * Math.sqrt(diffusivityM2S(near) * timeS);
}

/** Temperature at a depth, °C. */
export function neumannTemperatureC(given: NeumannCase, psi: number, depthM: number, timeS: number): number {
  const { near, far, surfaceC, meltingC, initialC } = given;
  const length = 2 * Math.sqrt(diffusivityM2S(near) * timeS);
  if (depthM <= psi * length) return surfaceC + ((meltingC - surfaceC) * erf(depthM / length)) / erf(psi);
  const farLength = 2 * Math.sqrt(diffusivityM2S(far) * timeS);
  const atFront = erfc((psi * length) / farLength);
  return initialC + ((meltingC - initialC) * erfc(depthM / farLength)) / atFront;
}

/** Thermal diffusivity, m²/s. */
export function diffusivityM2S({ conductivityWMK, heatCapacityJM3K }: Phase): number {
  return conductivityWMK / heatCapacityJM3K;
}

/**
 * What sensible heat leaves of Stefan's depth, λ = ψ√(2/Ste): the modified Berggren equation, both sides of the front of
 * one conductivity and heat capacity.
 * @param stefanNumber heat capacity × (surface − melting) ÷ latent heat, > 0
 * @param thermalRatio (melting − initial) ÷ (surface − melting), ≥ 0
 * @returns 0..1
 * @source Aldrich & Paynter 1953; Lunardini 1981, ch. 8; solved exactly instead of by polynomials
 */
export function berggrenFactor(stefanNumber: number, thermalRatio: number): number {
  const unit = { conductivityWMK: 1, heatCapacityJM3K: 1 };
  const psi = neumannPsi({
    near: unit,
    far: unit,
    latentHeatJM3: 1 / stefanNumber,
    surfaceC: 1,
    meltingC: 0,
    initialC: -thermalRatio,
  });
  return psi * Math.sqrt(2 / stefanNumber);
}

/**
 * λ for ground that starts at the melting point: 5e-4 from the exact factor at a Stefan number of 0.2.
 * @source Lunardini 1981, ch. 8
 */
export function lunardiniFactor(stefanNumber: number): number {
  return 1 - 0.16 * stefanNumber + 0.038 * stefanNumber ** 2;
}

/**
 * ψ for ground that starts at the melting point: 0.6 % high at a Stefan number of 0.2.
 * @source Nixon & McRoberts 1973, Can. Geotech. J. 10:439
 */
export function nixonMcRobertsPsi(stefanNumber: number): number {
  return Math.sqrt(stefanNumber / 2) * (1 - stefanNumber / 8);
}
