/** Cross-validation of a classification, by the plan's folds and by random ones where these are to stand beside. */
import { reportClassScores } from './classReport.ts';
import { validateClasses } from './growForest.ts';
import type { Folds } from '../forest/folds.ts';
import type { JsonObject } from '../core/json.ts';
import type { ChosenEngine } from './growForest.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { ProcessContext } from './process.ts';
import type { TrainingTable } from './trainingTable.ts';

export interface JudgedClasses {
  readonly scores: JsonObject;
  /** Per row the number of the class predicted out of fold; NaN where a covariate has a level unseen in training. */
  readonly repeats: readonly { readonly folds: Folds; readonly predictions: Float64Array }[];
}

/** @param table of a classification */
export async function judgeClasses(
  context: ProcessContext,
  engine: ChosenEngine,
  table: TrainingTable,
  plan: ValidationPlan,
  seed: number,
): Promise<JudgedClasses> {
  const own = plan.repeats.map(({ folds }) => folds);
  const random = plan.random === null ? [] : [plan.random.folds];
  const predictions = await validateClasses(context, engine, table, [...own, ...random], seed);
  const report = (repeats: readonly Folds[], from: number): JsonObject =>
    reportClassScores(table.classes!, table.target, repeats, predictions.slice(from, from + repeats.length));
  return {
    scores: { ...report(own, 0), ...(random.length === 0 ? {} : { random: report(random, own.length) }) },
    repeats: own.map((folds, repeat) => ({ folds, predictions: predictions[repeat]! })),
  };
}
