/** How tuning and selection are asked for, and what they cost: said and capped before a forest is grown. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { range } from '../../core/statistics.ts';
import { resolveOptions } from '../../forest/engine.ts';
import { engines, findEngine } from '../../forest/engines.ts';
import { trainingSizes } from '../../forest/folds.ts';
import { innerFoldCount } from '../../forest/folds/drawFolds.ts';
import { countCombinations, mostForests } from '../../forest/tuning/searchCost.ts';
import type { OptionGrid, Search } from '../../forest/tuning/chooseModel.ts';
import type { ChosenEngine, TrainingData } from '../training/growForest.ts';
import type { ValidationPlan } from './planValidation.ts';

const values = z.array(z.number().nullable()).min(1).max(20).optional();
const optionNames = [...new Set(engines.flatMap((engine) => Object.keys(engine.options)))];

/** A day's work for a few cores at a thousand stations, seconds at a hundred. */
const mostForestsInAll = 50_000;
const mostCombinations = 200;

export const searchInputs = {
  tune: z
    .strictObject(Object.fromEntries(optionNames.map((name) => [name, values])))
    .nullable()
    .default(null)
    .meta({
      title: 'Tuning',
      description: `Options of the engine, each with the values to try, such as {"mtry": [1, 2, 4], "minNodeSize": [2, 5, 10]}: every combination is cross-validated inside each fold on its training rows alone, by the squared error or of classes the Brier score, so that the score is of models that never saw the rows held out. At most ${mostCombinations} combinations.`,
    }),
  selectFeatures: z
    .boolean()
    .default(false)
    .meta({
      title: 'Feature selection',
      description: `Forward selection of covariates inside each fold (Meyer et al. 2018): the best pair, then one by one while the error on inner folds falls. With p covariates up to (p − 1)² sets are compared in every fold; what it costs is counted first, and more than ${mostForestsInAll} forests are refused.`,
    }),
};

const choiceSchema = z.object(searchInputs);
export type SearchChoice = z.output<typeof choiceSchema>;

export interface SearchPlan {
  readonly search: Search;
  /** Most forests that one choice grows. */
  readonly forestsPerChoice: number;
  /** At most so many forests will be grown, models of outer folds included. */
  readonly mostForests: number;
}

/**
 * @param choices how often a model is chosen beside the folds of the plan: 1 for a training, which chooses its own
 * @returns null where nothing is to be chosen
 * @throws {DomainError} 'invalid-input' for a value that the engine does not take or nothing to choose from, 'too-large' with the cost in forests
 */
export function planSearch(
  { tune, selectFeatures }: SearchChoice,
  engine: ChosenEngine,
  data: TrainingData,
  { plan, choices }: { readonly plan: ValidationPlan; readonly choices: number },
): SearchPlan | null {
  // The schema gives each option a list or leaves it out.
  const grid = tune as OptionGrid | null;
  if (grid === null && !selectFeatures) return null;
  requireChoice(grid, selectFeatures, data.columns.length);
  if (!('openTraining' in findEngine(engine.name))) {
    throw new DomainError(
      'invalid-input',
      `tune and selectFeatures choose among forests, and engine ${engine.name} grows none: leave them out`,
      { engine: engine.name },
    );
  }
  requireGrid(grid ?? {}, engine, data, fewestRows(plan));
  const search: Search = { grid, selectFeatures };
  const outer = choices + foldsDrawn(plan);
  const perChoice = mostForests(search, data.columns.length, innerFoldCount(plan.choice, plan.repeats[0]!.folds));
  const total = outer * (perChoice + 1);
  if (total <= mostForestsInAll) return { search, forestsPerChoice: perChoice, mostForests: total };
  throw new DomainError(
    'too-large',
    `Choosing a model ${outer} times, once in every fold, would grow up to ${total} forests (${perChoice} each time); the limit is ${mostForestsInAll}. Try fewer ${selectFeatures ? 'covariates, ' : ''}values or folds`,
    { forests: total, limit: mostForestsInAll, choices: outer, forestsPerChoice: perChoice },
  );
}

/** @throws {DomainError} 'invalid-input' where there is nothing to choose from */
function requireChoice(grid: OptionGrid | null, selectFeatures: boolean, covariateCount: number): void {
  if (grid !== null && Object.keys(grid).length === 0) {
    throw new DomainError('invalid-input', 'tune names no option: give values to try, such as {"mtry": [1, 2, 4]}', {
      errors: [{ pointer: '/tune', detail: 'expected an option with values to try, found none' }],
    });
  }
  if (selectFeatures && covariateCount < 2) {
    throw new DomainError(
      'invalid-input',
      'selectFeatures chooses among covariates, and there is only one: leave it out',
      {
        errors: [{ pointer: '/selectFeatures', detail: 'expected at least 2 covariates, found 1' }],
      },
    );
  }
}

/** @param plan null for no cross-validation */
export function forestsToJudge(plan: ValidationPlan | null, search: SearchPlan | null): number {
  if (plan === null) return 0;
  return search?.mostForests ?? foldsDrawn(plan);
}

/** Of all repeats and of the random folds beside. */
function foldsDrawn({ repeats, random }: ValidationPlan): number {
  const drawn = random === null ? repeats : [...repeats, random];
  return drawn.reduce((sum, { folds }) => sum + folds.foldCount, 0);
}

function fewestRows({ repeats }: ValidationPlan): number {
  return range(repeats.flatMap(({ folds }) => trainingSizes(folds))).minimum;
}

/**
 * Each value by itself against the engine, on the rows that an inner fold leaves of the smallest outer one, about.
 * @throws {DomainError} with everything that is wrong at once
 */
function requireGrid(
  grid: OptionGrid,
  engine: ChosenEngine,
  { columns, target, classCount }: TrainingData,
  rowCount: number,
): void {
  const combinations = countCombinations(grid);
  if (combinations > mostCombinations) {
    throw new DomainError(
      'too-large',
      `The values of tune make ${combinations} combinations; the limit is ${mostCombinations}. Give fewer values`,
      { found: combinations, limit: mostCombinations },
    );
  }
  const rules = findEngine(engine.name);
  const faults = Object.entries(grid).flatMap(([name, list]) =>
    list.flatMap((value, i) => {
      const fault = faultOf(() => {
        const options = resolveOptions(rules, { ...engine.options, [name]: value });
        const check = (rows: number) => rules.check(rows, columns.length, options, typeof classCount === 'number');
        check(target.length);
        const inner = Math.floor((rowCount * 3) / 4);
        saying(`Inner folds leave about ${inner} of ${target.length} rows to train on`, () => check(inner));
      });
      return fault === null ? [] : [{ pointer: `/tune/${name}/${i}`, fault }];
    }),
  );
  const [first] = faults;
  if (first === undefined) return;
  // Values may be refused in the same words, as those of an option that the engine does not have are.
  const messages = new Set(faults.map(({ fault }) => fault.message));
  throw new DomainError(first.fault.code, [...messages].join('. '), {
    errors: faults.map(({ pointer, fault }) => ({ pointer, detail: fault.message })),
  });
}

/** @throws {DomainError} of the check, after the words */
function saying(words: string, check: () => void): void {
  const fault = faultOf(check);
  if (fault !== null) throw new DomainError(fault.code, `${words}. ${fault.message}`, fault.detail, { cause: fault });
}

function faultOf(check: () => void): DomainError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
