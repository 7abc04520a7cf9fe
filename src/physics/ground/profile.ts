/** What a profile of annual temperatures says: the depth of zero annual amplitude, and the temperature at a depth. */
import type { GroundLevel } from './groundLevel.ts';

/** A statement about a profile, or why none can be made. */
type Finding<Value> = ({ readonly found: true } & Value) | { readonly found: false; readonly reason: string };

/** Whether the range (maximum − minimum) or the amplitude (half of it) of the annual wave falls below the threshold. */
type AmplitudeMeasure = 'range' | 'amplitude';

export interface ZeroAmplitudeRule {
  /** °C */
  readonly thresholdC: number;
  readonly measure: AmplitudeMeasure;
}

/**
 * @source van Everdingen 1998 (rev. 2005), Multi-language glossary of permafrost: practically no annual fluctuation,
 * taken as less than 0.1 °C; Biskaborn et al. 2019, Nature Communications 10:264
 */
export const defaultZeroAmplitude: ZeroAmplitudeRule = { thresholdC: 0.1, measure: 'range' };

export type ZeroAmplitude = Finding<{ readonly depthM: number; readonly betweenM: readonly [number, number] }>;

/**
 * Depth of zero annual amplitude: where the annual wave, that decays exponentially with depth, falls below the
 * threshold; its logarithm is interpolated between the two depths around.
 * @param levels by depth
 */
export function zeroAmplitudeDepth(levels: readonly GroundLevel[], rule: ZeroAmplitudeRule): ZeroAmplitude {
  const factor = rule.measure === 'range' ? 2 : 1;
  const waves = levels.flatMap(({ depthM, amplitudeC }) =>
    amplitudeC === null ? [] : [{ depthM, sizeC: factor * amplitudeC }],
  );
  const last = waves.findLastIndex(({ sizeC }) => sizeC >= rule.thresholdC);
  const above = waves[last];
  const below = waves[last + 1];
  if (waves.length === 0) return { found: false, reason: 'no depth has an annual wave' };
  if (above === undefined) {
    const top = waves[0]!;
    return { found: false, reason: `the ${rule.measure} is below ${rule.thresholdC} °C at ${top.depthM} m already` };
  }
  if (below === undefined) {
    const size = above.sizeC.toFixed(2);
    return {
      found: false,
      reason: `the ${rule.measure} is still ${size} °C at ${above.depthM} m, the deepest reading`,
    };
  }
  // A logger that resolves 0.01 °C may show no wave at all, which has no logarithm.
  const deep = Math.max(below.sizeC, rule.thresholdC / 100);
  const share = Math.log(above.sizeC / rule.thresholdC) / Math.log(above.sizeC / deep);
  const depthM = above.depthM + share * (below.depthM - above.depthM);
  return { found: true, depthM, betweenM: [above.depthM, below.depthM] };
}

export interface DepthRule {
  /** Metres below the ground. */
  readonly targetM: number;
  /** Whether the deep gradient may carry the temperature below the deepest reading. */
  readonly extrapolate: boolean;
  /** Depths further apart than this, m, say nothing of what lies between them. */
  readonly widestBracketM: number;
}

type DepthHow = 'at a sensor' | 'interpolated' | 'extrapolated';

export type DepthTemperature = Finding<{
  readonly valueC: number;
  readonly how: DepthHow;
  readonly standardErrorC: number;
  /** Levels that it comes from, by depth. */
  readonly from: readonly GroundLevel[];
  /** °C/m, where extrapolated. */
  readonly gradientCPerM: number | null;
}>;

/** A hole is too shallow for a target deeper than this many times its depth: 6 m for 15 m. */
const mostDepthRatio = 2.5;
/** Depths that a deep gradient needs. */
const leastGradientLevels = 3;
/** Two depths are the same up to a centimetre. */
const sameDepthM = 0.01;

/**
 * Annual mean at a depth: at a sensor there, between two by linear interpolation (heat flow without sources), or below
 * the deepest by the gradient of the deep levels where that is asked for.
 *
 * The gradient is the least-squares slope of the levels below the depth of zero annual amplitude, or, where that is not
 * reached, of those in the lower half of the hole. The error of an extrapolated value adds up the annual amplitude at the
 * deepest level, the error there, and the error of the gradient over the distance.
 * @param levels by depth
 * @source Zou et al. 2025, Earth Syst. Sci. Data 17:1731 (15 m as the common depth); the rule for extrapolation is this
 * project's own
 */
export function temperatureAtDepth(
  levels: readonly GroundLevel[],
  zeroAmplitude: ZeroAmplitude,
  rule: DepthRule,
): DepthTemperature {
  const { targetM } = rule;
  const near = levels.find(({ depthM }) => Math.abs(depthM - targetM) <= sameDepthM);
  if (near !== undefined) {
    const { meanC, standardErrorC } = near;
    return { found: true, valueC: meanC, how: 'at a sensor', standardErrorC, from: [near], gradientCPerM: null };
  }
  const above = levels.findLast(({ depthM }) => depthM < targetM);
  const below = levels.find(({ depthM }) => depthM > targetM);
  if (above === undefined) {
    const what =
      below === undefined ? 'no depth has an annual mean' : `the shallowest annual mean is at ${below.depthM} m`;
    return { found: false, reason: `${what}, below ${targetM} m` };
  }
  return below === undefined ? extrapolate(levels, zeroAmplitude, rule) : interpolate(above, below, rule);
}

function interpolate(above: GroundLevel, below: GroundLevel, { targetM, widestBracketM }: DepthRule): DepthTemperature {
  const widthM = below.depthM - above.depthM;
  if (widthM > widestBracketM) {
    return {
      found: false,
      reason: `the readings around ${targetM} m, at ${above.depthM} and ${below.depthM} m, are more than ${widestBracketM} m apart`,
    };
  }
  const share = (targetM - above.depthM) / widthM;
  return {
    found: true,
    valueC: above.meanC + share * (below.meanC - above.meanC),
    how: 'interpolated',
    standardErrorC: Math.hypot((1 - share) * above.standardErrorC, share * below.standardErrorC),
    from: [above, below],
    gradientCPerM: null,
  };
}

function extrapolate(levels: readonly GroundLevel[], zeroAmplitude: ZeroAmplitude, rule: DepthRule): DepthTemperature {
  const deepest = levels.at(-1)!;
  const { targetM } = rule;
  if (targetM > mostDepthRatio * deepest.depthM) {
    return {
      found: false,
      reason: `the hole is too shallow: ${targetM} m is more than ${mostDepthRatio} times the deepest annual mean, at ${deepest.depthM} m`,
    };
  }
  if (!rule.extrapolate) {
    return {
      found: false,
      reason: `the deepest annual mean is at ${deepest.depthM} m, above ${targetM} m: extrapolate=true carries it down by the deep gradient`,
    };
  }
  const fromM = zeroAmplitude.found ? zeroAmplitude.depthM : deepest.depthM / 2;
  const deep = levels.filter(({ depthM }) => depthM >= fromM);
  const slope = deep.length < leastGradientLevels ? null : slopeOf(deep);
  if (slope === null) {
    return {
      found: false,
      reason: `a deep gradient needs ${leastGradientLevels} annual means from ${fromM.toFixed(1)} m down, found ${deep.length}`,
    };
  }
  const distanceM = targetM - deepest.depthM;
  return {
    found: true,
    valueC: deepest.meanC + slope.perM * distanceM,
    how: 'extrapolated',
    standardErrorC: deepest.standardErrorC + (deepest.amplitudeC ?? 0) + distanceM * slope.standardErrorPerM,
    from: deep,
    gradientCPerM: slope.perM,
  };
}

/** Least squares of the means on depth, and the standard error of the slope. */
function slopeOf(levels: readonly GroundLevel[]): { readonly perM: number; readonly standardErrorPerM: number } {
  const n = levels.length;
  const centreM = levels.reduce((sum, { depthM }) => sum + depthM, 0) / n;
  const centreC = levels.reduce((sum, { meanC }) => sum + meanC, 0) / n;
  let squares = 0;
  let products = 0;
  for (const { depthM, meanC } of levels) {
    squares += (depthM - centreM) ** 2;
    products += (depthM - centreM) * (meanC - centreC);
  }
  const perM = products / squares;
  const rest = levels.reduce((sum, { depthM, meanC }) => sum + (meanC - centreC - perM * (depthM - centreM)) ** 2, 0);
  return { perM, standardErrorPerM: Math.sqrt(rest / (n - 2) / squares) };
}
