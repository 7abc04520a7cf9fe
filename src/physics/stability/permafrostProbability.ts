/** Probability of permafrost, that is of a temperature of 0 °C or below, from a temperature and its spread. */
import { isPossibleC } from '../../core/possibleTemperature.ts';
import { normalScore, normalShareBelow } from '../../core/distributions.ts';

/** °C; spreads of ground temperatures are a few °C, and those above it are in other units. */
export const mostDeviationC = 30;

/**
 * Φ(−T ÷ σ): of a normal distribution around the temperature.
 * @param deviationC standard deviation, °C, 0 to `mostDeviationC`; at 0 the probability is 0 or 1
 * @returns 0..1; NaN where the temperature or the deviation has no value, or the deviation is out of bounds
 * @source Obu et al. 2019, Earth-Sci. Rev. 193:299 (share of permafrost in a cell of normally distributed temperatures)
 */
export function probabilityOfNormal(magtC: number, deviationC: number): number {
  if (Number.isNaN(magtC) || !(deviationC >= 0 && deviationC <= mostDeviationC)) return Number.NaN;
  if (deviationC === 0) return magtC <= 0 ? 1 : 0;
  return normalShareBelow(-magtC / deviationC);
}

/**
 * The probability at which the quantiles pass 0 °C, straight between them on the scale of normal scores: exact for any
 * quantiles of a normal distribution. Beyond the outermost quantiles their last slope goes on; where it is upright, as
 * of quantiles that are equal, the probability is 0 or 1.
 * @param shares of the quantiles, in 0..1 exclusive, ascending, at least two
 * @returns takes the quantiles, °C; gives 0..1, NaN where one of them has no value, is no temperature of the ground, or is colder
 *   than a lower one
 */
export function probabilityOfQuantiles(shares: readonly number[]): (quantilesC: Float64Array) => number {
  const scores = shares.map(normalScore);
  const last = shares.length - 1;
  return (quantilesC) => {
    // How many lie at or below 0 °C.
    let below = 0;
    for (let i = 0; i <= last; i++) {
      if (!isPossibleC(quantilesC[i]!) || (i > 0 && quantilesC[i]! < quantilesC[i - 1]!)) return Number.NaN;
      if (quantilesC[i]! <= 0) below = i + 1;
    }
    if (below > 0 && quantilesC[below - 1] === 0) return shares[below - 1]!;
    const i = Math.min(Math.max(below - 1, 0), last - 1);
    const [colderC, warmerC] = [quantilesC[i]!, quantilesC[i + 1]!];
    if (warmerC === colderC) return below === 0 ? 0 : 1;
    const part = -colderC / (warmerC - colderC);
    return normalShareBelow(scores[i]! + part * (scores[i + 1]! - scores[i]!));
  };
}
