/** Snow between air and ground. */

/** g/cm³, from where on the quadratic holds. */
const denseGCm3 = 0.156;

/**
 * Effective conductivity of seasonal snow by its density, W/(m·K).
 * @param densityKgM3 up to 600
 * @source Sturm et al. 1997, J. Glaciol. 43:26, eq. 4
 */
export function snowConductivityWMK(densityKgM3: number): number {
  const density = densityKgM3 / 1000;
  return density >= denseGCm3 ? 0.138 - 1.01 * density + 3.233 * density ** 2 : 0.023 + 0.234 * density;
}

/**
 * The older law, 2.9·10⁻⁶ ρ², W/(m·K).
 * @source Devaux 1933, as used with the surface frost number of Nelson & Outcalt 1987
 */
export function snowConductivityByDevauxWMK(densityKgM3: number): number {
  return 2.9e-6 * densityKgM3 ** 2;
}

/**
 * Share of a yearly amplitude that reaches below a layer of snow.
 * @param diffusivityM2S conductivity ÷ (density × heat capacity)
 */
export function amplitudeBelowSnow(depthM: number, diffusivityM2S: number, periodS: number): number {
  return Math.exp(-depthM * Math.sqrt(Math.PI / (diffusivityM2S * periodS)));
}
