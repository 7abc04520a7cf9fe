/** The server: HTTP on one address, the worker processes behind it, all ended together. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { DomainError, isErrno } from './core/errors.ts';
import { createApp } from './http/app.ts';
import { createIntake } from './intake.ts';
import { makeOwnFolder, nameThisProcess, removeFoldersOfTheDead } from './jobs/processName.ts';
import { createLog } from './log.ts';
import { createComputePool } from './pool/computePool.ts';
import { loadProcesses } from './processes/all.ts';
import { executeLocally } from './processes/execute.ts';
import { createMemo } from './processes/memo.ts';
import { checkRasterRoot } from './rasterFolder.ts';
import { openService } from './service.ts';
import { startWorkers } from './workerFleet.ts';
import type { ServerType } from '@hono/node-server';
import type { Config } from './config.ts';
import type { Access, RunSync } from './http/services.ts';
import type { Log } from './jobs/types.ts';
import type { ComputePool } from './pool/computePool.ts';
import type { Service } from './service.ts';
import type { Keys } from './store/keys.ts';

/** Who owns what is made while there are no keys. A key of this name takes it over. */
const ownerWithoutKeys = 'local';
/** After that a server on another machine, of which nobody here can say whether it lives, receives no upload any more. */
const longestUploadMs = 24 * 3_600_000;

/**
 * Runs until the signal fires.
 * @throws {DomainError} 'address-refused' where the port is taken or the address is public and there are no keys;
 *   'storage-unavailable' and 'database-unavailable' as `openService`
 */
export async function startServer(config: Config, signal: AbortSignal): Promise<void> {
  const log = createLog('server', (line) => process.stderr.write(line));
  if (config.rasterRoot !== null) await checkRasterRoot(config.rasterRoot);
  const service = await openService(config, log);
  try {
    if (!isLoopback(config.host) && !(await service.keys.any())) {
      throw new DomainError(
        'address-refused',
        `${config.host} can be reached from outside, and there are no API keys. Make one with: cryoforest keys add NAME, or listen on 127.0.0.1`,
      );
    }
    const folder = await claimFolder(service.temporaryFolder);
    const pool = createComputePool(config.threads);
    try {
      await serveUntil(signal, { config, service, pool, folder, log });
    } finally {
      await pool.close();
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await service.close();
  }
}

/** A folder of this server's own for what passes through; those of killed servers are removed. */
async function claimFolder(parent: string): Promise<string> {
  const self = nameThisProcess();
  await mkdir(parent, { recursive: true });
  await removeFoldersOfTheDead(parent, 'server', self, longestUploadMs);
  return makeOwnFolder(parent, 'server', self);
}

interface Parts {
  readonly config: Config;
  readonly service: Service;
  readonly pool: ComputePool;
  readonly folder: string;
  readonly log: Log;
}

async function serveUntil(signal: AbortSignal, { config, service, pool, folder, log }: Parts): Promise<void> {
  const processes = await loadProcesses();
  let publicUrl = config.publicUrl ?? '';
  const listening = await listen(config, (request) => app.fetch(request));
  const address = listening.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  publicUrl ||= `http://${isIP(config.host) === 6 ? `[${config.host}]` : config.host}:${port}`;
  const app = createApp({
    processes,
    jobs: service.jobs,
    records: service.records,
    artefacts: service.artefacts,
    intake: createIntake({
      records: service.records,
      artefacts: service.artefacts,
      pool,
      rasterRoot: config.rasterRoot,
    }),
    planFor: async (owner, process, inputs) =>
      (await process.plan?.(
        { library: service.libraryFor(owner), pool, signal: new AbortController().signal, remember: createMemo() },
        inputs,
      )) ?? [],
    runSync: runInServer(service, pool, folder),
    access: accessBy(service.keys, isLoopback(config.host)),
    health: async () => {
      await service.database.query('select 1');
      return { threads: config.threads, workers: config.workers };
    },
    settings: {
      publicUrl,
      version: service.code.version,
      uploadFolder: join(folder, 'uploads'),
      maxUploadBytes: config.maxUploadBytes,
      hrefAllowList: config.hrefAllowList,
    },
    log,
  });
  const fleet = startWorkers(config.workers, service.database.url, log);
  log('info', `Cryoforest ${service.code.version} on ${publicUrl}`, {
    data: config.dataFolder,
    documentation: `${publicUrl}/api.html`,
  });
  if (!signal.aborted) await once(signal, 'abort');
  log('info', 'Ending');
  listening.close();
  await fleet.stop();
  // Clients that keep their connection for later would keep this process.
  if ('closeAllConnections' in listening) listening.closeAllConnections();
}

async function listen(config: Config, fetch: (request: Request) => Response | Promise<Response>): Promise<ServerType> {
  // Node would cut off an upload after five minutes: two gigabytes take longer on most lines.
  const serverOptions = { requestTimeout: longestUploadMs };
  const server = serve({ fetch, hostname: config.host, port: config.port, serverOptions });
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (isErrno(error, 'EADDRINUSE')) {
      const advice = 'End the other program, or choose another port by CRYOFOREST_PORT';
      throw new DomainError(
        'address-refused',
        `Port ${config.port} of ${config.host} is taken. ${advice}`,
        {},
        { cause: error },
      );
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new DomainError(
      'address-refused',
      `Cannot listen on ${config.host}:${config.port}: ${why}`,
      {},
      { cause: error },
    );
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** @param trusting whether callers without a key are let in as long as there are none: only where all are local */
function accessBy(keys: Keys, trusting: boolean): Access {
  return {
    async owner(token) {
      if (token !== null) return (await keys.find(token))?.name ?? null;
      return trusting && !(await keys.any()) ? ownerWithoutKeys : null;
    },
  };
}

/** Synchronous requests run here, in a folder of their own. */
function runInServer(service: Service, pool: ComputePool, parent: string): RunSync {
  return async (owner, process, inputs, signal) => {
    const folder = await mkdtemp(join(parent, 'sync-'));
    const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
    try {
      const library = service.libraryFor(owner);
      const context = { library, pool, folder, signal, remember: createMemo(), progress: () => {}, log: () => {} };
      return { outputs: await executeLocally(process, inputs, context), release };
    } catch (error) {
      await release();
      throw error;
    }
  };
}
