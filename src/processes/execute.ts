/** Runs a process in this process: the way of the command line and of synchronous requests. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { mapLimited } from '../core/mapLimited.ts';
import { createChunkFiles } from './chunkFiles.ts';
import type { FinishedChunks, Output, Process, ProcessContext } from './process.ts';

/** Chunks take nearly all the time of a job that has them; the rest is putting them together. */
const chunkShare = 0.95;

/**
 * @param inputs already validated by the process's schema
 * @throws {DomainError} as the process throws; 'cancelled' when the signal fires
 */
export async function executeLocally<Inputs extends z.ZodObject, Chunk>(
  process: Process<Inputs, Chunk>,
  inputs: z.output<Inputs>,
  context: ProcessContext,
): Promise<Readonly<Record<string, Output>>> {
  const chunks = (await process.plan?.(context, inputs)) ?? [];
  if (chunks.length === 0) return process.run(context, inputs, noChunks);
  const runChunk = process.runChunk;
  if (runChunk === undefined)
    throw new DomainError('internal', `Process ${process.id} plans chunks but cannot run them`);

  const folder = join(context.folder, 'chunks');
  await mkdir(folder);
  const files = createChunkFiles(folder);
  let done = 0;
  const quiet: ProcessContext = { ...context, progress: () => {} };
  await mapLimited(chunks, context.pool.threads, async (chunk, index) => {
    await files.write(index, await runChunk(quiet, inputs, chunk));
    done += 1;
    context.progress((chunkShare * done) / chunks.length, `${done} of ${chunks.length} chunks`);
  });
  // What puts the chunks together works alone.
  await context.pool.rest();
  const finished: FinishedChunks = { count: chunks.length, ...files.finished };
  const progress: ProcessContext['progress'] = (share, message) =>
    context.progress(chunkShare + (1 - chunkShare) * share, message);
  return process.run({ ...context, progress }, inputs, finished);
}

const noChunks: FinishedChunks = { count: 0, read: refuseChunk, readPart: refuseChunk };

function refuseChunk(index: number): Promise<never> {
  return Promise.reject(new DomainError('internal', `There is no chunk ${index}: the plan was empty`));
}
