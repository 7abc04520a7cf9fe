/** The vocabulary of jobs, shared by the queue, the HTTP edge and the worker. */
import type { PlainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { RestingChunks } from '../core/restingChunks.ts';

export type JobStatus = 'accepted' | 'running' | 'successful' | 'failed' | 'dismissed';

/** One stored output: a value, or a file in the artefact store. */
export type StoredOutput =
  | { readonly kind: 'value'; readonly value: Json }
  | {
      readonly kind: 'file';
      readonly key: string;
      readonly fileName: string;
      readonly mediaType: string;
      readonly bytes: number;
      readonly sha256: string;
      readonly resource: 'model' | 'map' | null;
    };

/** What the caller asked for, kept with the job so that results are given as asked. */
export interface ExecutionRequest {
  readonly inputs: { readonly [name: string]: Json };
  readonly response: 'raw' | 'document';
  /** Output id to how it shall be handed out; null means all outputs by default. */
  readonly outputs: Readonly<Record<string, { readonly transmissionMode: 'value' | 'reference' | null }>> | null;
  readonly subscriber: {
    readonly successUri?: string;
    readonly inProgressUri?: string;
    readonly failedUri?: string;
  } | null;
}

export interface JobSubmission {
  readonly owner: string;
  readonly processId: string;
  readonly request: ExecutionRequest;
  readonly chunks: readonly Json[];
  /** The same key by the same owner gives the same job; a different request under it is a conflict. */
  readonly idempotencyKey: string | null;
}

export interface Job {
  readonly id: string;
  readonly owner: string;
  readonly processId: string;
  readonly request: ExecutionRequest;
  readonly status: JobStatus;
  /** Whole percent, 0..100; 100 only when successful. */
  readonly progressPercent: number;
  readonly message: string;
  /** Seconds still to go by the pace so far; null where unknown. */
  readonly etaSeconds: number | null;
  readonly chunksDone: number;
  readonly chunkCount: number;
  readonly created: Date;
  readonly started: Date | null;
  readonly finished: Date | null;
  readonly updated: Date;
  readonly error: PlainError | null;
  readonly outputs: Readonly<Record<string, StoredOutput>> | null;
  readonly provenance: Json | null;
}

export interface JobLogLine {
  /** Position in the job's log, from 0. */
  readonly offset: number;
  readonly at: Date;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
}

export interface JobFilter {
  readonly processIds?: readonly string[];
  readonly statuses?: readonly JobStatus[];
  /** Bounds on `created`, inclusive. */
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  readonly minDurationS?: number;
  readonly maxDurationS?: number;
  readonly limit: number;
  /** Opaque position from an earlier page. */
  readonly after?: string;
}

/** The queue as its callers see it. Another owner's job is 'no-such-job'. */
export interface Jobs {
  /** Durable when it returns: the job and all its chunks in one transaction. */
  submit(submission: JobSubmission): Promise<Job>;
  /** @throws {DomainError} 'no-such-job' */
  get(owner: string, id: string): Promise<Job>;
  list(owner: string, filter: JobFilter): Promise<{ readonly jobs: readonly Job[]; readonly next: string | null }>;
  /** Stops a waiting or running job within a second; leaves a finished one as it is. @returns the job afterwards */
  dismiss(owner: string, id: string): Promise<Job>;
  logs(
    owner: string,
    id: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<readonly JobLogLine[]>;
  /** Resolves when the job has ended, or after the time with the job as it then is. */
  waitFor(owner: string, id: string, timeoutMs: number): Promise<Job>;
}

/** What a worker needs to do the work: the processes behind a plain seam, so that the queue knows none of them. */
export interface WorkHandlers {
  chunk(job: Job, chunk: Json, context: WorkContext): Promise<Uint8Array>;
  /** Called once all chunks are stored; also for jobs without chunks. Files must already lie in the artefact store. */
  finish(
    job: Job,
    chunks: RestingChunks & { readonly count: number },
    context: WorkContext,
  ): Promise<{
    readonly outputs: Readonly<Record<string, StoredOutput>>;
    readonly provenance: Json;
  }>;
}

export interface WorkContext {
  /** Fires on cancel, on a lost claim and on shutdown. */
  readonly signal: AbortSignal;
  /** Private to this attempt; removed by the worker afterwards, whatever happened. */
  readonly folder: string;
  readonly progress: (share: number, message: string) => void;
  readonly log: (level: 'info' | 'warning', message: string) => void;
}

export type Log = (
  level: 'info' | 'warning' | 'error',
  message: string,
  facts?: Readonly<Record<string, unknown>>,
) => void;
