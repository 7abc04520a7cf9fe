import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, form, post, read } from './support/testApp.ts';
import type { TestApp } from './support/testApp.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ keys: { 'key-a': 'anna', 'key-b': 'boris' } });
});
afterAll(() => test.remove());

const as = (key: string): { headers: Record<string, string> } => ({ headers: { Authorization: `Bearer ${key}` } });

describe('a service with keys', () => {
  it('refuses to serve without a key, by 401 with the way to give one', async () => {
    for (const path of ['/jobs', '/boreholes', '/maps/x/y', '/no-such-path']) {
      const answer = await test.app.request(path);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="cryoforest"');
    }
  });

  it('refuses unknown keys and other schemes', async () => {
    for (const value of ['Bearer nope', 'Bearer', 'Basic a2V5', 'key-a']) {
      expect((await test.app.request('/jobs', { headers: { Authorization: value } })).status).toBe(401);
    }
  });

  it('is open where nothing belongs to anybody', async () => {
    for (const path of ['/', '/conformance', '/api', '/healthz', '/processes', '/processes/echo', '/problems']) {
      expect((await test.app.request(path)).status).toBe(200);
    }
  });

  it('answers for what belongs to another owner exactly as for what is not there', async () => {
    const table = form({ file: new Blob(['a']) });
    const dataset = await read<{ id: string }>(await test.app.request('/boreholes', { ...table, ...as('key-a') }));
    const execute = post({ inputs: {} }, { ...as('key-a').headers, Prefer: 'respond-async' });
    const { jobID } = await read<{ jobID: string }>(await test.app.request('/processes/echo/execution', execute));
    const absent = '00000000-0000-4000-8000-000000000000';
    for (const [path, id] of [
      ['/boreholes/ID', dataset.id],
      ['/boreholes/ID/file', dataset.id],
      ['/jobs/ID', jobID],
      ['/jobs/ID/results', jobID],
      ['/jobs/ID/logs', jobID],
    ] as const) {
      expect((await test.app.request(path.replace('ID', id), as('key-a'))).status).not.toBe(401);
      const foreign = await test.app.request(path.replace('ID', id), as('key-b'));
      const missing = await test.app.request(path.replace('ID', absent), as('key-b'));
      expect(foreign.status).toBe(404);
      expect((await foreign.text()).replaceAll(id, absent)).toBe(await missing.text());
    }
    for (const path of [`/boreholes/${dataset.id}`, `/jobs/${jobID}`]) {
      expect((await test.app.request(path, { method: 'DELETE', ...as('key-b') })).status).toBe(404);
      expect((await test.app.request(path, as('key-a'))).status).toBe(200);
    }
    expect(await read(await test.app.request('/jobs', as('key-b')))).toMatchObject({ jobs: [] });
  });
});

describe('a service without keys', () => {
  it('refuses what the page of another site sends through a browser, and takes it from its own pages', async () => {
    const open = await createTestApp();
    const send = (Origin: string): Response | Promise<Response> =>
      open.app.request('http://localhost:8080/models', {
        method: 'POST',
        headers: { Origin, 'Content-Type': 'application/octet-stream' },
        body: 'CFM',
      });
    for (const origin of ['http://evil.example', 'null', 'http://localhost:9090']) {
      const answer = await send(origin);
      expect(answer.status).toBe(403);
      expect(await read(answer)).toMatchObject({ code: 'origin-refused' });
    }
    expect((await send('http://localhost:8080')).status).toBe(201);
    await open.remove();
  });

  it('answers under names that no other site can give itself', async () => {
    const open = await createTestApp();
    const askAs = async (host: string): Promise<number> =>
      (await open.app.request(`http://${host}/jobs`, { headers: { Origin: `http://${host}` } })).status;
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080', 'cryo.test']) expect(await askAs(host)).toBe(200);
    for (const host of ['evil.example:8080', 'localhost.evil.example', 'cryo.test:81']) {
      expect(await askAs(host)).toBe(403);
    }
    await open.remove();
  });

  it('refuses a key that it cannot know rather than ignoring it', async () => {
    const open = await createTestApp();
    expect((await open.app.request('/jobs')).status).toBe(200);
    expect((await open.app.request('/jobs', as('key-a'))).status).toBe(401);
    await open.remove();
  });
});
