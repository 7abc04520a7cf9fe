/** What a training goes by: its table, its engine, and the cross-validation that tells how good the model is. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { reportBaselines } from '../training/baselines.ts';
import { judgeClasses } from './classValidation.ts';
import { chooseEngine } from '../training/growForest.ts';
import { planValidation, usualValidation } from './planValidation.ts';
import { requireTrainable } from '../training/requireTrainable.ts';
import { writeClassFigures, writeValidationFigures } from '../training/scoreFigures.ts';
import { planSearch } from './searchInputs.ts';
import { buildTrainingTable } from '../training/trainingTable.ts';
import { reportSearch } from './searchReport.ts';
import { judgeForest, reportScores } from './validation.ts';
import { validationFields } from './validationInputs.ts';
import type { Json } from '../../core/json.ts';
import type { ChosenEngine } from '../training/growForest.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { Output, PlanContext, ProcessContext } from '../process.ts';
import type { SearchChoice, SearchPlan } from './searchInputs.ts';
import type { HeldOut } from '../training/applicability.ts';
import type { TrainingTable } from '../training/trainingTable.ts';

export const trainingValidationInput = z
  .union([z.strictObject(validationFields), z.strictObject({ scheme: z.literal('none') })])
  .nullable()
  .default(null)
  .meta({
    title: 'Cross-validation',
    description:
      'How the model is cross-validated, by the fields of cross-validate; by default ten folds that keep the rows of one place together, or ten random ones for a table without places. {"scheme": "none"} leaves it out, for when cross-validate is run apart.',
  });

interface TrainingPlan {
  readonly table: TrainingTable;
  readonly engine: ChosenEngine;
  /** null where no cross-validation is wanted. */
  readonly plan: ValidationPlan | null;
  /** null where nothing is to be chosen. */
  readonly search: SearchPlan | null;
}

type TrainingChoice = Parameters<typeof buildTrainingTable>[1] &
  SearchChoice & {
    readonly engine: Parameters<typeof chooseEngine>[0];
    readonly crossValidation: z.output<typeof trainingValidationInput>;
    readonly importanceGroups: Readonly<Record<string, readonly string[]>>;
    readonly seed: number;
  };

/**
 * Reads the table and refuses what cannot be trained or judged, before any tree is grown.
 * @throws {DomainError} as `buildTrainingTable`, `requireTrainable`, `chooseEngine`, `planValidation` and `planSearch`
 */
export async function planTraining(context: PlanContext, inputs: TrainingChoice): Promise<TrainingPlan> {
  const { crossValidation } = inputs;
  const foldColumn = crossValidation === null || crossValidation.scheme === 'none' ? null : crossValidation.foldColumn;
  const table = await context.remember('table', () => buildTrainingTable(context, { ...inputs, foldColumn }));
  requireTrainable(table, inputs.target);
  const engine = chooseEngine(inputs.engine, table);
  const plan = await foldsFor(context, crossValidation, { table, engine, seed: inputs.seed });
  return { table, engine, plan, search: searchFor(inputs, engine, table, plan) };
}

/** null where no cross-validation is wanted. */
async function foldsFor(
  context: PlanContext,
  choice: z.output<typeof trainingValidationInput>,
  given: Parameters<typeof planValidation>[2],
): Promise<ValidationPlan | null> {
  if (choice?.scheme === 'none') return null;
  const wanted = choice ?? usualValidation(given.table);
  return context.remember('folds', () => planValidation(context, wanted, given));
}

/** @throws {DomainError} as `planSearch`; 'invalid-input' where the choice would go without an honest score */
function searchFor(
  inputs: SearchChoice & { readonly importanceGroups: Readonly<Record<string, readonly string[]>> },
  engine: ChosenEngine,
  table: TrainingTable,
  plan: ValidationPlan | null,
): SearchPlan | null {
  if (plan === null) {
    if (inputs.tune === null && !inputs.selectFeatures) return null;
    throw new DomainError(
      'invalid-input',
      'Where tune or selectFeatures choose the model, only cross-validation tells how good it is: crossValidation may not be {"scheme": "none"}',
    );
  }
  if (inputs.selectFeatures && Object.keys(inputs.importanceGroups).length > 0) {
    throw new DomainError(
      'invalid-input',
      'importanceGroups names covariates that selectFeatures may drop: ask for the groups in a training on the selected ones',
    );
  }
  return planSearch(inputs, engine, table, { plan, choices: 1 });
}

interface Validated {
  readonly scores: Json;
  readonly repeats: readonly HeldOut[];
  readonly figures: Readonly<Record<string, Output>>;
}

/** The cross-validated scores as the report holds them, with their pictures. */
export async function validateTraining(
  context: ProcessContext,
  engine: ChosenEngine,
  table: TrainingTable,
  given: {
    readonly plan: ValidationPlan;
    readonly search: SearchPlan | null;
    readonly seed: number;
    readonly target: string;
  },
): Promise<Validated> {
  const { plan, search, seed, target } = given;
  if (table.classes !== null) {
    const judged = await judgeClasses(context, engine, table, { plan, search, seed });
    return { ...judged, figures: await writeClassFigures(context.folder, judged.repeats, table, target) };
  }
  const judged = await judgeForest(context, engine, table, { plan, search, seed });
  const { validation } = judged;
  return {
    scores: {
      ...reportScores(judged, plan),
      ...reportSearch(judged.choices, search, table),
      ...(await reportBaselines(context, engine.name, validation, table)),
    },
    repeats: validation.repeats,
    figures: await writeValidationFigures(context.folder, judged, table, target),
  };
}
