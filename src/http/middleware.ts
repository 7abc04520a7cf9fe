/** What every request passes through: safe headers, the caller's identity, and JSON shown as HTML to a browser. */
import { isIP } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { DomainError } from '../core/errors.ts';
import { htmlPage, renderJson } from './html.ts';
import { preferredType } from './negotiate.ts';
import type { Access, HttpEnv } from './services.ts';

const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/** Nothing of ours may be guessed to be another type, framed, or run a script. */
export const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set('X-Content-Type-Options', 'nosniff');
  c.res.headers.set('Referrer-Policy', 'no-referrer');
  c.res.headers.set('Content-Security-Policy', pagePolicy);
};

/** Finds out who is calling, and refuses everything that follows where nobody may. */
export function requireOwner(access: Access, publicUrl: string): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const header = c.req.header('Authorization');
    const token = header === undefined ? null : (/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '');
    const owner = await access.owner(token);
    if (owner === null) {
      throw new DomainError(
        'unauthorized',
        token === null
          ? 'This needs an API key: send it as "Authorization: Bearer KEY"'
          : 'The API key in the Authorization header is not known here; expected "Bearer KEY" with a valid key',
      );
    }
    c.set('owner', owner);
    if (token === null) refuseOtherSites(c, publicUrl);
    await next();
  };
}

/**
 * Without a key it is the browser's place that gives access, and a page of any site can make a browser send a form.
 * Browsers say with an Origin header where a request that changes something comes from. Not where the site's own name
 * leads here: so only names that no stranger can give are answered to.
 */
function refuseOtherSites(c: Context, publicUrl: string): void {
  const { host, hostname } = new URL(c.req.url);
  if (!isOwnName(hostname) && host !== new URL(publicUrl).host) {
    throw new DomainError(
      'origin-refused',
      `Without a key this service answers at an address, at localhost and at ${publicUrl}, not at ${host}. Where users shall see it there, set CRYOFOREST_PUBLIC_URL`,
      { host },
    );
  }
  const origin = c.req.header('Origin');
  if (origin === undefined || c.req.method === 'GET' || c.req.method === 'HEAD') return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new DomainError('origin-refused', `A page of ${origin} may not change anything at ${host}`, { origin });
}

/** Whether no server of names can make it lead elsewhere. */
function isOwnName(hostname: string): boolean {
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}

/** Every JSON document that can be had by GET is also a web page, for who prefers that or asks with `?f=html`. */
export function asPages(publicUrl: string): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const type = c.res.headers.get('Content-Type') ?? '';
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return;
    if (c.res.status !== 200 || !type.startsWith('application/json')) return;
    c.res.headers.append('Vary', 'Accept');
    const wanted = wantedForm(c.req.query('f'), c.req.header('Accept'));
    if (wanted === null) {
      throw new DomainError('not-acceptable', 'This document can be had as application/json or text/html', {
        accept: c.req.header('Accept'),
      });
    }
    if (wanted === 'application/json') return;
    const title = new URL(c.req.url).pathname;
    const page = htmlPage(title === '/' ? 'Cryoforest' : title, `${publicUrl}/`, renderJson(await c.res.json()));
    const headers = new Headers(c.res.headers);
    headers.set('Content-Type', 'text/html; charset=utf-8');
    headers.delete('Content-Length');
    // Hono merges the headers of a response that is already set, unless it is cleared first.
    c.res = undefined;
    c.res = new Response(page, { status: 200, headers });
  };
}

/** `f` wins over the Accept header. */
export function wantedForm(f: string | undefined, accept: string | undefined): 'application/json' | 'text/html' | null {
  if (f === 'html') return 'text/html';
  if (f === 'json') return 'application/json';
  return preferredType(accept, ['application/json', 'text/html']);
}
