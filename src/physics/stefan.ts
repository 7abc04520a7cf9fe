/**
 * Depth of thaw, or of frost, by Stefan's equation: all heat that is conducted down melts ice. It leaves out the heat
 * that warms the ground, and that cold permafrost takes, so with textbook parameters it is too deep: by 15 to 37 % in
 * seasonal cases computed in full. Calibrate the edaphic factor where depths were measured.
 *
 * For frost the same functions take the frozen conductivity, the freezing index and n-factor.
 */
import { secondsPerDay } from './constants.ts';

/**
 * z = √(2·k·n·I·86400 ÷ L), m.
 * @param conductivityWMK     of the ground that the front has passed, thawed for thaw, W/(m·K), > 0
 * @param latentHeatJM3       of what melts, > 0: dry ground has none, and no depth
 * @param surfaceIndexCDays   degree-days at the ground surface, n-factor × those of the air, °C·day, ≥ 0
 * @returns NaN where an argument is NaN
 * @source Stefan 1891, Annalen der Physik 278:269; Harlan & Nixon 1978
 */
export function stefanDepthM(conductivityWMK: number, latentHeatJM3: number, surfaceIndexCDays: number): number {
  return Math.sqrt((2 * conductivityWMK * surfaceIndexCDays * secondsPerDay) / latentHeatJM3);
}

/**
 * The same below a cover that holds no ice: snow, dry fill, insulation. m below the cover.
 * @param coverM2KW thermal resistance of the cover, thickness ÷ conductivity, m²·K/W
 * @source Lunardini 1981, Heat Transfer in Cold Climates, ch. 8: resistances in series
 */
export function stefanDepthBelowCoverM(
  conductivityWMK: number,
  latentHeatJM3: number,
  surfaceIndexCDays: number,
  coverM2KW: number,
): number {
  const cover = conductivityWMK * coverM2KW;
  const square = (2 * conductivityWMK * surfaceIndexCDays * secondsPerDay) / latentHeatJM3;
  return reachBelowCoverM(cover, square);
}

/**
 * √(cover² + square) − cover, stable where the cover is thick: the difference of two near numbers would lose its digits.
 * @param coverM thickness of the cover as ground of the conductivity below it, m
 * @param squareM2 of the depth that there would be without it, m²
 */
export function reachBelowCoverM(coverM: number, squareM2: number): number {
  return squareM2 === 0 ? 0 : squareM2 / (coverM + Math.sqrt(coverM * coverM + squareM2));
}

/**
 * Edaphic factor E of z = E·√I: conductivity, ice and n-factor of a place in one number, m·(°C·day)^−½, mostly
 * 0.01–0.05.
 * @source Nelson et al. 1997, Arctic and Alpine Research 29:367; Hinkel & Nelson 2003, J. Geophys. Res. 108:8168
 */
export function edaphicFactor(conductivityWMK: number, latentHeatJM3: number, nFactor: number): number {
  return stefanDepthM(conductivityWMK, latentHeatJM3, nFactor);
}

/** @param indexCDays of the air, or of the surface, as the factor was calibrated with */
export function edaphicDepthM(factor: number, indexCDays: number): number {
  return factor * Math.sqrt(indexCDays);
}

/**
 * The edaphic factor that measured depths let expect: least squares of depth on √I through the origin.
 * @returns NaN without a site that thaws
 * @source Hinkel & Nelson 2003
 */
export function calibrateEdaphicFactor(depthsM: ArrayLike<number>, indicesCDays: ArrayLike<number>): number {
  let products = 0;
  let indices = 0;
  for (let i = 0; i < depthsM.length; i++) {
    products += depthsM[i]! * Math.sqrt(indicesCDays[i]!);
    indices += indicesCDays[i]!;
  }
  return indices > 0 ? products / indices : Number.NaN;
}
