import type { Random } from '../core/random.ts';
import { codeOf } from './growCodes.ts';
import type { Criterion, Node, Sample } from './growSample.ts';
import { keepDrawn } from './growSample.ts';

/**
 * Tries cuts drawn uniformly between the least and the greatest value of the node.
 * @source Geurts, Ernst & Wehenkel 2006, Extremely randomized trees, Machine Learning 63:3–42, doi:10.1007/s10994-006-6226-1
 */
export function searchRandomCuts(
  sample: Sample,
  criterion: Criterion,
  node: Node,
  covariate: number,
  cuts: number,
  random: Random,
): void {
  const { rows, table, best } = sample;
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
    const score = criterion.scoreOfCut(node, codes, lastLeft);
    if (score > best.score) keepDrawn(sample, covariate, score, lastLeft, threshold);
  }
}
