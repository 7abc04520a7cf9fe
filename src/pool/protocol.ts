/** What crosses between the main thread and `workers/`: plain data, shared buffers, errors in plain form. */
import { toPlainError, traceOf } from '../core/errors.ts';
import type { PlainError } from '../core/errors.ts';
import type { Kept } from './keepLast.ts';

/** The tasks that threads know, each a file of `workers/`. */
export type WorkerName =
  | 'trainTrees'
  | 'permuteCovariates'
  | 'predictOutOfBag'
  | 'rankOutOfBag'
  | 'predictIntervals'
  | 'traceEffects'
  | 'traceSurface'
  | 'predictWindow'
  | 'deriveWindow'
  | 'describeRaster'
  | 'readTable'
  | 'describePolygons'
  | 'describeModel'
  | 'checkDataset'
  | 'readClimate'
  | 'summariseSeries'
  | 'sampleRaster'
  | 'moveToCells'
  | 'hashFile'
  | 'exportOnnx'
  | 'drawFolds'
  | 'scoreCandidate'
  | 'fitLine'
  | 'scoreBaselines'
  | 'deriveApplicability'
  | 'simulateColumn'
  | 'modelRecord'
  | 'readSensors'
  | 'simulateSection'
  | 'simulateCells'
  | 'collectTuples';

/** What the tasks of one kind keep from one to the next. */
type Keeping = Pick<Kept<unknown>, 'drop'>;

/** Of this thread's last task. */
let keeping: Keeping | null = null;

/**
 * What a file of `workers/` exports: the work, with its faults in the form in which they cross.
 * @param own what the work keeps and what is too large to stay once the thread does something else
 */
export function asTask<Task, Result>(
  work: (task: Task) => Result | Promise<Result>,
  own: Keeping | null = null,
): (task: Task) => Promise<Result> {
  return async (task) => {
    try {
      if (keeping !== own) await keeping?.drop();
      keeping = own;
      return await work(task);
    } catch (error) {
      throw errorForParent(error);
    }
  };
}

/** An error's class and code are lost between threads, its cause survives: so the plain form travels there. */
function errorForParent(error: unknown): Error {
  const plain = toPlainError(error);
  const sent = new Error(plain.message, { cause: plain });
  // Where it happened, and not here.
  sent.stack = traceOf(error);
  return sent;
}

/** The plain form that a task sent, or null for an error that did not come that way. */
export function plainErrorFromThread(error: unknown): PlainError | null {
  const cause: unknown = error instanceof Error ? error.cause : null;
  if (typeof cause !== 'object' || cause === null || !('code' in cause) || !('detail' in cause)) return null;
  // Only errorForParent puts an object with code and detail there.
  return cause as PlainError;
}
