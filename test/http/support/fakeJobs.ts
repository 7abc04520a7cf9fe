/** Jobs in memory: run at once on a timer of their own, or held until the test lets them end. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError, toPlainError } from '../../../src/core/errors.ts';
import type { Job, JobLogLine, JobSubmission, Jobs, StoredOutput } from '../../../src/jobs/types.ts';

export type Work = (job: Job, signal: AbortSignal) => Promise<Readonly<Record<string, StoredOutput>>>;

interface Entry {
  job: Job;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  readonly key: string | null;
}

export interface FakeJobs extends Jobs {
  readonly submissions: readonly JobSubmission[];
  /** Overwrites what a job says about itself. */
  change(id: string, changes: Partial<Job>): void;
  /** Stops what still runs, so that nothing writes any more. */
  end(): Promise<void>;
}

export function createFakeJobs(work: Work): FakeJobs {
  const entries = new Map<string, Entry>();
  const submissions: JobSubmission[] = [];
  const find = (owner: string, id: string): Entry => {
    const entry = entries.get(id);
    if (entry?.job.owner !== owner) throw new DomainError('no-such-job', `There is no job ${id}`);
    return entry;
  };
  const change = (id: string, changes: Partial<Job>): void => {
    const entry = entries.get(id)!;
    entry.job = { ...entry.job, ...changes, updated: new Date() };
  };
  return {
    submissions,
    change,
    async end() {
      for (const { controller } of entries.values()) controller.abort();
      await Promise.all([...entries.values()].map(({ ended }) => ended));
    },
    async submit(submission) {
      const { owner, idempotencyKey } = submission;
      const earlier = [...entries.values()].find(
        ({ job, key }) => key !== null && key === idempotencyKey && job.owner === owner,
      );
      if (earlier !== undefined) {
        const same = JSON.stringify(earlier.job.request) === JSON.stringify(submission.request);
        if (same) return earlier.job;
        throw new DomainError('conflict', 'The idempotency key stands for another request');
      }
      submissions.push(submission);
      const job = newJob(submission);
      const controller = new AbortController();
      const ended = (async () => {
        await Promise.resolve();
        change(job.id, { status: 'running', started: new Date(), message: 'at work' });
        try {
          const outputs = await work(job, controller.signal);
          const provenance = { process: { id: job.processId }, inputs: job.request.inputs };
          change(job.id, { status: 'successful', progressPercent: 100, outputs, provenance, finished: new Date() });
        } catch (error) {
          if (controller.signal.aborted) return;
          change(job.id, { status: 'failed', error: toPlainError(error), finished: new Date() });
        }
      })();
      entries.set(job.id, { job, controller, ended, key: idempotencyKey });
      return job;
    },
    get: async (owner, id) => find(owner, id).job,
    async list(owner, filter) {
      const all = [...entries.values()]
        .map(({ job }) => job)
        .filter((job) => job.owner === owner)
        .filter((job) => filter.processIds?.includes(job.processId) ?? true)
        .filter((job) => filter.statuses?.includes(job.status) ?? true)
        .filter((job) => filter.createdFrom === undefined || job.created >= filter.createdFrom)
        .filter((job) => filter.createdTo === undefined || job.created <= filter.createdTo)
        .filter((job) => filter.minDurationS === undefined || durationS(job) >= filter.minDurationS)
        .filter((job) => filter.maxDurationS === undefined || durationS(job) <= filter.maxDurationS);
      const start = filter.after === undefined ? 0 : Number(filter.after);
      const end = start + filter.limit;
      return { jobs: all.slice(start, end), next: end < all.length ? String(end) : null };
    },
    async dismiss(owner, id) {
      const { job, controller } = find(owner, id);
      if (job.status !== 'accepted' && job.status !== 'running') return job;
      change(id, { status: 'dismissed', finished: new Date(), message: 'dismissed' });
      controller.abort();
      return find(owner, id).job;
    },
    async logs(owner, id, { offset, limit }) {
      find(owner, id);
      const lines: JobLogLine[] = (['info', 'warning', 'info', 'error'] as const).map((level, i) => ({
        offset: i,
        at: new Date(Date.UTC(2026, 0, 1, 0, 0, i)),
        level,
        message: `line ${i}`,
      }));
      return lines.slice(offset, offset + limit);
    },
    async waitFor(owner, id, timeoutMs) {
      const timer = new AbortController();
      await Promise.race([find(owner, id).ended, delay(timeoutMs, undefined, { signal: timer.signal })]).finally(() =>
        timer.abort(),
      );
      return find(owner, id).job;
    },
  };
}

function durationS(job: Job): number {
  return job.started === null ? NaN : ((job.finished ?? new Date()).getTime() - job.started.getTime()) / 1000;
}

function newJob(submission: JobSubmission): Job {
  const now = new Date();
  return {
    id: randomUUID(),
    owner: submission.owner,
    processId: submission.processId,
    request: submission.request,
    status: 'accepted',
    progressPercent: 0,
    message: 'waiting',
    etaSeconds: null,
    chunksDone: 0,
    chunkCount: submission.chunks.length,
    created: now,
    started: null,
    finished: null,
    updated: now,
    error: null,
    outputs: null,
    provenance: null,
  };
}
