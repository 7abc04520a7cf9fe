/** Classes of permafrost by mean annual ground temperature, as tables: a result carries the scheme that made it. */

export interface StabilityScheme {
  readonly id: string;
  readonly title: string;
  /** From the coldest; one more than there are thresholds. */
  readonly classes: readonly string[];
  /** °C, ascending. */
  readonly thresholdsC: readonly number[];
  /** The class that a temperature exactly on a threshold belongs to. */
  readonly onThreshold: 'warmer' | 'colder';
  readonly note: string;
}

/** @source Cheng & Wang 1982 and Cheng 1984 (class limits), Ran et al. 2018, The Cryosphere 12:595 (English names) */
export const chengSixClasses: StabilityScheme = {
  id: 'cheng-6',
  title: 'Thermal stability of high-altitude permafrost, six classes (Cheng)',
  classes: [
    'very cold (extremely stable)',
    'cold (stable)',
    'cool (substable)',
    'warm (transitional)',
    'very warm (unstable)',
    'likely thawing (extremely unstable)',
  ],
  thresholdsC: [-5, -3, -1.5, -0.5, 0.5],
  onThreshold: 'warmer',
  note: 'By MAGT at the depth of zero annual amplitude, classes [lower, upper). The publications do not say to which class a limit belongs, and later ones end the very warm class at 0 instead of +0.5 °C (scheme ran-2021). Sites too warm for permafrost fall into the last class.',
};

/** @source Ran et al. 2021, Science China Earth Sciences 64:62–79 */
export const ranFiveClasses: StabilityScheme = {
  id: 'ran-2021',
  title: 'Thermal stability of permafrost on the Tibetan Plateau, five classes (Ran 2021)',
  classes: ['very stable', 'stable', 'semi-stable', 'transitional', 'unstable', 'no permafrost'],
  thresholdsC: [-5, -3, -1.5, -0.5, 0],
  onThreshold: 'colder',
  note: 'By MAGT at the depth of zero annual amplitude, classes (lower, upper]: the publication does not say to which class a limit belongs; this way permafrost is all ground at 0 °C or below.',
};

export const permafrostPresence: StabilityScheme = {
  id: 'permafrost',
  title: 'Permafrost by mean annual ground temperature',
  classes: ['permafrost', 'no permafrost'],
  thresholdsC: [0],
  onThreshold: 'colder',
  note: 'Permafrost where MAGT ≤ 0 °C; exactly 0 °C counts as permafrost.',
};

export const stabilitySchemes: readonly StabilityScheme[] = [chengSixClasses, ranFiveClasses, permafrostPresence];

/**
 * @param magtC °C, mean annual ground temperature at the depth that the scheme names
 * @returns index into the scheme's classes; null where magtC is NaN
 */
export function classifyStability(magtC: number, scheme: StabilityScheme): number | null {
  if (Number.isNaN(magtC)) return null;
  const isColder = (thresholdC: number): boolean =>
    scheme.onThreshold === 'warmer' ? magtC < thresholdC : magtC <= thresholdC;
  const index = scheme.thresholdsC.findIndex(isColder);
  return index < 0 ? scheme.thresholdsC.length : index;
}
