/** Web links (RFC 8288) and the relation types of the OGC. */
import { z } from '@hono/zod-openapi';

export const rel = {
  conformance: 'http://www.opengis.net/def/rel/ogc/1.0/conformance',
  processes: 'http://www.opengis.net/def/rel/ogc/1.0/processes',
  execute: 'http://www.opengis.net/def/rel/ogc/1.0/execute',
  jobs: 'http://www.opengis.net/def/rel/ogc/1.0/job-list',
  results: 'http://www.opengis.net/def/rel/ogc/1.0/results',
  exceptions: 'http://www.opengis.net/def/rel/ogc/1.0/exceptions',
} as const;

export const linkSchema = z
  .object({ href: z.string(), rel: z.string(), type: z.string(), title: z.string() })
  .openapi('Link');

export type Link = z.infer<typeof linkSchema>;

export function link(href: string, relation: string, title: string, type = 'application/json'): Link {
  return { href, rel: relation, type, title };
}

/** The page itself, and the same as HTML. */
export function selfLinks(href: string): Link[] {
  const html = new URL(href);
  html.searchParams.set('f', 'html');
  return [
    link(href, 'self', 'This document'),
    link(html.href, 'alternate', 'This document as a web page', 'text/html'),
  ];
}

/** For a Link header. @param href already percent-encoded, as all our URLs are */
export function linkHeader(href: string, relation: string, parameters: Readonly<Record<string, string>> = {}): string {
  const extra = Object.entries(parameters).map(([name, value]) => `; ${name}="${value}"`);
  return `<${href}>; rel=${relation}${extra.join('')}`;
}
