/**
 * The best cut of one covariate within one node, exact.
 *
 * Written for the cost of a cut: no sort of large nodes, no allocation, one division. Rows are summed by code; a bit map
 * over the codes, with a bit per word of it above, then gives the codes that occur in order.
 */
import type { Random } from '../core/random.ts';
import type { CodedTable, Codes } from './growCodes.ts';
import { codeOf } from './growCodes.ts';

/** Where a node is cut: rows whose code is ≤ lastLeft go left, as do values ≤ threshold. */
interface Split {
  /** Decrease of the sum of squared errors divided by the node's row count; −1 where no cut was found. */
  score: number;
  covariate: number;
  lastLeft: number;
  threshold: number;
}

export interface SplitSearch {
  readonly table: CodedTable;
  /** Training rows in the sample of the tree, each once; a node is a stretch of them. */
  readonly rows: Uint32Array;
  /** Per training row: how often it is in the sample, and that times its target. */
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  /** The best so far of the node that is searched. */
  readonly best: Split;
  /** Per code: count and sum of the node's rows, side by side. All zero between searches, as are the two below. */
  readonly byCode: Float64Array;
  /** A bit per code that occurs. */
  readonly present: Int32Array;
  /** A bit per word of `present` that is not zero. */
  readonly presentWords: Int32Array;
  /** A small node's codes with the position of their rows, sorted. */
  readonly keys: Int32Array;
}

/** The stretch of rows, from begin to before end, and what is known of it. */
export interface Node {
  readonly begin: number;
  readonly end: number;
  /** Rows, repeats counted. */
  readonly count: number;
  /** Of the targets. */
  readonly mean: number;
}

/** Bits of a key for the position in a small node: nodes of up to 2^4 rows are sorted by insertion. */
const POSITION_BITS = 4;
const MAX_SORTED = 1 << POSITION_BITS;
const POSITION_MASK = MAX_SORTED - 1;

export function createSplitSearch(table: CodedTable): SplitSearch {
  const rowCount = table.target.length;
  const codeCount = table.values.reduce((most, values) => Math.max(most, values.length), 1);
  return {
    table,
    rows: new Uint32Array(rowCount),
    counts: new Float64Array(rowCount),
    sums: new Float64Array(rowCount),
    best: { score: -1, covariate: 0, lastLeft: 0, threshold: 0 },
    byCode: new Float64Array(2 * codeCount),
    present: new Int32Array((codeCount >>> 5) + 1),
    presentWords: new Int32Array((codeCount >>> 10) + 1),
    keys: new Int32Array(MAX_SORTED),
  };
}

/** Tries every cut of a covariate; a cut no better than the best so far is passed over. */
export function searchAllCuts(search: SplitSearch, node: Node, covariate: number): void {
  if (node.end - node.begin <= MAX_SORTED) searchSorted(search, node, covariate);
  else searchByCode(search, node, covariate);
}

function searchSorted(search: SplitSearch, node: Node, covariate: number): void {
  const { rows, counts, sums, keys } = search;
  const { begin, count, mean } = node;
  const size = node.end - begin;
  sortKeys(keys, search.table.codes[covariate]!, rows, begin, size);
  let bestScore = search.best.score;
  let lastLeft = -1;
  let firstRight = -1;
  let leftCount = 0;
  let leftSum = 0;
  let previous = keys[0]! >> POSITION_BITS;
  for (let i = 0; i < size; i++) {
    const code = keys[i]! >> POSITION_BITS;
    if (code !== previous) {
      const excess = leftSum - leftCount * mean;
      const score = (excess * excess) / (leftCount * (count - leftCount));
      if (score > bestScore) {
        bestScore = score;
        lastLeft = previous;
        firstRight = code;
      }
      previous = code;
    }
    const row = rows[begin + (keys[i]! & POSITION_MASK)]!;
    leftCount += counts[row]!;
    leftSum += sums[row]!;
  }
  if (lastLeft >= 0) keepCut(search, covariate, bestScore, lastLeft, firstRight);
}

function sortKeys(keys: Int32Array, codes: Codes, rows: Uint32Array, begin: number, size: number): void {
  for (let i = 0; i < size; i++) {
    const key = (codes[rows[begin + i]!]! << POSITION_BITS) | i;
    let at = i;
    while (at > 0 && keys[at - 1]! > key) {
      keys[at] = keys[at - 1]!;
      at--;
    }
    keys[at] = key;
  }
}

function searchByCode(search: SplitSearch, node: Node, covariate: number): void {
  addRowsByCode(search, node, search.table.codes[covariate]!);
  const { byCode, present, presentWords } = search;
  const { count, mean } = node;
  let bestScore = search.best.score;
  let lastLeft = -1;
  let firstRight = -1;
  let leftCount = 0;
  let leftSum = 0;
  let previous = -1;
  for (let group = 0; group < presentWords.length; group++) {
    let words = presentWords[group]!;
    presentWords[group] = 0;
    while (words !== 0) {
      const word = (group << 5) | lowestBit(words);
      words &= words - 1;
      let bits = present[word]!;
      present[word] = 0;
      while (bits !== 0) {
        const code = (word << 5) | lowestBit(bits);
        bits &= bits - 1;
        if (previous >= 0) {
          const excess = leftSum - leftCount * mean;
          const score = (excess * excess) / (leftCount * (count - leftCount));
          if (score > bestScore) {
            bestScore = score;
            lastLeft = previous;
            firstRight = code;
          }
        }
        leftCount += byCode[2 * code]!;
        leftSum += byCode[2 * code + 1]!;
        byCode[2 * code] = 0;
        byCode[2 * code + 1] = 0;
        previous = code;
      }
    }
  }
  if (lastLeft >= 0) keepCut(search, covariate, bestScore, lastLeft, firstRight);
}

function addRowsByCode(search: SplitSearch, node: Node, codes: Codes): void {
  const { rows, counts, sums, byCode, present, presentWords } = search;
  const { begin, end } = node;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    const code = codes[row]!;
    byCode[2 * code]! += counts[row]!;
    byCode[2 * code + 1]! += sums[row]!;
    present[code >>> 5]! |= 1 << (code & 31);
    presentWords[code >>> 10]! |= 1 << ((code >>> 5) & 31);
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function keepCut(search: SplitSearch, covariate: number, score: number, lastLeft: number, firstRight: number): void {
  const values = search.table.values[covariate]!;
  const lower = values[lastLeft]!;
  const upper = values[firstRight]!;
  // Between neighbouring float32 values lies none: the middle may round up to the value that must go right.
  const middle = Math.fround(lower / 2 + upper / 2);
  keepBest(search, covariate, score, lastLeft, middle < upper ? middle : lower);
}

function keepBest(search: SplitSearch, covariate: number, score: number, lastLeft: number, threshold: number): void {
  const { best } = search;
  best.score = score;
  best.covariate = covariate;
  best.lastLeft = lastLeft;
  best.threshold = threshold;
}

/**
 * Tries cuts drawn uniformly between the least and the greatest value of the node.
 * @source Geurts, Ernst & Wehenkel 2006, Extremely randomized trees, Machine Learning 63:3–42, doi:10.1007/s10994-006-6226-1
 */
export function searchRandomCuts(
  search: SplitSearch,
  node: Node,
  covariate: number,
  cuts: number,
  random: Random,
): void {
  const { rows, table } = search;
  const codes = table.codes[covariate]!;
  let least = codes[rows[node.begin]!]!;
  let greatest = least;
  for (let i = node.begin + 1; i < node.end; i++) {
    const code = codes[rows[i]!]!;
    if (code < least) least = code;
    if (code > greatest) greatest = code;
  }
  if (least === greatest) return;
  const values = table.values[covariate]!;
  const lower = values[least]!;
  const upper = values[greatest]!;
  for (let cut = 0; cut < cuts; cut++) {
    const share = random.nextUnit();
    const drawn = Math.fround(lower * (1 - share) + upper * share);
    const threshold = drawn < upper ? drawn : lower;
    const lastLeft = codeOf(values, threshold);
    const score = scoreOfCut(search, node, codes, lastLeft);
    if (score > search.best.score) keepBest(search, covariate, score, lastLeft, threshold);
  }
}

function scoreOfCut(search: SplitSearch, node: Node, codes: Codes, lastLeft: number): number {
  const { rows, counts, sums } = search;
  let leftCount = 0;
  let leftSum = 0;
  for (let i = node.begin; i < node.end; i++) {
    const row = rows[i]!;
    if (codes[row]! > lastLeft) continue;
    leftCount += counts[row]!;
    leftSum += sums[row]!;
  }
  const excess = leftSum - leftCount * node.mean;
  return (excess * excess) / (leftCount * (node.count - leftCount));
}
