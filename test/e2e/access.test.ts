/** Who may do what: addresses, keys, and what belongs to somebody else. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rasters, stations } from './support/badFiles.ts';
import { runCommand } from './support/command.ts';
import { makeDataFolder, startService } from './support/service.ts';
import type { CommandEnd } from './support/command.ts';
import type { RunningService } from './support/service.ts';

let folder: string;
let settings: Record<string, string>;
let service: RunningService | null = null;

beforeAll(async () => {
  folder = await makeDataFolder();
  // All addresses of this machine.
  settings = { CRYOFOREST_DATA: folder, CRYOFOREST_HOST: '0.0.0.0', CRYOFOREST_PORT: '0' };
});

afterAll(async () => {
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the service on a public address', () => {
  it('does not start without keys, and says how to make one', async () => {
    const { code, stderr } = await runCommand('main.ts', [], { folder, settings });
    expect(code).toBe(1);
    expect(stderr).toMatch(/0\.0\.0\.0 can be reached from outside.*cryoforest keys add NAME.*\[address-refused\]/);
  });

  it('knows its callers by the keys that were shown once, and nobody else', async () => {
    const anna = await addKey('anna');
    const again = await keys('add', 'anna');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('already a key named "anna"')]);
    service = await startService(folder, settings);
    expect((await as(anna, '/jobs')).status).toBe(200);
    expect((await as(null, '/healthz')).status).toBe(200);
    for (const stranger of [null, '', 'anna', `${anna}x`, `cfk_${'A'.repeat(43)}`]) {
      const response = await as(stranger, '/jobs');
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(await response.json()).toMatchObject({ code: 'unauthorized', detail: expect.stringContaining('Bearer') });
    }
  });

  it('shows nobody what another made: 404 as if it were not there, also as an input', async () => {
    const [boris, clara] = [await addKey('boris'), await addKey('clara')];
    const boreholes = await upload(boris, 'boreholes', stations(), 'stations.csv');
    const raster = await upload(boris, 'rasters', rasters.east, 'east.tif');
    const training = { boreholes, target: 'magst_c', covariates: { east: raster }, engine: { trees: 20 } };
    const model = await finished(boris, 'train', { ...training, crossValidation: { scheme: 'none' } });
    const map = await finished(boris, 'predict', { model });

    const whole = [`/jobs/${map}`, `/models/${model}`, `/maps/${map}`, `/boreholes/${boreholes}`, `/rasters/${raster}`];
    const parts = ['results', 'results/magst', 'logs', 'provenance'].map((part) => `/jobs/${map}/${part}`);
    const files = [`/models/${model}/info`, `/maps/${map}/magst.tif`, `/boreholes/${boreholes}/file`];
    const paths = [...whole, ...parts, ...files];
    for (const path of paths) {
      expect([path, (await as(boris, path)).status]).toEqual([path, 200]);
      expect([path, (await as(clara, path)).status]).toEqual([path, 404]);
      expect([path, (await as(null, path)).status]).toEqual([path, 401]);
    }
    for (const path of whole) expect((await as(clara, path, { method: 'DELETE' })).status).toBe(404);
    for (const collection of ['models', 'maps', 'boreholes', 'rasters']) {
      expect(await (await as(clara, `/${collection}`)).json()).toMatchObject({ items: [] });
    }
    expect(await (await as(clara, '/jobs')).json()).toMatchObject({ jobs: [] });
    expect((await execute(clara, 'predict', { model })).status).toBe(404);
    expect((await execute(clara, 'train', training)).status).toBe(404);
    for (const path of paths) expect((await as(boris, path)).status).toBe(200);
  });

  it('lets nobody in any more when the last key is gone', async () => {
    for (const name of ['anna', 'boris', 'clara']) expect((await keys('remove', name)).code).toBe(0);
    expect((await as(null, '/jobs')).status).toBe(401);
  });
});

function keys(...words: string[]): Promise<CommandEnd> {
  return runCommand('cli.ts', ['keys', ...words], { folder, settings });
}

async function addKey(name: string): Promise<string> {
  const { code, stdout, stderr } = await keys('add', name);
  expect([code, stderr]).toEqual([0, expect.stringContaining('shown only now')]);
  return stdout.trim();
}

function as(key: string | null, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (key !== null) headers.set('authorization', `Bearer ${key}`);
  return fetch(new URL(path, service!.url.replace('0.0.0.0', '127.0.0.1')), { ...init, headers });
}

async function upload(key: string, collection: string, content: string | Uint8Array, name: string): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(Buffer.from(content))]), name);
  const response = await as(key, `/${collection}`, { method: 'POST', body: form });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

function execute(key: string, process: string, inputs: object): Promise<Response> {
  return as(key, `/processes/${process}/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'respond-async; wait=60' },
    body: JSON.stringify({ inputs, response: 'document' }),
  });
}

/** @returns id of a job that was waited for */
async function finished(key: string, process: string, inputs: object): Promise<string> {
  const response = await execute(key, process, inputs);
  expect(response.status).toBe(200);
  return /jobs\/([0-9a-f-]{36})>; rel="?monitor/.exec(response.headers.get('link') ?? '')![1]!;
}
