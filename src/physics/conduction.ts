/** Heat conduction without phase change: exact solutions, for checks and for ground below the thaw. */
import { erfc } from '../core/specialFunctions.ts';
import { secondsPerDay } from './constants.ts';

/**
 * Depth over which a yearly wave falls to 1/e, and is late by 58 days: √(αP/π), m.
 * @source Carslaw & Jaeger 1959, §2.6
 */
export function dampingDepthM(diffusivityM2S: number, periodDays: number): number {
  return Math.sqrt((diffusivityM2S * periodDays * secondsPerDay) / Math.PI);
}

/**
 * Depth of zero annual amplitude: where the yearly range, or half of it, is below a limit. Latent heat is left out, so
 * that real ground damps more.
 * @param amplitudeC half the range at the surface
 * @param limitC     0.1 for half the range, 0.05 for a whole range of 0.1
 */
export function zeroAmplitudeDepthM(dampingM: number, amplitudeC: number, limitC: number): number {
  return amplitudeC <= limitC ? 0 : dampingM * Math.log(amplitudeC / limitC);
}

/** T(z, t) = mean + A·exp(−z/d)·sin(2πt/P − z/d), °C. */
export function wavedTemperatureC(
  meanC: number,
  amplitudeC: number,
  dampingM: number,
  depthM: number,
  yearShare: number,
): number {
  return meanC + amplitudeC * Math.exp(-depthM / dampingM) * Math.sin(2 * Math.PI * yearShare - depthM / dampingM);
}

/** Warming at a depth after the surface rose by a step, °C. @source Carslaw & Jaeger 1959, §2.5 */
export function stepResponseC(stepC: number, diffusivityM2S: number, depthM: number, timeS: number): number {
  return stepC * erfc(depthM / (2 * Math.sqrt(diffusivityM2S * timeS)));
}

/**
 * Warming at a depth after the air rose by a step, with a heat transfer between air and surface, °C.
 * @param transferWM2K of the surface
 * @source Carslaw & Jaeger 1959, §2.7
 */
export function transferResponseC(
  stepC: number,
  {
    conductivityWMK,
    diffusivityM2S,
    transferWM2K,
  }: {
    readonly conductivityWMK: number;
    readonly diffusivityM2S: number;
    readonly transferWM2K: number;
  },
  depthM: number,
  timeS: number,
): number {
  const u = depthM / (2 * Math.sqrt(diffusivityM2S * timeS));
  const h = transferWM2K / conductivityWMK;
  const lag = h * Math.sqrt(diffusivityM2S * timeS);
  return stepC * (erfc(u) - Math.exp(h * depthM + lag * lag) * erfc(u + lag));
}

export interface GeothermLayer {
  readonly thicknessM: number;
  readonly conductivityWMK: number;
}

/** Temperature at a depth of a steady geotherm, °C. @param fluxWM2 upward; layers from the top, the last one goes on */
export function geothermC(topC: number, fluxWM2: number, layers: readonly GeothermLayer[], depthM: number): number {
  let [temperatureC, leftM] = [topC, depthM];
  for (const [i, { thicknessM, conductivityWMK }] of layers.entries()) {
    const ownM = i === layers.length - 1 ? leftM : Math.min(leftM, thicknessM);
    temperatureC += (fluxWM2 * ownM) / conductivityWMK;
    leftM -= ownM;
  }
  return temperatureC;
}

/** Depth at which a steady geotherm reaches 0 °C: the base of permafrost, m; 0 where it begins above. */
export function permafrostBaseM(topC: number, fluxWM2: number, layers: readonly GeothermLayer[]): number {
  let [temperatureC, depthM] = [topC, 0];
  for (const [i, { thicknessM, conductivityWMK }] of layers.entries()) {
    const gradientCPerM = fluxWM2 / conductivityWMK;
    const neededM = -temperatureC / gradientCPerM;
    if (neededM <= 0) return depthM;
    if (neededM <= thicknessM || i === layers.length - 1) return depthM + neededM;
    temperatureC += gradientCPerM * thicknessM;
    depthM += thicknessM;
  }
  return depthM;
}
