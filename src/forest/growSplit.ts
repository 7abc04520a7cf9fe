/**
 * The best cut of one covariate within one node by the squared error of a number, exact.
 *
 * Written for the cost of a cut: no sort of large nodes, no allocation, one division. Rows are summed by code; a bit map
 * over the codes, with a bit per word of it above, then gives the codes that occur in order.
 */
import type { Codes } from './growCodes.ts';
import type { Criterion, Node, Sample } from './growSample.ts';
import { keepCut } from './growSample.ts';

/** A sample with what the search of a number needs besides. */
interface ErrorSearch extends Sample {
  /** Per training row: how often it is in the sample, times its target. */
  readonly sums: Float64Array;
  /** Per code: count and sum of the node's rows, side by side. All zero between searches, as are the two below. */
  readonly byCode: Float64Array;
  /** A bit per code that occurs. */
  readonly present: Int32Array;
  /** A bit per word of `present` that is not zero. */
  readonly presentWords: Int32Array;
  /** A small node's codes with the position of their rows, sorted. */
  readonly keys: Int32Array;
}

/** Bits of a key for the position in a small node: nodes of up to 2^4 rows are sorted by insertion. */
const POSITION_BITS = 4;
const MAX_SORTED = 1 << POSITION_BITS;
const POSITION_MASK = MAX_SORTED - 1;

/**
 * Means as leaves; a cut's score is its decrease of the sum of squared errors, divided by the node's row count.
 * @source Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees, section 8.4
 */
export function squaredError(sample: Sample): Criterion {
  const codeCount = sample.table.values.reduce((most, values) => Math.max(most, values.length), 1);
  const search: ErrorSearch = {
    ...sample,
    sums: new Float64Array(sample.rows.length),
    byCode: new Float64Array(2 * codeCount),
    present: new Int32Array((codeCount >>> 5) + 1),
    presentWords: new Int32Array((codeCount >>> 10) + 1),
    keys: new Int32Array(MAX_SORTED),
  };
  return {
    begin: () => sumSample(search),
    measure: (begin, end) => measure(search, begin, end),
    searchAllCuts: (node, covariate) => searchAllCuts(search, node, covariate),
    scoreOfCut: (node, codes, lastLeft) => scoreOfCut(search, node, codes, lastLeft),
  };
}

function sumSample({ table, counts, sums }: ErrorSearch): void {
  for (let row = 0; row < sums.length; row++) sums[row] = counts[row]! * table.target[row]!;
}

function measure({ rows, counts, sums, table }: ErrorSearch, begin: number, end: number): Node {
  const { target } = table;
  const first = target[rows[begin]!]!;
  let count = 0;
  let sum = 0;
  let pure = true;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    count += counts[row]!;
    sum += sums[row]!;
    if (target[row] !== first) pure = false;
  }
  return { begin, end, count, pure, value: pure ? first : sum / count };
}

/** Tries every cut of a covariate; a cut no better than the best so far is passed over. */
function searchAllCuts(search: ErrorSearch, node: Node, covariate: number): void {
  if (node.end - node.begin <= MAX_SORTED) searchSorted(search, node, covariate);
  else searchByCode(search, node, covariate);
}

function searchSorted(search: ErrorSearch, node: Node, covariate: number): void {
  const { rows, counts, sums, keys } = search;
  const { begin, count, value: mean } = node;
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

function searchByCode(search: ErrorSearch, node: Node, covariate: number): void {
  addRowsByCode(search, node, search.table.codes[covariate]!);
  const { byCode, present, presentWords } = search;
  const { count, value: mean } = node;
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

function addRowsByCode(search: ErrorSearch, node: Node, codes: Codes): void {
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

function scoreOfCut(search: ErrorSearch, node: Node, codes: Codes, lastLeft: number): number {
  const { rows, counts, sums } = search;
  let leftCount = 0;
  let leftSum = 0;
  for (let i = node.begin; i < node.end; i++) {
    const row = rows[i]!;
    if (codes[row]! > lastLeft) continue;
    leftCount += counts[row]!;
    leftSum += sums[row]!;
  }
  const excess = leftSum - leftCount * node.value;
  return (excess * excess) / (leftCount * (node.count - leftCount));
}
