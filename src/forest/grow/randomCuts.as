// Cuts drawn uniformly between the least and the greatest value of the node (Geurts, Ernst & Wehenkel 2006, Extremely
// randomized trees, Machine Learning 63:3–42, doi:10.1007/s10994-006-6226-1).

import { Grower, codeAt, columnAt, keepCut, positionOf } from './grower';
import { scoreNumbers } from './errorCuts';
import { scoreClasses } from './giniCuts';
import { nextUnit } from './random';

export function searchRandomCuts(g: Grower, covariate: u32): void {
  const at = codeAt(g, covariate);
  let least: u32 = u32.MAX_VALUE, greatest: u32 = 0;
  for (let row = g.begin, end = g.end; row < end; row += 4) {
    const code = load<u32>(<usize>load<u32>(row) + at);
    least = min(least, code);
    greatest = max(greatest, code);
  }
  if (least == greatest) return;
  const column = columnAt(g, covariate);
  const lower = load<f32>(column.values + (<usize>least << 2)), upper = load<f32>(column.values + (<usize>greatest << 2));
  for (let cut: u32 = 0; cut < g.randomCuts; cut++) {
    const share = nextUnit(g.random);
    const drawn = <f32>(<f64>lower * (1 - share) + <f64>upper * share);
    const threshold = drawn < upper ? drawn : lower;
    const lastLeft = positionOf(column.values, threshold, least, greatest);
    const score = g.classCount ? scoreClasses(g, covariate, lastLeft) : scoreNumbers(g, covariate, lastLeft);
    if (score > g.score) {
      keepCut(g, covariate, score, lastLeft, -1);
      g.drawnThreshold = threshold;
    }
  }
}
