/** Cross-validation as a process reports it: folds by the chosen scheme, scores, classes, every prediction. */
import { leaveLocationOutFolds, leaveOneOutFolds, randomFolds } from '../forest/folds.ts';
import { confusionMatrix } from '../forest/confusion.ts';
import { DomainError } from '../core/errors.ts';
import { toJson, toJsonObject } from '../core/json.ts';
import { classifyStability } from '../physics/stability.ts';
import type { Confusion } from '../forest/confusion.ts';
import type { CrossValidation } from '../forest/crossValidate.ts';
import type { Folds } from '../forest/folds.ts';
import type { Json } from '../core/json.ts';
import type { StabilityScheme } from '../physics/stability.ts';
import type { TrainingTable } from './trainingTable.ts';

export interface ValidationChoice {
  readonly scheme: 'random' | 'leave-one-out' | 'leave-location-out';
  /** null: 10 for random folds, one per place for leave-location-out. */
  readonly folds: number | null;
  readonly repeats: number;
}

const usualFolds = 10;

/**
 * The folds of every repeat.
 * @throws {DomainError} 'invalid-input' where places are wanted and the table has none, or repeats would all be alike
 */
export function drawFolds(choice: ValidationChoice, table: TrainingTable, seed: number): Folds[] {
  const rowCount = table.target.length;
  const alike = choice.scheme === 'leave-one-out' || (choice.scheme === 'leave-location-out' && choice.folds === null);
  if (alike && choice.repeats > 1) {
    throw new DomainError(
      'invalid-input',
      `${choice.scheme} has only one way to draw its folds; repeats must be 1, got ${choice.repeats}`,
      { scheme: choice.scheme, repeats: choice.repeats },
    );
  }
  const places = table.places === null ? null : Array.from(table.places, String);
  const draw = (repeat: number): Folds => {
    if (choice.scheme === 'random')
      return randomFolds(rowCount, choice.folds ?? Math.min(usualFolds, rowCount), seed, repeat);
    if (choice.scheme === 'leave-one-out') return leaveOneOutFolds(rowCount);
    if (places === null) {
      throw new DomainError(
        'invalid-input',
        'leave-location-out needs to know which rows are of one place: the table has neither coordinates nor a location column. Name them by columns={"location":"…"}, or choose random folds',
      );
    }
    return leaveLocationOutFolds(places, choice.folds, seed, repeat);
  };
  return Array.from({ length: choice.repeats }, (_, repeat) => draw(repeat));
}

/** The validation of a training that asks for none: places kept together where they are known. */
export function usualValidation(table: TrainingTable): ValidationChoice {
  if (table.places === null) return { scheme: 'random', folds: Math.min(usualFolds, table.target.length), repeats: 1 };
  const folds = Math.max(2, Math.min(usualFolds, new Set(table.places).size));
  return { scheme: 'leave-location-out', folds, repeats: 1 };
}

/** Scores for people and programs: pooled over all out-of-fold predictions, by fold, and their spread over repeats. */
export function reportScores(validation: CrossValidation): { readonly [key: string]: Json } {
  const [first] = validation.repeats;
  const { scheme, foldCount } = first!.folds;
  return {
    scheme,
    folds: foldCount,
    repeats: validation.repeats.length,
    overall: { ...first!.pooled },
    ...(validation.repeats.length === 1 ? {} : { spreadOverRepeats: toJson(validation.spread) }),
    perFold: validation.repeats.flatMap(({ foldScores }, repeat) =>
      foldScores.map((scores, fold) => ({ repeat: repeat + 1, fold: fold + 1, ...scores })),
    ),
  };
}

/** Confusion of observed and predicted classes of the first repeat, with the scheme and its limits. */
export function reportClasses(
  validation: CrossValidation,
  observedC: Float64Array,
  scheme: StabilityScheme,
): { readonly [key: string]: Json } {
  const predictedC = validation.repeats[0]!.predictions;
  const classes = (values: Float64Array): number[] =>
    Array.from(values, (valueC) => classifyStability(valueC, scheme)!);
  const confusion: Confusion | null = confusionMatrix(scheme.classes, classes(observedC), classes(predictedC));
  return {
    scheme: describeScheme(scheme),
    ...(confusion === null ? {} : toJsonObject(confusion)),
  };
}

export function describeScheme(scheme: StabilityScheme): Json {
  const { id, title, classes, thresholdsC, onThreshold, note } = scheme;
  return { id, title, classes, thresholdsC, onThreshold, note };
}
