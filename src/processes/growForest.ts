/** Training in threads: batches of trees for one forest, whole forests for cross-validation. */
import { DomainError } from '../core/errors.ts';
import { crossValidate, forestPredictor, predictOutOfFold, relationPredictor } from '../forest/crossValidate.ts';
import { engines, findEngine } from '../forest/engines.ts';
import { relationOf } from '../forest/linear/linearRelation.ts';
import { learnPreparation, prepareColumns } from '../forest/preparation.ts';
import { trainForest } from '../forest/trainForest.ts';
import { resolveOptions } from '../forest/engine.ts';
import { classPredictor } from '../forest/votes.ts';
import type { CrossValidation, FoldTask, RowPredictor } from '../forest/crossValidate.ts';
import type { EngineOptions, FitTask, LinearEngine, TreeBatch } from '../forest/engine.ts';
import type { Folds } from '../forest/folds.ts';
import type { RawColumn } from '../forest/preparation.ts';
import type { Candidate } from '../forest/tuning/candidate.ts';
import type { TrainedForest, TrainRequest } from '../forest/trainForest.ts';
import type { ProcessContext } from './process.ts';

export interface ChosenEngine {
  readonly name: string;
  readonly options: EngineOptions;
}

export type TrainingData = Pick<TrainRequest, 'columns' | 'target' | 'classCount' | 'weights'>;

/** With the covariates as read, which every fold prepares by its own rows. */
export interface ValidationData extends TrainingData {
  readonly raw: readonly RawColumn[];
  readonly impute: boolean;
  /** Place of each row in the file, for messages. */
  readonly lines: ArrayLike<number>;
}

/**
 * The engine as chosen, with what it cannot do refused before any work.
 * @param given the validated engine input: name and options
 * @throws {DomainError} 'invalid-input' or 'too-large'
 */
export function chooseEngine(given: { readonly name?: string | undefined }, data: TrainingData): ChosenEngine {
  const { name = engines[0]!.name, ...options } = given;
  const engine = findEngine(name);
  const resolved = resolveOptions(engine, options);
  const lacks = [
    ...(typeof data.classCount === 'number' && !engine.takesClasses ? ['classification'] : []),
    ...(data.weights && !engine.takesWeights ? ['weights'] : []),
  ];
  if (lacks.length > 0) {
    throw new DomainError(
      'invalid-input',
      `Engine ${name} has no ${lacks.join(' and no ')}: choose engine ${engines[0]!.name}`,
      { engine: name },
    );
  }
  engine.check(data.target.length, data.columns.length, resolved);
  return { name, options: resolved };
}

/** Trees per task: small enough that progress moves, large enough that a thread is not fed crumbs. */
const batchTrees = 20;

export function growForest(
  context: ProcessContext,
  engine: ChosenEngine,
  data: TrainingData,
  seed: number,
): Promise<{ readonly request: TrainRequest; readonly trained: TrainedForest }> {
  const rows = Uint32Array.from(data.target.keys());
  const request = requestOf(data, data.columns, rows, engine, seed);
  const trees = engine.options['trees'] ?? 0;
  const run = growInThread(context, engine.name);
  const onTrees = (done: number): void => context.progress(done / trees, `${done} of ${trees} trees`);
  return trainForest(request, batchTrees, run, onTrees).then((trained) => ({ request, trained }));
}

/** Chooses covariates and options for a fold by its training rows alone; the columns are prepared by these rows. */
export type FoldChooser = (task: FoldTask, columns: readonly Float32Array[]) => Promise<Candidate>;

/** @param choose null for a model of all covariates with the engine as it is */
export function validateForest(
  context: ProcessContext,
  engine: ChosenEngine,
  data: ValidationData,
  given: { readonly repeats: readonly Folds[]; readonly seed: number; readonly choose: FoldChooser | null },
): Promise<CrossValidation> {
  const { repeats, seed, choose } = given;
  const request = { target: data.target, repeats, seed, concurrency: context.pool.threads };
  return crossValidate(request, foldFitter(context, engine, data, countFolds(repeats), choose));
}

/** @returns per repeat, per row: the number of the class that wins it in the forest that was trained without it */
export function validateClasses(
  context: ProcessContext,
  engine: ChosenEngine,
  data: ValidationData,
  given: { readonly repeats: readonly Folds[]; readonly seed: number; readonly choose: FoldChooser | null },
): Promise<readonly Float64Array[]> {
  const { repeats, seed, choose } = given;
  const request = { target: data.target, repeats, seed, concurrency: context.pool.threads };
  return predictOutOfFold(request, foldFitter(context, engine, data, countFolds(repeats), choose));
}

export function countFolds(repeats: readonly Folds[]): number {
  return repeats.reduce((sum, folds) => sum + folds.foldCount, 0);
}

function foldFitter(
  context: ProcessContext,
  engine: ChosenEngine,
  data: ValidationData,
  total: number,
  choose: FoldChooser | null,
): (task: FoldTask) => Promise<RowPredictor> {
  const { raw, target, classCount = null, impute } = data;
  const fitter = findEngine(engine.name);
  let done = 0;
  return async (task) => {
    const { rows, seed } = task;
    const all = prepareColumns(raw, learnPreparation(raw, { target, classCount }, rows, impute));
    const chosen = await choose?.(task, all);
    const columns = chosen === undefined ? all : chosen.covariates.map((covariate) => all[covariate]!);
    const options = chosen?.options ?? engine.options;
    const predict =
      'fit' in fitter
        ? fitLine(fitter, { columns, target, rows, names: raw.map(({ name }) => name) })
        : await fitForest(
            context,
            { ...engine, options },
            requestOf(data, columns, rows, { ...engine, options }, seed),
          );
    done += 1;
    context.progress(done / total, `${done} of ${total} folds`);
    if (classCount !== null) return predict;
    return (row) => {
      const value = predict(row);
      if (Number.isNaN(value)) throw unseenLevel(data, all, row);
      return value;
    };
  };
}

/** Folds are the parallel work here: one task grows a whole forest. */
async function fitForest(context: ProcessContext, engine: ChosenEngine, request: TrainRequest): Promise<RowPredictor> {
  const { columns, classCount, options } = request;
  const { forest } = await trainForest(request, options['trees'] ?? 0, growInThread(context, engine.name));
  return typeof classCount === 'number'
    ? classPredictor(forest, classCount, columns)
    : forestPredictor(forest, columns);
}

function fitLine(engine: LinearEngine, task: FitTask): RowPredictor {
  return relationPredictor(relationOf(engine.fit(task)), task.columns);
}

/** A row without a prediction has no error: left out in silence, it would make the score look better than it is. */
function unseenLevel({ raw, lines }: ValidationData, prepared: readonly Float32Array[], row: number): DomainError {
  const { name } = raw[prepared.findIndex((column) => Number.isNaN(column[row]))]!;
  return new DomainError(
    'covariate-invalid',
    `Line ${lines[row]} holds a level of ${name} that no row outside its fold has, so that nothing was learnt of it: join it with another level, leave the row out, or choose other folds`,
    { covariate: name, line: lines[row] },
  );
}

/** Nothing but what threads need: a table has much more, and every task copies what it holds. */
function requestOf(
  { target, classCount = null, weights = null }: TrainingData,
  columns: readonly Float32Array[],
  rows: Uint32Array,
  { options }: ChosenEngine,
  seed: number,
): TrainRequest {
  return { columns, target, classCount, weights, rows, options, seed };
}

function growInThread(context: ProcessContext, engine: string) {
  return (task: object): Promise<TreeBatch> => context.pool.run('trainTrees', { engine, ...task }, context.signal);
}
