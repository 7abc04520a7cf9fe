/** Process `cross-validate-active-layer`: which way to tell the thaw depth is best here, on the same folds. */
import { z } from 'zod';
import { drawObservedPredicted } from '../figures/observedPredicted.ts';
import { namedCovariates, readActiveLayerSites, siteInputs } from './activeLayer/activeLayerSites.ts';
import { anyJson, trainingInputs } from './inputs/commonInputs.ts';
import { chooseEngine } from './training/growForest.ts';
import { planValidation } from './validation/planValidation.ts';
import { defineProcess } from './process.ts';
import { requireTrainable } from './training/requireTrainable.ts';
import { writeFigures } from './training/scoreFigures.ts';
import { describeThawIndex } from './activeLayer/thawIndex.ts';
import { comparisonAsCsv, compareMethods, noteBest, thawPredictionsAsCsv } from './activeLayer/thawComparison.ts';
import { validateThawMethods } from './activeLayer/thawMethods.ts';
import { writeOutput } from './writeOutput.ts';
import { namesOf } from './training/trainingTable.ts';
import { reportLeftOut } from './training/trainingReport.ts';
import { validationFields } from './validation/validationInputs.ts';
import type { ActiveLayerSites } from './activeLayer/activeLayerSites.ts';
import type { OutputDescription, PlanContext } from './process.ts';
import type { ThawMethod } from './activeLayer/thawMethods.ts';
import type { ValidationPlan } from './validation/planValidation.ts';

const { covariates, weights, impute, engine, seed } = trainingInputs;

const inputs = z.object({
  ...siteInputs,
  covariates: covariates.meta({
    title: 'Covariates of the forests',
    description:
      'As for train: what the plain forest learns the thaw depth from, and the forest of the hybrid the edaphic factor. The thawing index is one of them only where it is named here too.',
  }),
  weights,
  impute,
  engine,
  minimumSites: z.int().min(2).max(1000).default(3).meta({
    title: 'Sites of a class',
    description: 'Fewest training sites that a class has a factor of its own by; with fewer it has that of all sites.',
  }),
  ...validationFields,
  // Title and description belong to one schema, not to those made from it.
  scheme: validationFields.scheme.default('leave-location-out').meta({ ...validationFields.scheme.meta() }),
  seed,
});

type Inputs = z.output<typeof inputs>;

const plot = (what: string): OutputDescription => ({
  title: `Predicted against observed, ${what} (SVG)`,
  description: 'Out-of-fold thaw depths of the first repeat against the measured ones.',
  mediaType: 'image/svg+xml',
});

export const crossValidateActiveLayerProcess = defineProcess({
  id: 'cross-validate-active-layer',
  version: '1.0.0',
  title: 'Comparison of methods for the active layer',
  description:
    'Holds out sites and predicts their thaw depth by each method made of the others: their mean, Stefan’s equation with a calibrated factor (and with one per class), a forest on thaw depth, and the hybrid, Stefan’s equation whose factor a forest predicts. One table says which has the least error on the same folds, and whether it can be told apart from the rest.',
  modes: ['async'],
  inputs,
  outputs: {
    comparison: {
      title: 'Comparison (CSV)',
      description:
        'A row per method: RMSE, MAE and bias (predicted − observed) in m, R² (1 − SSE ÷ SST), the standard deviation of the RMSE over repeats, and how far its squared error lies above that of the best method, with the standard error of that.',
      mediaType: 'text/csv',
    },
    predictions: {
      title: 'Out-of-fold predictions (CSV)',
      description: 'A row per site and repeat: fold, line, name, position, measured depth, depth by each method, m.',
      mediaType: 'text/csv',
    },
    stefanPlot: plot('Stefan with one factor'),
    stefanByClassPlot: { ...plot('Stefan with a factor per class'), description: 'The same; absent without classes.' },
    forestPlot: plot('forest'),
    hybridPlot: plot('hybrid'),
    scores: {
      title: 'Scores',
      description: 'The comparison as JSON, the folds, words on what the sites can tell, and the sites left out.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async plan(context, given) {
    await prepare(context, given);
    return [];
  },
  async run(context, given) {
    const { sites, table, chosen, folds } = await prepare(context, given);
    const repeats = folds.repeats.map((drawn) => drawn.folds);
    const methods = await validateThawMethods(context, chosen, table, sites, { ...given, repeats });
    const rows = compareMethods(methods, sites);
    const figures = Object.fromEntries(
      methods.slice(1).map((method) => [plotOf[method.name], drawMethod(method, sites, folds, given.target)]),
    );
    return {
      comparison: await writeOutput(context.folder, 'comparison.csv', comparisonAsCsv(rows)),
      predictions: await writeOutput(context.folder, 'predictions.csv', thawPredictionsAsCsv(methods, sites, repeats)),
      ...(await writeFigures(context.folder, figures)),
      scores: {
        kind: 'value',
        value: {
          n: sites.depthsM.length,
          thawIndex: describeThawIndex(given.thawIndex, sites.table),
          covariates: [...namesOf(table)],
          engine: chosen.name,
          scheme: repeats[0]!.scheme,
          folds: repeats[0]!.foldCount,
          repeats: repeats.length,
          methods: rows.map((row) => ({ ...row })),
          notes: noteBest(rows),
          ...reportLeftOut(table),
        },
      },
    };
  },
});

async function prepare(context: PlanContext, given: Inputs) {
  const sites = await context.remember('sites', () => readActiveLayerSites(context, given));
  const table = namedCovariates(sites, Object.keys(given.covariates));
  requireTrainable(table, given.target);
  const chosen = chooseEngine(given.engine, table);
  const folds = await context.remember('folds', () =>
    planValidation(context, given, { table, engine: chosen, seed: given.seed }),
  );
  return { sites, table, chosen, folds };
}

const plotOf: Readonly<Record<ThawMethod['name'], string>> = {
  mean: 'meanPlot',
  stefan: 'stefanPlot',
  'stefan-by-class': 'stefanByClassPlot',
  forest: 'forestPlot',
  hybrid: 'hybridPlot',
};

function drawMethod(
  { name, predictionsM, scores }: ThawMethod,
  { depthsM }: ActiveLayerSites,
  { repeats }: ValidationPlan,
  target: string,
): string {
  const { scheme, foldCount } = repeats[0]!.folds;
  return drawObservedPredicted({
    subtitle: `${name}, ${target}, ${scheme} cross-validation, ${foldCount} folds`,
    targetName: 'thaw depth',
    unit: 'm',
    observed: depthsM,
    predicted: predictionsM[0]!,
    scores,
  });
}
