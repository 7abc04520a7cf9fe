/** Carries an attempt's progress and log lines to the database, at most once a second. */
import type { Sql } from '../store/database.ts';
import { storableText } from '../store/database.ts';
import { appendLog } from './jobLog.ts';
import type { WorkContext } from './types.ts';

const intervalMs = 1_000;

export interface Reporter extends Pick<WorkContext, 'progress' | 'log'> {
  /** Writes at once what is still to be told. */
  flush(): Promise<void>;
}

/** @param speaksForJob false for one chunk of many, whose share of the work is told by its completion */
export function createReporter(sql: Sql, jobId: string, speaksForJob: boolean): Reporter {
  let progress: { readonly share: number; readonly message: string } | null = null;
  let lines: { readonly level: 'info' | 'warning'; readonly message: string; readonly at: Date }[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing = Promise.resolve();
  let lastWriteAt = 0;

  const write = async (): Promise<void> => {
    lastWriteAt = Date.now();
    if (progress !== null) {
      const { share, message } = progress;
      progress = null;
      await sql.query(
        `update cryoforest.job set share = $2, message = $3, updated = now() where id = $1 and status = 'running'`,
        [jobId, Math.min(1, Math.max(0, share)), storableText(message)],
      );
    }
    for (let line = lines[0]; line !== undefined; line = lines[0]) {
      await appendLog(sql, jobId, line.level, line.message, line.at);
      lines = lines.slice(1);
    }
  };
  const writeInTurn = (): void => {
    timer = null;
    // A report that cannot be written now is written with the next; the work itself does not depend on it.
    writing = writing.then(write).catch(() => {});
  };
  const schedule = (): void => {
    timer ??= setTimeout(writeInTurn, Math.max(0, lastWriteAt + intervalMs - Date.now()));
  };

  return {
    progress(share, message) {
      if (!speaksForJob) return;
      progress = { share, message };
      schedule();
    },
    log(level, message) {
      lines.push({ level, message, at: new Date() });
      schedule();
    },
    async flush() {
      if (timer !== null) clearTimeout(timer);
      writeInTurn();
      await writing;
    },
  };
}
