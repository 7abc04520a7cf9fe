/** Depth of thaw by Kudryavtsev's method: air through snow and vegetation into ground, with sensible and latent heat. */
import type { Phase } from './neumann.ts';

export interface KudryavtsevSite {
  readonly airMeanC: number;
  /** Half the yearly range of the air, °C; above |mean|, or one of the seasons is missing. */
  readonly airAmplitudeC: number;
  readonly snowDepthM: number;
  readonly snowDiffusivityM2S: number;
  /** Height of vegetation and its thermal diffusivity in winter and in summer; height 0 for none. */
  readonly vegetation: {
    readonly winterHeightM: number;
    readonly summerHeightM: number;
    readonly winterM2S: number;
    readonly summerM2S: number;
  };
  readonly thawed: Phase;
  readonly frozen: Phase;
  readonly latentHeatJM3: number;
  readonly periodS: number;
}

export interface KudryavtsevResult {
  /** Below the snow, °C. */
  readonly vegetationMeanC: number;
  readonly vegetationAmplitudeC: number;
  /** Of the ground surface, °C. */
  readonly surfaceMeanC: number;
  readonly surfaceAmplitudeC: number;
  /** Mean at the depth of seasonal thaw, or of seasonal frost where it is above 0, °C. */
  readonly permafrostMeanC: number;
  /** Depth of seasonal thaw above permafrost, else of seasonal frost, m; NaN where the surface does not cross 0 °C. */
  readonly depthM: number;
}

/**
 * The chain as published, with the vegetation's warming of winters and cooling of summers subtracted (not added, as in a
 * program in circulation) and thawed properties for thaw.
 * @source Kudryavtsev et al. 1974; Anisimov et al. 1997, Global Planet. Change 15:61; Romanovsky & Osterkamp 1997,
 *         Permafrost Periglac. Process. 8:1; Sazonova & Romanovsky 2003, 14:125
 */
export function kudryavtsev(site: KudryavtsevSite): KudryavtsevResult {
  const { airMeanC, airAmplitudeC, periodS } = site;
  const snowC = airAmplitudeC * (1 - dampingOver(site.snowDepthM, site.snowDiffusivityM2S, periodS));
  const vegetationMeanC = airMeanC + snowC;
  const vegetationAmplitudeC = airAmplitudeC - (2 * snowC) / Math.PI;
  const surface = belowVegetation(site, vegetationMeanC, vegetationAmplitudeC);
  const permafrostMeanC = meanBelowC(surface.meanC, surface.amplitudeC, site.thawed, site.frozen);
  return {
    vegetationMeanC,
    vegetationAmplitudeC,
    surfaceMeanC: surface.meanC,
    surfaceAmplitudeC: surface.amplitudeC,
    permafrostMeanC,
    depthM: seasonalDepthM(surface.amplitudeC, permafrostMeanC, site),
  };
}

function belowVegetation(
  { airMeanC, airAmplitudeC, vegetation, periodS }: KudryavtsevSite,
  meanC: number,
  amplitudeC: number,
): { readonly meanC: number; readonly amplitudeC: number } {
  const winterS = periodS * (0.5 - Math.asin(airMeanC / airAmplitudeC) / Math.PI);
  const summerS = periodS - winterS;
  const { winterHeightM, summerHeightM, winterM2S, summerM2S } = vegetation;
  const winterC = (amplitudeC - meanC) * (1 - dampingOver(winterHeightM, winterM2S, 2 * winterS));
  const summerC = (amplitudeC + meanC) * (1 - dampingOver(summerHeightM, summerM2S, 2 * summerS));
  return {
    meanC: meanC + (((winterC * winterS - summerC * summerS) / periodS) * 2) / Math.PI,
    amplitudeC: amplitudeC - (winterC * winterS + summerC * summerS) / periodS,
  };
}

function dampingOver(heightM: number, diffusivityM2S: number, periodS: number): number {
  return heightM === 0 ? 1 : Math.exp(-heightM * Math.sqrt(Math.PI / (diffusivityM2S * periodS)));
}

/** The thermal offset of a sinusoid: equal to TTOP with n-factors of 1. */
function meanBelowC(meanC: number, amplitudeC: number, thawed: Phase, frozen: Phase): number {
  const x = meanC / amplitudeC;
  const [kt, kf] = [thawed.conductivityWMK, frozen.conductivityWMK];
  const potential =
    0.5 * meanC * (kf + kt) + ((amplitudeC * (kt - kf)) / Math.PI) * (x * Math.asin(x) + Math.sqrt(1 - x * x));
  return potential / (potential <= 0 ? kf : kt);
}

function seasonalDepthM(surfaceAmplitudeC: number, meanC: number, site: KudryavtsevSite): number {
  const { thawed, frozen, latentHeatJM3, periodS } = site;
  const { conductivityWMK: k, heatCapacityJM3K: capacity } = meanC <= 0 ? thawed : frozen;
  const size = Math.abs(meanC);
  const half = latentHeatJM3 / (2 * capacity);
  const amplitudeC = (surfaceAmplitudeC - size) / Math.log((surfaceAmplitudeC + half) / (size + half)) - half;
  const heat = 2 * (surfaceAmplitudeC - size) * Math.sqrt((k * capacity * periodS) / Math.PI);
  const both = 2 * amplitudeC * capacity + latentHeatJM3;
  const reachM = Math.sqrt((k * periodS) / (Math.PI * capacity));
  const coreM = heat / both;
  return (heat + (latentHeatJM3 * reachM * coreM) / (coreM + reachM)) / both;
}
