/** Cross-validation as a process reports it: scores beside those of random folds, classes, words. */
import { toJson } from '../../core/json.ts';
import { classifyStability } from '../../physics/stability/stability.ts';
import { reportConfusion } from './classReport.ts';
import { describeMatch, describeSeparation } from './foldDistances.ts';
import { countFolds, validateForest } from './validateForest.ts';
import { reportIntervals, watchIntervals } from './intervals.ts';
import { randomChoice } from './planValidation.ts';
import { stretchOf } from '../process.ts';
import { createFoldChooser } from './searchModel.ts';
import { noteValidation } from './validationNotes.ts';
import type { CrossValidation } from '../../forest/crossValidate.ts';
import type { Folds } from '../../forest/folds.ts';
import type { Json } from '../../core/json.ts';
import type { StabilityScheme } from '../../physics/stability/stability.ts';
import type { MappedAreas } from './classReport.ts';
import type { ChosenEngine } from '../training/growForest.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { ProcessContext } from '../process.ts';
import type { TrainingTable } from '../training/trainingTable.ts';
import type { SearchPlan } from './searchInputs.ts';
import type { Judged } from './validationNotes.ts';

interface ForestJob {
  readonly plan: ValidationPlan;
  /** null for a model of all covariates with the engine as it is. */
  readonly search: SearchPlan | null;
  readonly seed: number;
}

/** Cross-validates by the plan's folds, and by random ones where these are to stand beside. */
export async function judgeForest(
  context: ProcessContext,
  engine: ChosenEngine,
  table: TrainingTable,
  given: ForestJob,
): Promise<Judged> {
  const { plan } = given;
  const repeats = plan.repeats.map(({ folds }) => folds);
  const beside = plan.random === null ? [] : [plan.random.folds];
  const share = countFolds(repeats) / countFolds([...repeats, ...beside]);
  const own = await judgeFolds(stretchOf(context, 0, share), engine, table, given, repeats);
  if (plan.random === null) return { ...own, random: null };
  const choice = randomChoice(plan.random.folds.foldCount);
  const chance = { ...given, plan: { ...plan, choice } };
  return { ...own, random: await judgeFolds(stretchOf(context, share, 1), engine, table, chance, beside) };
}

/** Where a model is to be chosen, that is done anew for every fold, by inner folds of its training rows. */
async function judgeFolds(
  context: ProcessContext,
  engine: ChosenEngine,
  table: TrainingTable,
  { plan, search, seed }: ForestJob,
  repeats: readonly Folds[],
): Promise<Pick<Judged, 'validation' | 'choices' | 'intervals'>> {
  const { watch, scores } = watchIntervals(context, engine.name, table.target, repeats[0]!);
  if (search === null) {
    const validation = await validateForest(context, engine, table, { repeats, seed, choose: null, watch });
    return { validation, choices: [], intervals: scores() };
  }
  const { choose, chosen } = createFoldChooser(context, engine, table, { plan, search, folds: repeats });
  const quiet: ProcessContext = { ...context, progress: () => {} };
  const validation = await validateForest(quiet, engine, table, { repeats, seed, choose, watch });
  return { validation, choices: chosen(), intervals: scores() };
}

/**
 * Scores for people and programs: of all out-of-fold predictions, their mean and spread over repeats, by fold; those
 * of random folds beside, and how far held-out stations lie from those trained on.
 */
export function reportScores(judged: Judged, plan: ValidationPlan): { readonly [key: string]: Json } {
  const { random } = judged;
  const { repeats } = judged.validation;
  return {
    ...describeScores(judged, plan),
    ...describeMatch(plan),
    ...(random === null ? {} : { random: describeScores(random, plan) }),
    validationNotes: noteValidation(judged, plan),
    perFold: repeats.flatMap(({ foldScores }, repeat) =>
      foldScores.map((scores, fold) => ({ repeat: repeat + 1, fold: fold + 1, ...scores })),
    ),
  };
}

function describeScores(
  { validation: { repeats, overall, spread }, intervals }: Pick<Judged, 'validation' | 'intervals'>,
  { stations }: ValidationPlan,
): { readonly [key: string]: Json } {
  const { folds } = repeats[0]!;
  return {
    scheme: folds.scheme,
    folds: folds.foldCount,
    repeats: repeats.length,
    overall: { ...overall },
    ...(repeats.length === 1 ? {} : { spreadOverRepeats: toJson(spread) }),
    ...reportIntervals('outOfFold', intervals),
    ...describeSeparation(folds, stations),
  };
}

/** Confusion of observed and predicted classes of the first repeat, with the scheme and its limits. */
export function reportClasses(
  validation: CrossValidation,
  observedC: Float64Array,
  scheme: StabilityScheme,
  areas: MappedAreas,
): { readonly [key: string]: Json } {
  const predictedC = validation.repeats[0]!.predictions;
  const classesOf = (values: Float64Array): number[] =>
    Array.from(values, (valueC) => classifyStability(valueC, scheme) ?? Number.NaN);
  return {
    scheme: describeScheme(scheme),
    ...reportConfusion(scheme.classes, classesOf(observedC), classesOf(predictedC), areas),
  };
}

export function describeScheme(scheme: StabilityScheme): Json {
  const { id, title, classes, thresholdsC, onThreshold, depth, note } = scheme;
  return { id, title, classes, thresholdsC, onThreshold, depth, note };
}
