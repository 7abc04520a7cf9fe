/**
 * A forest as tables of bit masks, after QuickScorer: one bit per leaf, the leaves numbered from the left. A split rules
 * out the leaves of the side not taken; what all covariates leave open is the leaf that the tree ends in.
 *
 * Slots (a tree, or a piece of a tree with more leaves than a lane has bits) stand side by side in tiles. A tile has one
 * row of masks per covariate and interval between the thresholds of its own trees, 128 bytes wide. A piece gives 0 for
 * the leaves of other pieces, so that the sum over slots is the sum over trees, addition by addition.
 *
 * @source Lucchese et al. 2015, QuickScorer, SIGIR '15, doi:10.1145/2766462.2767733
 */
import type { Forest } from '../forest.ts';
import { LEAF } from '../forest.ts';
import type { ThresholdCodes } from './thresholdCodes.ts';
import { rankOf } from './thresholdCodes.ts';

export const ROW_BYTES = 128;
const ROW_WORDS = ROW_BYTES / 4;

export interface Slot {
  readonly tree: number;
  /** The leaves that it answers for, within its tree. */
  readonly firstLeaf: number;
  readonly leafCount: number;
}

export interface Tile {
  /** Rows of 32 words: a word per slot, or two, the lower bits first. */
  readonly masks: Uint32Array;
  /** Per code of the forest, the covariates' codes one after another: the row of the tile. */
  readonly rowOfCode: Uint16Array;
  /** Per slot as many values as its lane has bits. */
  readonly leaves: Float64Array;
}

/** @param laneBits 32 or 64 @returns slots in the order of the trees */
export function cutIntoSlots(leafCounts: ArrayLike<number>, laneBits: number): Slot[] {
  const slots: Slot[] = [];
  for (let tree = 0; tree < leafCounts.length; tree++) {
    const leaves = leafCounts[tree]!;
    // The last bit of a piece stands for all leaves of other pieces.
    const most = leaves <= laneBits ? laneBits : laneBits - 1;
    for (let firstLeaf = 0; firstLeaf < leaves; firstLeaf += most) {
      slots.push({ tree, firstLeaf, leafCount: Math.min(most, leaves - firstLeaf) });
    }
  }
  return slots;
}

/** @returns leaves per tree */
export function countLeaves(forest: Forest): Uint32Array {
  // A binary tree of n nodes has (n + 1) / 2 leaves.
  return Uint32Array.from(
    { length: forest.treeStarts.length - 1 },
    (_, tree) => (forest.treeStarts[tree + 1]! - forest.treeStarts[tree]! + 1) / 2,
  );
}

/** Most bytes that the tiles can take: a split adds a row at most, beside one row per covariate and tile. */
export function maskTableBytes(
  forest: Forest,
  codes: readonly ThresholdCodes[],
  slots: readonly Slot[],
  laneBits: number,
): number {
  const slotsPerTile = (8 * ROW_BYTES) / laneBits;
  const tiles = Math.ceil(slots.length / slotsPerTile);
  const codeCount = codes.reduce((sum, code) => sum + code.thresholds.length + 1, 0);
  const splits = slots.reduce(
    (sum, { tree }) => sum + (forest.treeStarts[tree + 1]! - forest.treeStarts[tree]! - 1) / 2,
    0,
  );
  const rows = Math.min(splits + tiles * codes.length, tiles * codeCount);
  return rows * ROW_BYTES + tiles * (2 * codeCount + 8 * laneBits * slotsPerTile);
}

/** A split of a tree, in terms of codes and leaf numbers. */
interface Split {
  /** Place of the covariate in the list of codes. */
  readonly place: number;
  readonly rank: number;
  readonly firstLeaf: number;
  /** First leaf of the right side. */
  readonly middleLeaf: number;
  readonly endLeaf: number;
}

export function* buildTiles(
  forest: Forest,
  codes: readonly ThresholdCodes[],
  slots: readonly Slot[],
  laneBits: number,
): Generator<Tile> {
  const slotsPerTile = (8 * ROW_BYTES) / laneBits;
  const placeOf = new Map(codes.map((code, place) => [code.covariate, place]));
  for (let first = 0; first < slots.length; first += slotsPerTile) {
    const tileSlots = slots.slice(first, first + slotsPerTile);
    const splits = tileSlots.map((slot) => listSplits(forest, slot.tree, codes, placeOf));
    const { rowOfCode, firstRows, rowCount } = assignRows(codes, splits.flat());
    const masks = new Uint32Array(rowCount * ROW_WORDS).fill(0xffffffff);
    const words = laneBits / 32;
    for (const [lane, slot] of tileSlots.entries()) {
      for (const split of splits[lane]!) {
        const rows = { first: firstRows[split.place]!, end: firstRows[split.place + 1]! };
        const code = firstCodeOf(codes, split.place) + split.rank;
        for (let word = 0; word < words; word++) {
          const clear = (from: number, to: number): number =>
            ~bitRange(clip(from, slot) - 32 * word, clip(to, slot) - 32 * word);
          const goesLeft = clear(split.middleLeaf, split.endLeaf);
          const goesRight = clear(split.firstLeaf, split.middleLeaf);
          const lastLeft = rowOfCode[code]!;
          for (let row = rows.first; row < rows.end; row++) {
            masks[row * ROW_WORDS + lane * words + word]! &= row <= lastLeft ? goesLeft : goesRight;
          }
        }
      }
    }
    yield { masks, rowOfCode, leaves: listLeaves(forest, tileSlots, laneBits, slotsPerTile) };
  }
}

function clip(leaf: number, { firstLeaf, leafCount }: Slot): number {
  return Math.min(Math.max(leaf - firstLeaf, 0), leafCount);
}

/** Bits from..to − 1 of 32; both may lie outside. */
function bitRange(from: number, to: number): number {
  const low = Math.min(Math.max(from, 0), 32);
  const high = Math.min(Math.max(to, 0), 32);
  return 2 ** high - 2 ** low;
}

function firstCodeOf(codes: readonly ThresholdCodes[], place: number): number {
  let first = 0;
  for (let i = 0; i < place; i++) first += codes[i]!.thresholds.length + 1;
  return first;
}

function listSplits(
  forest: Forest,
  tree: number,
  codes: readonly ThresholdCodes[],
  placeOf: ReadonlyMap<number, number>,
): Split[] {
  const { feature, threshold, right } = forest;
  const start = forest.treeStarts[tree]!;
  const end = forest.treeStarts[tree + 1]!;
  const leavesBefore = new Uint32Array(end - start + 1);
  for (let node = start; node < end; node++) {
    leavesBefore[node - start + 1] = leavesBefore[node - start]! + (feature[node] === LEAF ? 1 : 0);
  }
  // The end of a branch: a left one ends where its sibling begins, a right one with its parent.
  const ends = new Uint32Array(end - start);
  ends[0] = end;
  const splits: Split[] = [];
  for (let node = start; node < end; node++) {
    if (feature[node] === LEAF) continue;
    const middle = right[node]!;
    ends[node + 1 - start] = middle;
    ends[middle - start] = ends[node - start]!;
    const place = placeOf.get(feature[node]!)!;
    splits.push({
      place,
      rank: rankOf(codes[place]!.thresholds, threshold[node]!),
      firstLeaf: leavesBefore[node - start]!,
      middleLeaf: leavesBefore[middle - start]!,
      endLeaf: leavesBefore[ends[node - start]! - start]!,
    });
  }
  return splits;
}

/** Rows for the intervals between the thresholds that the splits use. */
function assignRows(codes: readonly ThresholdCodes[], splits: readonly Split[]) {
  const used = codes.map((code) => new Uint8Array(code.thresholds.length));
  for (const { place, rank } of splits) used[place]![rank] = 1;
  const codeCount = firstCodeOf(codes, codes.length);
  const rowOfCode = new Uint16Array(codeCount);
  const firstRows = [0];
  let row = 0;
  let code = 0;
  for (const ranks of used) {
    for (const isUsed of ranks) {
      rowOfCode[code++] = row;
      row += isUsed;
    }
    rowOfCode[code++] = row++;
    firstRows.push(row);
  }
  return { rowOfCode, firstRows, rowCount: row };
}

function listLeaves(forest: Forest, slots: readonly Slot[], laneBits: number, slotsPerTile: number): Float64Array {
  const leaves = new Float64Array(slotsPerTile * laneBits);
  for (const [lane, { tree, firstLeaf, leafCount }] of slots.entries()) {
    let leaf = 0;
    for (let node = forest.treeStarts[tree]!; node < forest.treeStarts[tree + 1]!; node++) {
      if (forest.feature[node] !== LEAF) continue;
      if (leaf >= firstLeaf && leaf < firstLeaf + leafCount)
        leaves[lane * laneBits + leaf - firstLeaf] = forest.value[node]!;
      leaf += 1;
    }
  }
  return leaves;
}
