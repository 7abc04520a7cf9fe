/** Freezing over a range of temperatures: three zones with two moving edges, exact for constant properties. */
import { erf, erfc, findRoot } from '../core/specialFunctions.ts';
import { diffusivityM2S } from './neumann.ts';
import type { Phase } from './neumann.ts';

export interface LunardiniCase {
  /** Colder than `solidusC`, between it and `liquidusC`, and warmer. */
  readonly frozen: Phase;
  readonly mushy: Phase;
  readonly thawed: Phase;
  /** Freed evenly between liquidus and solidus. */
  readonly latentHeatJM3: number;
  readonly surfaceC: number;
  readonly solidusC: number;
  readonly liquidusC: number;
  readonly initialC: number;
}

export interface LunardiniFronts {
  /** Solidus at 2ψ√(α₁t), liquidus at 2γ√(α₄t). */
  readonly psi: number;
  readonly gamma: number;
  readonly frozenM2S: number;
  /** Of the mushy zone with its latent heat. */
  readonly mushyM2S: number;
}

const widest = 6;

/**
 * @source Lunardini 1985, Freezing of soil with phase change occurring over a finite temperature difference; the three-zone problem of McKenzie et al. 2007, Adv. Water Resour. 30:966,
 *         test T1 of the InterFrost comparison
 */
export function lunardiniFronts(given: LunardiniCase): LunardiniFronts {
  const { frozen, mushy, thawed, latentHeatJM3, surfaceC, solidusC, liquidusC, initialC } = given;
  const range = liquidusC - solidusC;
  const frozenM2S = diffusivityM2S(frozen);
  const thawedM2S = diffusivityM2S(thawed);
  const mushyM2S = mushy.conductivityWMK / (mushy.heatCapacityJM3K + latentHeatJM3 / range);
  const inner = Math.sqrt(frozenM2S / mushyM2S);
  const outer = Math.sqrt(mushyM2S / thawedM2S);
  // The flux that leaves the mushy zone is the one that the thawed ground gives, for each place of the solidus.
  const gammaOf = (psi: number): number =>
    findRoot(
      (gamma) =>
        (flux(mushy, range, mushyM2S) * Math.exp(-gamma * gamma)) / (erf(gamma) - erf(psi * inner)) -
        (flux(thawed, initialC - liquidusC, thawedM2S) * Math.exp(-((gamma * outer) ** 2))) / erfc(gamma * outer),
      psi * inner * (1 + 1e-12) + 1e-12,
      widest,
    );
  const psi = findRoot(
    (candidate) =>
      (flux(frozen, solidusC - surfaceC, frozenM2S) * Math.exp(-candidate * candidate)) / erf(candidate) -
      (flux(mushy, range, mushyM2S) * Math.exp(-((candidate * inner) ** 2))) /
        (erf(gammaOf(candidate)) - erf(candidate * inner)),
    1e-9,
    (widest / inner) * 0.9,
  );
  return { psi, gamma: gammaOf(psi), frozenM2S, mushyM2S };
}

/** Temperature at a depth, °C. */
export function lunardiniTemperatureC(
  given: LunardiniCase,
  { psi, gamma, frozenM2S, mushyM2S }: LunardiniFronts,
  depthM: number,
  timeS: number,
): number {
  const { thawed, surfaceC, solidusC, liquidusC, initialC } = given;
  const length = (m2s: number): number => 2 * Math.sqrt(m2s * timeS);
  const [inFrozen, inMushy] = [depthM / length(frozenM2S), depthM / length(mushyM2S)];
  if (inFrozen <= psi) return surfaceC + ((solidusC - surfaceC) * erf(inFrozen)) / erf(psi);
  if (inMushy <= gamma) {
    const atSolidus = erf(psi * Math.sqrt(frozenM2S / mushyM2S));
    return liquidusC + ((solidusC - liquidusC) * (erf(inMushy) - erf(gamma))) / (atSolidus - erf(gamma));
  }
  const thawedM2S = diffusivityM2S(thawed);
  const atLiquidus = erfc(gamma * Math.sqrt(mushyM2S / thawedM2S));
  return initialC + ((liquidusC - initialC) * erfc(depthM / length(thawedM2S))) / atLiquidus;
}

/** Over a zone as wide as its diffusion length, but for a factor that all share. */
function flux({ conductivityWMK }: Phase, spanC: number, m2s: number): number {
  return (conductivityWMK * spanC) / Math.sqrt(m2s);
}
