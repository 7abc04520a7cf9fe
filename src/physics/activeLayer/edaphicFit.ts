/**
 * The edaphic factor E of z = E·√I from measured thaw depths: its least-squares fit through the origin, how sure it is,
 * and what it says of sites that it has not seen.
 */
import { calibrateEdaphicFactor, edaphicDepthM } from '../stefan.ts';

export const edaphicUnit = 'm/√(°C·day)';

/** Published factors are 0.01 to 0.05; thaw of 10 m of bedrock by 500 °C·day makes 0.45. */
export const mostEdaphicFactor = 0.5;

/** °C·day; no ground surface is at 60 °C all year. A larger index is in °C·hour or °C·s. */
export const mostThawIndexCDays = 60 * 366;

export interface EdaphicFit {
  /** m/√(°C·day). */
  readonly factor: number;
  /** Of the factor, √(Σr² ÷ (n − 1) ÷ ΣI); null for a single site. */
  readonly standardError: number | null;
  /** Standard deviation of the residuals with n − 1 degrees of freedom, m; null for a single site. */
  readonly residualM: number | null;
  readonly sites: number;
}

/**
 * @param depthsM       measured, > 0
 * @param indicesCDays  thawing index of the same years, °C·day, > 0, of the same length
 * @source Hinkel & Nelson 2003, J. Geophys. Res. 108:8168; the error is that of any regression through the origin
 */
export function fitEdaphicFactor(depthsM: ArrayLike<number>, indicesCDays: ArrayLike<number>): EdaphicFit {
  const factor = calibrateEdaphicFactor(depthsM, indicesCDays);
  const sites = depthsM.length;
  let squares = 0;
  let indices = 0;
  for (let i = 0; i < sites; i++) {
    squares += (depthsM[i]! - edaphicDepthM(factor, indicesCDays[i]!)) ** 2;
    indices += indicesCDays[i]!;
  }
  if (sites < 2) return { factor, standardError: null, residualM: null, sites };
  const residualM = Math.sqrt(squares / (sites - 1));
  return { factor, standardError: residualM / Math.sqrt(indices), residualM, sites };
}

/**
 * Depth at each site by the factor of all others, m; NaN for a site that stands alone.
 * @param indicesCDays as in `fitEdaphicFactor`
 */
export function leaveOneOutDepthsM(depthsM: ArrayLike<number>, indicesCDays: ArrayLike<number>): Float64Array {
  let products = 0;
  let indices = 0;
  for (let i = 0; i < depthsM.length; i++) {
    products += depthsM[i]! * Math.sqrt(indicesCDays[i]!);
    indices += indicesCDays[i]!;
  }
  return Float64Array.from({ length: depthsM.length }, (_, i) => {
    if (depthsM.length < 2) return Number.NaN;
    const index = indicesCDays[i]!;
    return edaphicDepthM((products - depthsM[i]! * Math.sqrt(index)) / (indices - index), index);
  });
}
