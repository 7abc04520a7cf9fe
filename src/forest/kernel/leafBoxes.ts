/**
 * Leaves as boxes of codes: a pixel ends in the leaf whose box holds its codes. The leaves stand by slot, 32 places each,
 * as mask tables have them.
 */
import type { Forest } from '../forest.ts';
import { LEAF } from '../forest.ts';
import type { Slot } from './maskTable.ts';
import type { ThresholdCodes } from './thresholdCodes.ts';
import { rankOf } from './thresholdCodes.ts';

export const LEAVES_PER_SLOT = 32;
/** An upper code of leaves that reach to the end. */
export const NO_UPPER_LIMIT = 255;

export interface LeafBoxes {
  /** Per leaf and place of the codes: the least code. */
  readonly lower: Uint8Array;
  /** The greatest one, NO_UPPER_LIMIT where none limits it. */
  readonly upper: Uint8Array;
  /** NaN where a slot has no leaf. */
  readonly values: Float64Array;
}

/** @param codes of at most NO_UPPER_LIMIT − 1 thresholds each */
export function listLeafBoxes(
  forest: Forest,
  codes: readonly ThresholdCodes[],
  slots: readonly Slot[],
  slotCount: number,
): LeafBoxes {
  const places = codes.length;
  const boxes: LeafBoxes = {
    lower: new Uint8Array(slotCount * LEAVES_PER_SLOT * places),
    upper: new Uint8Array(slotCount * LEAVES_PER_SLOT * places),
    values: new Float64Array(slotCount * LEAVES_PER_SLOT).fill(Number.NaN),
  };
  const placeOf = new Map(codes.map((code, place) => [code.covariate, place]));
  for (const [number, slot] of slots.entries()) {
    let leaf = -slot.firstLeaf;
    const visit = (node: number, lower: Uint8Array, upper: Uint8Array): void => {
      const covariate = forest.feature[node]!;
      if (covariate === LEAF) {
        if (leaf >= 0 && leaf < slot.leafCount) {
          const at = number * LEAVES_PER_SLOT + leaf;
          boxes.lower.set(lower, at * places);
          boxes.upper.set(upper, at * places);
          boxes.values[at] = forest.value[node]!;
        }
        leaf += 1;
        return;
      }
      const place = placeOf.get(covariate)!;
      const rank = rankOf(codes[place]!.thresholds, forest.threshold[node]!);
      visit(node + 1, lower, upper.with(place, Math.min(upper[place]!, rank)));
      visit(forest.right[node]!, lower.with(place, Math.max(lower[place]!, rank + 1)), upper);
    };
    visit(forest.treeStarts[slot.tree]!, new Uint8Array(places), new Uint8Array(places).fill(NO_UPPER_LIMIT));
  }
  return boxes;
}
