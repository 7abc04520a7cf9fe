import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tiff } from './support/processes.ts';
import { createTestApp, post, publicUrl, read } from './support/testApp.ts';
import type { TestApp } from './support/testApp.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.remove());

/** Submits and, unless told otherwise, waits for the end. */
async function run(process: string, body: unknown, wait = true): Promise<string> {
  const answer = await test.app.request(`/processes/${process}/execution`, post(body, { Prefer: 'respond-async' }));
  const { jobID } = await read<{ jobID: string }>(answer);
  if (wait) await test.jobs.waitFor('local', jobID, 10_000);
  return jobID;
}

const unknown = '00000000-0000-4000-8000-000000000000';
const type = (name: string): string => `http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/${name}`;

describe('GET /jobs/{jobID}', () => {
  it('shows a running job with the members of both versions, progress and estimate', async () => {
    const id = await run('mapper', { inputs: { model: 'slow' } }, false);
    await Promise.resolve();
    test.jobs.change(id, { status: 'running', progressPercent: 40, etaSeconds: 30, message: '4 of 10 chunks' });
    expect(await read(await test.app.request(`/jobs/${id}`))).toMatchObject({
      jobID: id,
      id,
      type: 'process',
      processingEntityType: 'ogc-api-processes',
      status: 'running',
      progress: 40,
      etaSeconds: 30,
      estimatedCompletion: expect.stringMatching(/^\d{4}-/),
      message: '4 of 10 chunks',
    });
  });

  it('links the results once they are there', async () => {
    const id = await run('echo', { inputs: {} });
    const { links } = await read<{ links: unknown[] }>(await test.app.request(`/jobs/${id}`));
    expect(links).toContainEqual({
      href: `${publicUrl}/jobs/${id}/results`,
      rel: 'http://www.opengis.net/def/rel/ogc/1.0/results',
      type: 'application/json',
      title: 'Results',
    });
  });

  it('carries the exception of a failed job, and not the insides of a fault of the program', async () => {
    const id = await run('breaker', { inputs: { how: 'grid' } });
    expect(await read(await test.app.request(`/jobs/${id}`))).toMatchObject({
      status: 'failed',
      exception: { code: 'grid-mismatch', status: 400, detail: 'tdd has cells of 30 m, ndvi of 250 m' },
    });
    const bug = await run('breaker', { inputs: { how: 'bug' } });
    expect(await (await test.app.request(`/jobs/${bug}`)).text()).not.toContain('secret');
  });

  it.each([unknown, 'not-a-uuid', '..%2f..%2fetc'])('answers no-such-job for %s', async (id) => {
    for (const path of ['', '/results', '/logs', '/provenance', '/results/x']) {
      const answer = await test.app.request(`/jobs/${id}${path}`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('Content-Type')).toBe('application/json');
      expect(await read(answer)).toMatchObject({ type: type('no-such-job') });
    }
  });
});

describe('GET /jobs/{jobID}/results', () => {
  it('is result-not-ready with 404 while the job runs', async () => {
    const id = await run('mapper', { inputs: { model: 'slow' } }, false);
    const answer = await test.app.request(`/jobs/${id}/results`);
    expect(answer.status).toBe(404);
    expect(await read(answer)).toMatchObject({ type: type('result-not-ready') });
  });

  it('is the error of a failed job by its own status', async () => {
    const id = await run('breaker', { inputs: { how: 'grid' } });
    const answer = await test.app.request(`/jobs/${id}/results`);
    expect(answer.status).toBe(400);
    expect(await read(answer)).toMatchObject({ type: `${publicUrl}/problems/grid-mismatch` });
  });

  it('is 410 for a dismissed job', async () => {
    const id = await run('mapper', { inputs: { model: 'slow' } }, false);
    await test.app.request(`/jobs/${id}`, { method: 'DELETE' });
    expect((await test.app.request(`/jobs/${id}/results`)).status).toBe(410);
  });

  it('is the bytes of the one raw output, with ranges', async () => {
    const id = await run('mapper', { inputs: { model: 'm' }, outputs: { magst: {} } });
    const answer = await test.app.request(`/jobs/${id}/results`);
    expect(answer.headers.get('Content-Type')).toBe('image/tiff; application=geotiff');
    expect(Buffer.from(await answer.arrayBuffer()).equals(tiff)).toBe(true);
    const named = await test.app.request(`/jobs/${id}/results`, { headers: { Accept: 'image/tiff' } });
    expect(named.headers.get('Content-Length')).toBe('1000');
    const part = await test.app.request(`/jobs/${id}/results`, { headers: { Range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(tiff.subarray(10, 20))).toBe(true);
  });

  it('is multipart/related with the files in it for raw outputs', async () => {
    const id = await run('mapper', { inputs: { model: 'm' } });
    const answer = await test.app.request(`/jobs/${id}/results`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.byteLength).toBe(Number(answer.headers.get('Content-Length')));
    expect(bytes.includes(tiff)).toBe(true);
    expect(bytes.toString('latin1')).toContain('Content-Disposition: attachment; filename="table.csv"');
  });

  it('is the document for Accept: application/json, files as links to what they became', async () => {
    const id = await run('mapper', { inputs: { model: 'm' } });
    const answer = await test.app.request(`/jobs/${id}/results`, { headers: { Accept: 'application/json' } });
    expect(await read(answer)).toMatchObject({
      magst: { href: `${publicUrl}/maps/${id}/magst.tif`, type: 'image/tiff; application=geotiff', id, length: 1000 },
      table: { href: `${publicUrl}/jobs/${id}/results/table`, type: 'text/csv' },
      summary: { value: { cells: 12 } },
    });
  });

  it('is a web page for a browser', async () => {
    const id = await run('mapper', { inputs: { model: 'm' } });
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const page = await (await test.app.request(`/jobs/${id}/results`, { headers: { Accept: accept } })).text();
    expect(page).toContain(`<a href="${publicUrl}/maps/${id}/magst.tif">Map</a>`);
  });

  it('has base64 in the document for a file that was asked for by value', async () => {
    const outputs = { table: { transmissionMode: 'value' } };
    const id = await run('mapper', { inputs: { model: 'm' }, outputs, response: 'document' });
    expect(await read(await test.app.request(`/jobs/${id}/results`))).toEqual({
      table: { value: Buffer.from('a,b\n1,2\n').toString('base64'), encoding: 'base64', mediaType: 'text/csv' },
    });
  });

  it('refuses base64 of a file above 8 MB and says what to do', async () => {
    const outputs = { table: { transmissionMode: 'value' } };
    const id = await run('mapper', { inputs: { model: 'm' }, outputs, response: 'document' });
    const { outputs: stored } = await test.jobs.get('local', id);
    const table = stored?.['table'];
    if (table?.kind !== 'file') throw new Error('expected a file');
    test.jobs.change(id, { outputs: { table: { ...table, bytes: 8_000_001 } } });
    const answer = await test.app.request(`/jobs/${id}/results`);
    expect(answer.status).toBe(413);
    expect(await read(answer)).toMatchObject({ detail: expect.stringContaining('by reference') });
  });
});

describe('GET /jobs/{jobID}/results/{outputID}', () => {
  it('is one output by itself, whatever the response form', async () => {
    const id = await run('mapper', { inputs: { model: 'm' }, response: 'document' });
    expect(await read(await test.app.request(`/jobs/${id}/results/summary`))).toEqual({ cells: 12 });
    expect(await (await test.app.request(`/jobs/${id}/results/table`)).text()).toBe('a,b\n1,2\n');
  });

  it('is 404 for an output that was not asked for, naming those that were', async () => {
    const id = await run('mapper', { inputs: { model: 'm' }, outputs: { table: {} } });
    const answer = await test.app.request(`/jobs/${id}/results/summary`);
    expect(answer.status).toBe(404);
    expect(await read(answer)).toMatchObject({ facts: { have: ['table'] } });
  });
});

describe('GET /jobs', () => {
  interface List {
    jobs: { jobID: string }[];
    links: { rel: string; href: string }[];
  }
  const list = async (query: string): Promise<string[]> =>
    (await read<List>(await test.app.request(`/jobs${query}`))).jobs.map(({ jobID }) => jobID);

  it('filters by process and status, given as lists or repeated', async () => {
    const echoed = await run('echo', { inputs: {} });
    const failed = await run('breaker', { inputs: { how: 'grid' } });
    const made = await run('mapper', { inputs: { model: 'm' } });
    expect(await list('?processID=echo,breaker')).toEqual([echoed, failed]);
    expect(await list('?processID=echo&processID=mapper')).toEqual([echoed, made]);
    expect(await list('?status=failed')).toEqual([failed]);
    expect(await list('?type=process')).toHaveLength(3);
  });

  it('filters by the time of creation and by duration', async () => {
    const id = await run('echo', { inputs: {} });
    test.jobs.change(id, {
      created: new Date('2026-02-01T00:00:00Z'),
      started: new Date('2026-02-01T00:00:00Z'),
      finished: new Date('2026-02-01T00:00:10Z'),
    });
    expect(await list('?datetime=2026-02-01T00:00:00Z')).toEqual([id]);
    expect(await list('?datetime=2026-01-01T00:00:00Z/..')).toEqual([id]);
    expect(await list('?datetime=../2026-01-31T00:00:00%2B01:00')).toEqual([]);
    expect(await list('?minDuration=10&maxDuration=10')).toEqual([id]);
    expect(await list('?minDuration=11')).toEqual([]);
  });

  it.each([
    'status=done',
    'type=other',
    'datetime=yesterday',
    'datetime=../..',
    'datetime=2026-01-01',
    'minDuration=-1',
  ])('refuses %s', async (query) => {
    const answer = await test.app.request(`/jobs?${query}`);
    expect(answer.status).toBe(400);
    expect(await read(answer)).toMatchObject({ code: 'invalid-input' });
  });

  it('keeps the filter in its next link', async () => {
    await run('echo', { inputs: {} });
    await run('mapper', { inputs: { model: 'm' } });
    const second = await run('echo', { inputs: {} });
    const { links } = await read<List>(await test.app.request('/jobs?limit=1&processID=echo'));
    const next = links.find(({ rel }) => rel === 'next')?.href.slice(publicUrl.length) ?? '';
    const page = await read<List>(await test.app.request(next));
    expect(page.jobs.map(({ jobID }) => jobID)).toEqual([second]);
    expect(page.links.some(({ rel }) => rel === 'next')).toBe(false);
  });
});

describe('GET /jobs/{jobID}/logs', () => {
  it('gives pages of lines of at least a level', async () => {
    const id = await run('echo', { inputs: {} });
    const body = await read<{ lines: { offset: number }[]; links: { rel: string; href: string }[] }>(
      await test.app.request(`/jobs/${id}/logs?offset=1&limit=2&level=warning`),
    );
    expect(body.lines.map(({ offset }) => offset)).toEqual([1]);
    expect(body.links.find(({ rel }) => rel === 'next')?.href).toContain('offset=3');
  });

  it('is one line of text each for Accept: text/plain', async () => {
    const id = await run('echo', { inputs: {} });
    const answer = await test.app.request(`/jobs/${id}/logs?limit=2`, { headers: { Accept: 'text/plain' } });
    expect(await answer.text()).toBe('2026-01-01T00:00:00.000Z info line 0\n2026-01-01T00:00:01.000Z warning line 1\n');
  });
});

describe('GET /jobs/{jobID}/provenance', () => {
  it('is what the worker recorded, and not ready before the end', async () => {
    const id = await run('echo', { inputs: { message: 'hi' } });
    expect(await read(await test.app.request(`/jobs/${id}/provenance`))).toMatchObject({ inputs: { message: 'hi' } });
    const slow = await run('mapper', { inputs: { model: 'slow' } }, false);
    expect((await test.app.request(`/jobs/${slow}/provenance`)).status).toBe(404);
  });
});

describe('DELETE /jobs/{jobID}', () => {
  it('dismisses a running job and leaves a finished one as it is', async () => {
    const slow = await run('mapper', { inputs: { model: 'slow' } }, false);
    const answer = await test.app.request(`/jobs/${slow}`, { method: 'DELETE' });
    expect(answer.status).toBe(200);
    expect(await read(answer)).toMatchObject({ jobID: slow, status: 'dismissed' });
    expect(await read(await test.app.request(`/jobs/${slow}`))).toMatchObject({ status: 'dismissed' });
    const done = await run('echo', { inputs: {} });
    expect(await read(await test.app.request(`/jobs/${done}`, { method: 'DELETE' }))).toMatchObject({
      status: 'successful',
    });
  });
});
