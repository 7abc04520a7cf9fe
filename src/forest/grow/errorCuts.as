// The squared error of a number: leaves are means, and a cut's score is its decrease of the sum of squared errors, divided
// by the node's row count (Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees, section 8.4).

import { Grower, HEAD_BYTES, codeAt, keepCut } from './grower';
import { sortRows } from './order';

export function measureNumbers(g: Grower): void {
  const first = load<f64>(<usize>load<u32>(g.begin), HEAD_BYTES);
  let moments = f64x2.splat(0);
  let pure: u32 = 1;
  for (let row = g.begin, end = g.end; row < end; row += 4) {
    const record = <usize>load<u32>(row);
    moments = f64x2.add(moments, v128.load(record));
    pure &= u32(load<f64>(record, HEAD_BYTES) == first);
  }
  g.count = f64x2.extract_lane(moments, 0);
  g.leaf = pure ? first : f64x2.extract_lane(moments, 1) / g.count;
  g.pure = pure;
}

/** Tries every cut of a covariate; a cut no better than the best so far is passed over. */
export function searchNumbers(g: Grower, covariate: u32): void {
  const first = sortRows(g, covariate);
  const count = g.count, mean = g.leaf;
  let best = g.score;
  let lastLeft: u32 = 0, firstRight: i32 = -1;
  let left = f64x2.splat(0);
  let previous = load<u32>(first);
  for (let entry = first, end = first + ((g.end - g.begin) << 1); entry < end; entry += 8) {
    const code = load<u32>(entry);
    if (code != previous) {
      const leftCount = f64x2.extract_lane(left, 0);
      const excess = f64x2.extract_lane(left, 1) - leftCount * mean;
      const score = (excess * excess) / (leftCount * (count - leftCount));
      if (score > best) {
        best = score;
        lastLeft = previous;
        firstRight = code;
      }
      previous = code;
    }
    left = f64x2.add(left, v128.load(<usize>load<u32>(entry, 4)));
  }
  if (firstRight >= 0) keepCut(g, covariate, best, lastLeft, firstRight);
}

/** Of the cut after a code. */
export function scoreNumbers(g: Grower, covariate: u32, lastLeft: u32): f64 {
  const at = codeAt(g, covariate);
  let left = f64x2.splat(0);
  for (let row = g.begin, end = g.end; row < end; row += 4) {
    const record = <usize>load<u32>(row);
    const isLeft: bool = load<u32>(record + at) <= lastLeft;
    const taken = i64x2.splat(0 - <i64>isLeft);
    left = f64x2.add(left, v128.and(v128.load(record), taken));
  }
  const leftCount = f64x2.extract_lane(left, 0);
  const excess = f64x2.extract_lane(left, 1) - leftCount * g.leaf;
  return (excess * excess) / (leftCount * (g.count - leftCount));
}
