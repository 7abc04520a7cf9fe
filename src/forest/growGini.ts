/**
 * The best cut of one covariate within one node by the Gini impurity of classes, exact.
 *
 * Rows are put in the order of their codes, then walked once; one division a cut. Sums of squared class counts are whole numbers, exact in
 * float64 up to 9e7 rows, and change by a term a row, so that the number of classes does not matter.
 */
import type { Codes } from './growCodes.ts';
import type { Criterion, Node, Sample } from './growSample.ts';
import { keepCut } from './growSample.ts';
import type { CodeSet } from './growOrder.ts';
import { addCode, createCodeSet, MAX_SORTED, POSITION_BITS, POSITION_MASK, sortKeys, takeCodes } from './growOrder.ts';

interface GiniSearch extends Sample {
  /** Rows of each class in the node that was measured last, and in the left part of a cut. */
  readonly classCounts: Float64Array;
  readonly leftCounts: Float64Array;
  /** The node's rows by ascending code, and their codes; the order among rows of one code does not matter. */
  readonly ordered: Uint32Array;
  readonly orderedCodes: Uint32Array;
  readonly occurring: CodeSet;
  /** Per code: 1 + the row that begins the chain of its rows. All zero between searches. */
  readonly first: Uint32Array;
  /** Per training row: 1 + the next row of its chain, 0 at the end. */
  readonly next: Uint32Array;
  /** Of a small node, as `sortKeys` fills them. */
  readonly keys: Int32Array;
  /** Per training row: number of its class. */
  readonly classOf: Uint8Array;
}

/**
 * Leaves hold the class of most rows, among equals the lowest class number (ranger draws lots). A cut's score is its
 * decrease of the Gini impurity.
 * @param classCount targets are whole numbers from 0 to below it
 * @source Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees, section 4.3
 */
export function gini(sample: Sample, classCount: number): Criterion {
  const rowCount = sample.rows.length;
  const codeCount = sample.table.values.reduce((most, values) => Math.max(most, values.length), 1);
  const search: GiniSearch = {
    ...sample,
    classCounts: new Float64Array(classCount),
    leftCounts: new Float64Array(classCount),
    ordered: new Uint32Array(rowCount),
    orderedCodes: new Uint32Array(rowCount),
    occurring: createCodeSet(codeCount),
    first: new Uint32Array(codeCount),
    next: new Uint32Array(rowCount),
    keys: new Int32Array(MAX_SORTED),
    classOf: Uint8Array.from(sample.table.target),
  };
  return {
    begin: () => {},
    measure: (begin, end) => measure(search, begin, end),
    searchAllCuts: (node, covariate) => searchAllCuts(search, node, covariate),
    scoreOfCut: (node, codes, lastLeft) => scoreOfCut(search, node, codes, lastLeft),
  };
}

function measure({ rows, counts, table, classCounts }: GiniSearch, begin: number, end: number): Node {
  const { target } = table;
  classCounts.fill(0);
  let count = 0;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    count += counts[row]!;
    classCounts[target[row]!]! += counts[row]!;
  }
  let commonest = 0;
  for (let c = 1; c < classCounts.length; c++) if (classCounts[c]! > classCounts[commonest]!) commonest = c;
  return { begin, end, count, pure: classCounts[commonest] === count, value: commonest };
}

function searchAllCuts(search: GiniSearch, node: Node, covariate: number): void {
  const { counts, leftCounts, classCounts, classOf, ordered, orderedCodes } = search;
  const { count } = node;
  const size = node.end - node.begin;
  if (size <= MAX_SORTED) orderSmall(search, node, search.table.codes[covariate]!);
  else orderByCode(search, node, search.table.codes[covariate]!);
  leftCounts.fill(0);
  let rightSquares = sumOfSquares(classCounts);
  const whole = rightSquares / count;
  let leftSquares = 0;
  let leftCount = 0;
  let bestScore = search.best.score;
  let lastLeft = -1;
  let firstRight = -1;
  let previous = orderedCodes[0]!;
  for (let i = 0; i < size; i++) {
    const row = ordered[i]!;
    const code = orderedCodes[i]!;
    if (code !== previous) {
      const rightCount = count - leftCount;
      const score = ((leftSquares * rightCount + rightSquares * leftCount) / (leftCount * rightCount) - whole) / count;
      if (score > bestScore) {
        bestScore = score;
        lastLeft = previous;
        firstRight = code;
      }
      previous = code;
    }
    const own = classOf[row]!;
    const moved = counts[row]!;
    const left = leftCounts[own]!;
    leftSquares += moved * (2 * left + moved);
    rightSquares -= moved * (2 * (classCounts[own]! - left) - moved);
    leftCounts[own] = left + moved;
    leftCount += moved;
  }
  if (lastLeft >= 0) keepCut(search, covariate, bestScore, lastLeft, firstRight);
}

function orderSmall({ rows, keys, ordered, orderedCodes }: GiniSearch, { begin, end }: Node, codes: Codes): void {
  const size = end - begin;
  sortKeys(keys, codes, rows, begin, size);
  for (let i = 0; i < size; i++) {
    ordered[i] = rows[begin + (keys[i]! & POSITION_MASK)]!;
    orderedCodes[i] = keys[i]! >> POSITION_BITS;
  }
}

function orderByCode(search: GiniSearch, { begin, end }: Node, codes: Codes): void {
  const { rows, ordered, orderedCodes, occurring, first, next } = search;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    const code = codes[row]!;
    next[row] = first[code]!;
    first[code] = row + 1;
    addCode(occurring, code);
  }
  const codeCount = takeCodes(occurring);
  let at = 0;
  for (let i = 0; i < codeCount; i++) {
    const code = occurring.taken[i]!;
    for (let link = first[code]!; link !== 0; link = next[link - 1]!) {
      ordered[at] = link - 1;
      orderedCodes[at++] = code;
    }
    first[code] = 0;
  }
}

function scoreOfCut(search: GiniSearch, node: Node, codes: Codes, lastLeft: number): number {
  const { rows, counts, classCounts, leftCounts, table } = search;
  leftCounts.fill(0);
  let leftCount = 0;
  for (let i = node.begin; i < node.end; i++) {
    const row = rows[i]!;
    if (codes[row]! > lastLeft) continue;
    leftCounts[table.target[row]!]! += counts[row]!;
    leftCount += counts[row]!;
  }
  let rightSquares = 0;
  for (let c = 0; c < classCounts.length; c++) rightSquares += (classCounts[c]! - leftCounts[c]!) ** 2;
  const after = sumOfSquares(leftCounts) / leftCount + rightSquares / (node.count - leftCount);
  return (after - sumOfSquares(classCounts) / node.count) / node.count;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
