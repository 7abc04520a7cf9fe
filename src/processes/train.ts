/** Process `train`: a forest from boreholes and covariates, scored out of bag and by cross-validation. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { findEngine } from '../forest/engines.ts';
import { encodeModel } from '../forest/modelFile.ts';
import { judgeApplicability, reportApplicability } from './training/applicability.ts';
import { anyJson, trainingInputs } from './inputs/commonInputs.ts';
import { describeModel, rowsOf } from './training/describeModel.ts';
import { importanceInputs } from './training/importances.ts';
import { defineProcess, stretchOf } from './process.ts';
import {
  importanceFigures,
  intervalFigures,
  validationFigures,
  writeImportanceFigures,
  writeIntervalFigures,
} from './training/scoreFigures.ts';
import { announceGrowth } from './training/announceGrowth.ts';
import { checkTraining, trainModel } from './training/trainModel.ts';
import { columnsOf, tableAsCsv } from './training/trainingColumns.ts';
import { reportLeftOut } from './training/trainingReport.ts';
import { withCovariates } from './training/trainingTable.ts';
import { chooseForAll } from './validation/searchModel.ts';
import { reportChosen } from './validation/searchReport.ts';
import { forestsToJudge, searchInputs } from './validation/searchInputs.ts';
import { planTraining, trainingValidationInput, validateTraining } from './validation/trainingValidation.ts';
import { writeOutput } from './writeOutput.ts';
import type { Output } from './process.ts';
import type { TrainingTable } from './training/trainingTable.ts';
import type { ValidationPlan } from './validation/planValidation.ts';

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
    crossValidation: trainingValidationInput,
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
    trainingTable: {
      title: 'Training table',
      description:
        'The rows that the model learnt from: line in the dataset, name, position, target, covariates, how far the cell lies whose values a row took, and its fold (of several repeats fold_1, fold_2, …). Absent where the model keeps no training rows.',
      mediaType: 'text/csv',
    },
    ...importanceFigures,
    ...intervalFigures,
    ...validationFigures,
  },
  async plan(context, inputs) {
    const { table, engine } = await planTraining(context, inputs);
    checkTraining(engine, table, inputs);
    return [];
  },
  async run(context, inputs) {
    const { table: whole, engine: wanted, plan, search } = await planTraining(context, inputs);
    const { seed } = inputs;
    announceGrowth(context, wanted, whole, 1 + forestsToJudge(plan, search));
    const chosen =
      plan === null || search === null
        ? null
        : await chooseForAll(stretchOf(context, 0, growShare), wanted, whole, { plan, search, seed });
    const table = chosen === null ? whole : withCovariates(whole, chosen.covariates);
    const engine = chosen === null ? wanted : { ...wanted, options: chosen.options };
    const growing = stretchOf(context, growShare, plan === null ? 1 : 2 * growShare);
    const trained = await trainModel(growing, engine, table, inputs);
    const { relation, report, importanceOf, intervals } = trained;
    const validating = stretchOf(context, 2 * growShare, 1);
    const validated = plan && (await validateTraining(validating, wanted, whole, { ...inputs, plan, search }));
    const applicability = await judgeApplicability(context, table, importanceOf, validated?.repeats ?? null);
    const scores = {
      n: table.target.length,
      ...report,
      crossValidated: validated?.scores ?? null,
      ...(chosen === null || search === null ? {} : { chosen: reportChosen(chosen, search, whole) }),
      applicability: reportApplicability(applicability),
      ...reportLeftOut(table),
      knownLimits: findEngine(engine.name).knownLimits,
    };
    const description = describeModel(table, inputs, {
      engine,
      importanceOf,
      applicability,
      intervals,
      report: scores,
    });
    const rows = inputs.keepTrainingRows ? rowsOf(table, plan?.repeats[0]?.folds ?? null) : null;
    const file = encodeModel({ description, ...relation, rows }, sha256);
    return {
      model: await writeOutput(context.folder, 'model.cfm', file),
      scores: { kind: 'value', value: scores },
      ...(inputs.keepTrainingRows ? await writeTable(context.folder, table, inputs.target, plan) : {}),
      ...(await writeIntervalFigures(context.folder, intervals, inputs.target)),
      ...(await writeImportanceFigures(context.folder, trained.importances, table, inputs.target)),
      ...validated?.figures,
    };
  },
});

async function writeTable(
  folder: string,
  table: TrainingTable,
  target: string,
  plan: ValidationPlan | null,
): Promise<Readonly<Record<string, Output>>> {
  const repeats = plan?.repeats.map(({ folds }) => folds) ?? [];
  return {
    trainingTable: await writeOutput(folder, 'training.csv', tableAsCsv(columnsOf(table, target, repeats))),
  };
}
