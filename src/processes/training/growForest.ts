/** Training in threads, in batches of trees. */
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../core/errors.ts';
import { engines, findEngine } from '../../forest/engines.ts';
import { trainForest, treesPerBatch } from '../../forest/trainForest.ts';
import { resolveOptions } from '../../forest/engine.ts';
import type { EngineOptions, Training, TreeBatch } from '../../forest/engine.ts';
import type { TrainedForest } from '../../forest/trainForest.ts';
import type { ProcessContext } from '../process.ts';

export interface ChosenEngine {
  readonly name: string;
  readonly options: EngineOptions;
}

export type TrainingData = Pick<Training, 'columns' | 'target' | 'classCount' | 'weights'>;

/** A forest and what it was grown from. */
export interface GrownForest {
  readonly request: Training;
  readonly trained: TrainedForest;
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
  const classes = typeof data.classCount === 'number';
  const lacks = [
    ...(classes && !engine.takesClasses ? ['classification'] : []),
    ...(data.weights && !engine.takesWeights ? ['weights'] : []),
  ];
  if (lacks.length > 0) {
    throw new DomainError(
      'invalid-input',
      `Engine ${name} has no ${lacks.join(' and no ')}: choose engine ${engines[0]!.name}`,
      { engine: name },
    );
  }
  engine.check(data.target.length, data.columns.length, resolved, classes);
  return { name, options: resolved };
}

export function growForest(
  context: ProcessContext,
  engine: ChosenEngine,
  data: TrainingData,
  seed: number,
): Promise<GrownForest> {
  const rows = Uint32Array.from(data.target.keys());
  const request = requestOf(data, data.columns, rows, engine, seed);
  const trees = engine.options['trees'] ?? 0;
  const run = growInThread(context, engine.name);
  const onTrees = (done: number): void => context.progress(done / trees, `${done} of ${trees} trees`);
  return trainForest(request, treesPerBatch(rows.length), run, onTrees).then((trained) => ({ request, trained }));
}

/** Nothing but what threads need: a table has much more, and every task copies what it holds. */
export function requestOf(
  { target, classCount = null, weights = null }: TrainingData,
  columns: readonly Float32Array[],
  rows: Uint32Array,
  { options }: ChosenEngine,
  seed: number,
): Training {
  return { columns, target, classCount, weights, rows, options, seed };
}

/** @returns what grows the batches of one training */
export function growInThread(context: ProcessContext, engine: string) {
  const named = { engine, training: randomUUID() };
  return (task: object): Promise<TreeBatch> => context.pool.run('trainTrees', { ...named, ...task }, context.signal);
}
