/** Twenty-five kills of the server, its worker or PostgreSQL while a map of a hundred chunks is made: nothing is lost. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { longTest } from '../support/oracles.ts';
import { execute, jobEnds, results, startService } from './support/service.ts';
import { endService, startTrainedService } from './support/trainedService.ts';
import type { Random } from '../../src/core/random.ts';
import type { JobView, RunningService } from './support/service.ts';

const kills = 25;

let folder: string;
let service: RunningService;
let modelId: string;

beforeAll(async () => {
  // A hundred chunks of 96 × 512 pixels: each about half a second of work for a forest of 500 trees.
  ({ folder, service, modelId } = await startTrainedService({ widthPx: 96, heightPx: 51_200 }));
}, 180_000);

afterAll(() => endService(folder, service), 60_000);

const predict = (): Promise<JobView> => execute(service.url, 'predict', { model: modelId, chunkSizePx: 512 });

describe('a prediction of 100 chunks', () => {
  longTest(
    `survives ${kills} random kills with the bytes of an undisturbed run`,
    async () => {
      const undisturbed = (await predict()).jobID;
      expect((await jobEnds(service.url, undisturbed, 300_000)).status).toBe('successful');
      const expected = (await results(service.url, undisturbed))['magst']!.sha256;

      const random = createRandom(Number(process.env['CHAOS_SEED'] ?? 1));
      const killed = { server: 0, worker: 0, postgres: 0 };
      const startMs = performance.now();
      const { jobID, chunksDone } = await predict();
      expect(chunksDone).toBe(0);
      for (let kill = 0; kill < kills; kill++) {
        await waitMs(300 + random.nextBelow(1500));
        killed[await killOne(random)] += 1;
      }
      const job = await jobEnds(service.url, jobID, 300_000);
      const seconds = (performance.now() - startMs) / 1000;
      const retries = await countRetries(jobID);
      console.log(
        `kills: ${killed.server} server, ${killed.worker} worker, ${killed.postgres} PostgreSQL; retries: ${retries}; ${seconds.toFixed(1)} s`,
      );
      expect(job).toMatchObject({ status: 'successful', chunksDone: 100 });
      expect((await results(service.url, jobID))['magst']!.sha256).toBe(expected);
    },
    600_000,
  );
});

async function killOne(random: Random): Promise<'server' | 'worker' | 'postgres'> {
  const choice = (['server', 'worker', 'postgres'] as const)[random.nextBelow(3)]!;
  if (choice === 'server') {
    service.child.kill('SIGKILL');
    service = await startService(folder, { CRYOFOREST_PORT: new URL(service.url).port });
    return choice;
  }
  const pid = choice === 'worker' ? service.workerPid() : await postgresPid();
  // Neither may be there in the moment after an earlier kill: then the server is as good a victim.
  if (pid === null) return killOne(random);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return killOne(random);
  }
  return choice;
}

async function postgresPid(): Promise<number | null> {
  try {
    const lock = await readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
    return Number(lock.split('\n')[0]);
  } catch {
    return null;
  }
}

/** Chunks whose attempt was lost, by the job's own log. */
async function countRetries(jobId: string): Promise<number> {
  const response = await fetch(`${service.url}/jobs/${jobId}/logs?limit=1000`);
  const { lines } = (await response.json()) as { lines: { message: string }[] };
  return lines.filter((line) => line.message.includes('is tried again')).length;
}

function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
