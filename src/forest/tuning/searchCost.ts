/** What a choice of model costs, in forests, before any is grown. */
import type { OptionGrid, Search } from './chooseModel.ts';

/** Combinations of a grid. */
export function countCombinations(grid: OptionGrid): number {
  return Object.values(grid).reduce((product, values) => product * values.length, 1);
}

/**
 * Most forests that one choice grows. Forward selection of p covariates compares at most p(p − 1) ÷ 2 pairs and then
 * p − 2, p − 3, … 1 larger sets: (p − 1)² in all.
 * @param innerFolds forests per candidate
 */
export function mostForests({ grid, selectFeatures }: Search, covariateCount: number, innerFolds: number): number {
  const sets = selectFeatures ? (covariateCount - 1) ** 2 : 0;
  return innerFolds * (sets + countCombinations(grid ?? {}));
}
