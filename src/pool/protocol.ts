/** What crosses between the main thread and `workers/`: plain data, shared buffers, errors in plain form. */
import { toPlainError, traceOf } from '../core/errors.ts';
import type { PlainError } from '../core/errors.ts';

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
  | 'deriveApplicability'
  | 'simulateColumn'
  | 'modelRecord'
  | 'readSensors'
  | 'simulateSection'
  | 'simulateCells'
  | 'collectTuples';

/** What a file of `workers/` exports: the work, with its faults in the form in which they cross. */
export function asTask<Task, Result>(work: (task: Task) => Result | Promise<Result>): (task: Task) => Promise<Result> {
  return async (task) => {
    try {
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
