/** Ice of borehole logs, thickness by thickness: of a stretch of one hole, and over holes. */
import { iceDensityKgM3 } from '../constants.ts';
import type { IceHole, IceInterval } from './holes.ts';

/** What is known of a stretch of a hole. */
export interface HoleMean {
  readonly hole: string;
  /** m of core whose ice content is known. */
  readonly coreM: number;
  /** m that were logged without it. */
  readonly unknownM: number;
  /** Volume of ice ÷ volume of frozen ground, by thickness. */
  readonly ice: number;
  /** Share of the thickness that is excess ice. */
  readonly excess: number;
  /** m of core with excess ice. */
  readonly excessCoreM: number;
  /** By thickness, where known; NaN where nowhere. */
  readonly dryDensityKgM3: number;
}

/** @returns null where no ice content is known between these depths */
export function meanOfHole(
  { name, intervals }: Pick<IceHole, 'name' | 'intervals'>,
  { topM, bottomM }: { readonly topM: number; readonly bottomM: number },
): HoleMean | null {
  const parts = intervals.flatMap((interval) => {
    const coreM = Math.min(interval.bottomM, bottomM) - Math.max(interval.topM, topM);
    return coreM > 0 ? [{ interval, coreM }] : [];
  });
  const known = parts.filter(({ interval }) => interval.ice !== null);
  const coreM = lengthOf(known);
  if (coreM === 0) return null;
  const mean = (valueOf: (interval: IceInterval) => number): number =>
    known.reduce((sum, part) => sum + part.coreM * valueOf(part.interval), 0) / coreM;
  const dense = known.filter(({ interval }) => interval.dryDensityKgM3 !== null);
  return {
    hole: name,
    coreM,
    unknownM: lengthOf(parts) - coreM,
    ice: mean(({ ice }) => ice!),
    excess: mean(({ excess }) => excess!),
    excessCoreM: lengthOf(known.filter(({ interval }) => interval.excess! > 0)),
    dryDensityKgM3: dense.reduce((sum, part) => sum + part.coreM * part.interval.dryDensityKgM3!, 0) / lengthOf(dense),
  };
}

function lengthOf(parts: readonly { readonly coreM: number }[]): number {
  return parts.reduce((sum, { coreM }) => sum + coreM, 0);
}

/** A mean over holes and how much they differ. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation between holes; null for one hole. */
  readonly sd: number | null;
  /** Of the mean, as if holes stood at random. */
  readonly standardError: number | null;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Each hole counts by its metres of core. The variance is unbiased for such weights: Σ L (x − mean)² ÷ (ΣL − ΣL² ÷ ΣL).
 * @param holes at least one
 */
export function spreadOf(holes: readonly { readonly coreM: number; readonly value: number }[]): Spread {
  const sum = holes.reduce((total, { coreM }) => total + coreM, 0);
  const squares = holes.reduce((total, { coreM }) => total + coreM ** 2, 0);
  const mean = holes.reduce((total, { coreM, value }) => total + coreM * value, 0) / sum;
  const deviations = holes.reduce((total, { coreM, value }) => total + coreM * (value - mean) ** 2, 0);
  const sd = holes.length < 2 ? null : Math.sqrt(deviations / (sum - squares / sum));
  const values = holes.map(({ value }) => value);
  return {
    mean,
    sd,
    standardError: sd === null ? null : (sd * Math.sqrt(squares)) / sum,
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
}

/** Water content by weight that such ice and dry density make, unfrozen water aside. */
export function waterOf(ice: number, dryDensityKgM3: number): number {
  return (ice * iceDensityKgM3) / dryDensityKgM3;
}
