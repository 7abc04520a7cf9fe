/** The pictures of scores that jobs return: one call takes the finished figures, writes SVG and names the outputs. */
import { drawConfusion } from '../../figures/confusionPlot.ts';
import { drawFoldErrors } from '../../figures/foldErrors.ts';
import { drawIntervalCalibration } from '../../figures/intervalCalibration.ts';
import { drawVariogram } from '../../figures/variogram.ts';
import { confusionOfPredicted } from '../validation/classReport.ts';
import { writeOutput } from '../writeOutput.ts';
import type { Folds } from '../../forest/folds.ts';
import type { Coverage } from '../../forest/quantile/outOfBagRanks.ts';
import type { ResidualReport } from '../validation/residuals.ts';
import { drawImportanceBars } from '../../figures/importanceBars.ts';
import { drawObservedPredicted } from '../../figures/observedPredicted.ts';
import { drawResidualMap } from '../../figures/residualMap.ts';
import type { ImportanceBar } from '../../figures/importanceBars.ts';
import type { Judged } from '../validation/validationNotes.ts';
import type { Importances } from './importances.ts';
import type { Output, OutputDescription } from '../process.ts';
import type { TrainingTable } from './trainingTable.ts';

const mediaType = 'image/svg+xml';

/** Outputs of every process that cross-validates. */
export const validationFigures = {
  predictedObservedPlot: {
    title: 'Predicted against observed (SVG)',
    description:
      'Out-of-fold predictions of the first repeat against the observations, with the line of equality, RMSE, R², bias and n.',
    mediaType,
  },
  errorMap: {
    title: 'Map of errors (SVG)',
    description:
      'Predicted − observed of the first repeat at each station, by longitude and latitude: red where the model is too high. Absent for a table without positions.',
    mediaType,
  },
  foldErrorPlot: {
    title: 'Error by fold (SVG)',
    description: 'RMSE of every fold and repeat beside the RMSE over all rows.',
    mediaType,
  },
  foldIntervalPlot: {
    title: 'Calibration of prediction intervals, out of fold (SVG)',
    description:
      'Share of the held-out observations of the first repeat inside the central intervals that a map would show there, against the share that these promise. Absent for engine linear.',
    mediaType,
  },
  confusionPlot: {
    title: 'Confusion of the classes (SVG)',
    description:
      'Rows of each observed class by the class predicted out of fold in the first repeat, with producer’s and user’s accuracy, overall accuracy and kappa. Absent for a target of numbers, which has the other pictures.',
    mediaType,
  },
} satisfies Record<string, OutputDescription>;

export const importanceFigures = {
  importancePlot: {
    title: 'Importance of the covariates (SVG)',
    description:
      'Every importance that the scores list, with its standard deviation over trees. Absent where no row is out of bag.',
    mediaType,
  },
} satisfies Record<string, OutputDescription>;

export const intervalFigures = {
  intervalPlot: {
    title: 'Calibration of prediction intervals (SVG)',
    description:
      'Share of the observations inside the central intervals of the quantile regression forest against the share that these promise, out of bag. Absent where no row is out of bag.',
    mediaType,
  },
} satisfies Record<string, OutputDescription>;

export const variogramFigures = {
  variogramPlot: {
    title: 'Variogram of the errors (SVG)',
    description:
      'How unlike the errors of two stations are, by their distance, beside the variance of the errors. Absent for a table without positions, or with one place.',
    mediaType,
  },
} satisfies Record<string, OutputDescription>;

type Target = Pick<TrainingTable, 'target' | 'targetUnit' | 'positions'>;

export function writeValidationFigures(
  folder: string,
  { validation, intervals }: Pick<Judged, 'validation' | 'intervals'>,
  { target, targetUnit: unit, positions }: Target,
  targetName: string,
): Promise<Readonly<Record<string, Output>>> {
  const [first] = validation.repeats;
  const { folds, predictions, pooled } = first!;
  const repeats = validation.repeats.length;
  const drawn = describeFolds(targetName, folds);
  const subtitle = ofFirstRepeat(drawn, repeats);
  const errors = predictions.map((predicted, row) => predicted - target[row]!);
  const perFold = validation.repeats.flatMap(({ foldScores }) =>
    foldScores.map(({ rmse, n }, fold) => ({ fold: fold + 1, rmse, n })),
  );
  return writeFigures(folder, {
    predictedObservedPlot: drawObservedPredicted({
      subtitle,
      targetName,
      unit,
      observed: target,
      predicted: predictions,
      scores: pooled,
    }),
    foldErrorPlot: drawFoldErrors({
      subtitle: repeats === 1 ? drawn : `${drawn}, ${repeats} repeats`,
      unit,
      folds: perFold,
      // Of all repeats, as the dots are.
      pooledRmse: validation.overall.rmse,
    }),
    ...(positions?.lon.some(Number.isFinite) === true
      ? { errorMap: drawResidualMap({ subtitle, unit, ...positions, errors }) }
      : {}),
    ...(intervals.length === 0
      ? {}
      : { foldIntervalPlot: drawIntervalCalibration({ subtitle: `${subtitle}, out of fold`, levels: intervals }) }),
  });
}

/** @param repeats class numbers predicted out of fold, NaN where there is none */
export async function writeClassFigures(
  folder: string,
  repeats: readonly { readonly folds: Folds; readonly predictions: Float64Array }[],
  { classes, target }: Pick<TrainingTable, 'classes' | 'target'>,
  targetName: string,
): Promise<Readonly<Record<string, Output>>> {
  const { folds, predictions } = repeats[0]!;
  const { confusion } = confusionOfPredicted(classes!, target, predictions);
  if (confusion === null) return {};
  const subtitle = ofFirstRepeat(describeFolds(targetName, folds), repeats.length);
  return writeFigures(folder, { confusionPlot: drawConfusion({ subtitle, ...confusion }) });
}

function describeFolds(targetName: string, { scheme, foldCount }: Folds): string {
  return `${targetName}, ${scheme} cross-validation, ${foldCount} folds`;
}

function ofFirstRepeat(drawn: string, repeats: number): string {
  return repeats === 1 ? drawn : `${drawn}, repeat 1 of ${repeats}`;
}

export function writeImportanceFigures(
  folder: string,
  { permutation, groups, impurity }: Importances,
  { targetUnit: unit, classes }: Target & Pick<TrainingTable, 'classes'>,
  targetName: string,
): Promise<Readonly<Record<string, Output>>> {
  const loss = classes === null ? 'Increase of the squared error' : 'Decrease of accuracy';
  const panels = [
    { label: `${loss} when permuted`, bars: barsOf(permutation) },
    { label: `${loss} when a group is permuted`, bars: barsOf(groups) },
    {
      label: `Decrease of the ${classes === null ? 'variance' : 'Gini impurity'} beyond chance`,
      bars: barsOf(impurity ?? []),
    },
  ].filter((panel) => panel.bars.length > 0);
  if (panels.length === 0) return Promise.resolve({});
  return writeFigures(folder, { importancePlot: drawImportanceBars({ subtitle: targetName, unit, panels }) });
}

export async function writeIntervalFigures(
  folder: string,
  levels: readonly Coverage[],
  targetName: string,
): Promise<Readonly<Record<string, Output>>> {
  if (levels.length === 0) return {};
  const subtitle = `${targetName}, out of bag, ${levels[0]!.n} rows`;
  return writeFigures(folder, { intervalPlot: drawIntervalCalibration({ subtitle, levels }) });
}

export async function writeVariogramFigures(
  folder: string,
  { spatial }: ResidualReport,
  { unit, targetName }: { readonly unit: string | null; readonly targetName: string },
): Promise<Readonly<Record<string, Output>>> {
  if (spatial === null) return {};
  const { classes, variance } = spatial.variogram;
  if (classes === null || variance === null) return {};
  const subtitle = `${targetName}, out of fold, ${spatial.stations} stations`;
  return writeFigures(folder, { variogramPlot: drawVariogram({ subtitle, unit, classes, variance }) });
}

function barsOf(ranked: Importances['permutation']): ImportanceBar[] {
  return ranked.map(({ name, importance }) => ({ name, ...importance }));
}

/** @param figures SVG by output id */
export async function writeFigures(
  folder: string,
  figures: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Output>>> {
  const outputs: Record<string, Output> = {};
  for (const [id, svg] of Object.entries(figures)) {
    outputs[id] = await writeOutput(folder, `${id}.svg`, svg);
  }
  return outputs;
}
