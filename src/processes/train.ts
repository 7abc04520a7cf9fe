/** Process `train`: a forest from boreholes and covariates, scored out of bag and by cross-validation. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { software } from '../core/version.ts';
import { range } from '../core/statistics.ts';
import { findEngine } from '../forest/engines.ts';
import { encodeModel } from '../forest/modelFile.ts';
import { judgeApplicability, reportApplicability } from './applicability.ts';
import { anyJson, trainingInputs } from './commonInputs.ts';
import { reportBaselines } from './baselines.ts';
import { judgeClasses } from './classValidation.ts';
import { chooseEngine } from './growForest.ts';
import { importanceInputs } from './importances.ts';
import { planValidation, usualValidation } from './planValidation.ts';
import { defineProcess, stretchOf } from './process.ts';
import { requireTrainable } from './requireTrainable.ts';
import {
  importanceFigures,
  intervalFigures,
  validationFigures,
  writeImportanceFigures,
  writeIntervalFigures,
  writeValidationFigures,
} from './scoreFigures.ts';
import { checkTraining, trainModel } from './trainModel.ts';
import { reportLeftOut } from './trainingReport.ts';
import { buildTrainingTable, namesOf, withCovariates } from './trainingTable.ts';
import { chooseForAll, reportChosen } from './searchModel.ts';
import { planSearch, searchInputs } from './searchInputs.ts';
import { judgeForest, reportScores, reportSearch } from './validation.ts';
import { validationFields } from './validationInputs.ts';
import type { Json } from '../core/json.ts';
import type { Folds } from '../forest/folds.ts';
import type { ModelDescription } from '../forest/modelHeader.ts';
import type { TrainingRows } from '../forest/trainingRows.ts';
import type { CrossValidation } from '../forest/crossValidate.ts';
import type { SearchChoice, SearchPlan } from './searchInputs.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { Output, PlanContext, ProcessContext } from './process.ts';
import type { ChosenEngine } from './growForest.ts';
import type { TrainingTable } from './trainingTable.ts';

const validationInput = z
  .union([z.strictObject(validationFields), z.strictObject({ scheme: z.literal('none') })])
  .nullable()
  .default(null)
  .meta({
    title: 'Cross-validation',
    description:
      'How the model is cross-validated, by the fields of cross-validate; by default ten folds that keep the rows of one place together, or ten random ones for a table without places. {"scheme": "none"} leaves it out, for when cross-validate is run apart.',
  });

const keepTrainingRowsInput = z.boolean().default(true).meta({
  title: 'Keep training rows',
  description:
    'Whether the model file carries the rows it was trained on: covariates, target, positions and folds, but no names. Quantiles, intervals and the area of applicability need them; false for boreholes whose values must not leave the house.',
});

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Shares of the work, by the number of forests that each part grows. */
const growShare = 0.1;

export const trainProcess = defineProcess({
  id: 'train',
  version: '1.0.0',
  title: 'Training of a ground-temperature model',
  description:
    'Trains a random forest, or a linear regression, on the boreholes of a dataset and their covariates. The model comes with out-of-bag and cross-validated scores, importances, and the stations left out with the reason.',
  modes: ['async'],
  inputs: z.object({
    ...trainingInputs,
    crossValidation: validationInput,
    ...searchInputs,
    keepTrainingRows: keepTrainingRowsInput,
    ...importanceInputs,
  }),
  outputs: {
    model: {
      title: 'Model',
      description:
        'Model file (.cfm): the forest or the linear relation, its covariates with their ranges, scores and the hashes of its inputs. The same inputs and seed give the same bytes.',
      mediaType: 'application/vnd.cryoforest.model',
      resource: 'model',
    },
    scores: {
      title: 'Scores',
      description:
        'Out-of-bag and cross-validated RMSE, MAE, bias (predicted − observed) and R² (1 − SSE ÷ SST), for classes instead overall accuracy and kappa, out of bag with the confusion matrix, user’s and producer’s accuracy and F1; the cross-validated scores of baselines beside them, number of stations, stations left out; how many observations prediction intervals hold beside how many they promise, out of bag; the threshold of the area of applicability and the error to expect by dissimilarity; the importance of each covariate (increase of the out-of-bag mean squared error, or with classes decrease of accuracy, when its values are permuted, with its standard deviation over trees), of groups and impurity-corrected where asked for. Of engine linear, in place of what is out of bag and of the importances: the coefficients with standard errors, t and p, residual deviation, R², adjusted R² and AIC.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    ...importanceFigures,
    ...intervalFigures,
    ...validationFigures,
  },
  async plan(context, inputs) {
    const table = await context.remember('table', () => buildTrainingTable(context, inputs));
    requireTrainable(table, inputs.target);
    const engine = chooseEngine(inputs.engine, table);
    const plan = await foldsFor(context, inputs.crossValidation, { table, engine, seed: inputs.seed });
    searchFor(inputs, engine, table, plan);
    checkTraining(engine, table, inputs);
    return [];
  },
  async run(context, inputs) {
    const whole = await context.remember('table', () => buildTrainingTable(context, inputs));
    requireTrainable(whole, inputs.target);
    const wanted = chooseEngine(inputs.engine, whole);
    const { seed } = inputs;
    const plan = await foldsFor(context, inputs.crossValidation, { table: whole, engine: wanted, seed });
    const search = searchFor(inputs, wanted, whole, plan);
    const chosen =
      plan === null || search === null
        ? null
        : await chooseForAll(stretchOf(context, 0, growShare), wanted, whole, { plan, search, seed });
    const table = chosen === null ? whole : withCovariates(whole, chosen.covariates);
    const engine = chosen === null ? wanted : { ...wanted, options: chosen.options };
    const growing = stretchOf(context, growShare, plan === null ? 1 : 2 * growShare);
    const trained = await trainModel(growing, engine, table, inputs);
    const { relation, report, importanceOf } = trained;
    const validating = stretchOf(context, 2 * growShare, 1);
    const validated = plan && (await validate(validating, wanted, whole, { ...inputs, plan, search }));
    const applicability = await judgeApplicability(context, table, importanceOf, validated?.validation ?? null);
    const scores = {
      n: table.target.length,
      ...report,
      crossValidated: validated?.scores ?? null,
      ...(chosen === null || search === null ? {} : { chosen: reportChosen(chosen, search, namesOf(whole)) }),
      applicability: reportApplicability(applicability),
      ...reportLeftOut(table),
      knownLimits: findEngine(engine.name).knownLimits,
    };
    const path = join(context.folder, 'model.cfm');
    const description = describeModel(table, inputs, { engine, importanceOf, applicability, report: scores });
    const rows = inputs.keepTrainingRows ? rowsOf(table, plan?.repeats[0]?.folds ?? null) : null;
    await writeFile(path, encodeModel({ description, ...relation, rows }, sha256));
    return {
      model: { kind: 'file', path, fileName: 'model.cfm' },
      scores: { kind: 'value', value: scores },
      ...(await writeIntervalFigures(context.folder, trained.intervals, inputs.target)),
      ...(await writeImportanceFigures(context.folder, trained.importances, table, inputs.target)),
      ...validated?.figures,
    };
  },
});

/** null where no cross-validation is wanted. */
async function foldsFor(
  context: PlanContext,
  choice: z.output<typeof validationInput>,
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

function rowsOf({ columns, target, positions }: TrainingTable, folds: Folds | null): TrainingRows {
  return { columns, target, positions, folds: folds === null ? null : Int32Array.from(folds.foldOfRow) };
}

interface Validated {
  readonly scores: Json;
  /** null for classes, whose errors have no size. */
  readonly validation: CrossValidation | null;
  readonly figures: Readonly<Record<string, Output>>;
}

/** The cross-validated scores as the report holds them, with their pictures. */
async function validate(
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
    const { scores } = await judgeClasses(context, engine, table, plan, seed);
    return { scores, validation: null, figures: {} };
  }
  const judged = await judgeForest(context, engine, table, { plan, search, seed });
  const { validation } = judged;
  return {
    scores: {
      ...reportScores(judged, plan),
      ...reportSearch(judged, search, namesOf(table)),
      ...(await reportBaselines(engine.name, validation, table)),
    },
    validation,
    figures: await writeValidationFigures(context.folder, validation, table, target),
  };
}

function describeModel(
  table: TrainingTable,
  inputs: {
    readonly boreholes: string;
    readonly target: string;
    readonly weights: string | null;
    readonly seed: number;
  },
  trained: Pick<ModelDescription, 'applicability' | 'report'> & {
    readonly engine: ChosenEngine;
    /** Importance of each covariate. */
    readonly importanceOf: readonly (number | null)[];
  },
): ModelDescription {
  return {
    covariates: table.covariates.map(({ name, layer, coordinate, levels, imputed }, i) => ({
      name,
      levels,
      imputed,
      ...(layer === null
        ? { source: 'column' as const, coordinate, raster: null, unit: null }
        : {
            source: 'raster' as const,
            coordinate: null,
            raster: { name: layer.file.name, sha256: layer.file.sha256, band: layer.band },
            unit: layer.info.bands[layer.band - 1]!.unit,
          }),
      ...range(table.columns[i]!),
      importance: trained.importanceOf[i]!,
    })),
    target: { name: inputs.target, unit: table.targetUnit, classes: table.classes },
    weights: inputs.weights,
    engine: trained.engine,
    seed: inputs.seed,
    stations: table.target.length,
    boreholes: { name: table.file.name, sha256: table.file.sha256 },
    applicability: trained.applicability,
    software,
    report: trained.report,
  };
}
