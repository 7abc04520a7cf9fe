import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncRun } from '../../src/http/services.ts';
import { oracleTest, python, runOracle } from '../support/oracles.ts';
import { storeBytes } from './support/fakeStore.ts';
import { createTestApp, form, post, read } from './support/testApp.ts';
import type { TestApp } from './support/testApp.ts';

const run = promisify(execFile);

let test: TestApp;
let base: string;
let server: ReturnType<typeof createAdaptorServer>;
/** Resolves when a synchronous run has been told that its client is gone. */
let sawAbort: Promise<void>;
let started: Promise<void>;

beforeAll(async () => {
  const abort = Promise.withResolvers<void>();
  const start = Promise.withResolvers<void>();
  sawAbort = abort.promise;
  started = start.promise;
  test = await createTestApp({
    overrides: {
      runSync: (_owner, _process, _inputs, signal) =>
        new Promise<SyncRun>((_resolve, reject) => {
          start.resolve();
          signal.addEventListener('abort', () => {
            abort.resolve();
            reject(new Error('aborted'));
          });
        }),
    },
  });
  server = createAdaptorServer({ fetch: test.app.fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${portOf(server.address())}`;
});
afterAll(async () => {
  server.close();
  await test.remove();
});

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return address.port;
}

/** Makes a map of one file and gives its path. */
async function putMap(fileName: string, bytes: Uint8Array): Promise<string> {
  const id = randomUUID();
  const files = { [fileName]: await storeBytes(test.artefacts, bytes, 'image/tiff') };
  await test.records.insert({ id, kind: 'map', owner: 'local', name: 'm', files, description: {}, jobId: null });
  return `/maps/${id}/${fileName}`;
}

describe('a real server', () => {
  it('sends the length with HEAD and the whole file with GET', async () => {
    const bytes = Buffer.alloc(3_000_000, 7);
    const path = await putMap('large.tif', bytes);
    const head = await fetch(base + path, { method: 'HEAD' });
    expect(head.headers.get('Content-Length')).toBe('3000000');
    const body = await (await fetch(base + path)).arrayBuffer();
    expect(Buffer.from(body).equals(bytes)).toBe(true);
  });

  it('answers 413 to an upload above the limit and keeps nothing', async () => {
    const answer = await fetch(`${base}/boreholes`, form({ file: new Blob([Buffer.alloc(300_000)]) }));
    expect(answer.status).toBe(413);
    expect(await test.leftUploads()).toEqual([]);
  });

  it('keeps nothing of an upload whose client goes away half-way', async () => {
    const socket = connect(portOf(server.address()), '127.0.0.1');
    await once(socket, 'connect');
    const head = 'POST /boreholes HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n';
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nlat,';
    socket.write(`${head}Content-Length: 50000\r\n\r\n${part}`);
    await expect.poll(() => test.leftUploads()).toHaveLength(1);
    socket.destroy();
    await expect.poll(() => test.leftUploads()).toEqual([]);
  });

  it('stops a synchronous run whose client goes away', async () => {
    const controller = new AbortController();
    const init = { ...post({ inputs: { pause: 60 } }), signal: controller.signal };
    const answer = fetch(`${base}/processes/echo/execution`, init);
    await started;
    controller.abort();
    await expect(answer).rejects.toThrow('abort');
    await sawAbort;
  });

  it('answers 404, not a file, for a path that climbs', async () => {
    const socket = connect(portOf(server.address()), '127.0.0.1');
    socket.write('GET /maps/../../package.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const [chunk] = await once(socket, 'data');
    expect(String(chunk)).toMatch(/^HTTP\/1\.1 404 /);
    socket.destroy();
  });

  it('gives the API document that its landing page links', async () => {
    const { openapi } = await read<{ openapi: string }>(await fetch(`${base}/api`));
    expect(openapi).toBe('3.0.3');
  });
});

describe('GDAL', () => {
  oracleTest(['gdal'])('reads a map in place through /vsicurl/', async () => {
    const tif = join(test.folder, 'made.tif');
    const script = `
import sys, numpy
from osgeo import gdal
ds = gdal.GetDriverByName('GTiff').Create(sys.argv[1], 300, 200, 1, gdal.GDT_Float32, ['TILED=YES'])
ds.GetRasterBand(1).WriteArray(numpy.arange(60000, dtype='f4').reshape(200, 300))
ds = None
print(open(sys.argv[1], 'rb').read().hex())`;
    const bytes = Buffer.from(runOracle(python, ['-c', script, tif]).trim(), 'hex');
    await writeFile(tif, bytes);
    const path = await putMap('magst.tif', bytes);
    // GDAL runs as a child that waits for this very process, so it must not be waited for synchronously.
    const reader = `
import sys
from osgeo import gdal
gdal.UseExceptions()
map = gdal.Open('/vsicurl/' + sys.argv[1])
print(map.GetRasterBand(1).ReadAsArray(299, 199, 1, 1)[0][0])`;
    const { stdout } = await run(python, ['-c', reader, base + path]);
    expect(stdout.trim()).toBe('59999.0');
  });
});
