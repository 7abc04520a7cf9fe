/** The only maker of error bodies: RFC 9457, with the exception types of OGC API – Processes where it names one. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { DomainError, errorCodes, toPlainError, traceOf } from '../core/errors.ts';
import type { ErrorCode, PlainError } from '../core/errors.ts';

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: ErrorCode;
  errors?: { pointer: string; detail: string }[];
  facts?: Record<string, unknown>;
}

/** Total by type: a new code does not compile until it has a status. */
const statusByCode: Readonly<Record<ErrorCode, ContentfulStatusCode>> = {
  'invalid-input': 400,
  'unknown-field': 400,
  'malformed-json': 400,
  'unsupported-media-type': 415,
  'too-large': 413,
  'href-refused': 400,
  unauthorized: 401,
  'origin-refused': 403,
  'not-acceptable': 406,
  'method-not-allowed': 405,
  'range-not-satisfiable': 416,
  'not-found': 404,
  'no-such-process': 404,
  'no-such-job': 404,
  'result-not-ready': 404,
  'job-dismissed': 410,
  conflict: 409,
  'table-unreadable': 400,
  'column-missing': 400,
  'column-duplicate': 400,
  'no-rows': 400,
  'too-few-stations': 400,
  'target-invalid': 400,
  'raster-unreadable': 400,
  'raster-unsupported': 400,
  'raster-no-georeference': 400,
  'crs-unknown': 400,
  'grid-mismatch': 400,
  'covariate-missing': 400,
  'covariate-invalid': 400,
  'model-unreadable': 400,
  'model-version': 400,
  'no-convergence': 422,
  'path-refused': 400,
  'disk-full': 507,
  'storage-unavailable': 503,
  'database-unavailable': 503,
  'address-refused': 500,
  'artefact-damaged': 500,
  'poison-chunk': 500,
  cancelled: 503,
  internal: 500,
};

const ogcExceptions: Partial<Record<ErrorCode, string>> = {
  'no-such-process': 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process',
  'no-such-job': 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-job',
  'result-not-ready': 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/result-not-ready',
};

const retryAfterS = '30';

export function statusOf(code: ErrorCode): ContentfulStatusCode {
  return statusByCode[code];
}

/** @param instance URI of this occurrence: the request's path, or the id under which a fault was logged */
export function describeProblem(error: PlainError, publicUrl: string, instance: string): Problem {
  const status = statusByCode[error.code];
  const problem: Problem = {
    type: ogcExceptions[error.code] ?? `${publicUrl}/problems/${error.code}`,
    title: errorCodes[error.code],
    status,
    detail:
      error.code === 'internal' ? 'A fault of the program. Please report it with the id given here.' : error.message,
    instance,
    code: error.code,
  };
  // Facts of the machine's own faults, such as local paths, are for its log only.
  if (status >= 500) return problem;
  const { errors, ...facts } = error.detail;
  if (isFaultList(errors)) problem.errors = errors.map(({ pointer, detail }) => ({ pointer, detail }));
  if (Object.keys(facts).length > 0) problem.facts = facts;
  return problem;
}

/** The answer to any error; what is a fault of the program is logged under the id that the client is told. */
export function respondProblem(
  c: Context,
  error: unknown,
  options: {
    readonly publicUrl: string;
    readonly log: (level: 'error', message: string, facts: Readonly<Record<string, unknown>>) => void;
  },
): Response {
  const plain = toPlainError(error);
  const status = statusByCode[plain.code];
  const instance = status === 500 ? `urn:uuid:${randomUUID()}` : new URL(c.req.url).pathname;
  if (status >= 500) {
    const trace = plain.code === 'internal' ? { trace: traceOf(error) } : {};
    options.log('error', plain.message, { instance, code: plain.code, detail: plain.detail, ...trace });
  }
  if (plain.code === 'unauthorized') c.header('WWW-Authenticate', 'Bearer realm="cryoforest"');
  if (status === 503 || status === 507) c.header('Retry-After', retryAfterS);
  if (plain.code === 'method-not-allowed') c.header('Allow', String(plain.detail['allow']));
  if (plain.code === 'range-not-satisfiable') c.header('Content-Range', `bytes */${String(plain.detail['bytes'])}`);
  // What is left of a body that was refused half-way cannot be told from a next request.
  if (!isWhole(c)) c.header('Connection', 'close');
  const body = describeProblem(plain, options.publicUrl, instance);
  // The OGC conformance suite wants plain JSON on the paths of its standard.
  const mediaType = isOgcPath(new URL(c.req.url).pathname) ? 'application/json' : 'application/problem+json';
  return c.body(JSON.stringify(body), status, { 'Content-Type': mediaType });
}

/** For `errors` of a DomainError's detail: one fault of the request body or query. */
export function refuseInput(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', `${pointer === '' ? 'body' : pointer}: ${detail}`, {
    errors: [{ pointer, detail }],
  });
}

/** Whether all of the request has arrived; without a socket, as in tests, it has. */
function isWhole(c: Context): boolean {
  const { incoming }: { readonly incoming?: { readonly complete: boolean } } = c.env ?? {};
  return incoming?.complete ?? true;
}

function isOgcPath(path: string): boolean {
  return path === '/' || /^\/(conformance|api|processes|jobs)(\/|$)/.test(path);
}

function isFaultList(value: unknown): value is { pointer: string; detail: string }[] {
  return Array.isArray(value) && value.every((item) => typeof item?.pointer === 'string');
}
