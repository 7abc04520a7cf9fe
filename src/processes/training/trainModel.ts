/** What an engine makes of a training table: the relation of the model, and what its report says of it. */
import { toJson, toJsonObject } from '../../core/json.ts';
import { DomainError } from '../../core/errors.ts';
import { squaredDeviations } from '../../core/statistics.ts';
import { findEngine } from '../../forest/engines.ts';
import { contributionsOf } from '../../forest/linear/linearRelation.ts';
import { growForest } from './growForest.ts';
import { judgeCovariates, reportImportances, resolveGroups } from './importances.ts';
import { scoreOutOfBag } from './outOfBagScores.ts';
import { judgeIntervals, reportIntervals } from '../validation/intervals.ts';
import type { JudgedInterval } from '../validation/intervals.ts';
import { stretchOf } from '../process.ts';
import { namesOf } from './trainingTable.ts';
import type { Json } from '../../core/json.ts';
import type { FittedLine, LinearEngine } from '../../forest/engine.ts';
import type { Relation } from '../../forest/relation.ts';
import type { ChosenEngine } from './growForest.ts';
import type { ImportanceInputs, Importances } from './importances.ts';
import type { ProcessContext } from '../process.ts';
import type { TrainingTable } from './trainingTable.ts';

export interface TrainedModel {
  readonly relation: Relation;
  /** Out-of-bag scores and importances of a forest; the coefficients of a linear relation. */
  readonly report: { readonly [key: string]: Json };
  /** Per covariate: increase of the mean squared error, or decrease of accuracy, when its values are permuted; null where it is not known. */
  readonly importanceOf: readonly (number | null)[];
  /** None of a linear relation. */
  readonly importances: Importances;
  /** Out of bag; empty for a linear relation and for classes. */
  readonly intervals: readonly JudgedInterval[];
}

/**
 * Refuses what the training would refuse only after the job has begun.
 * @throws {DomainError} 'invalid-input' for importances of an engine that has none; as `resolveGroups`; 'covariate-invalid'
 *   where a linear regression has no single solution
 */
export function checkTraining({ name }: ChosenEngine, table: TrainingTable, inputs: ImportanceInputs): void {
  const engine = findEngine(name);
  resolveGroups(inputs.importanceGroups, namesOf(table));
  if ('openTraining' in engine) return;
  if (inputs.correctedImpurity || Object.keys(inputs.importanceGroups).length > 0) {
    throw new DomainError(
      'invalid-input',
      `importanceGroups and correctedImpurity are of forests; engine ${name} reports coefficients with their standard errors instead`,
      { engine: name },
    );
  }
  fitAll(engine, table);
}

export async function trainModel(
  context: ProcessContext,
  engine: ChosenEngine,
  table: TrainingTable,
  inputs: ImportanceInputs & { readonly seed: number },
): Promise<TrainedModel> {
  const chosen = findEngine(engine.name);
  if ('fit' in chosen) return describeFit(fitAll(chosen, table), table);
  const grown = await growForest(context, engine, table, inputs.seed);
  const covariates = namesOf(table);
  const importances = await judgeCovariates(stretchOf(context, 1, 1), grown, { ...inputs, engine, covariates });
  const intervals = await judgeIntervals(context, grown);
  return {
    relation: { forest: grown.trained.forest },
    report: {
      outOfBag: await scoreOutOfBag(context, grown, table.classes),
      ...reportIntervals('outOfBag', intervals),
      ...reportImportances(importances, inputs.importanceGroups, table.classes !== null),
    },
    importanceOf: covariates.map(
      (covariate) => importances.permutation.find(({ name }) => name === covariate)?.importance.mean ?? null,
    ),
    importances,
    intervals,
  };
}

function fitAll(engine: LinearEngine, table: TrainingTable): FittedLine {
  const { exact, target, covariates } = table;
  return engine.fit({ columns: exact, target, rows: Uint32Array.from(target.keys()), covariates });
}

/**
 * The expected increase of the squared error by permuting a covariate is twice the variance (divisor n) of what it adds
 * to the predictions, as residuals of least squares are uncorrelated with the covariates.
 */
function describeFit({ fit, references, relation }: FittedLine, { columns }: TrainingTable): TrainedModel {
  const added = columns.map((column, i) => contributionsOf(relation, i, column));
  return {
    relation: { linear: relation },
    report: {
      regression: { ...toJsonObject(fit), ...(references.length === 0 ? {} : { references: toJson(references) }) },
    },
    importanceOf: added.map((values) => (2 * squaredDeviations(values)) / fit.n),
    importances: { permutation: [], groups: [], impurity: null },
    intervals: [],
  };
}
