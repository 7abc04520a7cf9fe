/** Process `cross-validate`: how good a model of this table would be where it was not trained. */
import { z } from 'zod';
import { toJsonObject } from '../core/json.ts';
import { permafrostPresence, stabilitySchemes } from '../physics/stability/stability.ts';
import { anyJson, stabilityInput, trainingInputs } from './inputs/commonInputs.ts';
import { checkMappedAreas, mappedAreasInput, reportConfusion } from './validation/classReport.ts';
import { judgeClasses } from './validation/classValidation.ts';
import { announceGrowth } from './training/announceGrowth.ts';
import { chooseEngine } from './training/growForest.ts';
import { planValidation } from './validation/planValidation.ts';
import { writePredictions } from './validation/predictionRows.ts';
import { reportResiduals } from './validation/residuals.ts';
import { requireTrainable } from './training/requireTrainable.ts';
import { buildTrainingTable, namesOf } from './training/trainingTable.ts';
import { reportBaselines } from './training/baselines.ts';
import { judgeForest, reportClasses, reportScores } from './validation/validation.ts';
import { reportSearch } from './validation/searchReport.ts';
import { forestsToJudge, planSearch, searchInputs } from './validation/searchInputs.ts';
import { validationFields } from './validation/validationInputs.ts';
import {
  validationFigures,
  variogramFigures,
  writeClassFigures,
  writeValidationFigures,
  writeVariogramFigures,
} from './training/scoreFigures.ts';
import { reportLeftOut } from './training/trainingReport.ts';
import { defineProcess } from './process.ts';
import type { StabilityScheme } from '../physics/stability/stability.ts';
import type { MappedAreas } from './validation/classReport.ts';
import type { ChosenEngine } from './training/growForest.ts';
import type { Output, ProcessContext } from './process.ts';
import type { TrainingTable } from './training/trainingTable.ts';

export const crossValidateProcess = defineProcess({
  id: 'cross-validate',
  version: '1.0.0',
  title: 'Cross-validation of a ground-temperature model',
  description:
    'Trains one forest per fold without the rows of that fold and predicts them: scores per fold and overall, every out-of-fold prediction, and the agreement of thermal-stability classes and of permafrost presence.',
  modes: ['async'],
  inputs: z.object({
    ...trainingInputs,
    ...validationFields,
    // Title and description belong to one schema, not to those made from it.
    scheme: validationFields.scheme.default('random').meta({ ...validationFields.scheme.meta() }),
    ...searchInputs,
    stability: stabilityInput,
    regionColumn: z.string().min(1).nullable().default(null).meta({
      title: 'Regions',
      description:
        'Column of the dataset that names each station’s region, for the bias by region; blocks of longitude and latitude by default.',
    }),
    mappedAreas: mappedAreasInput,
  }),
  outputs: {
    scores: {
      title: 'Scores',
      description:
        'RMSE, MAE, bias (predicted − observed), R² (1 − SSE ÷ SST) in the unit of the target, overall and per fold; how many held-out observations the prediction intervals of a forest hold beside how many they promise, and how wide they are; the same of the baselines on the same folds (the mean, a linear regression on elevation and latitude where both are known, one on all covariates), with words where the forest does not beat them; the stations left out.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    classes: {
      title: 'Agreement of classes',
      description:
        'Confusion matrix, overall accuracy, kappa, user’s and producer’s accuracy and F1: of the classes of a classification, or of a ground temperature’s thermal-stability classes and permafrost presence, with the scheme and its limits. With mappedAreas also accuracy and areas adjusted by them, with 95 % confidence intervals. Empty for a target that is neither.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    residuals: {
      title: 'Diagnostics of the errors',
      description:
        'Of the out-of-fold errors (predicted − observed), absent for classes: Moran’s I with its expectation, z and p, the empirical variogram by classes of distance in km, bias by region with its standard error, bias by classes of the predicted value and the line of observed on predicted.',
      mediaType: 'application/json',
      schema: anyJson,
    },
    predictions: {
      title: 'Out-of-fold predictions (CSV)',
      description: 'One row per station and repeat: fold, line in the table, position, observed, predicted, error.',
      mediaType: 'text/csv',
    },
    predictionPoints: {
      title: 'Out-of-fold predictions (GeoJSON)',
      description: 'The same as points; a station without a position has no geometry.',
      mediaType: 'application/geo+json',
    },
    ...validationFigures,
    ...variogramFigures,
  },
  async plan(context, inputs) {
    const table = await context.remember('table', () => buildTrainingTable(context, inputs));
    requireTrainable(table, inputs.target);
    const engine = chooseEngine(inputs.engine, table);
    const plan = await context.remember('folds', () =>
      planValidation(context, inputs, { table, engine, seed: inputs.seed }),
    );
    planSearch(inputs, engine, table, { plan, choices: 0 });
    if (inputs.regionColumn !== null) table.textsOf(inputs.regionColumn);
    checkMappedAreas(inputs.mappedAreas, classesReported(table, inputs.stability));
    return [];
  },
  async run(context, inputs) {
    const table = await context.remember('table', () => buildTrainingTable(context, inputs));
    requireTrainable(table, inputs.target);
    const engine = chooseEngine(inputs.engine, table);
    const plan = await context.remember('folds', () =>
      planValidation(context, inputs, { table, engine, seed: inputs.seed }),
    );
    const search = planSearch(inputs, engine, table, { plan, choices: 0 });
    announceGrowth(context, engine, table, forestsToJudge(plan, search));
    if (table.classes !== null) return crossValidateClasses(context, engine, table, { ...inputs, plan, search });
    const judged = await judgeForest(context, engine, table, { plan, search, seed: inputs.seed });
    const { validation } = judged;
    const residuals = reportResiduals(validation.repeats[0]!.predictions, table, inputs.regionColumn, inputs.seed);
    const scheme = schemeOf(inputs.stability);
    return {
      scores: {
        kind: 'value',
        value: {
          n: table.target.length,
          covariates: namesOf(table),
          ...reportScores(judged, plan),
          ...reportSearch(judged.choices, search, table),
          ...(await reportBaselines(context, engine.name, validation, table)),
          ...reportLeftOut(table),
        },
      },
      classes: {
        kind: 'value',
        // Thermal classes of anything but a temperature would be a wrong answer.
        value:
          table.targetUnit === '°C'
            ? {
                thermalStability: reportClasses(validation, table.target, scheme, inputs.mappedAreas),
                permafrost: reportClasses(validation, table.target, permafrostPresence, inputs.mappedAreas),
              }
            : {},
      },
      residuals: {
        kind: 'value',
        value: toJsonObject(residuals),
      },
      ...(await writePredictions(context.folder, validation.repeats, table)),
      ...(await writeValidationFigures(context.folder, judged, table, inputs.target)),
      ...(await writeVariogramFigures(context.folder, residuals, {
        unit: table.targetUnit,
        targetName: inputs.target,
      })),
    };
  },
});

async function crossValidateClasses(
  context: ProcessContext,
  engine: ChosenEngine,
  table: TrainingTable,
  given: Parameters<typeof judgeClasses>[3] & { readonly mappedAreas: MappedAreas; readonly target: string },
): Promise<Readonly<Record<string, Output>>> {
  const { scores, repeats } = await judgeClasses(context, engine, table, given);
  const { predictions } = repeats[0]!;
  return {
    scores: {
      kind: 'value',
      value: {
        n: table.target.length,
        covariates: table.covariates.map(({ name }) => name),
        ...scores,
        ...reportLeftOut(table),
      },
    },
    classes: {
      kind: 'value',
      value: { target: reportConfusion(table.classes!, table.target, predictions, given.mappedAreas) },
    },
    ...(await writePredictions(context.folder, repeats, table)),
    ...(await writeClassFigures(context.folder, repeats, table, given.target)),
  };
}

function schemeOf(id: string): StabilityScheme {
  return stabilitySchemes.find((candidate) => candidate.id === id)!;
}

/** The classes of every report that the output `classes` will hold. */
function classesReported({ classes, targetUnit }: TrainingTable, stability: string): (readonly string[])[] {
  if (classes !== null) return [classes];
  return targetUnit === '°C' ? [schemeOf(stability).classes, permafrostPresence.classes] : [];
}
