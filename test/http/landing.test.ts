import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, publicUrl, read } from './support/testApp.ts';
import type { TestApp } from './support/testApp.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.remove());

describe('GET /', () => {
  it('links the API document, its page, the conformance classes, processes and jobs, each with a type', async () => {
    const { links } = await read<{ links: Record<string, string>[] }>(await test.app.request('/'));
    const rels = links.map((link) => link['rel']);
    expect(rels).toEqual(
      expect.arrayContaining([
        'service-desc',
        'service-doc',
        'http://www.opengis.net/def/rel/ogc/1.0/conformance',
        'http://www.opengis.net/def/rel/ogc/1.0/processes',
        'http://www.opengis.net/def/rel/ogc/1.0/job-list',
      ]),
    );
    for (const link of links) {
      expect(link['href']).toMatch(new RegExp(`^${publicUrl}/`));
      expect(link['type']).toMatch(/\//);
    }
  });

  it('is a web page with the same links for who prefers HTML, and without scripts', async () => {
    const answer = await test.app.request('/', { headers: { Accept: 'text/html' } });
    expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    const page = await answer.text();
    expect(page).toContain(`<a href="${publicUrl}/processes">`);
    expect(page).not.toContain('<script');
  });

  it('is JSON for ?f=json whatever the Accept header says, and HTML for ?f=html', async () => {
    const json = await test.app.request('/?f=json', { headers: { Accept: 'text/html' } });
    expect(json.headers.get('Content-Type')).toBe('application/json');
    const html = await test.app.request('/?f=html');
    expect(html.headers.get('Content-Type')).toContain('text/html');
  });

  it('answers 406 where neither JSON nor HTML is acceptable', async () => {
    const answer = await test.app.request('/', { headers: { Accept: 'application/xml' } });
    expect(answer.status).toBe(406);
    expect(await read(answer)).toMatchObject({ code: 'not-acceptable', status: 406 });
  });
});

describe('GET /conformance', () => {
  it('claims seven classes of version 1.0, and not callback', async () => {
    const { conformsTo } = await read<{ conformsTo: string[] }>(await test.app.request('/conformance'));
    expect(conformsTo).toHaveLength(7);
    expect(conformsTo.join()).not.toContain('callback');
  });
});

describe('GET /healthz', () => {
  it('gives the facts of the root with the version', async () => {
    expect(await (await test.app.request('/healthz')).json()).toEqual({
      status: 'ok',
      version: '0.1.0',
      database: 'ok',
    });
  });
});
