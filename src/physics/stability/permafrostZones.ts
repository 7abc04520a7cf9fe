/** Zones of permafrost by the share of the ground that has it, or by its probability. */

/**
 * From the most to the least; a probability on a limit belongs to the zone above it.
 * @source International Permafrost Association map (Brown et al. 1997); by probability: Obu et al. 2019, Earth-Sci. Rev.
 *         193:299
 */
export const permafrostZones = [
  { name: 'continuous', from: 0.9 },
  { name: 'discontinuous', from: 0.5 },
  { name: 'sporadic', from: 0.1 },
  { name: 'isolated', from: 0 },
  { name: 'no permafrost', from: null },
] as const;

const [isolated, none] = [3, 4];

/**
 * @param probability 0..1
 * @param isolatedFrom the least probability of isolated patches, 0 to 0.1; a probability of 0 is never one
 * @returns index into `permafrostZones`; null where the probability is NaN
 */
export function zoneOf(probability: number, isolatedFrom: number): number | null {
  if (Number.isNaN(probability)) return null;
  // As float32, so that a map of probabilities and one of zones agree.
  const share = Math.fround(probability);
  const zone = permafrostZones.findIndex(({ from }) => from !== null && share >= Math.fround(from));
  const isNone = zone === isolated && (share === 0 || share < Math.fround(isolatedFrom));
  return isNone ? none : zone;
}
