/** Leaves as boxes of codes: a pixel ends in the leaf whose box holds its codes. */
import type { Forest } from '../forest.ts';
import { LEAF, treeCountOf } from '../forest.ts';
import { countLeaves } from './maskTable.ts';
import type { ThresholdCodes } from './thresholdCodes.ts';
import { rankOf } from './thresholdCodes.ts';

export interface LeafBoxes {
  /** Per leaf and place of the codes: the least code. */
  readonly lower: Uint16Array;
  /** The greatest one, below the least where splits leave nothing between them. */
  readonly upper: Uint16Array;
  /** Per leaf. */
  readonly values: Float64Array;
}

/** A split on the way to the present node. */
interface Turn {
  readonly place: number;
  readonly rank: number;
  /** The limits of the split node's box. */
  readonly lower: number;
  readonly upper: number;
  wentRight: boolean;
}

/** @returns the boxes tree by tree, the leaves of a tree from the left */
export function listLeafBoxes(forest: Forest, codes: readonly ThresholdCodes[]): LeafBoxes {
  const places = codes.length;
  const leafCount = countLeaves(forest).reduce((sum, leaves) => sum + leaves, 0);
  const boxes: LeafBoxes = {
    lower: new Uint16Array(leafCount * places),
    upper: new Uint16Array(leafCount * places),
    values: new Float64Array(leafCount),
  };
  const placeOf = new Map(codes.map((code, place) => [code.covariate, place]));
  let leaf = 0;
  for (let tree = 0; tree < treeCountOf(forest); tree++) {
    const lower = new Uint16Array(places);
    const upper = Uint16Array.from(codes, ({ thresholds }) => thresholds.length);
    const way: Turn[] = [];
    for (let node = forest.treeStarts[tree]!; node < forest.treeStarts[tree + 1]!; node++) {
      if (forest.feature[node] === LEAF) {
        boxes.lower.set(lower, leaf * places);
        boxes.upper.set(upper, leaf * places);
        boxes.values[leaf++] = forest.value[node]!;
        turnRight(way, lower, upper);
      } else {
        const place = placeOf.get(forest.feature[node]!)!;
        const rank = rankOf(codes[place]!.thresholds, forest.threshold[node]!);
        way.push({ place, rank, lower: lower[place]!, upper: upper[place]!, wentRight: false });
        upper[place] = Math.min(upper[place]!, rank);
      }
    }
  }
  return boxes;
}

/** From a leaf to the next node in depth-first order: the right child of the nearest split that went left. */
function turnRight(way: Turn[], lower: Uint16Array, upper: Uint16Array): void {
  for (let turn = way.at(-1); turn?.wentRight === true; turn = way.at(-1)) {
    lower[turn.place] = turn.lower;
    way.pop();
  }
  const turn = way.at(-1);
  if (turn === undefined) return;
  turn.wentRight = true;
  upper[turn.place] = turn.upper;
  lower[turn.place] = Math.max(turn.lower, turn.rank + 1);
}
