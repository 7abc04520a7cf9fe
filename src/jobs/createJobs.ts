/** The queue as its callers see it. */
import type { Database } from '../store/database.ts';
import { createAlarm } from './alarm.ts';
import { endJob } from './endJob.ts';
import { readLog } from './jobLog.ts';
import { readJob } from './jobRows.ts';
import { listJobs } from './listJobs.ts';
import { hearNotifications } from './notifications.ts';
import type { Queue } from './openQueue.ts';
import { submitJob } from './submitJob.ts';
import type { Job, Jobs } from './types.ts';

/** Notifications tell at once; this only covers the seconds in which a lost connection is not yet noticed. */
const lookAgainMs = 5_000;

export function createJobs(queue: Queue): Jobs {
  const { database } = queue;
  return {
    submit: (submission) => submitJob(queue, submission),
    get: (owner, id) => readJob(database, owner, id),
    list: (owner, filter) => listJobs(database, owner, filter),
    dismiss: (owner, id) =>
      database.transaction(async (sql) => {
        await readJob(sql, owner, id);
        await endJob(queue, sql, id, { status: 'dismissed' });
        return readJob(sql, owner, id);
      }),
    async logs(owner, id, page) {
      await readJob(database, owner, id);
      return readLog(database, id, page);
    },
    waitFor: (owner, id, timeoutMs) => waitForEnd(database, owner, id, timeoutMs),
  };
}

async function waitForEnd(database: Database, owner: string, id: string, timeoutMs: number): Promise<Job> {
  const deadline = Date.now() + timeoutMs;
  const alarm = createAlarm();
  const stopHearing = await hearNotifications(database, (notification) => {
    if (notification === null || (notification.kind === 'ended' && notification.jobId === id)) alarm.ring();
  });
  try {
    for (;;) {
      const job = await readJob(database, owner, id);
      const leftMs = deadline - Date.now();
      if ((job.status !== 'accepted' && job.status !== 'running') || leftMs <= 0) return job;
      await alarm.wait(Math.min(leftMs, lookAgainMs));
    }
  } finally {
    stopHearing();
  }
}
