/** What a forest has to beat: predictors so plain that they need no forest, on the forest's own folds. */
import { DomainError } from '../core/errors.ts';
import { mean } from '../core/statistics.ts';
import { crossValidate, relationPredictor } from './crossValidate.ts';
import type { RowPredictor } from './crossValidate.ts';
import type { Folds } from './folds.ts';
import { independentColumns, leastSquares } from './linear/leastSquares.ts';
import { relationOf } from './linear/linearRelation.ts';
import type { Scores, ScoreSpread } from './scores.ts';

/** A linear regression on these columns; the mean of the target where there are none. */
export interface BaselineDesign {
  readonly name: string;
  readonly covariates: readonly string[];
  /** One per covariate, all rows of the table, finite. */
  readonly columns: readonly ArrayLike<number>[];
}

export type Baseline = {
  readonly name: string;
  readonly covariates: readonly string[];
} & (
  | {
      readonly kind: 'scored';
      readonly overall: Scores;
      readonly spread: ScoreSpread;
      /** Covariates that had no coefficient in some fold, constant there or a combination of others, as R's `lm` does. */
      readonly aliased: readonly string[];
    }
  /** A fold of too few rows for its covariates. */
  | { readonly kind: 'refused'; readonly reason: string }
);

/** Fits and scores each design on the folds of every repeat, as `crossValidate` does a forest. */
export function scoreBaselines(
  designs: readonly BaselineDesign[],
  target: Float64Array,
  repeats: readonly Folds[],
): Promise<Baseline[]> {
  return Promise.all(
    designs.map(async (design): Promise<Baseline> => {
      const { name, covariates } = design;
      const aliased = new Set<string>();
      try {
        // Least squares draws nothing at random, so the seed is not read.
        const { overall, spread } = await crossValidate({ target, repeats, seed: 0, concurrency: 1 }, ({ rows }) =>
          Promise.resolve(fitDesign(design, target, rows, aliased)),
        );
        // A mean is lower wherever the rows held out are higher: near −1 one by one, whose square is no merit.
        const correlation2 = covariates.length === 0 ? null : overall.correlation2;
        return {
          name,
          covariates,
          kind: 'scored',
          overall: { ...overall, correlation2 },
          spread,
          aliased: [...aliased],
        };
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'too-few-stations') throw error;
        return { name, covariates, kind: 'refused', reason: error.message };
      }
    }),
  );
}

/** @param aliased is told the covariates that have no coefficient in these rows */
function fitDesign(
  { covariates, columns }: BaselineDesign,
  target: Float64Array,
  rows: Uint32Array,
  aliased: Set<string>,
): RowPredictor {
  const observed = Float64Array.from(rows, (row) => target[row]!);
  const known = columns.map((column) => Float64Array.from(rows, (row) => column[row]!));
  const kept = independentColumns(known);
  for (const [i, name] of covariates.entries()) if (!kept.includes(i)) aliased.add(name);
  if (kept.length === 0) {
    const constant = mean(observed);
    return () => constant;
  }
  const fit = leastSquares(
    kept.map((i) => known[i]!),
    observed,
    kept.map((i) => covariates[i]!),
  );
  return relationPredictor(
    relationOf(fit),
    kept.map((i) => columns[i]!),
  );
}
