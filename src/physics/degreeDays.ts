/**
 * Thawing and freezing indices: the sums of degree-days above and below 0 °C.
 *
 * All indices are positive numbers in °C·day, and thawing − freezing = mean × days for every way that keeps the mean.
 */

export interface DegreeDays {
  /** °C·day above 0 °C, ≥ 0. */
  readonly thawIndexCDays: number;
  /** °C·day below 0 °C, ≥ 0. */
  readonly freezeIndexCDays: number;
}

/**
 * Sums by sign of temperatures that each hold for a while: daily means, or monthly means held through their month.
 * @param valuesC    °C, without gaps: a NaN makes both sums NaN
 * @param lengthDays days that each value stands for, of the same length; one day each by default
 */
export function sumDegreeDays(valuesC: ArrayLike<number>, lengthDays?: ArrayLike<number>): DegreeDays {
  let thawIndexCDays = 0;
  let freezeIndexCDays = 0;
  for (let i = 0; i < valuesC.length; i++) {
    const sum = valuesC[i]! * (lengthDays?.[i] ?? 1);
    thawIndexCDays += Math.max(sum, 0); // NaN stays NaN in both
    freezeIndexCDays += Math.max(-sum, 0);
  }
  return { thawIndexCDays, freezeIndexCDays };
}

/**
 * Degree-days of T(t) = mean + amplitude·cos(2πt/P) over one period: the closed form for where nothing but the mean and
 * the amplitude is known.
 * @param amplitudeC half the range of the sinusoid, ≥ 0; that of monthly means is 1.1 % too small
 * @returns NaN where an argument is NaN
 * @source the same integral as the β form of Nelson & Outcalt 1987, Arctic and Alpine Research 19:279
 */
export function sinusoidDegreeDays(meanC: number, amplitudeC: number, periodDays: number): DegreeDays {
  const sum = meanC * periodDays;
  if (amplitudeC <= Math.abs(meanC)) {
    return { thawIndexCDays: Math.max(sum, 0), freezeIndexCDays: Math.max(-sum, 0) };
  }
  const root = Math.sqrt(amplitudeC ** 2 - meanC ** 2);
  // From the colder side, so that a large index is never the difference of two others.
  const thawIndexCDays = (periodDays / Math.PI) * (root + meanC * Math.acos(-meanC / amplitudeC));
  const freezeIndexCDays = (periodDays / Math.PI) * (root - meanC * Math.acos(meanC / amplitudeC));
  return { thawIndexCDays, freezeIndexCDays };
}

/** Mean of cos over the quarter of a period about its peak. */
const quarterMean = Math.sin(Math.PI / 4) / (Math.PI / 4);

/**
 * Amplitude of the yearly sinusoid whose warmest quarter has this mean, °C; negative where the quarter is colder than
 * the year. Three calendar months need not lie about the peak: then it is up to 3 % too small.
 */
export function amplitudeOfWarmestQuarter(meanC: number, quarterMeanC: number): number {
  return (quarterMeanC - meanC) / quarterMean;
}

/**
 * How frost outweighs thaw in 0..1: 0 never freezes, 1 never thaws.
 *
 * Of air indices it is the air frost number, of indices at the ground surface the surface frost number.
 * @returns NaN where both indices are 0 or one is NaN
 * @source Nelson & Outcalt 1987, Arctic and Alpine Research 19:279
 */
export function frostNumber({ thawIndexCDays, freezeIndexCDays }: DegreeDays): number {
  const frost = Math.sqrt(freezeIndexCDays);
  return frost / (frost + Math.sqrt(thawIndexCDays));
}

export interface NFactors {
  /** Surface over air thawing index; NaN where the air never thaws. */
  readonly thaw: number;
  /** Surface over air freezing index; NaN where the air never freezes. */
  readonly freeze: number;
}

/**
 * How much of the air's thaw and frost reaches the ground surface.
 * @source Lunardini 1978, Proc. 3rd Int. Conf. on Permafrost 1:40
 */
export function nFactors(surface: DegreeDays, air: DegreeDays): NFactors {
  return {
    thaw: ratio(surface.thawIndexCDays, air.thawIndexCDays),
    freeze: ratio(surface.freezeIndexCDays, air.freezeIndexCDays),
  };
}

function ratio(surfaceCDays: number, airCDays: number): number {
  return airCDays > 0 ? surfaceCDays / airCDays : Number.NaN;
}
