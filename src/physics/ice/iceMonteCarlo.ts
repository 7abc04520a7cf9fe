/** Totals of ground ice by draws from the spreads of what they are made of. */
import { normalDraw } from '../../core/normalDraw.ts';
import { createRandom } from '../../core/random.ts';
import { iceDensityKgM3 } from '../constants.ts';
import type { WeightContent } from './iceOfRow.ts';
import type { Uncertain } from './uncertain.ts';

export interface DrawnTerm {
  /** m³ of frozen ground, which no ice can exceed. */
  readonly groundM3: number;
  /** m³ of ice, with the spread of its content. */
  readonly ice: Uncertain;
  /** Where the ice follows from water and dry density, which are drawn by themselves. */
  readonly byWeight: WeightContent | null;
  /** Ice that a permafrost table one standard deviation deeper everywhere adds; negative. */
  readonly tableShiftM3: number;
}

export interface DrawOptions {
  readonly draws: number;
  /** Between the ice contents of different terms, 0 to 1. */
  readonly correlation: number;
  readonly areaRelativeSd: number;
  readonly seed: number;
}

interface Draws {
  /** m³ of ice: a Float64Array per term, length `draws`. */
  readonly iceM3: readonly Float64Array[];
  /** Share of all draws of terms that were cut to the volume of the ground or to 0. */
  readonly cutShare: number;
}

/**
 * Contents are lognormal with the mean and standard deviation of the table, as what cannot be negative and often varies by
 * a third is; those of different terms share part of their deviation so that its correlation is the one asked for. The
 * permafrost table and the areas are off the same way everywhere, by a normal deviation: ice changes with the table as
 * fast as it does at its depth. A draw beyond the ground's own volume is cut to it.
 *
 * Draw by draw from one stream, so that seed and inputs alone decide.
 */
export function drawIce(terms: readonly DrawnTerm[], options: DrawOptions): Draws {
  const { draws, correlation, areaRelativeSd, seed } = options;
  const random = createRandom(seed);
  const nextNormal = (): number => normalDraw(random);
  const [common, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  const iceM3 = terms.map(() => new Float64Array(draws));
  let cut = 0;
  for (let draw = 0; draw < draws; draw++) {
    const [table, area, water, density] = [nextNormal(), nextNormal(), nextNormal(), nextNormal()];
    const areaFactor = Math.max(0, 1 + areaRelativeSd * area);
    for (const [i, { groundM3, ice, byWeight, tableShiftM3 }] of terms.entries()) {
      const first = common * water + own * nextNormal();
      const second = common * density + own * nextNormal();
      const contentM3 =
        byWeight === null
          ? lognormal(ice, first)
          : (groundM3 * lognormal(byWeight.frozenWater, first) * lognormal(byWeight.dryDensityKgM3, second)) /
            iceDensityKgM3;
      const shifted = Math.min(contentM3, groundM3) + tableShiftM3 * table;
      if (contentM3 > groundM3 || shifted < 0) cut += 1;
      iceM3[i]![draw] = Math.max(0, shifted) * areaFactor;
    }
  }
  return { iceM3, cutShare: terms.length === 0 ? 0 : cut / (draws * terms.length) };
}

/** @param z standard normal. @returns a draw with this mean and standard deviation; the mean itself where it is 0 */
function lognormal({ value, sd }: Uncertain, z: number): number {
  if (value === 0 || sd === 0) return value;
  const variance = Math.log1p((sd / value) ** 2);
  return value * Math.exp(Math.sqrt(variance) * z - variance / 2);
}
