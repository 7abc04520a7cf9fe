/** What the surface of a column has, step by step. */
import { DomainError } from '../../core/errors.ts';

/** One value per step, of its end. */
export interface SurfaceSeries {
  readonly stepS: number;
  /** Of the ground's surface; with a resistance, of the air beyond it. */
  readonly temperatureC: Float64Array;
  /** m²·K/W; 0 where the temperature is the surface's own. */
  readonly resistanceM2KW: Float64Array;
}

/** A surface whose temperature is known. @param temperatureC one value per step */
export function bareSurface(temperatureC: Float64Array, stepS: number): SurfaceSeries {
  return { stepS, temperatureC, resistanceM2KW: new Float64Array(temperatureC.length) };
}

/**
 * Temperatures of the surface by those of the air: times one factor above 0 °C and another below.
 * @source Lunardini 1978, Proc. 3rd Int. Conf. Permafrost, 1:40
 */
export function nFactoredC(
  airC: Float64Array,
  nFactors: { readonly thaw: number; readonly freeze: number },
): Float64Array {
  for (const which of ['thaw', 'freeze'] as const) {
    if (!(nFactors[which] >= 0 && nFactors[which] <= 10)) {
      throw new DomainError('invalid-input', `An n-factor must be 0 to 10, found ${nFactors[which]} (${which})`);
    }
  }
  return airC.map((atC) => atC * (atC > 0 ? nFactors.thaw : nFactors.freeze));
}

/** T(t) = mean + amplitude·sin(2πt/P) at the end of each step of a period, °C. */
export function sinusoidC(meanC: number, amplitudeC: number, steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, i) => meanC + amplitudeC * Math.sin((2 * Math.PI * (i + 1)) / steps));
}

interface Cover {
  readonly thicknessM: number;
  readonly conductivityWMK: number;
}

/** Σ h/k of covers that store no heat worth counting: snow, moss, insulation, m²·K/W. */
export function resistanceM2KW(covers: readonly Cover[]): number {
  return covers.reduce((sum, { thicknessM, conductivityWMK }) => {
    if (!(thicknessM >= 0 && conductivityWMK > 0)) {
      throw new DomainError(
        'invalid-input',
        `A cover needs a thickness of 0 m or more and a conductivity above 0 W/(m·K), found ${thicknessM} m and ${conductivityWMK} W/(m·K)`,
      );
    }
    return sum + thicknessM / conductivityWMK;
  }, 0);
}
