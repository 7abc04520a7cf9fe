/** Water that stays liquid below 0 °C, ÷ volume of soil: curves of freezing. */

/**
 * a·|T|^b, all of the water above its freezing point.
 * @param temperatureC below 0
 * @param a  volume that is liquid at −1 °C
 * @param b  < 0
 * @source Lovell 1957; Anderson & Tice 1972, Highway Research Record 393:12
 */
export function unfrozenByPower(temperatureC: number, total: number, a: number, b: number): number {
  return temperatureC >= freezingPointByPowerC(total, a, b) ? total : a * Math.abs(temperatureC) ** b;
}

/** Where the power law holds all of the water, °C. */
export function freezingPointByPowerC(total: number, a: number, b: number): number {
  return -((total / a) ** (1 / b));
}

/**
 * Residual + (total − residual)·exp(−((T − T_f)/W)²) below the freezing point.
 * @param widthC W, > 0
 * @source McKenzie et al. 2007, Adv. Water Resour. 30:966, eq. 5
 */
export function unfrozenByExponential(
  temperatureC: number,
  total: number,
  residual: number,
  freezingPointC: number,
  widthC: number,
): number {
  if (temperatureC >= freezingPointC) return total;
  return residual + (total - residual) * Math.exp(-(((temperatureC - freezingPointC) / widthC) ** 2));
}
