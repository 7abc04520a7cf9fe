/** The app with fakes behind it, in a folder of its own. */
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '../../../src/core/errors.ts';
import { createApp } from '../../../src/http/app.ts';
import type { HttpServices, RunSync } from '../../../src/http/services.ts';
import type { StoredOutput } from '../../../src/jobs/types.ts';
import type { ComputePool } from '../../../src/pool/computePool.ts';
import type { Library } from '../../../src/processes/library.ts';
import { defineProcess } from '../../../src/processes/process.ts';
import type { Output, Process, ProcessContext } from '../../../src/processes/process.ts';
import { echo } from '../../../src/processes/echo.ts';
import { createFakeJobs } from './fakeJobs.ts';
import { createFakeArtefacts, createFakeIntake, createFakeRecords, storeBytes } from './fakeStore.ts';
import { breaker, mapper } from './processes.ts';

export const publicUrl = 'http://cryo.test/base';

export interface TestOptions {
  readonly keys?: Readonly<Record<string, string>>;
  readonly settings?: Partial<HttpServices['settings']>;
  readonly overrides?: Partial<HttpServices>;
}

export async function createTestApp(options: TestOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'cryoforest-http-'));
  const uploadFolder = join(folder, 'uploads');
  await mkdir(uploadFolder);
  const artefacts = createFakeArtefacts(folder);
  const records = createFakeRecords();
  const intake = createFakeIntake(records, artefacts);
  const processes: readonly Process[] = [defineProcess(echo), mapper, breaker];
  const logged: string[] = [];
  const runOf = async (processId: string, inputs: Readonly<Record<string, unknown>>, signal: AbortSignal) => {
    const process = processes.find(({ id }) => id === processId)!;
    const context = contextOf(signal, await mkdtemp(join(folder, 'run-')));
    return process.run(context, process.inputs.parse(inputs), { count: 0, read: unused, readPart: unused });
  };
  let released = 0;
  const runSync: RunSync = async (_owner, process, inputs, signal) => ({
    outputs: await runOf(process.id, inputs, signal),
    release: async () => {
      released += 1;
    },
  });
  const jobs = createFakeJobs(async (job, signal) => {
    const outputs = await runOf(job.processId, job.request.inputs, signal);
    const stored: Record<string, StoredOutput> = {};
    for (const [id, output] of Object.entries(outputs)) {
      stored[id] = await store(
        output,
        processes.find((process) => process.id === job.processId)!,
        id,
      );
    }
    return stored;
  });
  const store = async (output: Output, process: Process, id: string): Promise<StoredOutput> => {
    if (output.kind === 'value') return output;
    const { mediaType, resource = null } = process.outputs[id]!;
    const { key, bytes, sha256 } = await storeBytes(artefacts, await readFile(output.path), mediaType);
    return { kind: 'file', key, fileName: output.fileName, mediaType, bytes, sha256, resource };
  };
  const keys = options.keys;
  const services: HttpServices = {
    processes,
    jobs,
    records,
    artefacts,
    intake,
    planFor: async (_owner, process, inputs) =>
      (await process.plan?.(
        { library: noLibrary, pool: noThreads, signal: new AbortController().signal, remember: (_key, make) => make() },
        inputs,
      )) ?? [],
    runSync,
    access: {
      owner: async (token) => (keys === undefined ? (token === null ? 'local' : null) : (keys[token ?? ''] ?? null)),
    },
    health: async () => ({ database: 'ok' }),
    settings: {
      publicUrl,
      version: '0.1.0',
      uploadFolder,
      maxUploadBytes: 100_000,
      hrefAllowList: [],
      ...options.settings,
    },
    log: (level, message, facts) =>
      logged.push(`${level} ${message} ${String(facts['instance'])} ${String(facts['trace'])}`),
    ...options.overrides,
  };
  return {
    app: createApp(services),
    services,
    jobs,
    intake,
    artefacts,
    records,
    logged,
    folder,
    releases: () => released,
    leftUploads: () => readdir(uploadFolder),
    async remove() {
      await jobs.end();
      await rm(folder, { recursive: true });
    },
  };
}

export type TestApp = Awaited<ReturnType<typeof createTestApp>>;

export function post(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

export function form(fields: Readonly<Record<string, string | Blob>>, fileName = 'stations.csv'): RequestInit {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, value, fileName);
  }
  return { method: 'POST', body };
}

/** The JSON body, by the shape that the test expects and then checks. */
export async function read<Body = Record<string, unknown>>(answer: Response): Promise<Body> {
  const body: Body = JSON.parse(await answer.text());
  return body;
}

function contextOf(signal: AbortSignal, folder: string): ProcessContext {
  return {
    library: noLibrary,
    pool: noThreads,
    folder,
    signal,
    progress: () => {},
    remember: (_key, make) => make(),
    log: () => {},
  };
}

function unused(): never {
  throw new Error('the processes of these tests need neither threads nor chunks');
}

const noThreads: ComputePool = { threads: 1, run: unused, rest: unused, close: unused };

const noLibrary: Library = {
  resolve: (kind, reference) => Promise.reject(new DomainError('not-found', `There is no ${kind} ${reference}`)),
  findRaster: () => Promise.resolve(null),
};
