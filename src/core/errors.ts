/**
 * The one error class of the project. A code is stable and machine-readable, the message is for people: what was
 * expected, what was found, where, and what to do.
 */

/** Every code, with when it is raised. `http/problem.ts` maps each to a status. */
export const errorCodes = {
  // Requests
  'invalid-input': 'A value does not satisfy the documented schema.',
  'unknown-field': 'A field is not part of the schema; the message names the nearest one that is.',
  'malformed-json': 'The request body is not JSON.',
  'unsupported-media-type': 'The body has a content type that the route does not read.',
  'too-large': 'An upload, a raster or a table exceeds a stated limit.',
  'href-refused':
    'An input by reference points outside the service and its allow-list, or could not be fetched safely.',
  unauthorized: 'An API key is needed and was absent or unknown.',
  'origin-refused':
    'A page of another site tried something here through the browser of a visitor, or under a name of its own.',
  'not-acceptable': 'None of the media types asked for can be produced.',
  'method-not-allowed': 'The route exists but not for this method; the Allow header lists the ones that do.',
  'range-not-satisfiable': 'The byte range asked for lies outside the file.',
  // Resources
  'not-found': 'No such route, dataset, raster, model, map or file, or it belongs to somebody else.',
  'no-such-process': 'No process has this id.',
  'no-such-job': 'No job has this id, or it belongs to somebody else.',
  'result-not-ready': 'The job has not finished.',
  'job-dismissed': 'The job was dismissed; it has no results.',
  conflict:
    'The request contradicts the present state, such as an idempotency key used for another request, or a file that changes while it is read.',
  // Tables
  'table-unreadable': 'The file is not a table that can be read: empty, binary, wrong encoding, ragged beyond repair.',
  'column-missing': 'A named column is not in the table.',
  'column-duplicate': 'Two columns have the same name.',
  'no-rows': 'No row is left to train on or to read.',
  'too-few-stations': 'Fewer stations than the method needs.',
  'target-invalid':
    'The target cannot be trained on: it is constant, a class has one member, or its values cannot be temperatures in degrees Celsius.',
  // Rasters
  'raster-unreadable': 'The file is not a readable GeoTIFF: truncated, damaged, or not a TIFF at all.',
  'raster-unsupported': 'A valid TIFF in a layout or compression that is refused rather than misread.',
  'raster-no-georeference': 'The raster has no usable position: no transform, rotated, or no CRS.',
  'crs-unknown': 'The coordinate reference system cannot be resolved.',
  'grid-mismatch': 'Rasters differ in CRS, cell size, origin or extent.',
  'covariate-missing': 'A covariate that the model needs was not given.',
  'covariate-invalid': 'A covariate is constant, all nodata, or not usable at the stations.',
  // Models
  'model-unreadable': 'Not a model file, or a damaged or tampered one.',
  'model-version': 'A model file of a version that this program does not read.',
  // Simulations
  'no-convergence': 'A time step has no solution that the method finds, even when it is halved again and again.',
  // Machine
  'path-refused': 'A path leaves the folder that it must stay in.',
  'disk-full': 'The disk has no space left.',
  'storage-unavailable': 'The data folder or the artefact store cannot be written or read.',
  'database-unavailable': 'PostgreSQL cannot be started or reached.',
  'address-refused': 'The service will not listen there: port taken, or a public address without keys.',
  'artefact-damaged': 'Stored bytes no longer have the hash they were stored under.',
  'poison-chunk': 'A chunk failed or killed its worker too often.',
  cancelled: 'The work was cancelled.',
  internal: 'A fault of the program.',
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorOptions {
  readonly cause?: unknown;
  /** True only where the same request may succeed later, such as a full disk. */
  readonly retryable?: boolean;
}

export class DomainError extends Error {
  readonly code: ErrorCode;
  /** Facts for machines: names, positions, limits. JSON only. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    detail: Readonly<Record<string, unknown>> = {},
    options: ErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.detail = detail;
    this.retryable = options.retryable ?? false;
  }
}

/** The plain form of an error, for threads and database rows, where classes do not survive. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;
}

/** As it crosses to threads and rests in records; what is none of ours is internal, or a full disk. */
export function toPlainError(error: unknown): PlainError {
  if (error instanceof DomainError) {
    return { code: error.code, message: error.message, detail: error.detail, retryable: error.retryable };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (isErrno(error, 'ENOSPC') || isErrno(error, 'EDQUOT')) {
    return {
      code: 'disk-full',
      message: `The disk is full: ${message}. Free space and try again.`,
      detail: {},
      retryable: true,
    };
  }
  return { code: 'internal', message, detail: {}, retryable: false };
}

/** @param cause what came in its place, whose stack says where it happened */
export function fromPlainError(plain: PlainError, cause?: unknown): DomainError {
  return new DomainError(plain.code, plain.message, plain.detail, { cause, retryable: plain.retryable });
}

/** Where a fault of the program happened, with what led to it: for the log of whoever mends it. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stack = error.message, cause } = error;
  return cause instanceof Error ? `${stack}\nbecause of ${traceOf(cause)}` : stack;
}

/** Whether a value is a Node system error with this code, such as ENOENT. */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
