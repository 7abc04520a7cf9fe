/**
 * The best cut of one covariate within one node by the Gini impurity of classes, exact.
 *
 * Rows are put in the order of their codes, then walked once; sums of squared class counts are whole numbers, exact in
 * float64 up to 9e7 rows, and change by a term a row, so that the number of classes does not matter.
 */
import type { Codes } from './growCodes.ts';
import type { Criterion, Node, Sample } from './growSample.ts';
import { keepCut } from './growSample.ts';

interface GiniSearch extends Sample {
  /** Rows of each class in the node that was measured last, and in the left part of a cut. */
  readonly classCounts: Float64Array;
  readonly leftCounts: Float64Array;
  /** The node's rows by ascending code. */
  readonly ordered: Uint32Array;
  /** Per code: where its rows begin in `ordered`. */
  readonly starts: Uint32Array;
  /** A code times the node's row count, plus the row's position in the node. */
  readonly keys: Float64Array;
}

/** Where a covariate has more codes than this per row of the node, rows are sorted: counting them passes over all codes. */
const CODES_PER_ROW = 8;

/**
 * Leaves hold the class of most rows, among equals the lowest class number (ranger draws lots). A cut's score is its
 * decrease of the Gini impurity.
 * @param classCount targets are whole numbers from 0 to below it
 * @source Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees, section 4.3
 */
export function gini(sample: Sample, classCount: number): Criterion {
  const codeCount = sample.table.values.reduce((most, values) => Math.max(most, values.length), 1);
  const search: GiniSearch = {
    ...sample,
    classCounts: new Float64Array(classCount),
    leftCounts: new Float64Array(classCount),
    ordered: new Uint32Array(sample.rows.length),
    starts: new Uint32Array(codeCount + 1),
    keys: new Float64Array(sample.rows.length),
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
  const codes = search.table.codes[covariate]!;
  orderRows(search, node, codes, search.table.values[covariate]!.length);
  const { ordered, counts, leftCounts, classCounts, table } = search;
  const { count } = node;
  const size = node.end - node.begin;
  leftCounts.fill(0);
  let rightSquares = sumOfSquares(classCounts);
  const whole = rightSquares / count;
  let leftSquares = 0;
  let leftCount = 0;
  let bestScore = search.best.score;
  let lastLeft = -1;
  let firstRight = -1;
  let previous = codes[ordered[0]!]!;
  for (let i = 0; i < size; i++) {
    const row = ordered[i]!;
    const code = codes[row]!;
    if (code !== previous) {
      const score = (leftSquares / leftCount + rightSquares / (count - leftCount) - whole) / count;
      if (score > bestScore) {
        bestScore = score;
        lastLeft = previous;
        firstRight = code;
      }
      previous = code;
    }
    const own = table.target[row]!;
    const moved = counts[row]!;
    const left = leftCounts[own]!;
    leftSquares += moved * (2 * left + moved);
    rightSquares -= moved * (2 * (classCounts[own]! - left) - moved);
    leftCounts[own] = left + moved;
    leftCount += moved;
  }
  if (lastLeft >= 0) keepCut(search, covariate, bestScore, lastLeft, firstRight);
}

/** Fills `ordered`; the order among rows of one code does not matter. */
function orderRows(search: GiniSearch, { begin, end }: Node, codes: Codes, codeCount: number): void {
  const { rows, ordered, starts, keys } = search;
  const size = end - begin;
  if (size * CODES_PER_ROW < codeCount) {
    const sorted = keys.subarray(0, size);
    for (let i = 0; i < size; i++) sorted[i] = codes[rows[begin + i]!]! * size + i;
    sorted.sort();
    for (let i = 0; i < size; i++) ordered[i] = rows[begin + (sorted[i]! % size)]!;
    return;
  }
  starts.fill(0, 0, codeCount + 1);
  for (let i = begin; i < end; i++) starts[codes[rows[i]!]! + 1]! += 1;
  for (let code = 0; code < codeCount; code++) starts[code + 1]! += starts[code]!;
  for (let i = begin; i < end; i++) ordered[starts[codes[rows[i]!]!]!++] = rows[i]!;
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
