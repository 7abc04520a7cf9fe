import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DomainError } from '../../src/core/errors.ts';
import { claimTasks, releaseClaimsOfTheDead } from '../../src/jobs/claims.ts';
import { createJobs } from '../../src/jobs/createJobs.ts';
import { nameThisProcess } from '../../src/jobs/processName.ts';
import { runWorker } from '../../src/jobs/runWorker.ts';
import type { Json } from '../../src/core/json.ts';
import type { Job, Jobs, StoredOutput, WorkHandlers } from '../../src/jobs/types.ts';
import { createFileArtefacts } from '../../src/store/fileArtefacts.ts';
import { createRecords } from '../../src/store/resourceRecords.ts';
import { echoHandlers, owner, submission, untilAborted } from './support/jobs.ts';
import { openTestDatabase } from './support/testDatabase.ts';
import type { TestDatabase } from './support/testDatabase.ts';

let test: TestDatabase;
let jobs: Jobs;
let stopWorkers: AbortController;
let workers: Promise<void>[];

beforeAll(async () => {
  test = await openTestDatabase();
  jobs = createJobs(test.queue);
});
afterAll(() => test.close());
beforeEach(() => {
  stopWorkers = new AbortController();
  workers = [];
});
afterEach(async () => {
  stopWorkers.abort();
  await Promise.all(workers);
});

const temporary = (): string => join(test.folder, 'temporary');
const artefactFolder = (): string => join(test.folder, 'artefacts');

function work(handlers: Partial<WorkHandlers> = {}, slots = 2): void {
  workers.push(startWorker(handlers, slots, stopWorkers.signal));
}

function startWorker(handlers: Partial<WorkHandlers>, slots: number, signal: AbortSignal): Promise<void> {
  return runWorker({
    queue: test.queue,
    handlers: { ...echoHandlers, ...handlers },
    artefacts: createFileArtefacts(artefactFolder()),
    temporaryFolder: temporary(),
    slots,
    signal,
    log: (level, message) => void test.logged.push(`${level}: ${message}`),
  });
}

function storedFile(fileName: string, resource: 'model' | 'map' | null): StoredOutput {
  return { kind: 'file', key: `k/${fileName}`, fileName, mediaType: 'x/y', bytes: 3, sha256: 'ab', resource };
}

const ended = (job: Job): Promise<Job> => jobs.waitFor(owner, job.id, 30_000);

async function logOf(job: Job): Promise<readonly string[]> {
  return (await jobs.logs(owner, job.id, { offset: 0, limit: 1000 })).map((line) => line.message);
}

describe('runWorker', () => {
  it('does the chunks and the end, and tells progress by chunks', async () => {
    work();
    const job = await ended(await jobs.submit(submission([{ a: 1 }, 'b', [3]])));
    expect(job).toMatchObject({
      status: 'successful',
      progressPercent: 100,
      chunksDone: 3,
      etaSeconds: null,
      error: null,
      outputs: { joined: { kind: 'value', value: '{"a":1} "b" [3]' } },
      provenance: { code: 'test' },
    });
    expect(job.finished!.getTime()).toBeGreaterThanOrEqual(job.started!.getTime());
  });

  it('starts a job without chunks within half a second and tells its own progress and time to go', async () => {
    const told = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    let startedAt = 0;
    work({
      async finish(_job, _chunks, context) {
        startedAt = performance.now();
        context.progress(0.25, 'growing trees');
        context.log('warning', 'station 7 is outside the grid');
        told.resolve();
        await go.promise;
        return { outputs: {}, provenance: null };
      },
    });
    // The worker has looked once and waits.
    await expect.poll(() => existsSync(temporary())).toBe(true);
    const submittedAt = performance.now();
    const submitted = await jobs.submit(submission([], { processId: 'train' }));
    await told.promise;
    expect(startedAt - submittedAt).toBeLessThan(500);
    await expect.poll(async () => (await jobs.get(owner, submitted.id)).progressPercent).toBe(25);
    await test.database.query(`update cryoforest.job set started = now() - interval '10 s' where id = $1`, [
      submitted.id,
    ]);
    const running = await jobs.get(owner, submitted.id);
    expect(running).toMatchObject({ status: 'running', message: 'growing trees' });
    expect(Math.abs(running.etaSeconds! - 30)).toBeLessThanOrEqual(2);
    expect(running.updated.getTime()).toBeGreaterThan(submitted.updated.getTime());
    go.resolve();
    await ended(submitted);
    expect(await logOf(submitted)).toEqual(['station 7 is outside the grid', 'Finished']);
  });

  it('stores outputs as a model and one map with all its files, described by the values', async () => {
    work({
      finish: () =>
        Promise.resolve({
          outputs: {
            model: storedFile('model.cfm', 'model'),
            magst: storedFile('magst.tif', 'map'),
            preview: storedFile('preview.png', 'map'),
            table: storedFile('table.csv', null),
            rmse: { kind: 'value', value: 0.8 },
          },
          provenance: {},
        }),
    });
    const job = await ended(await jobs.submit(submission([])));
    const records = createRecords(test.database);
    const map = await records.get('map', owner, job.id);
    expect(Object.keys(map.files)).toEqual(['magst.tif', 'preview.png']);
    expect(map).toMatchObject({ jobId: job.id, name: 'predict', description: { process: 'predict', rmse: 0.8 } });
    const model = await records.get('model', owner, job.id);
    expect(model.files).toEqual({
      'model.cfm': { key: 'k/model.cfm', path: null, mediaType: 'x/y', bytes: 3, sha256: 'ab' },
    });
  });

  it('tries a fault that it does not know three times, then fails with it', async () => {
    let calls = 0;
    work({
      chunk() {
        calls += 1;
        throw new TypeError('the library broke');
      },
    });
    const job = await ended(await jobs.submit(submission([1])));
    expect(calls).toBe(3);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'internal', message: 'the library broke' } });
    expect(await logOf(job)).toEqual([
      'Chunk 0 failed, attempt 1 of 3: the library broke',
      'Chunk 0 failed, attempt 2 of 3: the library broke',
      'the library broke',
    ]);
  }, 20_000);

  it('goes on after a passing full disk, and leaves no half-written file', async () => {
    let calls = 0;
    work({
      async chunk(_job, _chunk, context) {
        calls += 1;
        await writeFile(join(context.folder, 'half'), 'x');
        if (calls === 1) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        return new Uint8Array([7]);
      },
    });
    const job = await ended(await jobs.submit(submission([1])));
    expect([job.status, calls]).toEqual(['successful', 2]);
    expect((await logOf(job))[0]).toMatch(/attempt 1 of 3: The disk is full/);
    expect(await readdir(temporary())).toEqual([]);
  });

  it('fails at once where a retry cannot help, and stops the other chunks', async () => {
    let stopped = 0;
    let calls = 0;
    work({
      async chunk(_job, chunk, context) {
        calls += 1;
        if (chunk === 0) throw new DomainError('crs-unknown', 'EPSG:1 is not known', { epsg: 1 });
        await untilAborted(context.signal).finally(() => (stopped += 1));
        return new Uint8Array();
      },
    });
    const job = await ended(await jobs.submit(submission([1, 0, 2, 3])));
    expect(job.error).toEqual({
      code: 'crs-unknown',
      message: 'EPSG:1 is not known',
      detail: { epsg: 1 },
      retryable: false,
    });
    await expect.poll(() => stopped).toBe(1);
    expect(calls).toBe(2);
    await expect.poll(() => readdir(temporary())).toEqual([]);
  });

  it('fails with what the fault said, also where that is no text for a database', async () => {
    work({ finish: () => Promise.reject(new DomainError('no-rows', 'Station a\0\ud800 has none')) });
    const job = await ended(await jobs.submit(submission([])));
    expect(job).toMatchObject({ status: 'failed', error: { code: 'no-rows' } });
    expect(job.message).toMatch(/^Station a/);
  });

  it('dismisses a running job within a second: handlers stopped, folders and chunks gone', async () => {
    const both = Promise.withResolvers<void>();
    let begun = 0;
    let stoppedAt = 0;
    work({
      async chunk(_job, chunk, context) {
        if (chunk === 'quick') return new Uint8Array([1]);
        await writeFile(join(context.folder, 'big.tif'), 'x');
        begun += 1;
        if (begun === 2) both.resolve();
        await untilAborted(context.signal).finally(() => (stoppedAt = performance.now()));
        return new Uint8Array();
      },
    });
    const job = await jobs.submit(submission(['quick', 'slow', 'slow', 'slow']));
    await both.promise;
    expect(existsSync(join(artefactFolder(), 'jobs', job.id))).toBe(true);
    const dismissedAt = performance.now();
    expect((await jobs.dismiss(owner, job.id)).status).toBe('dismissed');
    await expect.poll(() => readdir(temporary()), { interval: 20, timeout: 900 }).toEqual([]);
    expect(stoppedAt - dismissedAt).toBeLessThan(500);
    await expect.poll(() => existsSync(join(artefactFolder(), 'jobs', job.id)), { timeout: 8000 }).toBe(false);
  }, 20_000);

  it('goes on to other jobs within a second where a handler ignores its signal', async () => {
    const begun = Promise.withResolvers<void>();
    const never = Promise.withResolvers<Uint8Array>();
    work(
      {
        chunk(_job, chunk) {
          if (chunk !== 'deaf') return Promise.resolve(new Uint8Array());
          begun.resolve();
          return never.promise;
        },
      },
      1,
    );
    const deaf = await jobs.submit(submission(['deaf']));
    await begun.promise;
    const next = await jobs.submit(submission(['good']));
    await jobs.dismiss(owner, deaf.id);
    const dismissedAt = performance.now();
    expect((await ended(next)).status).toBe('successful');
    expect(performance.now() - dismissedAt).toBeLessThan(2000);
  });

  it('tries a retried chunk before the chunks behind it', async () => {
    const order: number[] = [];
    work(
      {
        chunk(_job, chunk) {
          const index = Number(chunk);
          order.push(index);
          if (index === 0 && order.length === 1) throw new Error('first try');
          // Slow enough that the pause before the retry ends before the last chunk.
          return new Promise((resolve) => setTimeout(resolve, 250, new Uint8Array()));
        },
      },
      1,
    );
    await ended(await jobs.submit(submission([0, 1, 2, 3, 4, 5, 6, 7])));
    expect(order).toHaveLength(9);
    expect(order.lastIndexOf(0)).toBeGreaterThan(1);
    expect(order.lastIndexOf(0)).toBeLessThan(8);
    expect(order.filter((index) => index !== 0)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('lets two jobs take turns, so that a small one does not wait for a large one', async () => {
    const order: string[] = [];
    const large = await jobs.submit(submission(Array.from({ length: 30 }, () => 'large')));
    const small = await jobs.submit(submission(['small', 'small', 'small']));
    work(
      {
        chunk(_job, chunk) {
          order.push(JSON.stringify(chunk));
          return Promise.resolve(new Uint8Array());
        },
      },
      1,
    );
    await Promise.all([ended(large), ended(small)]);
    expect(order.lastIndexOf('"small"')).toBeLessThan(8);
    expect(order[0]).toBe('"large"');
  });

  it('gives running work back on shutdown, so that another worker has it at once and nothing counts as lost', async () => {
    const begun = Promise.withResolvers<void>();
    const leaving = new AbortController();
    const first = startWorker(
      {
        chunk(_job, _chunk, context) {
          begun.resolve();
          return untilAborted(context.signal);
        },
      },
      1,
      leaving.signal,
    );
    const job = await jobs.submit(submission([1]));
    await begun.promise;
    leaving.abort();
    await first;
    expect(await readdir(temporary())).toEqual([]);
    const releasedAt = performance.now();
    work();
    expect((await ended(job)).status).toBe('successful');
    expect(performance.now() - releasedAt).toBeLessThan(2000);
    expect(await logOf(job)).toEqual(['Finished']);
  });

  it('fails a chunk that lost twelve workers, naming it', async () => {
    const job = await jobs.submit(submission(['poison']));
    const self = nameThisProcess();
    // A pid that no process has: beyond the largest that Linux gives.
    const dead = `${self.machine}.99999999.1`;
    for (let death = 0; death < 12; death += 1) {
      const claims = await claimTasks(test.queue, dead, 1);
      expect(claims.map((claim) => claim.deaths)).toEqual([death]);
      expect(await releaseClaimsOfTheDead(test.queue, self)).toBe(1);
    }
    work();
    const failed = await ended(job);
    expect(failed.error).toMatchObject({ code: 'poison-chunk', detail: { chunk: 0, deaths: 12 } });
    expect(failed.message).toMatch(/^Chunk 0 lost its worker 12 times/);
  });

  it('leaves the claims of the living and of other machines alone', async () => {
    const job = await jobs.submit(submission([1, 2]));
    const self = nameThisProcess();
    await claimTasks(test.queue, `${self.machine}.${self.pid}.${self.started}`, 1);
    await claimTasks(test.queue, 'elsewhere.99999999.1', 1);
    expect(await releaseClaimsOfTheDead(test.queue, self)).toBe(0);
    await jobs.dismiss(owner, job.id);
  });

  it('discards a late answer while another attempt is at work', async () => {
    const answers = [Promise.withResolvers<Uint8Array>(), Promise.withResolvers<Uint8Array>()];
    const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let calls = 0;
    work({
      chunk() {
        const call = calls;
        calls += 1;
        begun[call]?.resolve();
        return answers[call]!.promise;
      },
    });
    const job = await jobs.submit(submission([1]));
    await begun[0]!.promise;
    // As pg-boss does when a heartbeat lapses.
    const { rows } = await test.database.query<{ id: string }>(
      'select id from cryoforest.task where job_id = $1 and chunk_index = 0',
      [job.id],
    );
    await test.queue.boss.fail('chunk', rows[0]!.id);
    await begun[1]!.promise;
    answers[0]!.resolve(Buffer.from('"late"'));
    const discarded = `Chunk 0 of job ${job.id} failed: Chunk 0 was given to another worker`;
    await expect.poll(() => test.logged.join('\n')).toContain(discarded);
    expect((await jobs.get(owner, job.id)).chunksDone).toBe(0);
    answers[1]!.resolve(Buffer.from('"second"'));
    const done = await ended(job);
    expect(done.outputs).toEqual({ joined: { kind: 'value', value: '"second"' } });
    expect(done.chunksDone).toBe(1);
  });

  it('makes chunks again whose stored bytes were damaged or lost, and only those', async () => {
    const made: Json[] = [];
    work({
      async chunk(job, chunk, context) {
        const again = made.includes(chunk);
        made.push(chunk);
        return echoHandlers.chunk(job, again ? [chunk, 'again'] : chunk, context);
      },
      async finish(job, chunks, context) {
        const folder = join(artefactFolder(), 'jobs', job.id, 'chunks');
        const [first, second] = (await readdir(folder)).toSorted();
        await writeFile(join(folder, first!), 'other bytes');
        await rm(join(folder, second!));
        await echoHandlers.finish(job, chunks, context);
        const part = Buffer.alloc(5);
        await chunks.readPart(0, 6, part);
        expect(part.toString()).toBe('again');
        // The store holds good bytes again.
        return echoHandlers.finish(job, chunks, context);
      },
    });
    const job = await ended(await jobs.submit(submission(['a', 'b', 'c'])));
    expect(job).toMatchObject({
      status: 'successful',
      outputs: { joined: { value: '["a","again"] ["b","again"] "c"' } },
    });
    expect(made.map(String).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['a', 'a', 'b', 'b', 'c']);
    const log = await logOf(job);
    expect(log).toContain(
      'The stored result of chunk 0 has other bytes than were stored: it is made again. Check the disk',
    );
    expect(log).toContain('The stored result of chunk 1 is gone: it is made again. Check the disk');
  }, 20_000);

  it('fails with the reason where a damaged chunk cannot be made again', async () => {
    let calls = 0;
    work({
      async chunk(job, chunk, context) {
        calls += 1;
        if (calls > 1) throw new DomainError('invalid-input', 'The raster is no longer there');
        return echoHandlers.chunk(job, chunk, context);
      },
      async finish(job, chunks, context) {
        const folder = join(artefactFolder(), 'jobs', job.id, 'chunks');
        const [name] = await readdir(folder);
        await writeFile(join(folder, name!), 'other bytes');
        return echoHandlers.finish(job, chunks, context);
      },
    });
    const job = await ended(await jobs.submit(submission(['good'])));
    expect(job.error).toMatchObject({ code: 'invalid-input', message: 'The raster is no longer there' });
  }, 20_000);

  it('removes the temporary folders of dead attempts, not those of the living', async () => {
    const self = nameThisProcess();
    const dead = join(temporary(), `attempt.${self.machine}.99999999.1.abc`);
    const living = join(temporary(), `attempt.${self.machine}.${self.pid}.${self.started}.abc`);
    const foreign = join(temporary(), 'attempt.elsewhere.1.1.abc');
    for (const folder of [dead, living, foreign]) await mkdir(folder, { recursive: true });
    work();
    await expect.poll(() => existsSync(dead)).toBe(false);
    expect([existsSync(living), existsSync(foreign)]).toEqual([true, true]);
    await rm(living, { recursive: true });
    await rm(foreign, { recursive: true });
  });

  it('stops within a second when it has nothing to do', async () => {
    const idle = new AbortController();
    const worker = startWorker({}, 1, idle.signal);
    await once(AbortSignal.timeout(100), 'abort');
    const told = performance.now();
    idle.abort();
    await worker;
    expect(performance.now() - told).toBeLessThan(1000);
  });
});
