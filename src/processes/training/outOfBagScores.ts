/** Scores of the training rows by the trees that did not see them. */
import type { Json } from '../../core/json.ts';
import { joinStretches } from '../../forest/outOfBag.ts';
import type { OutOfBag } from '../../forest/outOfBag.ts';
import { scorePredictions } from '../../forest/scores.ts';
import type { PredictOutOfBagTask } from '../../../workers/predictOutOfBag.ts';
import type { ProcessContext } from '../process.ts';
import type { GrownForest } from './growForest.ts';
import { reportConfusion } from '../validation/classReport.ts';

export async function scoreOutOfBag(
  context: ProcessContext,
  grown: GrownForest,
  classes: readonly string[] | null,
): Promise<Json> {
  const { target } = grown.request;
  const { predictions, neverOutOfBag } = await predictInThreads(context, grown);
  if (classes !== null) return { ...reportConfusion(classes, target, predictions), neverOutOfBag };
  const scores = scorePredictions(target, predictions);
  return scores === null ? { n: 0, neverOutOfBag } : { ...scores, neverOutOfBag };
}

/** A stretch of the rows in each thread: 10,000 rows walk through 500 trees in half a second. */
async function predictInThreads(
  { pool, signal }: ProcessContext,
  { request, trained }: GrownForest,
): Promise<OutOfBag> {
  const { columns, rows, classCount = null } = request;
  const { forest, inBag } = trained;
  const size = Math.ceil(rows.length / pool.threads);
  const begins = Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => i * size);
  const parts = begins.map((begin) => {
    const end = Math.min(rows.length, begin + size);
    const task: PredictOutOfBagTask = { forest: forest.buffer, classCount, columns, rows, inBag, begin, end };
    return pool.run<OutOfBag>('predictOutOfBag', task, signal);
  });
  return joinStretches(await Promise.all(parts));
}
