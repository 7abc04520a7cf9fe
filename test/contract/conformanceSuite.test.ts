/** What the OGC conformance suite (ets-ogcapi-processes10) asks of a service, each request as it sends it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, post, publicUrl, read } from '../http/support/testApp.ts';
import type { TestApp } from '../http/support/testApp.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.remove());

const json = { Accept: 'application/json' };
const outputs = Object.fromEntries(
  ['message', 'feature', 'bbox', 'numbers', 'pause'].map((id) => [id, { transmissionMode: 'value' }]),
);
const bbox = { bbox: [345345345, 345345345, 345345345, 345345345], crs: 'urn:ogc:def:crs:EPSG:6.6:4326' };
const inputs = { message: 'teststring', feature: 'teststring', bbox };

const execute = (body: unknown, headers: Record<string, string> = json): Response | Promise<Response> =>
  test.app.request('/processes/echo/execution', post(body, headers));

describe('the conformance suite', () => {
  it('finds a plain string as the first input of echo, an output of the same id, and an integer called pause', async () => {
    const description = await read<{
      inputs: Record<string, { schema: { type?: string } }>;
      outputs: Record<string, unknown>;
    }>(await test.app.request('/processes/echo', { headers: json }));
    const [first = ''] = Object.keys(description.inputs);
    expect(description.inputs[first]?.schema.type).toBe('string');
    expect(description.outputs).toHaveProperty(first);
    expect(description.inputs['pause']?.schema.type).toBe('integer');
  });

  it('gets all outputs at once without Prefer, also where some have no input', async () => {
    for (const body of [{ inputs, outputs }, { inputs }, { inputs, outputs, response: 'document' }]) {
      const answer = await execute(body);
      expect(answer.status).toBe(200);
      expect(await read(answer)).toMatchObject({ message: 'teststring', feature: 'teststring' });
    }
  });

  it('gets no Link with a synchronous answer, which it would take for a job', async () => {
    expect((await execute({ inputs, outputs })).headers.has('Link')).toBe(false);
  });

  it('gets the test string in the raw answer of one output', async () => {
    const answer = await execute({ inputs: { message: 'teststring' }, outputs: { message: {} }, response: 'raw' });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('teststring');
  });

  it('may send an object input as a qualified value, a real box, and an array', async () => {
    expect((await execute({ inputs: { ...inputs, feature: { value: 'teststring' } }, outputs })).status).toBe(200);
    const real = { bbox: [51.9, 7, 52, 7.1], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84' };
    expect((await execute({ inputs: { bbox: real }, outputs: {} })).status).toBeLessThan(300);
    expect((await execute({ inputs: { numbers: [1, 2, 3] }, outputs: { numbers: {} } })).status).toBe(200);
  });

  it('gets 400 in application/json with a type for an input of a wrong format', async () => {
    const answer = await execute({ inputs: { ...inputs, feature: { type: 'wrong/type_1' } }, outputs });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('Content-Type')).toBe('application/json');
    expect(await read(answer)).toHaveProperty('type');
  });

  it('gets an error for a request that is none', async () => {
    expect((await execute({ 'invalid-execute-request': 'true)' })).status).toBe(400);
  });

  it('gets 201 with an absolute Location that it can follow, and the job in the list', async () => {
    const answer = await execute({ inputs, outputs }, { ...json, Prefer: 'respond-async ' });
    expect(answer.status).toBe(201);
    const location = answer.headers.get('Location') ?? '';
    expect(location.startsWith(`${publicUrl}/jobs/`)).toBe(true);
    const status = await test.app.request(location.slice(publicUrl.length), { headers: json });
    expect(status.status).toBe(200);
    const { jobs } = await read<{ jobs: unknown[] }>(await test.app.request('/jobs', { headers: json }));
    expect(jobs.length).toBeGreaterThan(0);
  });

  it('sees result-not-ready with 404 while echo pauses', async () => {
    const body = { inputs: { message: 'teststring', pause: 5 }, outputs: { message: {} }, response: 'raw' };
    const { jobID } = await read<{ jobID: string }>(await execute(body, { ...json, Prefer: 'respond-async' }));
    const answer = await test.app.request(`/jobs/${jobID}/results`, { headers: json });
    expect(answer.status).toBe(404);
    expect(await read(answer)).toMatchObject({
      type: 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/result-not-ready',
    });
    await test.app.request(`/jobs/${jobID}`, { method: 'DELETE' });
  });

  it('gets 404 with a type for processes and results that are not there', async () => {
    for (const path of ['/processes/invalid-job-1', '/processes/invalid-job-1/results', '/jobs/invalid-job-1']) {
      const answer = await test.app.request(path, { headers: json });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('Content-Type')).toBe('application/json');
      expect(await read(answer)).toHaveProperty('type');
    }
  });

  it('gets a web page of everything that it can get as JSON', async () => {
    for (const path of ['/', '/conformance', '/processes', '/processes/echo', '/jobs', '/api']) {
      const answer = await test.app.request(path, { headers: { Accept: 'text/html' } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Content-Type')).toContain('text/html');
    }
  });
});
