/** Constants of ice and water. */

/** Latent heat of fusion of water, J/kg. */
export const latentHeatJPerKg = 334_000;
/** kg/m³, at 0 °C. */
export const iceDensityKgM3 = 917;
export const waterDensityKgM3 = 1000;
/** Of quartz and most soil minerals, kg/m³. @source Johansen 1975 */
export const mineralDensityKgM3 = 2700;

export const secondsPerDay = 86_400;
