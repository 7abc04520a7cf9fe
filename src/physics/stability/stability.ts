/** Classes of permafrost by mean annual ground temperature, as tables: a result carries the scheme that made it. */
import type { Rgb } from '../../core/colour.ts';

/** Depth of a temperature: metres below the ground surface, or a level that differs from place to place. */
export type TemperatureDepth = number | (typeof namedDepths)[number];
export const namedDepths = ['zero-annual-amplitude', 'permafrost-table'] as const;

export interface StabilityScheme {
  readonly id: string;
  readonly title: string;
  /** From the coldest; one more than there are thresholds. */
  readonly classes: readonly string[];
  /** °C, ascending. */
  readonly thresholdsC: readonly number[];
  /** The class that a temperature exactly on a threshold belongs to. */
  readonly onThreshold: 'warmer' | 'colder';
  /** Depth of the temperatures that the classes were made for; null for any. */
  readonly depth: TemperatureDepth | null;
  /** An entry per class; absent for those that are chosen. */
  readonly colours?: readonly Rgb[];
  readonly note: string;
}

/** What puts a temperature into a class. */
export type ClassLimits = Pick<StabilityScheme, 'thresholdsC' | 'onThreshold'>;

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
  depth: 'zero-annual-amplitude',
  note: 'By MAGT at the depth of zero annual amplitude, classes [lower, upper). The publications do not say to which class a limit belongs, and later ones end the very warm class at 0 instead of +0.5 °C (scheme ran-2021). Sites too warm for permafrost fall into the last class.',
};

/** @source Ran et al. 2021, Science China Earth Sciences 64:62–79 */
export const ranFiveClasses: StabilityScheme = {
  id: 'ran-2021',
  title: 'Thermal stability of permafrost, five classes (Ran 2021)',
  classes: ['very stable', 'stable', 'semi-stable', 'transitional', 'unstable', 'no permafrost'],
  thresholdsC: [-5, -3, -1.5, -0.5, 0],
  onThreshold: 'colder',
  depth: 'zero-annual-amplitude',
  note: 'By MAGT at the depth of zero annual amplitude, classes (lower, upper]: the publication does not say to which class a limit belongs; this way permafrost is all ground at 0 °C or below.',
};

/** @source Ran et al. 2022, Earth System Science Data 14:865 */
const ranThreeClasses: StabilityScheme = {
  id: 'ran-2022',
  title: 'Thermal state of permafrost, three classes (Ran 2022)',
  classes: ['cold', 'cool', 'warm', 'no permafrost'],
  thresholdsC: [-3, -1.5, 0],
  onThreshold: 'colder',
  depth: 'zero-annual-amplitude',
  note: 'By MAGT at the depth of zero annual amplitude, classes (lower, upper]: the publication does not say to which class a limit belongs.',
};

/** The names and limits of Chinese railway and highway practice; not read in a code: compare them with the one in force. */
const embankmentClasses: StabilityScheme = {
  id: 'engineering-embankment',
  title: 'Ground temperature for embankments on permafrost (Qinghai–Tibet practice)',
  classes: [
    'low-temperature stable',
    'low-temperature basically stable',
    'high-temperature unstable',
    'high-temperature extremely unstable',
    'no permafrost',
  ],
  thresholdsC: [-2, -1, -0.5, 0],
  onThreshold: 'colder',
  depth: 'zero-annual-amplitude',
  note: 'By MAGT at the depth of zero annual amplitude, classes (lower, upper]. Limits as commonly quoted in engineering practice, not checked against a code: give the classes of the code in force as a scheme of your own.',
};

export const permafrostPresence: StabilityScheme = {
  id: 'permafrost',
  title: 'Permafrost by mean annual ground temperature',
  classes: ['permafrost', 'no permafrost'],
  thresholdsC: [0],
  onThreshold: 'colder',
  depth: null,
  note: 'Permafrost where MAGT ≤ 0 °C; exactly 0 °C counts as permafrost.',
};

export const stabilitySchemes: readonly StabilityScheme[] = [
  chengSixClasses,
  ranFiveClasses,
  ranThreeClasses,
  embankmentClasses,
  permafrostPresence,
];

/** Limits of a class, °C; infinite at the ends. */
export function classLimitsC({ thresholdsC }: ClassLimits, index: number): readonly [lower: number, upper: number] {
  return [thresholdsC[index - 1] ?? -Infinity, thresholdsC[index] ?? Infinity];
}

/** Such as "(−3, −1.5]" for a class whose upper limit belongs to it. */
export function describeLimits(scheme: ClassLimits, index: number): string {
  const [lower, upper] = classLimitsC(scheme, index).map((limitC) => String(limitC).replace('-', '−'));
  const [isFirst, isLast] = [index === 0, index === scheme.thresholdsC.length];
  if (isFirst && isLast) return 'all';
  const takesUpper = scheme.onThreshold === 'colder';
  if (isFirst) return `${takesUpper ? '≤' : '<'} ${upper}`;
  if (isLast) return `${takesUpper ? '>' : '≥'} ${lower}`;
  return takesUpper ? `(${lower}, ${upper}]` : `[${lower}, ${upper})`;
}

/**
 * @param magtC °C, mean annual ground temperature at the depth that the scheme names
 * @returns index into the scheme's classes; null where magtC is NaN
 */
export function classifyStability(magtC: number, scheme: ClassLimits): number | null {
  if (Number.isNaN(magtC)) return null;
  const isColder = (thresholdC: number): boolean =>
    scheme.onThreshold === 'warmer' ? magtC < thresholdC : magtC <= thresholdC;
  const index = scheme.thresholdsC.findIndex(isColder);
  return index < 0 ? scheme.thresholdsC.length : index;
}
