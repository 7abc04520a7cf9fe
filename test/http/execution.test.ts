import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, post, publicUrl, read } from './support/testApp.ts';
import type { TestApp } from './support/testApp.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.remove());

const echo = '/processes/echo/execution';
const mapper = '/processes/mapper/execution';
const modelId = '11111111-1111-4111-8111-111111111111';

describe('the mode of POST /processes/{processID}/execution', () => {
  it('is synchronous for a process of both modes without Prefer', async () => {
    const answer = await test.app.request(echo, post({ inputs: { message: 'hi' }, outputs: { message: {} } }));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Link')).toBeNull();
    expect(await answer.text()).toBe('hi');
    expect(test.releases()).toBe(1);
  });

  it('is a job for a process of both modes with respond-async', async () => {
    const answer = await test.app.request(echo, post({ inputs: {} }, { Prefer: 'respond-async ' }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Preference-Applied')).toBe('respond-async');
    const { jobID } = await read<{ jobID: string }>(answer);
    expect(answer.headers.get('Location')).toBe(`${publicUrl}/jobs/${jobID}`);
  });

  it('is a job for an async-only process without Prefer, with the plan as its chunks', async () => {
    const answer = await test.app.request(mapper, post({ inputs: { model: 'm' } }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Preference-Applied')).toBeNull();
    expect(await read(answer)).toMatchObject({
      status: 'accepted',
      type: 'process',
      processID: 'mapper',
      chunkCount: 2,
    });
    expect(test.jobs.submissions[0]?.chunks).toEqual([{ row: 0 }, { row: 1 }]);
  });

  it('gives the results at once where the job ends within wait=N', async () => {
    const body = { inputs: { message: 'hi' }, outputs: { message: {} } };
    const answer = await test.app.request(echo, post(body, { Prefer: 'respond-async, wait=20' }));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Preference-Applied')).toBe('wait=20');
    expect(answer.headers.get('Link')).toMatch(/^<http:\/\/cryo\.test\/base\/jobs\/[0-9a-f-]{36}>; rel=monitor$/);
    expect(await answer.text()).toBe('hi');
  });

  it('gives 201 where the job does not end within wait=0', async () => {
    const answer = await test.app.request(
      mapper,
      post({ inputs: { model: 'slow' } }, { Prefer: 'respond-async, wait=0' }),
    );
    expect(answer.status).toBe(201);
  });

  it('refuses before accepting what the plan refuses', async () => {
    const answer = await test.app.request(mapper, post({ inputs: { model: 'missing' } }));
    expect(answer.status).toBe(404);
    expect(test.jobs.submissions).toHaveLength(0);
  });

  it('gives the same job for the same Idempotency-Key, and 409 for another request under it', async () => {
    const first = await test.app.request(mapper, post({ inputs: { model: 'a' } }, { 'Idempotency-Key': 'k1' }));
    const again = await test.app.request(mapper, post({ inputs: { model: 'a' } }, { 'Idempotency-Key': 'k1' }));
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
    const other = await test.app.request(mapper, post({ inputs: { model: 'b' } }, { 'Idempotency-Key': 'k1' }));
    expect(other.status).toBe(409);
    const wrong = await test.app.request(mapper, post({ inputs: { model: 'b' } }, { 'Idempotency-Key': 'a b' }));
    expect(wrong.status).toBe(400);
  });
});

describe('the form of synchronous results', () => {
  const inputs = { message: 'hi', numbers: [1, 2] };
  const both = { message: {}, numbers: {} };

  it('is multipart/related for several raw outputs, each part named by Content-ID', async () => {
    const answer = await test.app.request(echo, post({ inputs, outputs: both }));
    const type = answer.headers.get('Content-Type') ?? '';
    const boundary = /^multipart\/related; boundary=(\S+);/.exec(type)?.[1];
    const text = await answer.text();
    expect(Number(answer.headers.get('Content-Length'))).toBe(Buffer.byteLength(text));
    expect(text.split(`--${boundary}`).slice(1)).toEqual([
      '\r\nContent-ID: message\r\nContent-Type: text/plain\r\n\r\nhi\r\n',
      '\r\nContent-ID: numbers\r\nContent-Type: application/json\r\n\r\n[1,2]\r\n',
      '--\r\n',
    ]);
  });

  it('is a document where it was asked for, with objects qualified', async () => {
    const bbox = { bbox: [345345345, 345345345, 345345345, 345345345], crs: 'urn:ogc:def:crs:EPSG:6.6:4326' };
    const answer = await test.app.request(echo, post({ inputs: { ...inputs, bbox }, response: 'document' }));
    expect(await read(answer)).toEqual({
      message: 'hi',
      numbers: [1, 2],
      bbox: { value: bbox, mediaType: 'application/json' },
      pause: 0,
    });
  });

  it('is a document where the client takes JSON but not the raw form', async () => {
    const answer = await test.app.request(echo, post({ inputs, outputs: both }, { Accept: 'application/json' }));
    expect(await read(answer)).toEqual({ message: 'hi', numbers: [1, 2] });
  });

  it('is 204 with a link per output where all are by reference, kept by a job', async () => {
    const outputs = { message: { transmissionMode: 'reference' }, numbers: { transmissionMode: 'reference' } };
    const answer = await test.app.request(echo, post({ inputs, outputs }));
    expect(answer.status).toBe(204);
    const links = (answer.headers.get('Link') ?? '').split(', ');
    expect(links[0]).toMatch(/rel=monitor$/);
    expect(links[1]).toMatch(/\/jobs\/[^/]+\/results\/message>; rel=related; type="text\/plain"; title="message"$/);
    const href = /<http:\/\/cryo\.test\/base([^>]+)>/.exec(links[1] ?? '')?.[1] ?? '';
    expect(await (await test.app.request(href)).text()).toBe('hi');
  });

  it('is multipart/related with Content-Location and no body for what is by reference among values', async () => {
    const outputs = { message: {}, numbers: { transmissionMode: 'reference' } };
    const text = await (await test.app.request(echo, post({ inputs, outputs }))).text();
    expect(text).toMatch(
      /Content-ID: numbers\r\nContent-Type: application\/json\r\nContent-Location: http:\S+\/results\/numbers\r\n\r\n\r\n--/,
    );
    expect(text).toContain('\r\n\r\nhi\r\n');
  });

  it('is the error of the process, with the status of its code', async () => {
    const answer = await test.app.request('/processes/breaker/execution', post({ inputs: { how: 'grid' } }));
    expect(answer.status).toBe(400);
    expect(await read(answer)).toMatchObject({ code: 'grid-mismatch', facts: { covariate: 'ndvi' } });
  });
});

/** The inputs as they were stored with the job, or the problem. */
async function stored(inputs: unknown): Promise<unknown> {
  const answer = await test.app.request(mapper, post({ inputs }));
  return answer.status === 201 ? test.jobs.submissions.at(-1)?.request.inputs : read(answer);
}

describe('inputs', () => {
  it('are unwrapped where they are qualified', async () => {
    expect(await stored({ model: { value: 'm' }, depthM: { value: 3, mediaType: 'application/json' } })).toEqual({
      model: 'm',
      depthM: 3,
    });
  });

  it('become ids where they are references to resources of the service, at any depth', async () => {
    const tdd = '22222222-2222-4222-8222-222222222222';
    const given = {
      model: { href: `${publicUrl}/models/${modelId}`, type: 'application/json' },
      covariates: { tdd: { href: `/base/rasters/${tdd}` }, landform: { href: `/base/polygons/${tdd}` } },
    };
    expect(await stored(given)).toEqual({ model: modelId, covariates: { tdd, landform: tdd } });
  });

  it.each([
    ['a host that is not allowed', 'https://example.org/model.json'],
    ['the metadata address of clouds', 'http://169.254.169.254/latest/'],
    ['a file', 'file:///etc/passwd'],
    ['another path of the service', `${publicUrl}/jobs/${modelId}`],
  ])('are refused as references to %s', async (_what, href) => {
    expect(await stored({ model: { href } })).toMatchObject({ status: 400, code: 'href-refused' });
  });

  it('are refused where their media type is not the declared one', async () => {
    const body = { inputs: { feature: { value: 'x', mediaType: 'text/xml' } } };
    expect(await read(await test.app.request(echo, post(body)))).toMatchObject({
      code: 'invalid-input',
      errors: [{ pointer: '/inputs/feature/mediaType', detail: 'expected application/geo+json, found "text/xml"' }],
    });
  });

  it.each([
    ['{"inputs": {"message": "hi", "__proto__": {"pause": 1}}}', 'unknown-field'],
    ['{"inputs": {"message": "hi"}, "outputs": {"__proto__": {}}}', 'unknown-field'],
    [`{"inputs": {"message": ${'['.repeat(4e5)}${']'.repeat(4e5)}}}`, 'too-large'],
  ])('are refused where they would change or exhaust the program: %#', async (body, code) => {
    expect(await read(await test.app.request(echo, post(body)))).toMatchObject({ code });
  });

  it('are refused with a pointer and the nearest name where a field is unknown', async () => {
    expect(await stored({ model: 'm', covariatse: {} })).toMatchObject({
      status: 400,
      code: 'unknown-field',
      errors: [{ pointer: '/inputs/covariatse', detail: expect.stringContaining('"covariates"') }],
    });
  });

  it('are refused with every fault at once', async () => {
    expect(await stored({ depthM: -1 })).toMatchObject({
      code: 'invalid-input',
      errors: expect.toSatisfy(
        (errors: { pointer: string }[]) =>
          errors
            .map(({ pointer }) => pointer)
            .toSorted()
            .join(' ') === '/inputs/depthM /inputs/model',
      ),
    });
  });
});

describe('the body of an execution', () => {
  it.each([
    ['is not JSON', '{"inputs": {', {}, 400, 'malformed-json'],
    ['is empty', '', {}, 400, 'malformed-json'],
    ['is an array', '[]', {}, 400, 'invalid-input'],
    ['is not UTF-8', '\u00ff', { 'Content-Type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['is larger than 1 MB', JSON.stringify({ inputs: { message: 'x'.repeat(1_000_000) } }), {}, 413, 'too-large'],
    ['has an unknown field', '{"invalid-execute-request": "true)"}', {}, 400, 'unknown-field'],
    ['asks for callbacks', '{"subscriber": {"successUri": "http://example.org"}}', {}, 400, 'invalid-input'],
    ['asks for an output that is not there', '{"outputs": {"mesage": {}}}', {}, 400, 'unknown-field'],
    [
      'asks for a format that cannot be had',
      '{"outputs": {"message": {"format": {"mediaType": "a/b"}}}}',
      {},
      400,
      'invalid-input',
    ],
  ])('is refused where it %s', async (_what, body, headers, status, code) => {
    const answer = await test.app.request(echo, post(body, headers));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('Content-Type')).toBe('application/json');
    expect(await read(answer)).toMatchObject({ code, status, type: `${publicUrl}/problems/${code}` });
  });

  it('is refused where it has bytes that are not UTF-8', async () => {
    const init = { ...post(''), body: Buffer.from([0x22, 0xff, 0x22]) };
    expect(await read(await test.app.request(echo, init))).toMatchObject({ code: 'malformed-json' });
  });
});
