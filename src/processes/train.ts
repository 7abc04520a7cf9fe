/** Process `train`: a forest from boreholes and covariates, scored out of bag and by cross-validation. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { software } from '../core/version.ts';
import { range } from '../core/statistics.ts';
import { findEngine } from '../forest/engines.ts';
import { encodeModel } from '../forest/modelFile.ts';
import { predictOutOfBag } from '../forest/outOfBag.ts';
import { scorePredictions } from '../forest/scores.ts';
import { judgeApplicability, reportApplicability } from './applicability.ts';
import { anyJson, trainingInputs } from './commonInputs.ts';
import { reportBaselines } from './baselines.ts';
import { chooseEngine, growForest } from './growForest.ts';
import { importanceInputs, judgeCovariates, reportImportances, resolveGroups } from './importances.ts';
import { planValidation, usualValidation } from './planValidation.ts';
import { defineProcess, stretchOf } from './process.ts';
import { requireTrainable } from './requireTrainable.ts';
import {
  importanceFigures,
  validationFigures,
  writeImportanceFigures,
  writeValidationFigures,
} from './scoreFigures.ts';
import { reportLeftOut } from './trainingReport.ts';
import { buildTrainingTable } from './trainingTable.ts';
import { judgeForest, reportScores } from './validation.ts';
import { validationFields } from './validationInputs.ts';
import type { Json } from '../core/json.ts';
import type { Folds } from '../forest/folds.ts';
import type { ModelDescription } from '../forest/modelHeader.ts';
import type { TrainedForest, TrainRequest } from '../forest/trainForest.ts';
import type { TrainingRows } from '../forest/trainingRows.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { PlanContext } from './process.ts';
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
    'Trains a random forest on the boreholes of a dataset and their covariates. The model comes with out-of-bag and cross-validated scores, importances, and the stations left out with the reason.',
  modes: ['async'],
  inputs: z.object({
    ...trainingInputs,
    crossValidation: validationInput,
    keepTrainingRows: keepTrainingRowsInput,
    ...importanceInputs,
  }),
  outputs: {
    model: {
      title: 'Model',
      description:
        'Model file (.cfm): the forest, its covariates with their ranges, scores and the hashes of its inputs. The same inputs and seed give the same bytes.',
      mediaType: 'application/vnd.cryoforest.model',
      resource: 'model',
    },
    scores: {
      title: 'Scores',
      description:
        'Out-of-bag and cross-validated RMSE, MAE, bias (predicted − observed) and R² (1 − SSE ÷ SST), the cross-validated scores of baselines beside them, number of stations, stations left out; the threshold of the area of applicability and the error to expect by dissimilarity; the importance of each covariate (increase of the out-of-bag mean squared error when its values are permuted, with its standard deviation over trees), of groups and impurity-corrected where asked for.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    ...importanceFigures,
    ...validationFigures,
  },
  async plan(context, inputs) {
    const table = await context.remember('table', () => buildTrainingTable(context, inputs));
    requireTrainable(table, inputs.target);
    const engine = chooseEngine(inputs.engine, table);
    await foldsFor(context, inputs.crossValidation, { table, engine, seed: inputs.seed });
    resolveGroups(inputs.importanceGroups, namesOf(table));
    return [];
  },
  async run(context, inputs) {
    const table = await context.remember('table', () => buildTrainingTable(context, inputs));
    requireTrainable(table, inputs.target);
    const engine = chooseEngine(inputs.engine, table);
    const plan = await foldsFor(context, inputs.crossValidation, { table, engine, seed: inputs.seed });
    const grown = await growForest(stretchOf(context, 0, plan === null ? 1 : growShare), engine, table, inputs.seed);
    const importances = await judgeCovariates(stretchOf(context, growShare, growShare), grown, {
      ...inputs,
      engine,
      covariates: namesOf(table),
    });
    const validating = stretchOf(context, growShare, 1);
    const judged = plan === null ? null : await judgeForest(validating, engine, table, plan, inputs.seed);
    const weights = table.covariates.map(
      ({ name }) => importances.permutation.find((entry) => entry.name === name)?.importance.mean ?? null,
    );
    const applicability = judgeApplicability(table, weights, judged?.validation ?? null);
    const scores = {
      n: table.target.length,
      outOfBag: scoreOutOfBag(grown.request, grown.trained),
      crossValidated:
        plan === null || judged === null
          ? null
          : { ...reportScores(judged, plan), ...(await reportBaselines(engine.name, judged.validation, table)) },
      ...reportImportances(importances, inputs.importanceGroups),
      applicability: reportApplicability(applicability),
      ...reportLeftOut(table),
      knownLimits: findEngine(engine.name).knownLimits,
    };
    const path = join(context.folder, 'model.cfm');
    const description = describeModel(table, inputs, { engine, weights, applicability, report: scores });
    const rows = inputs.keepTrainingRows ? rowsOf(table, plan?.repeats[0]?.folds ?? null) : null;
    await writeFile(path, encodeModel({ description, forest: grown.trained.forest, rows }, sha256));
    return {
      model: { kind: 'file', path, fileName: 'model.cfm' },
      scores: { kind: 'value', value: scores },
      ...(await writeImportanceFigures(context.folder, importances, table, inputs.target)),
      ...(judged === null ? {} : await writeValidationFigures(context.folder, judged.validation, table, inputs.target)),
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

function rowsOf({ columns, target, positions }: TrainingTable, folds: Folds | null): TrainingRows {
  return { columns, target, positions, folds: folds === null ? null : Int32Array.from(folds.foldOfRow) };
}

function scoreOutOfBag(request: TrainRequest, { forest, inBag }: TrainedForest): Json {
  const { predictions, neverOutOfBag } = predictOutOfBag(forest, request.columns, request.rows, inBag);
  const scores = scorePredictions(request.target, predictions);
  return scores === null ? { n: 0, neverOutOfBag } : { ...scores, neverOutOfBag };
}

function namesOf(table: TrainingTable): readonly string[] {
  return table.covariates.map(({ name }) => name);
}

function describeModel(
  table: TrainingTable,
  inputs: { readonly boreholes: string; readonly target: string; readonly seed: number },
  trained: Pick<ModelDescription, 'applicability' | 'report'> & {
    readonly engine: ChosenEngine;
    /** Importance of each covariate. */
    readonly weights: readonly (number | null)[];
  },
): ModelDescription {
  return {
    covariates: table.covariates.map(({ name, layer, coordinate }, i) => ({
      name,
      ...(layer === null
        ? { source: 'column' as const, coordinate, raster: null, unit: null }
        : {
            source: 'raster' as const,
            coordinate: null,
            raster: { name: layer.file.name, sha256: layer.file.sha256, band: layer.band },
            unit: layer.info.bands[layer.band - 1]!.unit,
          }),
      ...range(table.columns[i]!),
      importance: trained.weights[i]!,
    })),
    target: { name: inputs.target, unit: table.targetUnit },
    engine: trained.engine,
    seed: inputs.seed,
    stations: table.target.length,
    boreholes: { name: table.file.name, sha256: table.file.sha256 },
    applicability: trained.applicability,
    software,
    report: trained.report,
  };
}
