import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentDisposition } from '../../src/http/sendFile.ts';
import { storeBytes } from './support/fakeStore.ts';
import { tiff } from './support/processes.ts';
import { createTestApp, read } from './support/testApp.ts';
import type { TestApp } from './support/testApp.ts';

let test: TestApp;
let path: string;
beforeAll(async () => {
  test = await createTestApp();
  const file = await storeBytes(test.artefacts, tiff, 'image/tiff');
  const empty = await storeBytes(test.artefacts, Buffer.alloc(0), 'text/plain');
  const damaged = await storeBytes(test.artefacts, Buffer.from('whole'), 'text/plain');
  await writeFile(await test.artefacts.localPath(damaged.key), 'cut');
  const id = randomUUID();
  const files = { 'magst.tif': file, 'empty.txt': empty, 'damaged.txt': damaged };
  await test.records.insert({ id, kind: 'map', owner: 'local', name: 'map', files, description: {}, jobId: null });
  path = `/maps/${id}`;
});
afterAll(() => test.remove());

const etag = `"${createHash('sha256').update(tiff).digest('hex')}"`;
const fetchRange = (headers: Record<string, string>): Response | Promise<Response> =>
  test.app.request(`${path}/magst.tif`, { headers });

describe('GET /maps/{id}/{file}', () => {
  it('is the whole file with its length, hash as entity tag, and an offer of ranges', async () => {
    const answer = await fetchRange({});
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/tiff',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      etag,
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(tiff)).toBe(true);
  });

  it('has the same headers and no body for HEAD', async () => {
    const answer = await test.app.request(`${path}/magst.tif`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Length')).toBe('1000');
    expect(await answer.text()).toBe('');
  });

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=990-', 990, 999],
    ['bytes=990-5000', 990, 999],
    ['bytes=-5', 995, 999],
    ['bytes=-5000', 0, 999],
  ])('gives 206 for %s: bytes %i to %i', async (range, start, end) => {
    const answer = await fetchRange({ Range: range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('Content-Range')).toBe(`bytes ${start}-${end}/1000`);
    expect(answer.headers.get('Content-Length')).toBe(String(end - start + 1));
    expect(Buffer.from(await answer.arrayBuffer()).equals(tiff.subarray(start, end + 1))).toBe(true);
  });

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('gives 416 with the length for %s', async (range) => {
    const answer = await fetchRange({ Range: range });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('Content-Range')).toBe('bytes */1000');
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  });

  it.each(['bytes=0-1,5-6', 'bytes=9-1', 'bytes=-', 'bytes=a-b', 'lines=1-2'])(
    'gives the whole for %s',
    async (range) => {
      const answer = await fetchRange({ Range: range });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Content-Length')).toBe('1000');
    },
  );

  it('gives 304 for a tag the client has, in a list, weak or as a star', async () => {
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await fetchRange({ 'If-None-Match': tag });
      expect(answer.status).toBe(304);
      expect(answer.headers.get('ETag')).toBe(etag);
    }
    expect((await fetchRange({ 'If-None-Match': '"other"' })).status).toBe(200);
  });

  it('honours a range only while If-Range holds the present tag', async () => {
    expect((await fetchRange({ Range: 'bytes=0-9', 'If-Range': etag })).status).toBe(206);
    for (const other of ['"other"', `W/${etag}`, 'Wed, 21 Oct 2026 07:28:00 GMT']) {
      expect((await fetchRange({ Range: 'bytes=0-9', 'If-Range': other })).status).toBe(200);
    }
  });

  it('is an empty body for an empty file', async () => {
    const answer = await test.app.request(`${path}/empty.txt`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
  });

  it('is 500 with an id, and nothing of the disk, where the stored file is damaged', async () => {
    const answer = await test.app.request(`${path}/damaged.txt`);
    expect(answer.status).toBe(500);
    const body = await read<{ instance: string }>(answer);
    expect(body).toMatchObject({ code: 'artefact-damaged', instance: expect.stringMatching(/^urn:uuid:/) });
    expect(JSON.stringify(body)).not.toContain(test.folder);
    expect(test.logged.join('\n')).toContain(body.instance);
  });

  it("is 404 for a file that is not the map's own", async () => {
    for (const name of ['magst.tiff', 'constructor', '..%2f..%2fpackage.json', '%2e%2e']) {
      const answer = await test.app.request(`${path}/${name}`);
      expect(answer.status).toBe(404);
    }
    expect(await read(await test.app.request(`${path}/magst.tiff`))).toMatchObject({
      detail: expect.stringContaining('the nearest is "magst.tif"'),
    });
  });
});

describe('GET /maps/{id}', () => {
  it('links its files', async () => {
    const { files } = await read<{ files: { name: string; href: string }[] }>(await test.app.request(path));
    expect(files[0]).toMatchObject({ name: 'magst.tif', href: expect.stringMatching(/\/maps\/[^/]+\/magst\.tif$/) });
  });
});

describe('contentDisposition', () => {
  it('keeps quotes, line ends and other alphabets out of the plain name', () => {
    expect(contentDisposition('a"\r\nSet-Cookie: x.tif')).toBe(
      `attachment; filename="a___Set-Cookie_ x.tif"; filename*=UTF-8''a%22%0D%0ASet-Cookie%3A%20x.tif`,
    );
    expect(contentDisposition('мерзлота.tif')).toMatch(/^attachment; filename="_{8}\.tif"; filename\*=UTF-8''%D0%BC/);
  });
});
