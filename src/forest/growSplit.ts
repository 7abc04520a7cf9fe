/**
 * The best cut of one covariate within one node by the squared error of a number, exact.
 *
 * Written for the cost of a cut: no sort of large nodes, whose rows are summed by code, no allocation, one division.
 */
import type { Codes } from './growCodes.ts';
import type { Criterion, Node, Sample } from './growSample.ts';
import { keepCut } from './growSample.ts';
import type { CodeSet } from './growOrder.ts';
import { addCode, createCodeSet, MAX_SORTED, POSITION_BITS, POSITION_MASK, sortKeys, takeCodes } from './growOrder.ts';

/** A sample with what the search of a number needs besides. */
interface ErrorSearch extends Sample {
  /** Per training row: how often it is in the sample, and that times its target, side by side as they are read. */
  readonly moments: Float64Array;
  /** Per code: the same, summed over the node's rows. All zero between searches. */
  readonly byCode: Float64Array;
  readonly occurring: CodeSet;
  /** Of a small node, as `sortKeys` fills them. */
  readonly keys: Int32Array;
}

/**
 * Means as leaves; a cut's score is its decrease of the sum of squared errors, divided by the node's row count.
 * @source Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees, section 8.4
 */
export function squaredError(sample: Sample): Criterion {
  const codeCount = sample.table.values.reduce((most, values) => Math.max(most, values.length), 1);
  const search: ErrorSearch = {
    ...sample,
    moments: new Float64Array(2 * sample.rows.length),
    byCode: new Float64Array(2 * codeCount),
    occurring: createCodeSet(codeCount),
    keys: new Int32Array(MAX_SORTED),
  };
  return {
    begin: () => sumSample(search),
    measure: (begin, end) => measure(search, begin, end),
    searchAllCuts: (node, covariate) => searchAllCuts(search, node, covariate),
    scoreOfCut: (node, codes, lastLeft) => scoreOfCut(search, node, codes, lastLeft),
  };
}

function sumSample({ table, counts, moments }: ErrorSearch): void {
  for (let row = 0; row < counts.length; row++) {
    moments[2 * row] = counts[row]!;
    moments[2 * row + 1] = counts[row]! * table.target[row]!;
  }
}

function measure({ rows, moments, table }: ErrorSearch, begin: number, end: number): Node {
  const { target } = table;
  const first = target[rows[begin]!]!;
  let count = 0;
  let sum = 0;
  let pure = true;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    count += moments[2 * row]!;
    sum += moments[2 * row + 1]!;
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
  const { rows, moments, keys } = search;
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
    leftCount += moments[2 * row]!;
    leftSum += moments[2 * row + 1]!;
  }
  if (lastLeft >= 0) keepCut(search, covariate, bestScore, lastLeft, firstRight);
}

function searchByCode(search: ErrorSearch, node: Node, covariate: number): void {
  addRowsByCode(search, node, search.table.codes[covariate]!);
  const { byCode, occurring } = search;
  const { count, value: mean } = node;
  const { taken } = occurring;
  const codeCount = takeCodes(occurring);
  let bestScore = search.best.score;
  let bestCut = -1;
  let leftCount = 0;
  let leftSum = 0;
  for (let i = 0; i < codeCount; i++) {
    if (i > 0) {
      const excess = leftSum - leftCount * mean;
      const score = (excess * excess) / (leftCount * (count - leftCount));
      if (score > bestScore) {
        bestScore = score;
        bestCut = i;
      }
    }
    const at = 2 * taken[i]!;
    leftCount += byCode[at]!;
    leftSum += byCode[at + 1]!;
    byCode[at] = 0;
    byCode[at + 1] = 0;
  }
  if (bestCut > 0) keepCut(search, covariate, bestScore, taken[bestCut - 1]!, taken[bestCut]!);
}

function addRowsByCode(search: ErrorSearch, { begin, end }: Node, codes: Codes): void {
  const { rows, moments, byCode, occurring } = search;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    const code = codes[row]!;
    byCode[2 * code]! += moments[2 * row]!;
    byCode[2 * code + 1]! += moments[2 * row + 1]!;
    addCode(occurring, code);
  }
}

function scoreOfCut(search: ErrorSearch, node: Node, codes: Codes, lastLeft: number): number {
  const { rows, moments } = search;
  let leftCount = 0;
  let leftSum = 0;
  for (let i = node.begin; i < node.end; i++) {
    const row = rows[i]!;
    if (codes[row]! > lastLeft) continue;
    leftCount += moments[2 * row]!;
    leftSum += moments[2 * row + 1]!;
  }
  const excess = leftSum - leftCount * node.value;
  return (excess * excess) / (leftCount * (node.count - leftCount));
}
