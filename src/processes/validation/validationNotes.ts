/** What the scores mean, in words: for the reader who would quote the number. */
import { noteFolds } from './foldNotes.ts';
import { noteCoverage } from './intervals.ts';
import type { CrossValidation } from '../../forest/crossValidate.ts';
import type { IntervalScore } from '../../forest/quantile/outOfFold.ts';
import type { FoldScheme } from '../../forest/folds.ts';
import type { ClassScores } from './classScores.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { FoldModel } from './searchModel.ts';

/** From here on a spatial RMSE is said to be larger than that of random folds; repeats of one scheme differ by less. */
const largeGap = 1.1;
/** From here on an accuracy is said to be lower than that of random folds. */
const largeDrop = 0.05;

export interface Judged {
  readonly validation: CrossValidation;
  /** By repeat and fold; empty where every fold has the same model. */
  readonly choices: readonly FoldModel[];
  /** How well the intervals of held-out rows hold; empty where the engine grows no forest. */
  readonly intervals: readonly IntervalScore[];
  /** By random folds, for comparison; null where the scheme is not a spatial one. */
  readonly random: Pick<Judged, 'validation' | 'intervals'> | null;
}

export function noteValidation(judged: Judged, plan: ValidationPlan): readonly string[] {
  const far = judged.random !== null;
  return [...noteGap(judged), ...noteFolds(plan), ...noteCoverage(judged.intervals, 'held-out observations', far)];
}

function noteGap({ validation, random }: Judged): readonly string[] {
  if (random === null) return [];
  const { scheme } = validation.repeats[0]!.folds;
  const [ours, theirs] = [validation.spread.rmse!.mean, random.validation.spread.rmse!.mean];
  const ratio = ours / theirs;
  if (ratio < largeGap) return [];
  const figures = `RMSE ${ours.toPrecision(3)} by ${scheme} folds, ${theirs.toPrecision(3)} by random folds: ${ratio.toFixed(2)} times as much`;
  return [`${figures}. ${whyQuote(scheme, 'larger error')}`];
}

/** @param random by random folds, for comparison; null where the scheme is not a spatial one */
export function noteAccuracy(judged: ClassScores, random: ClassScores | null, plan: ValidationPlan): readonly string[] {
  const accuracy = judged.overall.overallAccuracy;
  if (accuracy === null) return noteFolds(plan);
  const { scheme } = plan.repeats[0]!.folds;
  const notes: string[] = [];
  const byChance = random?.overall.overallAccuracy ?? null;
  if (byChance !== null && byChance - accuracy > largeDrop) {
    const figures = `Accuracy ${accuracy.toFixed(3)} by ${scheme} folds, ${byChance.toFixed(3)} by random folds`;
    notes.push(`${figures}. ${whyQuote(scheme, 'lower accuracy')}`);
  }
  if (accuracy <= judged.commonest) {
    notes.push(
      `The model does not beat naming the commonest class everywhere on these folds: accuracy ${accuracy.toFixed(3)} against ${judged.commonest.toFixed(3)}. Look for covariates that tell more`,
    );
  }
  return [...notes, ...noteFolds(plan)];
}

function whyQuote(scheme: FoldScheme, expected: string): string {
  return `Random folds test the model on neighbours of its training stations; away from them expect the ${expected}. Quote the ${scheme} score`;
}
