/** The real service in a process of its own, on a free port, with a data folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { childEnvironment } from '../../../src/config.ts';
import type { ChildProcess } from 'node:child_process';

const root = join(import.meta.dirname, '..', '..', '..');

export interface RunningService {
  readonly url: string;
  readonly child: ChildProcess;
  /** The worker that last said that it takes work; null before any did. */
  workerPid(): number | null;
  /** Ends it as `kill` does, and waits. */
  stop(): Promise<void>;
}

/** @throws with everything the service said, where it ends before it listens */
export async function startService(
  dataFolder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const child = spawn(process.execPath, [join(root, 'src', 'main.ts')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: childEnvironment({ CRYOFOREST_DATA: dataFolder, CRYOFOREST_PORT: '0', ...settings }),
  });
  const said: string[] = [];
  let workerPid: number | null = null;
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const worker = /worker (\d+): Taking work/.exec(line)?.[1];
      if (worker !== undefined) workerPid = Number(worker);
      const match = /Cryoforest \S+ on (http:\S+)/.exec(line);
      if (match !== null) resolve(match[1]!);
    });
    child.once('exit', (code) => reject(new Error(`The service ended with ${code}:\n${said.join('\n')}`)));
  });
  return {
    url,
    child,
    workerPid: () => workerPid,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** A folder that the database's own user may enter, which it needs to where the tests run as root. */
export async function makeDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cryoforest-e2e-'));
  await chmod(folder, 0o755);
  return folder;
}

export interface JobView {
  readonly jobID: string;
  readonly status: string;
  readonly progress: number;
  readonly message: string;
  readonly chunksDone: number;
  readonly exception?: { readonly title: string; readonly detail: string };
}

export async function upload(
  url: string,
  collection: 'boreholes' | 'rasters' | 'polygons' | 'models',
  path: string,
  name: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<{ id: string } & Record<string, unknown>> {
  const form = new FormData();
  form.set('file', new Blob([await readFile(path)]), basename(path));
  form.set('name', name);
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  const response = await fetch(`${url}/${collection}`, { method: 'POST', body: form });
  const body = (await response.json()) as { id: string } & Record<string, unknown>;
  expect(response.status, JSON.stringify(body)).toBe(201);
  return body;
}

export async function execute(url: string, process: string, inputs: object): Promise<JobView> {
  const response = await fetch(`${url}/processes/${process}/execution`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'respond-async' },
    body: JSON.stringify({ inputs, response: 'document' }),
  });
  const body = (await response.json()) as JobView;
  expect(response.status, JSON.stringify(body)).toBe(201);
  return body;
}

export async function getJob(url: string, id: string): Promise<JobView> {
  const response = await fetch(`${url}/jobs/${id}`);
  if (response.status === 503) {
    // As its Retry-After asks: PostgreSQL is just being started again.
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 200));
    return getJob(url, id);
  }
  expect(response.status).toBe(200);
  return (await response.json()) as JobView;
}

/** Asks until the job says what is awaited. */
export async function jobUntil(
  url: string,
  id: string,
  done: (job: JobView) => boolean,
  timeoutMs = 120_000,
): Promise<JobView> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const job = await getJob(url, id);
    if (done(job)) return job;
    if (Date.now() > deadline) throw new Error(`Job ${id} is still ${job.status} at ${job.progress} %: ${job.message}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function jobEnds(url: string, id: string, timeoutMs?: number): Promise<JobView> {
  return jobUntil(url, id, (job) => ['successful', 'failed', 'dismissed'].includes(job.status), timeoutMs);
}

export async function results(
  url: string,
  id: string,
): Promise<Record<string, { href?: string; value?: unknown; sha256?: string }>> {
  const response = await fetch(`${url}/jobs/${id}/results`, { headers: { accept: 'application/json' } });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, { href?: string; value?: unknown; sha256?: string }>;
}
