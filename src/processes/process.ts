/**
 * A process is one value. Its HTTP description, input validation, OpenAPI entry, command line, job and provenance
 * all come from it: adding a capability is adding a process and nothing else.
 */
import type { z } from 'zod';
import type { Json } from '../core/json.ts';
import type { HashedFile } from '../core/hashedFile.ts';
import type { RestingChunks } from '../core/restingChunks.ts';
import type { ComputePool } from '../pool/computePool.ts';
import type { Library } from './library.ts';

export interface OutputDescription {
  readonly title: string;
  readonly description: string;
  /** Media type of a file, or `application/json` for a value. */
  readonly mediaType: string;
  /** Schema of a JSON value; absent for files. */
  readonly schema?: z.ZodType;
  /** The resource that a file becomes when a job ends: `/models/{id}` or a file of `/maps/{id}`. */
  readonly resource?: 'model' | 'map';
}

/** What a process hands back for one output id. */
export type Output =
  | { readonly kind: 'value'; readonly value: Json }
  /** A finished file in the context's folder. */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly fileName: string;
      /** Of a large file, which was hashed as it was written. */
      readonly hashed?: HashedFile;
    };

/** Everything impure that a process may touch. */
export interface ProcessContext {
  readonly library: Library;
  readonly pool: ComputePool;
  /** A private folder of this attempt; the caller removes it. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Share done in 0..1 and what is being done. */
  readonly progress: (share: number, message: string) => void;
  /** Makes a value once per job and process, such as what all chunks of a map share. */
  readonly remember: <Value>(key: string, make: () => Promise<Value>) => Promise<Value>;
  readonly log: (level: 'info' | 'warning', message: string) => void;
}

/** The same context with its progress squeezed into a stretch of the whole. */
export function stretchOf(context: ProcessContext, from: number, to: number): ProcessContext {
  return { ...context, progress: (share, message) => context.progress(from + (to - from) * share, message) };
}

/** What a plan may touch: it runs while the client waits. */
export type PlanContext = Pick<ProcessContext, 'library' | 'pool' | 'signal' | 'remember'>;

/** The finished chunks of a job, in the order of the plan. */
export interface FinishedChunks extends RestingChunks {
  readonly count: number;
}

export interface Process<Inputs extends z.ZodObject = z.ZodObject, Chunk = unknown> {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  /** Each field carries title, description and unit by `.meta()`. Objects are strict: unknown fields are refused. */
  readonly inputs: Inputs;
  readonly outputs: Readonly<Record<string, OutputDescription>>;
  /** `sync` for what ends in a moment; everything else runs as a job. */
  readonly modes: readonly ('sync' | 'async')[];
  /**
   * Checks all that can be checked before a job is accepted (names, columns, grids), and cuts the work into
   * chunks where it can be shared among workers. An empty plan means that `run` does everything.
   */
  readonly plan?: (context: PlanContext, inputs: z.output<Inputs>) => Promise<readonly Chunk[]>;
  /** Does one chunk; the same chunk always gives the same bytes, which the caller takes over. */
  readonly runChunk?: (context: ProcessContext, inputs: z.output<Inputs>, chunk: Chunk) => Promise<Uint8Array>;
  readonly run: (
    context: ProcessContext,
    inputs: z.output<Inputs>,
    chunks: FinishedChunks,
  ) => Promise<Readonly<Record<string, Output>>>;
}

/** Gives a process its types from its own schema, and takes it among the others, whose inputs differ. */
export function defineProcess<Inputs extends z.ZodObject, Chunk = unknown>(process: Process<Inputs, Chunk>): Process {
  // Callers pass what `parseInputs` made with this process's own schema.
  return process as unknown as Process;
}
