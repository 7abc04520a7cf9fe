/** Mean temperature at the top of permafrost, or at the base of seasonal frost. */
import type { DegreeDays, NFactors } from './degreeDays.ts';

/**
 * Exact for any periodic surface temperature and any latent heat in ground of one thawed and one frozen conductivity
 * without a net flux: the mean of the Kirchhoff potential is the same at every depth.
 * @param air of the air, °C·day
 * @param n   surface over air
 * @param thawedWMK, frozenWMK conductivities, W/(m·K), > 0
 * @returns °C; negative at the top of permafrost, positive at the base of seasonal frost
 * @source Smith & Riseborough 1996, Permafrost Periglac. Process. 7:301; 2002, 13:1; Obu et al. 2019, Earth-Sci. Rev.
 *         193:299
 */
export function ttopC(air: DegreeDays, n: NFactors, thawedWMK: number, frozenWMK: number, periodDays: number): number {
  const thaw = n.thaw * air.thawIndexCDays * thawedWMK;
  const frost = n.freeze * air.freezeIndexCDays * frozenWMK;
  return (thaw - frost) / (periodDays * (thaw <= frost ? frozenWMK : thawedWMK));
}

/** Mean annual ground surface temperature of indices at the surface, °C. */
export function meanSurfaceC({ thawIndexCDays, freezeIndexCDays }: DegreeDays, periodDays: number): number {
  return (thawIndexCDays - freezeIndexCDays) / periodDays;
}
