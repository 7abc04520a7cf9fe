/** Requests that no route takes: wrong parameters, wrong method, no such path. */
import type { Context } from 'hono';
import type { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { methods } from './openApiDocument.ts';
import type { ApiDocument } from './openApiDocument.ts';

type Checked = { readonly target: string } & (
  | { readonly success: true }
  | { readonly success: false; readonly error: z.ZodError }
);

/**
 * A path parameter that cannot be an id names nothing: 404, the same as an id that is not there.
 * @throws {DomainError} 'not-found', 'no-such-job', 'unknown-field' or 'invalid-input'
 */
export function refuseParameters(result: Checked, c: Context): void {
  if (result.success) return;
  const { issues } = result.error;
  if (result.target === 'param') {
    const { pathname } = new URL(c.req.url);
    if (pathname.startsWith('/jobs/')) throw new DomainError('no-such-job', `There is no job at ${pathname}`);
    throw new DomainError('not-found', `There is nothing at ${pathname}: the id is not a UUID`);
  }
  const errors = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: `/query/${key}`, detail: `there is no query parameter "${key}"` }))
      : [{ pointer: `/query/${issue.path.join('/')}`, detail: issue.message }],
  );
  const unknown = issues.some((issue) => issue.code === 'unrecognized_keys');
  const message = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  throw new DomainError(unknown ? 'unknown-field' : 'invalid-input', message, { errors });
}

/** @throws {DomainError} 'method-not-allowed' where the path takes other methods, else 'not-found' */
export function refuseRoute(c: Context, paths: ApiDocument['paths']): never {
  const { pathname } = new URL(c.req.url);
  const allowed = Object.entries(paths).flatMap(([template, item]) =>
    matchesTemplate(pathname, template) ? methods.filter((method) => item[method] !== undefined) : [],
  );
  if (allowed.length > 0) {
    const names = [
      ...new Set(allowed.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))),
    ];
    const allow = names.join(', ');
    throw new DomainError('method-not-allowed', `${pathname} takes ${allow}, not ${c.req.method}`, { allow });
  }
  const nearest = nearestName(pathname, Object.keys(paths));
  throw new DomainError('not-found', `There is no ${pathname}; the nearest is ${nearest}`, { nearest });
}

function matchesTemplate(path: string, template: string): boolean {
  const parts = path.split('/');
  const expected = template.split('/');
  return (
    parts.length === expected.length &&
    expected.every((part, i) => part === parts[i] || (part.startsWith('{') && parts[i] !== ''))
  );
}
