import { DomainError } from '../core/errors.ts';
import type { Confusion } from './confusion.ts';

/** An estimate with the half-width of its 95 % confidence interval; null where it is not defined. */
interface Estimate {
  readonly value: number;
  /** 1.96 standard errors. */
  readonly margin: number;
}

/** Accuracy and areas as they would be if every class were sampled in proportion to its area on the map. */
export interface AreaAdjusted {
  readonly classes: readonly string[];
  /** Rows: observed class; columns: mapped class. Shares of the mapped area; their sum is 1. */
  readonly proportions: readonly (readonly number[])[];
  readonly overallAccuracy: Estimate;
  /** By class; null where nothing is mapped as it. */
  readonly usersAccuracy: readonly (Estimate | null)[];
  /** By class; null where none of the area is estimated to be it. */
  readonly producersAccuracy: readonly (Estimate | null)[];
  /** By class, in the unit of the mapped areas: what the class covers in truth. */
  readonly areas: readonly Estimate[];
  /** Mapped classes whose rows are all alike, so that they add nothing to any margin. */
  readonly withoutVariance: readonly WithoutVariance[];
}

/** A mapped class all of whose rows were observed as one class: its margin of 0 is that of a sample, not of the map. */
interface WithoutVariance {
  readonly mapped: string;
  readonly observed: string;
  readonly rows: number;
  /** Share of the mapped class that may yet be otherwise: the upper end of a one-sided 95 % confidence interval. */
  readonly otherwiseBelow: number;
}

/** Of the standard normal distribution, two-sided. */
const z95 = 1.96;

/** What the sample says of one mapped class, in the terms of the paper. */
interface Stratum {
  /** W_i: share of the mapped area. */
  readonly weight: number;
  /** n_i·: rows that were predicted as it. */
  readonly n: number;
  /** n_ij ÷ n_i·, by observed class j. */
  readonly shares: readonly number[];
}

/**
 * Area-adjusted accuracy, and unbiased areas, from a confusion matrix and the areas of the classes on a map.
 *
 * The rows must be a probability sample of the map, simple random or stratified by its classes: stations that stand
 * where people put them are none, and their intervals are then too narrow.
 * @param mappedAreas by class, in any unit, ≥ 0 and not all 0
 * @throws {DomainError} 'invalid-input' for areas that are no areas, or a class with an area and fewer than 2 rows
 *   predicted as it, which have no variance
 * @source Olofsson et al. 2014, Good practices for estimating area and assessing accuracy of land change, Remote Sensing
 *         of Environment 148:42–57, equations 1 to 12, doi:10.1016/j.rse.2014.02.015
 */
export function areaAdjusted(confusion: Confusion, mappedAreas: readonly number[]): AreaAdjusted {
  const { classes } = confusion;
  const total = checkAreas(confusion, mappedAreas);
  const strata = classes.map((_, i) => stratumOf(confusion, i, mappedAreas[i]! / total));
  const all = [...classes.keys()];
  // Eq. 4: p_ij = W_i n_ij / n_i·, here by observed class j first.
  const proportions = all.map((j) => strata.map(({ weight, shares }) => weight * shares[j]!));
  return {
    classes,
    proportions,
    overallAccuracy: estimate(
      sum(all.map((i) => proportions[i]![i]!)), // Eq. 1
      sum(strata.map((stratum, i) => stratum.weight ** 2 * shareVariance(stratum, i))), // Eq. 5
    ),
    // Eqs. 2 and 6
    usersAccuracy: strata.map((stratum, i) =>
      stratum.weight === 0 ? null : estimate(stratum.shares[i]!, shareVariance(stratum, i)),
    ),
    producersAccuracy: all.map((j) => producersAccuracy(strata, proportions[j]!, j)),
    areas: all.map((j) => {
      // Eqs. 9 to 12; W p_ij − p_ij² is W² times the variance of the share.
      const variance = sum(strata.map((stratum) => stratum.weight ** 2 * shareVariance(stratum, j)));
      return estimate(total * sum(proportions[j]!), total ** 2 * variance);
    }),
    withoutVariance: strata.flatMap(({ weight, n, shares }, i) => {
      const only = shares.indexOf(1);
      if (weight === 0 || only === -1) return [];
      return [{ mapped: classes[i]!, observed: classes[only]!, rows: n, otherwiseBelow: otherwiseBelow(n) }];
    }),
  };
}

/**
 * Of n rows none was otherwise: the largest share with which that happens in one of twenty samples, (1 − share)ⁿ = 0.05.
 * @source Hanley & Lippman-Hand 1983, If nothing goes wrong, is everything all right?, JAMA 249:1743–1745,
 *         doi:10.1001/jama.1983.03330370053031
 */
function otherwiseBelow(n: number): number {
  return 1 - 0.05 ** (1 / n);
}

/** Eqs. 3 and 7, divided by the mapped area: the areas N become shares W, and N·j the estimated share of class j. */
function producersAccuracy(strata: readonly Stratum[], proportions: readonly number[], j: number): Estimate | null {
  const observed = sum(proportions);
  if (observed === 0) return null;
  const accuracy = proportions[j]! / observed;
  const terms = strata.map((stratum, i) => {
    const factor = i === j ? 1 - accuracy : accuracy;
    return (stratum.weight * factor) ** 2 * shareVariance(stratum, j);
  });
  return estimate(accuracy, sum(terms) / observed ** 2);
}

/** Variance of the share of class j among the rows of a stratum: p (1 − p) ÷ (n − 1); 0 where nothing is mapped. */
function shareVariance({ weight, n, shares }: Stratum, j: number): number {
  return weight === 0 ? 0 : (shares[j]! * (1 - shares[j]!)) / (n - 1);
}

function stratumOf({ counts }: Confusion, mapped: number, weight: number): Stratum {
  const own = counts.map((row) => row[mapped]!);
  const n = sum(own);
  return { weight, n, shares: own.map((count) => (n === 0 ? 0 : count / n)) };
}

function estimate(value: number, variance: number): Estimate {
  return { value, margin: z95 * Math.sqrt(variance) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** @returns the whole mapped area */
function checkAreas({ classes, counts }: Confusion, mappedAreas: readonly number[]): number {
  const refuse = (message: string): never => {
    throw new DomainError('invalid-input', message, { classes, mappedAreas });
  };
  if (mappedAreas.length !== classes.length || !mappedAreas.every((area) => Number.isFinite(area) && area >= 0)) {
    refuse(`Expected a mapped area of 0 or more for each of ${classes.join(', ')}, got ${mappedAreas.join(', ')}`);
  }
  const total = sum(mappedAreas);
  if (total === 0) refuse('Expected mapped areas of which one is above 0: all are 0');
  for (const [i, name] of classes.entries()) {
    const n = sum(counts.map((row) => row[i]!));
    if (mappedAreas[i]! > 0 && n < 2) {
      refuse(
        `Class ${name} has a mapped area of ${mappedAreas[i]} but ${n} of the rows were predicted as it: at least 2 are needed for an interval. Join it with another class`,
      );
    }
  }
  return total;
}
