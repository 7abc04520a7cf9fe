/**
 * The rows that a forest was trained on, as a model carries them: quantiles drop them down the trees, the area of
 * applicability measures distances to them.
 */
import { DomainError } from '../core/errors.ts';

export interface TrainingRows {
  /** One Float32Array per covariate, in the forest's order; finite, over shared memory where a file was read. */
  readonly columns: readonly Float32Array[];
  /** Finite. */
  readonly target: Float64Array;
  /** WGS 84 degrees, NaN for a row without a position; null where the table had none. */
  readonly positions: { readonly lon: Float64Array; readonly lat: Float64Array } | null;
  /** Fold that held a row out in the first repeat of the model's cross-validation, −1 for none; null without one. */
  readonly folds: Int32Array | null;
}

/** Which parts a file holds; the number of rows stands in the model's description. */
export interface TrainingRowsShape {
  readonly positions: boolean;
  readonly folds: boolean;
}

export function shapeOf({ positions, folds }: TrainingRows): TrainingRowsShape {
  return { positions: positions !== null, folds: folds !== null };
}

export function trainingRowsBytes(shape: TrainingRowsShape, rowCount: number, covariateCount: number): number {
  return rowCount * (8 + 4 * covariateCount + (shape.positions ? 16 : 0) + (shape.folds ? 4 : 0));
}

/** Little-endian, in the order of the members: `modelFile.ts` documents it. */
export function writeTrainingRows(view: DataView, start: number, rows: TrainingRows): void {
  const { columns, target, positions, folds } = rows;
  let at = start;
  for (const doubles of positions === null ? [target] : [target, positions.lon, positions.lat]) {
    for (const value of doubles) {
      view.setFloat64(at, value, true);
      at += 8;
    }
  }
  for (const column of columns) {
    for (const value of column) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  for (const fold of folds ?? []) {
    view.setInt32(at, fold, true);
    at += 4;
  }
}

/** @throws {DomainError} 'model-unreadable' for a target or covariate that is not finite, or a fold below −1 */
export function readTrainingRows(
  view: DataView,
  start: number,
  shape: TrainingRowsShape,
  rowCount: number,
  covariateCount: number,
): TrainingRows {
  let at = start;
  const doubles = (): Float64Array => {
    const values = new Float64Array(new SharedArrayBuffer(8 * rowCount));
    for (let i = 0; i < rowCount; i++) values[i] = view.getFloat64(at + 8 * i, true);
    at += 8 * rowCount;
    return values;
  };
  const target = doubles();
  const positions = shape.positions ? { lon: doubles(), lat: doubles() } : null;
  const columns = Array.from({ length: covariateCount }, () => {
    const values = new Float32Array(new SharedArrayBuffer(4 * rowCount));
    for (let i = 0; i < rowCount; i++) values[i] = view.getFloat32(at + 4 * i, true);
    at += 4 * rowCount;
    return values;
  });
  const folds = shape.folds ? Int32Array.from({ length: rowCount }, (_, i) => view.getInt32(at + 4 * i, true)) : null;
  if (!target.every(Number.isFinite) || !columns.every((column) => column.every(Number.isFinite))) {
    throw new DomainError('model-unreadable', "The model's training rows hold a number that is not finite");
  }
  if (folds?.some((fold) => fold < -1) === true) {
    throw new DomainError('model-unreadable', "The model's training rows hold a fold below −1");
  }
  return { columns, target, positions, folds };
}

/**
 * The rows, for what cannot be had without them.
 * @param what        the subject of a sentence, such as "Quantile q05"
 * @param alternative what else the user may do, such as "ask for the mean alone"; null for nothing
 * @throws {DomainError} 'invalid-input' for a model that was trained to leave them out
 */
export function requireTrainingRows(rows: TrainingRows | null, what: string, alternative: string | null): TrainingRows {
  if (rows !== null) return rows;
  throw new DomainError(
    'invalid-input',
    `${what} needs the rows that the model was trained on, but the model was trained with keepTrainingRows=false. Train it again with keepTrainingRows=true${alternative === null ? '' : `, or ${alternative}`}`,
  );
}
