import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeProcess } from '../../src/http/processDescription.ts';
import { loadProcesses } from '../../src/processes/all.ts';
import { oracleTest } from '../support/oracles.ts';
import { storeBytes } from '../http/support/fakeStore.ts';
import { tiff } from '../http/support/processes.ts';
import { createTestApp, form, post, read } from '../http/support/testApp.ts';
import type { TestApp } from '../http/support/testApp.ts';
import { loadOgcSchemas, loadOwnSchemas, ogcFolder } from './schemas.ts';
import type { OpenApi } from './schemas.ts';

interface Case {
  readonly what: string;
  readonly path: string;
  readonly init?: RequestInit;
  readonly status: number;
  /** Name of the published schema that the JSON body must satisfy. */
  readonly ogc?: string;
}

const absent = '00000000-0000-4000-8000-000000000000';
const keys = { 'key-a': 'anna' };
const key = { Authorization: 'Bearer key-a' };

let test: TestApp;
let document: OpenApi;
let ids: Record<'dataset' | 'raster' | 'model' | 'map' | 'done' | 'made' | 'failed' | 'slow' | 'dismissed', string>;

beforeAll(async () => {
  test = await createTestApp({ keys });
  document = await read<OpenApi>(await test.app.request('/api'));
  ids = await createOneOfEach();
});
afterAll(() => test.remove());

async function createOneOfEach(): Promise<typeof ids> {
  const upload = async (path: string, content = 'a,b'): Promise<string> => {
    const init = { ...form({ file: new Blob([content]) }, 'a.csv'), headers: key };
    return (await read<{ id: string }>(await test.app.request(path, init))).id;
  };
  const submit = async (process: string, inputs: object): Promise<string> => {
    const init = post({ inputs }, { ...key, Prefer: 'respond-async' });
    return (await read<{ jobID: string }>(await test.app.request(`/processes/${process}/execution`, init))).jobID;
  };
  const map = randomUUID();
  const file = await storeBytes(test.artefacts, tiff, 'image/tiff');
  const record = { id: map, kind: 'map', owner: 'anna', name: 'm', files: { 'magst.tif': file } } as const;
  await test.records.insert({ ...record, description: { areaKm2: 4 }, jobId: absent });
  const made = {
    dataset: await upload('/boreholes'),
    raster: await upload('/rasters'),
    polygons: await upload('/polygons', '{}'),
    model: await upload('/models'),
    map,
    done: await submit('echo', { message: 'hi', numbers: [1] }),
    made: await submit('mapper', { model: 'm' }),
    failed: await submit('breaker', { how: 'grid' }),
    slow: await submit('mapper', { model: 'slow' }),
    dismissed: await submit('mapper', { model: 'slow' }),
  };
  for (const id of [made.done, made.made, made.failed]) await test.jobs.waitFor('anna', id, 10_000);
  await test.jobs.dismiss('anna', made.dismissed);
  return made;
}

const json = { headers: { Accept: 'application/json' } };
const remove = { method: 'DELETE' };
const execute = (body: unknown, headers: Record<string, string> = {}): RequestInit =>
  post(body, { Accept: 'application/json', ...headers });

/** Paths may name what `createOneOfEach` made. */
const cases: readonly Case[] = [
  { what: 'landing page', path: '/', status: 200, ogc: 'landingPage' },
  {
    what: 'landing page in another language of machines',
    path: '/',
    init: { headers: { Accept: 'application/xml' } },
    status: 406,
    ogc: 'exception',
  },
  { what: 'conformance', path: '/conformance', status: 200, ogc: 'confClasses' },
  { what: 'API', path: '/api', status: 200 },
  { what: 'API page', path: '/api.html', status: 200 },
  { what: 'API page by Accept', path: '/api', init: { headers: { Accept: 'text/html' } }, status: 200 },
  { what: 'health', path: '/healthz', status: 200 },
  { what: 'problems', path: '/problems', status: 200 },
  { what: 'problem', path: '/problems/disk-full', status: 200 },
  { what: 'no such problem', path: '/problems/x', status: 404, ogc: 'exception' },
  { what: 'processes', path: '/processes', status: 200, ogc: 'processList' },
  { what: 'processes with a wrong limit', path: '/processes?limit=0', status: 400, ogc: 'exception' },
  { what: 'echo', path: '/processes/echo', status: 200, ogc: 'process' },
  { what: 'mapper', path: '/processes/mapper', status: 200, ogc: 'process' },
  { what: 'no such process', path: '/processes/x', status: 404, ogc: 'exception' },
  {
    what: 'sync document',
    path: '/processes/echo/execution',
    init: execute({ inputs: { numbers: [1], bbox: { bbox: [1, 2, 3, 4] } } }),
    status: 200,
    ogc: 'results',
  },
  {
    what: 'sync raw',
    path: '/processes/echo/execution',
    init: post({ inputs: { numbers: [1] }, outputs: { numbers: {} } }),
    status: 200,
  },
  {
    what: 'sync raw of several',
    path: '/processes/echo/execution',
    init: post({ inputs: { numbers: [1] } }),
    status: 200,
  },
  {
    what: 'sync references',
    path: '/processes/echo/execution',
    init: post({ inputs: {}, outputs: { pause: { transmissionMode: 'reference' } } }),
    status: 204,
  },
  {
    what: 'async',
    path: '/processes/echo/execution',
    init: execute({ inputs: {} }, { Prefer: 'respond-async' }),
    status: 201,
    ogc: 'statusInfo',
  },
  {
    what: 'async of mapper',
    path: '/processes/mapper/execution',
    init: execute({ inputs: { model: 'm' } }),
    status: 201,
    ogc: 'statusInfo',
  },
  {
    what: 'a key used twice',
    path: '/processes/mapper/execution',
    init: execute({ inputs: { model: 'm' } }, { 'Idempotency-Key': 'twice' }),
    status: 201,
  },
  {
    what: 'a key used for something else',
    path: '/processes/mapper/execution',
    init: execute({ inputs: { model: 'n' } }, { 'Idempotency-Key': 'twice' }),
    status: 409,
    ogc: 'exception',
  },
  {
    what: 'unknown input',
    path: '/processes/echo/execution',
    init: execute({ inputs: { mesage: 'x' } }),
    status: 400,
    ogc: 'exception',
  },
  { what: 'malformed body', path: '/processes/echo/execution', init: execute('{'), status: 400, ogc: 'exception' },
  {
    what: 'wrong content type',
    path: '/processes/echo/execution',
    init: execute('{}', { 'Content-Type': 'text/plain' }),
    status: 415,
    ogc: 'exception',
  },
  {
    what: 'too much',
    path: '/processes/echo/execution',
    init: execute(`"${'x'.repeat(1_000_001)}"`),
    status: 413,
    ogc: 'exception',
  },
  {
    what: 'a fault of the program',
    path: '/processes/breaker/execution',
    init: execute({ inputs: { how: 'bug' } }),
    status: 500,
    ogc: 'exception',
  },
  { what: 'execution of no process', path: '/processes/x/execution', init: execute({}), status: 404, ogc: 'exception' },
  { what: 'jobs', path: '/jobs', status: 200, ogc: 'jobList' },
  { what: 'jobs by a wrong status', path: '/jobs?status=x', status: 400, ogc: 'exception' },
  { what: 'a finished job', path: '/jobs/{done}', status: 200, ogc: 'statusInfo' },
  { what: 'a failed job', path: '/jobs/{failed}', status: 200, ogc: 'statusInfo' },
  { what: 'a running job', path: '/jobs/{slow}', status: 200, ogc: 'statusInfo' },
  { what: 'a dismissed job', path: '/jobs/{dismissed}', status: 200, ogc: 'statusInfo' },
  { what: 'no such job', path: `/jobs/${absent}`, status: 404, ogc: 'exception' },
  { what: 'results as a document', path: '/jobs/{made}/results', init: json, status: 200, ogc: 'results' },
  { what: 'results as multipart', path: '/jobs/{made}/results', status: 200 },
  { what: 'results that are not ready', path: '/jobs/{slow}/results', status: 404, ogc: 'exception' },
  { what: 'results of a failure', path: '/jobs/{failed}/results', status: 400, ogc: 'exception' },
  { what: 'results of a dismissed job', path: '/jobs/{dismissed}/results', status: 410, ogc: 'exception' },
  { what: 'an output', path: '/jobs/{made}/results/table', status: 200 },
  {
    what: 'part of an output',
    path: '/jobs/{made}/results/table',
    init: { headers: { Range: 'bytes=0-1' } },
    status: 206,
  },
  { what: 'no such output', path: '/jobs/{made}/results/x', status: 404, ogc: 'exception' },
  { what: 'a log', path: '/jobs/{done}/logs', status: 200 },
  { what: 'a log as text', path: '/jobs/{done}/logs', init: { headers: { Accept: 'text/plain' } }, status: 200 },
  { what: 'provenance', path: '/jobs/{done}/provenance', status: 200 },
  { what: 'dismissal', path: '/jobs/{slow}', init: remove, status: 200, ogc: 'statusInfo' },
  { what: 'upload of a dataset', path: '/boreholes', init: form({ file: new Blob(['a']) }), status: 201 },
  { what: 'upload without a file', path: '/boreholes', init: form({ name: 'x' }), status: 400, ogc: 'exception' },
  {
    what: 'upload of another type',
    path: '/boreholes',
    init: { method: 'POST', body: 'x', headers: { 'Content-Type': 'text/csv' } },
    status: 415,
  },
  {
    what: 'upload of too much',
    path: '/rasters',
    init: form({ file: new Blob([Buffer.alloc(100_001)]) }),
    status: 413,
  },
  { what: 'datasets', path: '/boreholes', status: 200 },
  { what: 'a dataset', path: '/boreholes/{dataset}', status: 200 },
  { what: 'the file of a dataset', path: '/boreholes/{dataset}/file', status: 200 },
  {
    what: 'edits of a dataset',
    path: '/boreholes/{dataset}/edits',
    init: post({ edits: [{ line: 2, exclude: true, reason: 'on a road' }] }),
    status: 201,
  },
  {
    what: 'edits without a reason',
    path: '/boreholes/{dataset}/edits',
    init: post({ edits: [{ line: 2, exclude: true }] }),
    status: 400,
    ogc: 'exception',
  },
  { what: 'no such dataset', path: `/boreholes/${absent}`, status: 404, ogc: 'exception' },
  { what: 'deletion of a dataset', path: '/boreholes/{dataset}', init: remove, status: 204 },
  { what: 'upload of a raster', path: '/rasters', init: form({ file: new Blob(['a']) }), status: 201 },
  { what: 'registration of a folder', path: '/rasters', init: post({ folder: 'a' }), status: 201 },
  { what: 'registration of a folder elsewhere', path: '/rasters', init: post({ folder: '..' }), status: 400 },
  { what: 'rasters', path: '/rasters', status: 200 },
  { what: 'a raster', path: '/rasters/{raster}', status: 200 },
  { what: 'deletion of a raster', path: '/rasters/{raster}', init: remove, status: 204 },
  { what: 'upload of polygons', path: '/polygons', init: form({ file: new Blob(['{}']) }), status: 201 },
  { what: 'polygon layers', path: '/polygons', status: 200 },
  { what: 'a polygon layer', path: '/polygons/{polygons}', status: 200 },
  { what: 'the file of a polygon layer', path: '/polygons/{polygons}/file', status: 200 },
  { what: 'deletion of a polygon layer', path: '/polygons/{polygons}', init: remove, status: 204 },
  {
    what: 'upload of a model',
    path: '/models',
    init: { method: 'POST', body: 'CFM', headers: { 'Content-Type': 'application/octet-stream' } },
    status: 201,
  },
  { what: 'models', path: '/models', status: 200 },
  { what: 'a model file', path: '/models/{model}', status: 200 },
  { what: 'a model as JSON', path: '/models/{model}', init: json, status: 200 },
  { what: 'about a model', path: '/models/{model}/info', status: 200 },
  { what: 'deletion of a model', path: '/models/{model}', init: remove, status: 204 },
  { what: 'maps', path: '/maps', status: 200 },
  { what: 'a map', path: '/maps/{map}', status: 200 },
  { what: 'a map file', path: '/maps/{map}/magst.tif', status: 200 },
  {
    what: 'a range of a map file',
    path: '/maps/{map}/magst.tif',
    init: { headers: { Range: 'bytes=-4' } },
    status: 206,
  },
  {
    what: 'a range outside a map file',
    path: '/maps/{map}/magst.tif',
    init: { headers: { Range: 'bytes=9999-' } },
    status: 416,
  },
  {
    what: 'a map file that the client has',
    path: '/maps/{map}/magst.tif',
    init: { headers: { 'If-None-Match': '*' } },
    status: 304,
  },
  { what: 'deletion of a map', path: '/maps/{map}', init: remove, status: 204 },
  { what: 'a map that is gone', path: '/maps/{map}', status: 404, ogc: 'exception' },
];

async function ask({ path, init = {} }: Case): Promise<Response> {
  const filled = path.replace(/\{(\w+)\}/, (_, name: keyof typeof ids) => ids[name]);
  const headers = new Headers(init.headers);
  headers.set('Authorization', key.Authorization);
  return test.app.request(filled, { ...init, headers });
}

function operationOf({ path, init = {} }: Case): { template: string; method: string } {
  const [plain = ''] = path.split('?');
  const method = (init.method ?? 'GET').toLowerCase();
  const matches = (template: string): boolean => {
    const parts = plain.split('/');
    const expected = template.split('/');
    return parts.length === expected.length && expected.every((part, i) => part.startsWith('{') || part === parts[i]);
  };
  // A concrete path goes before a templated one, as OpenAPI has it.
  const found = Object.keys(document.paths)
    .filter((template) => matches(template) && document.paths[template]?.[method] !== undefined)
    .toSorted((a, b) => a.split('{').length - b.split('{').length);
  return { template: found[0] ?? '', method };
}

describe('every route', () => {
  const asked = new Set<string>();
  const published = ogcFolder === null ? null : loadOgcSchemas(ogcFolder);

  // In order: the deletions come last of their kind.
  it.each(cases)('$path ($what) answers $status as the documents say', async (one) => {
    const answer = await ask(one);
    const mediaType = (answer.headers.get('Content-Type') ?? '').split(';')[0] ?? '';
    const body: unknown = /^application\/(.*\+)?json$/.test(mediaType) ? await answer.json() : await answer.text();
    expect(answer.status, JSON.stringify(body)).toBe(one.status);
    const { template, method } = operationOf(one);
    asked.add(`${method} ${template}`);
    const operation = document.paths[template]?.[method];
    expect(operation, `${method} ${template}`).toBeDefined();
    const known = mediaType === 'application/vnd.oai.openapi+json' ? `${mediaType};version=3.0` : mediaType;
    expect(loadOwnSchemas(document)(operation!, answer.status, known, body)).toEqual([]);
    if (one.ogc !== undefined && published !== null) expect(published(one.ogc, body)).toEqual([]);
    if (method === 'get') expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  it('was asked above', () => {
    const all = Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((m) => `${m} ${path}`));
    expect(all.filter((route) => !asked.has(route) && route !== 'post /processes/breaker/execution')).toEqual([]);
  });
});

describe('the OpenAPI document', () => {
  it('has every route of the app, and no other', () => {
    const routes = test.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path !== '/*')
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    const ofOneProcess = /^post \/processes\/(echo|mapper|breaker)\/execution$/;
    expect(documented.filter((route) => !ofOneProcess.test(route)).toSorted()).toEqual([...new Set(routes)].toSorted());
  });

  it('resolves every reference and names every operation once', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name = ''] of references) expect(document.components.schemas).toHaveProperty(name);
    const names = Object.values(document.paths).flatMap((item) => Object.values(item).map((o) => o.operationId));
    expect(new Set(names).size).toBe(names.length);
  });

  it('says truly which routes need a key', async () => {
    for (const [template, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        const path = template.replaceAll(/\{\w+\}/g, absent);
        const { status } = await test.app.request(path, { method: method.toUpperCase() });
        expect(status === 401, `${method} ${template}`).toBe(operation.security?.length !== 0);
      }
    }
  });

  it('has each process with its own inputs', () => {
    const body = JSON.stringify(document.paths['/processes/mapper/execution']);
    expect(body).toContain('"unit":"m"');
    expect(body).toContain('"required":["model"]');
  });

  it('is a page that names every operation and loads nothing', async () => {
    const page = await (await test.app.request('/api.html')).text();
    for (const path of Object.keys(document.paths)) expect(page).toContain(`<code>${path}</code>`);
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(/);
  });
});

const publishedTest = oracleTest([{ folder: ogcFolder, name: 'design/ogc/v1.0' }]);

describe('the published schemas', () => {
  publishedTest('are there, and refuse what they should', () => {
    const check = loadOgcSchemas(ogcFolder!);
    expect(check('statusInfo', { jobID: 'a', status: 'running' })).not.toEqual([]);
    expect(check('exception', { title: 'no type' })).not.toEqual([]);
    expect(check('results', { a: { rmse: 1 } })).not.toEqual([]);
    expect(check('process', { id: 'a', version: '1', inputs: { x: { schema: { nullable: true } } } })).not.toEqual([]);
  });

  publishedTest('hold for the description of every process that the service has', async () => {
    const processes = await loadProcesses();
    const check = loadOgcSchemas(ogcFolder!);
    const faults = processes.map((process) => [process.id, check('process', describeProcess(process, 'http://x.org'))]);
    expect(faults).toEqual(processes.map(({ id }) => [id, []]));
  });
});
