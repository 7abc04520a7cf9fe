/** Ice contents that nobody measured. */
import type { IceStratum } from './iceLayers.ts';

/** Bounds of the three layers, m below the permafrost table. */
const boundsM = [0, 2, 5, 10] as const;
const relativeSd = 0.35;

/**
 * Volume of ice ÷ volume of ground by landform unit of the Qinghai–Tibet Plateau, in the layers of `boundsM`. Guesses of
 * engineers, from no measurement: ice-rich lacustrine plains, dry slopes, less ice with depth, as published surveys
 * describe them (Wang et al. 2017, Adv. Water Sci. 28: 801) without the contents of their layers.
 */
const byUnit: Readonly<Record<string, readonly [number, number, number]>> = {
  'lacustrine-marsh': [0.45, 0.38, 0.3],
  'periglacial-hill': [0.4, 0.3, 0.22],
  'alluvial-proluvial': [0.25, 0.18, 0.14],
  'erosion-platform': [0.2, 0.15, 0.1],
  'mountain-slope-debris': [0.25, 0.18, 0.1],
  bedrock: [0.055, 0.055, 0.055],
};

export const guessedIce: readonly IceStratum[] = Object.entries(byUnit).flatMap(([unit, contents]) =>
  contents.map((ice, i) => ({
    unit,
    layer: `${boundsM[i]}–${boundsM[i + 1]} m below the table`,
    topM: boundsM[i]!,
    bottomM: boundsM[i + 1]!,
    datum: 'permafrostTable',
    ice: { value: ice, sd: relativeSd * ice },
    byWeight: null,
    excess: null,
    source: 'guess of engineers',
  })),
);
