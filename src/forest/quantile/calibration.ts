/**
 * Prediction intervals that hold as many observations as they promise: the central interval of the share of the
 * conditional distribution that held so many of the training rows, each judged out of bag.
 *
 * Quantile regression forests promise no coverage: where the covariates say much, the rows of a leaf differ more than the
 * new observation from its prediction, and the intervals hold too many; where they say little, too few.
 * @source Chernozhukov, Wüthrich & Zhu 2021, Distributional conformal prediction, PNAS 118:e2107794118,
 *   doi:10.1073/pnas.2107794118; scores out of bag: Johansson et al. 2014, Regression conformal prediction with random
 *   forests, Machine Learning 97:155, doi:10.1007/s10994-014-5453-0
 */
import type { Ranks } from './outOfBagRanks.ts';

export interface CalibratedInterval {
  /** Share of the observations that it is to hold. */
  readonly nominal: number;
  /** Share of the distribution between its ends, as much below as above; 0 to 1 exclusive. */
  readonly share: number;
}

/** So much wider that an end is the observation that decides it, and within 0–1. */
const HAIR = 2 ** -20;

/**
 * @param levels shares of the observations, 0 to 1 exclusive
 * @returns those for which there are rows enough: n rows cannot speak for more than n ÷ (n + 1)
 */
export function calibrateIntervals({ below, atMost }: Ranks, levels: readonly number[]): readonly CalibratedInterval[] {
  // How far from the median an interval must reach to hold the row.
  const reaches = atMost
    .map((share, i) => Math.max(0, 0.5 - share, below[i]! - 0.5))
    .filter((reach) => !Number.isNaN(reach))
    .toSorted();
  return levels.flatMap((nominal) => {
    const reach = reaches[Math.ceil((reaches.length + 1) * nominal - HAIR) - 1];
    return reach === undefined ? [] : [{ nominal, share: 2 * Math.min(reach + HAIR, 0.5 - HAIR) }];
  });
}
