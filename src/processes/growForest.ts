/** Training in threads: batches of trees for one forest, whole forests for cross-validation. */
import { crossValidate, forestPredictor } from '../forest/crossValidate.ts';
import { engines, findEngine } from '../forest/engines.ts';
import { trainForest } from '../forest/trainForest.ts';
import { resolveOptions } from '../forest/engine.ts';
import type { CrossValidation } from '../forest/crossValidate.ts';
import type { EngineOptions, TreeBatch } from '../forest/engine.ts';
import type { Folds } from '../forest/folds.ts';
import type { TrainedForest, TrainRequest } from '../forest/trainForest.ts';
import type { ProcessContext } from './process.ts';

export interface ChosenEngine {
  readonly name: string;
  readonly options: EngineOptions;
}

export interface TrainingData {
  /** One Float32Array per covariate, over shared memory. */
  readonly columns: readonly Float32Array[];
  readonly target: Float64Array;
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
  engine.check(data.target.length, data.columns.length, resolved);
  return { name, options: resolved };
}

/** Trees per task: small enough that progress moves, large enough that a thread is not fed crumbs. */
const batchTrees = 20;

export function growForest(
  context: ProcessContext,
  engine: ChosenEngine,
  { columns, target }: TrainingData,
  seed: number,
): Promise<{ readonly request: TrainRequest; readonly trained: TrainedForest }> {
  const rows = Uint32Array.from(target.keys());
  // Member by member: whatever else a table holds would be copied to every thread.
  const request: TrainRequest = { columns, target, rows, options: engine.options, seed };
  const trees = engine.options['trees'] ?? 0;
  const run = growInThread(context, engine.name);
  const onTrees = (done: number): void => context.progress(done / trees, `${done} of ${trees} trees`);
  return trainForest(request, batchTrees, run, onTrees).then((trained) => ({ request, trained }));
}

export async function validateForest(
  context: ProcessContext,
  engine: ChosenEngine,
  { columns, target }: TrainingData,
  repeats: readonly Folds[],
  seed: number,
): Promise<CrossValidation> {
  const total = repeats.reduce((sum, folds) => sum + folds.foldCount, 0);
  const trees = engine.options['trees'] ?? 0;
  let done = 0;
  const concurrency = context.pool.threads;
  return crossValidate({ target, repeats, seed, concurrency }, async (task) => {
    const request: TrainRequest = { columns, target, rows: task.rows, options: engine.options, seed: task.seed };
    // Folds are the parallel work here: one task grows a whole forest.
    const { forest } = await trainForest(request, trees, growInThread(context, engine.name));
    done += 1;
    context.progress(done / total, `${done} of ${total} folds`);
    return forestPredictor(forest, columns);
  });
}

function growInThread(context: ProcessContext, engine: string) {
  return (task: object): Promise<TreeBatch> => context.pool.run('trainTrees', { engine, ...task }, context.signal);
}
