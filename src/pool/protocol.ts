/** What crosses between the main thread and `workers/`: plain data, shared buffers, errors in plain form. */
import { toPlainError } from '../core/errors.ts';
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
  | 'simulateSection'
  | 'simulateCells'
  | 'collectTuples';

/** An error's class and code are lost between threads, its cause survives: so the plain form travels there. */
export function errorForParent(error: unknown): Error {
  const plain = toPlainError(error);
  return new Error(plain.message, { cause: plain });
}

/** The plain form that `errorForParent` sent, or null for an error that did not come that way. */
export function plainErrorFromThread(error: unknown): PlainError | null {
  const cause: unknown = error instanceof Error ? error.cause : null;
  if (typeof cause !== 'object' || cause === null || !('code' in cause) || !('detail' in cause)) return null;
  // Only errorForParent puts an object with code and detail there.
  return cause as PlainError;
}
