/** PostgreSQL's faults in our vocabulary: what a retry can cure is told from what it cannot. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../core/errors.ts';

const maxBackoffMs = 2_000;

/** Serialization failure and deadlock: the same work may succeed at once. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

export async function explained<Result>(asked: Promise<Result>): Promise<Result> {
  try {
    return await asked;
  } catch (error) {
    throw explain(error);
  }
}

function explain(error: unknown): unknown {
  const state = sqlState(error);
  const said = error instanceof Error ? error.message : String(error);
  if (state === '53100') {
    return new DomainError(
      'disk-full',
      `PostgreSQL has no disk space left: ${said}. Free space and try again.`,
      {},
      {
        cause: error,
        retryable: true,
      },
    );
  }
  // Class 08: connection; 57P: ended by operator, crash or start; 53300: too many connections. Errors of sockets and
  // of the client's own time limits carry no SQLSTATE.
  if (state === null || state.startsWith('08') || state.startsWith('57P') || state === '53300') {
    return new DomainError(
      'database-unavailable',
      `PostgreSQL does not answer: ${said}. It is tried again; if it stays away, look at its log.`,
      {},
      { cause: error, retryable: true },
    );
  }
  return error;
}

function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}

/**
 * Finished work is worth waiting for a database that comes back.
 * @throws what `work` throws, other than 'database-unavailable' before the signal fires
 */
export async function untilDatabaseAnswers<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (let waitMs = 100; ; waitMs = Math.min(2 * waitMs, maxBackoffMs)) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !(error instanceof DomainError) || error.code !== 'database-unavailable') throw error;
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
  }
}
