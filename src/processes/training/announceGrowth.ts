/** What a long training will take, said before it begins, so that its user can think again. */
import { findEngine } from '../../forest/engines.ts';
import type { ProcessContext } from '../process.ts';
import type { ChosenEngine, TrainingData } from './growForest.ts';

/** Shorter work says nothing. */
const longSeconds = 600;

/** @param forests how many will be grown of about all rows, those of folds included */
export function announceGrowth(
  { log, pool }: Pick<ProcessContext, 'log'> & { readonly pool: Pick<ProcessContext['pool'], 'threads'> },
  { name, options }: ChosenEngine,
  { target, columns, classCount = null }: TrainingData,
  forests: number,
): void {
  const engine = findEngine(name);
  if (!('openTraining' in engine) || engine.cost === null) return;
  const cost = engine.cost(target.length, columns.length, options, classCount !== null);
  const seconds = forests * cost.seconds;
  if (seconds < longSeconds) return;
  const bytes = pool.threads * cost.threadBytes + cost.inBagBytes + 2 * cost.forestBytes;
  log(
    'info',
    `growing ${forests} ${forests === 1 ? 'forest' : 'forests, those of the folds included,'} of ${options['trees']} trees on ${target.length} rows of ${columns.length} covariates takes about ${duration(seconds)} of one core, ${duration(seconds / pool.threads)} on ${pool.threads} threads here, and up to ${(bytes / 1e9).toPrecision(2)} GB of memory for each forest`,
  );
}

function duration(seconds: number): string {
  const minutes = seconds / 60;
  return minutes < 100 ? `${Math.ceil(minutes)} minutes` : `${Number((minutes / 60).toPrecision(2))} hours`;
}
