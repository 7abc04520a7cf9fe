import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, publicUrl, read } from './support/testApp.ts';
import type { TestApp } from './support/testApp.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.remove());

interface List {
  processes: { id: string }[];
  links: { rel: string; href: string }[];
}

describe('GET /processes', () => {
  it('gives exactly one process for limit=1 and leads to the others by next links', async () => {
    const seen: string[] = [];
    let href: string | undefined = `${publicUrl}/processes?limit=1`;
    while (href !== undefined) {
      const body: List = await read<List>(await test.app.request(href.slice(publicUrl.length)));
      expect(body.processes).toHaveLength(1);
      seen.push(...body.processes.map(({ id }) => id));
      href = body.links.find(({ rel }) => rel === 'next')?.href;
    }
    expect(seen).toEqual(['echo', 'mapper', 'breaker']);
  });

  it.each(['0', '10001', 'ten', '1.5'])('refuses limit=%s with a pointer to it', async (limit) => {
    const answer = await test.app.request(`/processes?limit=${limit}`);
    expect(answer.status).toBe(400);
    expect(await read(answer)).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/query/limit' }] });
  });

  it('refuses a query parameter that it does not know', async () => {
    const answer = await test.app.request('/processes?limt=1');
    expect(answer.status).toBe(400);
    expect(await read(answer)).toMatchObject({ code: 'unknown-field', errors: [{ pointer: '/query/limt' }] });
  });
});

describe('GET /processes/{processID}', () => {
  it('describes each input with its unit, its default, and whether it must be given', async () => {
    const answer = await test.app.request('/processes/mapper');
    expect(await read(answer)).toMatchObject({
      id: 'mapper',
      jobControlOptions: ['async-execute', 'dismiss'],
      outputTransmission: ['value', 'reference'],
      inputs: {
        model: { title: 'Model', minOccurs: 1, schema: { type: 'string' } },
        depthM: {
          title: 'Depth',
          minOccurs: 0,
          metadata: [{ role: 'unit', title: 'm' }],
          schema: { type: 'number', minimum: 0, exclusiveMinimum: true, default: 15 },
        },
      },
      outputs: {
        magst: {
          schema: { type: 'string', contentMediaType: 'image/tiff; application=geotiff', contentEncoding: 'binary' },
        },
        summary: { schema: { type: 'object', required: ['cells'] } },
      },
    });
  });

  it('gives mixed types as oneOf, the default first', async () => {
    const { inputs } = await read<{ inputs: { feature: { schema: { oneOf: unknown[] } } } }>(
      await test.app.request('/processes/echo'),
    );
    expect(inputs.feature.schema.oneOf[0]).toMatchObject({ type: 'string', contentMediaType: 'application/geo+json' });
  });

  it('answers no-such-process by the type of the standard and names the nearest', async () => {
    const answer = await test.app.request('/processes/maper');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('Content-Type')).toBe('application/json');
    expect(await read(answer)).toMatchObject({
      type: 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process',
      detail: expect.stringContaining('the nearest is "mapper"'),
    });
  });
});
