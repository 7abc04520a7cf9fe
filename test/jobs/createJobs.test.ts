import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJobs } from '../../src/jobs/createJobs.ts';
import type { Jobs } from '../../src/jobs/types.ts';
import { appendLog } from '../../src/jobs/jobLog.ts';
import { owner, submission } from './support/jobs.ts';
import { openTestDatabase } from './support/testDatabase.ts';
import type { TestDatabase } from './support/testDatabase.ts';

let test: TestDatabase;
let jobs: Jobs;

beforeAll(async () => {
  test = await openTestDatabase();
  jobs = createJobs(test.queue);
});
afterAll(() => test.close());

describe('submit', () => {
  it('stores 500 parallel submissions so that each is found at once', async () => {
    const found = await Promise.all(
      Array.from({ length: 500 }, async (_, index) => {
        const { id } = await jobs.submit(submission([index]));
        return jobs.get(owner, id);
      }),
    );
    expect(new Set(found.map((job) => job.id)).size).toBe(500);
    expect(found.every((job) => job.status === 'accepted' && job.chunkCount === 1 && job.progressPercent === 0)).toBe(
      true,
    );
    const { rows } = await test.database.query<{ count: number }>('select count(*)::int from cryoforest.task');
    expect(rows[0]?.count).toBe(1000);
  });

  it('keeps any JSON, also the character U+0000, which PostgreSQL cannot hold as text', async () => {
    const inputs = { z: 'a\u0000b', a: [1.5, null, { deep: true }], '\u0000': '\ud800' };
    const request = { ...submission([]).request, inputs };
    const { id } = await jobs.submit(submission(['\u0000'], { request }));
    const job = await jobs.get(owner, id);
    expect(job.request.inputs).toEqual(inputs);
    expect(Object.keys(job.request.inputs)).toEqual(['z', 'a', '\u0000']);
  });

  it('gives the same job for the same key, also to parallel callers', async () => {
    const same = submission([1, 2], { idempotencyKey: 'once' });
    const ids = await Promise.all(Array.from({ length: 8 }, async () => (await jobs.submit(same)).id));
    expect(new Set(ids).size).toBe(1);
    const other = await jobs.submit({ ...same, owner: 'boris' });
    expect(other.id).not.toBe(ids[0]);
  });

  it('refuses another request under the same key, but not another order of its fields', async () => {
    const first = await jobs.submit(submission([], { idempotencyKey: 'key' }));
    const { inputs, ...rest } = submission([]).request;
    const reordered = await jobs.submit(submission([], { idempotencyKey: 'key', request: { ...rest, inputs } }));
    expect(reordered.id).toBe(first.id);
    const changed = submission([], { idempotencyKey: 'key', request: { ...rest, inputs: { trees: 6 } } });
    await expect(jobs.submit(changed)).rejects.toMatchObject({ code: 'conflict' });
    const otherProcess = submission([], { idempotencyKey: 'key', processId: 'train' });
    await expect(jobs.submit(otherProcess)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('queues 2,000 chunks in well under five seconds', async () => {
    const started = performance.now();
    const job = await jobs.submit(submission(Array.from({ length: 2000 }, (_, index) => ({ window: [index, 0] }))));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(job.chunkCount).toBe(2000);
  });
});

describe('get', () => {
  it('does not know another owner’s job, an unknown id, or a text that is no id', async () => {
    const { id } = await jobs.submit(submission([]));
    for (const [who, what] of [
      ['boris', id],
      [owner, '00000000-0000-4000-8000-000000000000'],
      [owner, "x' or true --"],
    ] as const) {
      await expect(jobs.get(who, what)).rejects.toMatchObject({ code: 'no-such-job' });
      await expect(jobs.dismiss(who, what)).rejects.toMatchObject({ code: 'no-such-job' });
      await expect(jobs.logs(who, what, { offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'no-such-job' });
    }
    expect((await jobs.get(owner, id)).status).toBe('accepted');
  });
});

describe('list', () => {
  it('gives each job once over pages while new ones arrive, newest first', async () => {
    const who = { owner: 'lister' };
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) ids.push((await jobs.submit(submission([], who))).id);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await jobs.list('lister', { limit: 3, ...(after === undefined ? {} : { after }) });
      seen.push(...page.jobs.map((job) => job.id));
      after = page.next ?? undefined;
      await jobs.submit(submission([], who));
    } while (after !== undefined);
    expect(seen).toEqual(ids.toReversed());
  });

  it('filters by process, status, time and duration', async () => {
    const who = { owner: 'filterer' };
    const trained = await jobs.submit(submission([], { ...who, processId: 'train' }));
    const mapped = await jobs.submit(submission([], who));
    await jobs.dismiss('filterer', mapped.id);
    const slow = await jobs.submit(submission([], who));
    await test.database.query(
      `update cryoforest.job set status = 'successful', created = now() - interval '2 days',
         started = now() - interval '100 s', finished = now() - interval '40 s' where id = $1`,
      [slow.id],
    );
    const find = async (filter: object): Promise<readonly string[]> =>
      (await jobs.list('filterer', { limit: 10, ...filter })).jobs.map((job) => job.id);
    expect(await find({ processIds: ['train', 'other'] })).toEqual([trained.id]);
    expect(await find({ processIds: ['train\0'] })).toEqual([]);
    expect(await find({ statuses: ['dismissed', 'failed'] })).toEqual([mapped.id]);
    expect(await find({ minDurationS: 59.5, maxDurationS: 60.5 })).toEqual([slow.id]);
    expect(await find({ minDurationS: 61 })).toEqual([]);
    expect(await find({ createdTo: new Date(Date.now() - 86_400_000) })).toEqual([slow.id]);
    expect(await find({ createdFrom: trained.created, createdTo: trained.created })).toEqual([trained.id]);
  });

  it('refuses a position that no page gave', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    for (const position of ['nonsense', `2026-99-99T99:99Z ${id}`, `2026-01-01T00:00:00.000Z ${'-'.repeat(36)}`]) {
      const after = Buffer.from(position).toString('base64url');
      await expect(jobs.list(owner, { limit: 1, after })).rejects.toMatchObject({ code: 'invalid-input' });
    }
  });
});

describe('dismiss', () => {
  it('ends a waiting job with all its tasks, and leaves an ended one as it is', async () => {
    const { id } = await jobs.submit(submission([1, 2, 3]));
    const dismissed = await jobs.dismiss(owner, id);
    expect(dismissed).toMatchObject({ status: 'dismissed', message: 'Dismissed' });
    expect(dismissed.finished).toBeInstanceOf(Date);
    const again = await jobs.dismiss(owner, id);
    expect(again.finished).toEqual(dismissed.finished);
    const { rows } = await test.database.query<{ state: string; count: number }>(
      `select state::text, count(*)::int from cryoforest_queue.job where data ->> 'jobId' = $1 group by state`,
      [id],
    );
    expect(rows).toEqual([{ state: 'cancelled', count: 4 }]);
  });
});

describe('logs', () => {
  it('numbers lines from 0 without gaps though many write at once, and pages by offset', async () => {
    const { id } = await jobs.submit(submission([]));
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => appendLog(test.database, id, 'info', `line \0 ${index}`)),
    );
    const lines = await jobs.logs(owner, id, { offset: 0, limit: 100 });
    expect(lines.map((line) => line.offset)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    const page = await jobs.logs(owner, id, { offset: 18, limit: 100 });
    expect(page).toEqual(lines.slice(18));
    expect(page[0]?.at).toBeInstanceOf(Date);
    expect(await jobs.logs(owner, id, { offset: 20, limit: 5 })).toEqual([]);
  });
});

describe('waitFor', () => {
  it('gives the job as it is when the time is over', async () => {
    const { id } = await jobs.submit(submission([]));
    const started = performance.now();
    expect((await jobs.waitFor(owner, id, 150)).status).toBe('accepted');
    expect(performance.now() - started).toBeGreaterThanOrEqual(140);
  });

  it('resolves within half a second of the end', async () => {
    const { id } = await jobs.submit(submission([]));
    const waiting = jobs.waitFor(owner, id, 30_000);
    await jobs.dismiss(owner, id);
    const ended = performance.now();
    expect((await waiting).status).toBe('dismissed');
    expect(performance.now() - ended).toBeLessThan(500);
  });
});
