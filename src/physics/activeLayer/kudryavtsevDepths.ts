/** Depths of many places by Kudryavtsev's method: of thaw where its temperature says permafrost, else of frost. */
import { secondsPerDay } from '../constants.ts';
import { kudryavtsev } from '../kudryavtsev.ts';
import { snowConductivityWMK } from '../snow.ts';
import { fault, ground } from './ground.ts';
import { createLatentHeat } from './latentHeatColumn.ts';
import type { ComputeDepths } from './ground.ts';
import type { KudryavtsevMethod } from './method.ts';

/** Of ice, J/(kg·K), at about −10 °C. */
const snowHeatCapacityJKgK = 2090;

const yearS = 365.25 * secondsPerDay;

/** @param length of the columns */
export function kudryavtsevDepths(method: KudryavtsevMethod<Float64Array>, length: number): ComputeDepths {
  const { airMean, airAmplitude, snow, vegetation, water } = method;
  const latentHeat = new Float64Array(length);
  const fillLatentHeat = createLatentHeat(water);
  const siteAt = (i: number) => ({
    airMeanC: airMean[i]!,
    airAmplitudeC: airAmplitude[i]!,
    snowDepthM: snow === null ? 0 : snow.depth[i]!,
    snowDiffusivityM2S: snow === null ? 1 : snowDiffusivityM2S(snow.density[i]!),
    vegetation: {
      winterHeightM: vegetation === null ? 0 : vegetation.winterHeight[i]!,
      summerHeightM: vegetation === null ? 0 : vegetation.summerHeight[i]!,
      winterM2S: vegetation === null ? 1 : vegetation.winterDiffusivity[i]!,
      summerM2S: vegetation === null ? 1 : vegetation.summerDiffusivity[i]!,
    },
    thawed: { conductivityWMK: method.thawedConductivity[i]!, heatCapacityJM3K: method.thawedHeatCapacity[i]! },
    frozen: { conductivityWMK: method.frozenConductivity[i]!, heatCapacityJM3K: method.frozenHeatCapacity[i]! },
    latentHeatJM3: latentHeat[i]!,
    periodS: yearS,
  });
  return (count, out) => {
    out.fault.fill(fault.none, 0, count);
    fillLatentHeat(count, latentHeat, out.fault);
    for (let i = 0; i < count; i++) {
      const { state, depthM } = out.fault[i] === fault.none ? judge(siteAt(i)) : nothing;
      out.state[i] = state;
      out.thawM[i] = state === ground.permafrost || state === ground.noThaw ? depthM : Number.NaN;
      out.frostM[i] = state === ground.seasonalFrost || state === ground.noFrost ? depthM : Number.NaN;
    }
  };
}

const nothing = { state: ground.unknown, depthM: Number.NaN };

/** The method asks for both seasons, in the air and at the ground surface: where one is missing it says which. */
function judge(site: Parameters<typeof kudryavtsev>[0]): { readonly state: number; readonly depthM: number } {
  const { airMeanC, airAmplitudeC } = site;
  const oneSeason = withoutSeason(airMeanC, airAmplitudeC);
  if (oneSeason !== null) return oneSeason;
  const { surfaceMeanC, surfaceAmplitudeC, permafrostMeanC, depthM } = kudryavtsev(site);
  const atSurface = withoutSeason(surfaceMeanC, surfaceAmplitudeC);
  if (atSurface !== null) return atSurface;
  if (Number.isNaN(depthM)) return nothing;
  return { state: permafrostMeanC <= 0 ? ground.permafrost : ground.seasonalFrost, depthM };
}

function withoutSeason(meanC: number, amplitudeC: number) {
  if (amplitudeC > Math.abs(meanC)) return null;
  if (Number.isNaN(meanC) || Number.isNaN(amplitudeC)) return nothing;
  return { state: meanC > 0 ? ground.noFrost : ground.noThaw, depthM: 0 };
}

function snowDiffusivityM2S(densityKgM3: number): number {
  return snowConductivityWMK(densityKgM3) / (densityKgM3 * snowHeatCapacityJKgK);
}
