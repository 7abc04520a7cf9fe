import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJobs } from '../../src/jobs/createJobs.ts';
import type { Jobs } from '../../src/jobs/types.ts';
import { owner, submission } from './support/jobs.ts';
import { openTestDatabase } from './support/testDatabase.ts';
import type { TestDatabase } from './support/testDatabase.ts';

const script = join(import.meta.dirname, 'support', 'worker.ts');

let test: TestDatabase;
let jobs: Jobs;
const workers = new Set<ChildProcess>();

beforeAll(async () => {
  test = await openTestDatabase();
  jobs = createJobs(test.queue);
});
afterAll(async () => {
  await Promise.all(Array.from(workers, kill));
  await test.close();
});

function startWorker(chunkMs: number): ChildProcess {
  const args = [script, test.database.url, test.folder, String(chunkMs)];
  const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  workers.add(worker);
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  workers.delete(worker);
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  worker.kill('SIGKILL');
  await once(worker, 'exit');
}

function killServer(): void {
  // A server that others run is not ours to kill.
  if (!test.embedded) return;
  const lock = readFileSync(join(test.folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
  process.kill(Number(lock.split('\n')[0]), 'SIGKILL');
}

const chunks = Array.from({ length: 40 }, (_, index) => ({ window: index }));
const expected = (): string => {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(createHash('sha512').update(JSON.stringify(chunk)).digest());
  return hash.digest('hex');
};

/** Resolves when so many chunks are done; asks again while PostgreSQL is down. */
async function chunksDone(id: string, count: number): Promise<void> {
  await expect
    .poll(async () => (await jobs.get(owner, id).catch(() => null))?.chunksDone ?? -1, {
      timeout: 30_000,
      interval: 20,
    })
    .toBeGreaterThanOrEqual(count);
}

describe('a job under kill -9', () => {
  it('gives the undisturbed bytes after seven kills of workers and PostgreSQL', async () => {
    const started = performance.now();
    let [first, second] = [startWorker(150), startWorker(150)];
    const { id } = await jobs.submit(submission(chunks));
    const kills: readonly (readonly [number, () => Promise<void> | void])[] = [
      [3, () => kill(first)],
      [6, killServer],
      [10, async () => Promise.all([kill(second), kill((first = startWorker(150)))]).then(() => {})],
      [10, () => void ([first, second] = [startWorker(150), startWorker(150)])],
      [18, () => (killServer(), kill(second))],
      [18, () => void (second = startWorker(150))],
      [28, killServer],
    ];
    for (const [count, strike] of kills) {
      await chunksDone(id, count);
      await strike();
    }
    await expect
      .poll(async () => (await jobs.get(owner, id).catch(() => null))?.status, { timeout: 40_000 })
      .toBe('successful');
    const seconds = (performance.now() - started) / 1000;
    const job = await jobs.get(owner, id);
    expect(job.outputs).toEqual({ sha256: { kind: 'value', value: expected() } });
    expect(job.chunksDone).toBe(40);
    const retried = (await jobs.logs(owner, id, { offset: 0, limit: 1000 })).filter((line) =>
      line.message.includes('tried again'),
    );
    console.log(
      `40 chunks of 150 ms: 4 workers and 3 servers killed, ${retried.length} chunks retried, ${seconds.toFixed(1)} s`,
    );
    await kill(first);
    await kill(second);
  }, 60_000);

  it('goes on within five seconds of a worker’s start where the last one was killed', async () => {
    const worker = startWorker(60_000);
    const { id } = await jobs.submit(submission(['slow']));
    await expect.poll(async () => (await jobs.get(owner, id)).status, { timeout: 10_000 }).toBe('running');
    await expect.poll(() => readdir(join(test.folder, 'temporary'))).toHaveLength(1);
    await kill(worker);
    const next = startWorker(10);
    await once(next.stdout!, 'data');
    const up = performance.now();
    expect((await jobs.waitFor(owner, id, 20_000)).status).toBe('successful');
    expect(performance.now() - up).toBeLessThan(5000);
    await expect.poll(() => readdir(join(test.folder, 'temporary'))).toEqual([]);
    await kill(next);
  }, 30_000);

  it('ends workers within five seconds of their parent’s death', async () => {
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `const { spawn } = require('node:child_process');
         const child = spawn(process.execPath, ${JSON.stringify([script, test.database.url, test.folder, '10'])},
           { stdio: ['ignore', 'inherit', 'ignore'] });
         console.log(child.pid);
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    let said = '';
    parent.stdout.on('data', (text: Buffer) => (said += text.toString()));
    await expect.poll(() => said, { timeout: 10_000 }).toContain('up');
    const pid = Number(said.split('\n')[0]);
    parent.kill('SIGKILL');
    const isAlive = (): boolean => {
      try {
        return !/ Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      } catch {
        return false;
      }
    };
    expect(isAlive()).toBe(true);
    await expect.poll(isAlive, { timeout: 5000 }).toBe(false);
  }, 20_000);
});
