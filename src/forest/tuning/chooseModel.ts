/** Choice of covariates and options by inner cross-validation. Its own score is too good: only an outer fold tells. */
import type { EngineOptions } from '../engine.ts';
import type { Candidate } from './candidate.ts';

/** Option names, each with the values to try. */
export type OptionGrid = Readonly<Record<string, readonly (number | null)[]>>;

export interface Search {
  readonly grid: OptionGrid | null;
  readonly selectFeatures: boolean;
}

interface Step {
  readonly covariates: readonly number[];
  /** As `innerError`. */
  readonly error: number;
}

export interface ModelChoice extends Candidate {
  /** Mean squared error, or Brier score of classes, of the chosen model on the inner folds that it was chosen by. */
  readonly innerError: number;
  /** The best set of covariates of each size that was reached; empty where none were selected. */
  readonly steps: readonly Step[];
}

/** Mean squared errors, or Brier scores of classes, of candidates in their order. */
export type ScoreCandidates = (candidates: readonly Candidate[]) => Promise<readonly number[]>;

/**
 * Selects covariates first, then options on those.
 *
 * Forward selection as in Meyer et al. 2018: the best pair, then the covariate that lowers the error most, until none
 * does. Equal errors go to the covariates that come first.
 * @param base options where the grid says nothing; an mtry above the number of covariates is lowered to it
 * @source Meyer, Reudenbach, Hengl, Katurji & Nauss 2018, Improving performance of spatio-temporal machine learning
 *   models using forward feature selection and target-oriented validation, Environ. Model. Softw. 101:1–9,
 *   doi:10.1016/j.envsoft.2017.12.001
 */
export async function chooseModel(
  search: Search,
  covariateCount: number,
  base: EngineOptions,
  score: ScoreCandidates,
): Promise<ModelChoice> {
  const all = Array.from({ length: covariateCount }, (_, i) => i);
  const steps = search.selectFeatures && covariateCount > 1 ? await selectForward(all, base, score) : [];
  const covariates = steps.at(-1)?.covariates ?? all;
  const candidates = candidatesOf(search.grid ?? {}, covariates, base);
  const errors = await score(candidates);
  const best = indexOfLeast(errors);
  return { ...candidates[best]!, innerError: errors[best]!, steps };
}

async function selectForward(all: readonly number[], base: EngineOptions, score: ScoreCandidates): Promise<Step[]> {
  const steps: Step[] = [];
  let sets = all.flatMap((a) => all.filter((b) => b > a).map((b) => [a, b]));
  let least = Infinity;
  while (sets.length > 0) {
    const errors = await score(
      sets.map((covariates) => ({ covariates, options: optionsFor(base, covariates.length) })),
    );
    const best = indexOfLeast(errors);
    if (!(errors[best]! < least)) break;
    least = errors[best]!;
    const chosen = sets[best]!;
    steps.push({ covariates: chosen, error: least });
    sets = all.filter((one) => !chosen.includes(one)).map((one) => [...chosen, one].toSorted((a, b) => a - b));
  }
  return steps;
}

/** Every combination of the grid's values once. */
function candidatesOf(grid: OptionGrid, covariates: readonly number[], base: EngineOptions): Candidate[] {
  let combinations: EngineOptions[] = [base];
  for (const [name, values] of Object.entries(grid)) {
    combinations = combinations.flatMap((options) => values.map((value) => ({ ...options, [name]: value })));
  }
  const fitting = combinations.map((options) => optionsFor(options, covariates.length));
  const distinct = new Map(fitting.map((options) => [JSON.stringify(options), options]));
  return [...distinct.values()].map((options) => ({ covariates, options }));
}

/** No split can draw more covariates than there are. */
function optionsFor(options: EngineOptions, covariateCount: number): EngineOptions {
  const mtry = options['mtry'] ?? null;
  return mtry === null ? options : { ...options, mtry: Math.min(mtry, covariateCount) };
}

function indexOfLeast(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value < values[best]! ? i : best), 0);
}
