/** Models of folds in threads, each by the training rows of its fold alone. */
import { DomainError } from '../../core/errors.ts';
import { crossValidate, forestPredictor, predictOutOfFold, relationPredictor } from '../../forest/crossValidate.ts';
import { findEngine } from '../../forest/engines.ts';
import { exactColumns, learnPreparation, levelsByRank, prepareColumns } from '../../forest/preparation.ts';
import { trainForest } from '../../forest/trainForest.ts';
import { classPredictor } from '../../forest/votes.ts';
import { growInThread, requestOf } from '../training/growForest.ts';
import type { CrossValidation, FoldTask, RowPredictor } from '../../forest/crossValidate.ts';
import type { FitTask, Training } from '../../forest/engine.ts';
import type { Folds } from '../../forest/folds.ts';
import type { Forest } from '../../forest/forest.ts';
import type { LinearRelation } from '../../forest/linear/linearRelation.ts';
import type { RawColumn } from '../../forest/preparation.ts';
import type { Candidate } from '../../forest/tuning/candidate.ts';
import type { ChosenEngine, TrainingData } from '../training/growForest.ts';
import type { ProcessContext } from '../process.ts';

/** With the covariates as read, which every fold prepares by its own rows. */
export interface ValidationData extends TrainingData {
  readonly raw: readonly RawColumn[];
  readonly impute: boolean;
  /** Place of each row in the file, for messages. */
  readonly lines: ArrayLike<number>;
}

/** Chooses covariates and options for a fold by its training rows alone; the columns are prepared by these rows. */
export type FoldChooser = (task: FoldTask, columns: readonly Float32Array[]) => Promise<Candidate>;

/** Is shown the forest of every fold, with what it was trained on. */
export type FoldWatcher = (task: FoldTask, forest: Forest, training: Training) => Promise<void>;

interface FoldJob {
  readonly repeats: readonly Folds[];
  readonly seed: number;
  /** null for a model of all covariates with the engine as it is. */
  readonly choose: FoldChooser | null;
  readonly watch?: FoldWatcher;
}

export function validateForest(
  context: ProcessContext,
  engine: ChosenEngine,
  data: ValidationData,
  given: FoldJob,
): Promise<CrossValidation> {
  const { repeats, seed } = given;
  const request = { target: data.target, repeats, seed, concurrency: context.pool.threads };
  return crossValidate(request, foldFitter(context, engine, data, given));
}

/** @returns per repeat, per row: the number of the class that wins it in the forest that was trained without it */
export function validateClasses(
  context: ProcessContext,
  engine: ChosenEngine,
  data: ValidationData,
  given: FoldJob,
): Promise<readonly Float64Array[]> {
  const { repeats, seed } = given;
  const request = { target: data.target, repeats, seed, concurrency: context.pool.threads };
  return predictOutOfFold(request, foldFitter(context, engine, data, given));
}

export function countFolds(repeats: readonly Folds[]): number {
  return repeats.reduce((sum, folds) => sum + folds.foldCount, 0);
}

function foldFitter(
  context: ProcessContext,
  engine: ChosenEngine,
  data: ValidationData,
  { repeats, choose, watch }: FoldJob,
): (task: FoldTask) => Promise<RowPredictor> {
  const { raw, target, classCount = null, impute } = data;
  const fitter = findEngine(engine.name);
  const total = countFolds(repeats);
  let done = 0;
  return async (task) => {
    const { rows, seed } = task;
    const preparations = learnPreparation(raw, { target, classCount }, rows, impute);
    const all = prepareColumns(raw, preparations);
    const chosen = await choose?.(task, all);
    const columns = chosen === undefined ? all : chosen.covariates.map((covariate) => all[covariate]!);
    const options = chosen?.options ?? engine.options;
    const predict =
      'fit' in fitter
        ? await fitLine(context, {
            columns: exactColumns(raw, all),
            target,
            rows,
            covariates: raw.map((column, i) => ({ name: column.name, levels: levelsByRank(column, preparations[i]!) })),
          })
        : await fitForest(context, requestOf(data, columns, rows, { ...engine, options }, seed), {
            engine: engine.name,
            show: (forest, request) => watch?.(task, forest, request),
          });
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
async function fitForest(
  context: ProcessContext,
  request: Training,
  given: {
    readonly engine: string;
    readonly show: (forest: Forest, request: Training) => Promise<void> | undefined;
  },
): Promise<RowPredictor> {
  const { columns, classCount, options } = request;
  const { forest } = await trainForest(request, options['trees'] ?? 0, growInThread(context, given.engine));
  await given.show(forest, request);
  return typeof classCount === 'number'
    ? classPredictor(forest, classCount, columns)
    : forestPredictor(forest, columns);
}

async function fitLine({ pool, signal }: ProcessContext, task: FitTask): Promise<RowPredictor> {
  return relationPredictor(await pool.run<LinearRelation>('fitLine', task, signal), task.columns);
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
