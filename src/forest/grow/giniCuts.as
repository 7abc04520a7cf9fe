// The Gini impurity of classes: leaves hold the class of most rows, among equals the lowest class number (ranger draws
// lots), and a cut's score is its decrease of the impurity (Breiman, Friedman, Olshen & Stone 1984, Classification and
// Regression Trees, section 4.3). Sums of squared class counts are whole numbers, exact in f64 up to 9e7 rows, and change
// by a term a row, so that the number of classes does not matter.

import { Grower, codeAt, keepCut } from './grower';
import { sortRows } from './order';

export function measureClasses(g: Grower): void {
  const counts = g.classCounts, classCount = g.classCount;
  memory.fill(counts, 0, <usize>classCount << 3);
  let count: f64 = 0;
  for (let row = g.begin, end = g.end; row < end; row += 4) {
    const record = <usize>load<u32>(row);
    const drawn = load<f64>(record);
    const own = counts + (<usize>load<u32>(record, 8) << 3);
    count += drawn;
    store<f64>(own, load<f64>(own) + drawn);
  }
  let commonest: u32 = 0;
  for (let c: u32 = 1; c < classCount; c++) {
    if (load<f64>(counts + (<usize>c << 3)) > load<f64>(counts + (<usize>commonest << 3))) commonest = c;
  }
  g.count = count;
  g.leaf = commonest;
  g.pure = u32(load<f64>(counts + (<usize>commonest << 3)) == count);
}

/** Tries every cut of a covariate; a cut no better than the best so far is passed over. */
export function searchClasses(g: Grower, covariate: u32): void {
  const first = sortRows(g, covariate);
  const counts = g.classCounts, leftCounts = g.leftCounts;
  const count = g.count;
  memory.fill(leftCounts, 0, <usize>g.classCount << 3);
  let rightSquares = sumOfSquares(counts, g.classCount), leftSquares: f64 = 0, leftCount: f64 = 0;
  const whole = rightSquares / count;
  let best = g.score;
  let lastLeft: u32 = 0, firstRight: i32 = -1;
  let previous = load<u32>(first);
  for (let entry = first, end = first + ((g.end - g.begin) << 1); entry < end; entry += 8) {
    const code = load<u32>(entry);
    if (code != previous) {
      const rightCount = count - leftCount;
      const score = ((leftSquares * rightCount + rightSquares * leftCount) / (leftCount * rightCount) - whole) / count;
      if (score > best) {
        best = score;
        lastLeft = previous;
        firstRight = code;
      }
      previous = code;
    }
    const record = <usize>load<u32>(entry, 4);
    const moved = load<f64>(record);
    const own = <usize>load<u32>(record, 8) << 3;
    const left = load<f64>(leftCounts + own);
    leftSquares += moved * (2 * left + moved);
    rightSquares -= moved * (2 * (load<f64>(counts + own) - left) - moved);
    store<f64>(leftCounts + own, left + moved);
    leftCount += moved;
  }
  if (firstRight >= 0) keepCut(g, covariate, best, lastLeft, firstRight);
}

/** Of the cut after a code. */
export function scoreClasses(g: Grower, covariate: u32, lastLeft: u32): f64 {
  const at = codeAt(g, covariate);
  const counts = g.classCounts, leftCounts = g.leftCounts, classCount = g.classCount;
  memory.fill(leftCounts, 0, <usize>classCount << 3);
  let leftCount: f64 = 0;
  for (let row = g.begin, end = g.end; row < end; row += 4) {
    const record = <usize>load<u32>(row);
    const moved = load<u32>(record + at) <= lastLeft ? load<f64>(record) : 0;
    const own = leftCounts + (<usize>load<u32>(record, 8) << 3);
    store<f64>(own, load<f64>(own) + moved);
    leftCount += moved;
  }
  let rightSquares: f64 = 0;
  for (let c: usize = 0; c < classCount; c++) {
    const right = load<f64>(counts + (c << 3)) - load<f64>(leftCounts + (c << 3));
    rightSquares += right * right;
  }
  const after = sumOfSquares(leftCounts, classCount) / leftCount + rightSquares / (g.count - leftCount);
  return (after - sumOfSquares(counts, classCount) / g.count) / g.count;
}

function sumOfSquares(values: usize, length: u32): f64 {
  let sum: f64 = 0;
  for (let value = values, end = values + (<usize>length << 3); value < end; value += 8) {
    sum += load<f64>(value) * load<f64>(value);
  }
  return sum;
}
