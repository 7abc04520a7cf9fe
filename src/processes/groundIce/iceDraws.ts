/** Quantiles of the totals of ground ice, by Monte Carlo. */
import { mean, sampleDeviation } from '../../core/statistics.ts';
import { drawIce } from '../../physics/ice/iceMonteCarlo.ts';
import { groupTerms } from './groundIceReport.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { GroundIceSums } from '../../physics/ice/groundIceOptions.ts';
import type { GroundIceInputs } from './groundIceInputs.ts';
import type { GroundIcePlan } from './groundIcePlan.ts';

const shares = { p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95 };

/** @returns null where it was not asked for */
export function reportDraws(
  { strata }: GroundIcePlan,
  sums: GroundIceSums,
  { monteCarlo, areaRelativeSd, seed }: GroundIceInputs,
): JsonObject | null {
  if (monteCarlo === null) return null;
  const terms = strata.map(({ byWeight }, i) => {
    const { groundM3, iceM3, contentSdM3, tableShiftM3 } = sums.terms[i]!;
    return { groundM3, ice: { value: iceM3, sd: contentSdM3 }, byWeight, tableShiftM3 };
  });
  const { iceM3, cutShare } = drawIce(terms, { ...monteCarlo, areaRelativeSd, seed });
  const describe = (own: readonly number[]): JsonObject => {
    const totals = Float64Array.from({ length: monteCarlo.draws }, (_, draw) =>
      own.reduce((sum, term) => sum + iceM3[term]![draw]!, 0),
    ).toSorted();
    const at = (share: number): number => totals[Math.round(share * (totals.length - 1))]!;
    const quantiles = Object.entries(shares).map(([name, share]) => [name, at(share)] as const);
    return { meanM3: mean(totals), sdM3: sampleDeviation(totals), ...Object.fromEntries(quantiles) };
  };
  const grouped = (names: readonly string[], key: string): Json =>
    Array.from(groupTerms(names), ([name, own]) => ({ [key]: name, ...describe(own) }));
  return {
    ...monteCarlo,
    seed,
    shareOfDrawsCut: cutShare,
    total: describe([...strata.keys()]),
    units: grouped(
      strata.map(({ unit }) => unit),
      'unit',
    ),
    layers: grouped(
      strata.map(({ layer }) => layer),
      'layer',
    ),
  };
}
