/** Totals of excess ice and of the settlement by additional thaw, with their spread. */
import { sumOf } from '../../physics/ice/uncertain.ts';
import type { JsonObject } from '../../core/json.ts';
import type { GroundIceSums } from '../../physics/ice/groundIceOptions.ts';
import type { UncertainSum } from '../../physics/ice/uncertain.ts';

type TermSums = GroundIceSums['terms'][number];

/**
 * What thaw takes: with the spread of ice contents, and that of the permafrost table, the additional thaw and the areas,
 * which are off the same way everywhere.
 */
function thawSum(
  terms: readonly TermSums[],
  [amount, contentSd, ...common]: readonly [keyof TermSums, keyof TermSums, ...(keyof TermSums)[]],
  areaRelativeSd: number,
): UncertainSum {
  const { value, independentSd, correlatedSd } = sumOf(
    terms.map((term) => ({ value: term[amount], sd: term[contentSd] })),
  );
  const shared = common.map((name) => terms.reduce((sum, term) => sum + term[name], 0));
  const sharedSd = Math.hypot(...shared, value * areaRelativeSd);
  return {
    value,
    independentSd: Math.hypot(independentSd, sharedSd),
    correlatedSd: Math.hypot(correlatedSd, sharedSd),
  };
}

const ofExcess = ['excessM3', 'excessSdM3', 'excessShiftM3'] as const;
const ofSettlement = ['settlementM3', 'settlementSdM3', 'settlementShiftM3', 'settlementThawM3'] as const;

/** Over terms, such as the layers of a unit. */
export function reportThaw(terms: readonly TermSums[], areaRelativeSd: number): JsonObject {
  const excess = thawSum(terms, ofExcess, areaRelativeSd);
  const settlement = thawSum(terms, ofSettlement, areaRelativeSd);
  return {
    excessIceM3: excess.value,
    excessIceIndependentSdM3: excess.independentSd,
    excessIceCorrelatedSdM3: excess.correlatedSd,
    settlementM3: settlement.value,
    settlementIndependentSdM3: settlement.independentSd,
    settlementCorrelatedSdM3: settlement.correlatedSd,
  };
}

/** Of one term, whose spread is the same both ways. */
export function thawColumns(term: TermSums, areaRelativeSd: number): Readonly<Record<string, number>> {
  const excess = thawSum([term], ofExcess, areaRelativeSd);
  const settlement = thawSum([term], ofSettlement, areaRelativeSd);
  return {
    excessIceM3: excess.value,
    excessIceSdM3: excess.correlatedSd,
    settlementM3: settlement.value,
    settlementSdM3: settlement.correlatedSd,
  };
}
