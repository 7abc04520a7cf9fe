/** Runs a process as the command line does, in a folder of its own, and gives its outputs. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalLibrary } from '../../../src/cli/localLibrary.ts';
import { executeLocally } from '../../../src/processes/execute.ts';
import { createMemo } from '../../../src/processes/memo.ts';
import { parseInputs } from '../../../src/processes/parseInputs.ts';
import { hashFile } from '../../../src/store/hashFile.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { ComputePool } from '../../../src/pool/computePool.ts';
import type { Output, Process, ProcessContext } from '../../../src/processes/process.ts';

export interface Ran {
  /** JSON outputs by id. */
  readonly values: Readonly<Record<string, JsonObject>>;
  /** Paths and texts of file outputs by id. */
  readonly path: (output: string) => string;
  readonly text: (output: string) => Promise<string>;
}

/** @param watch what the caller hears and how it stops the run; by default nothing */
export async function executeIn(
  folder: string,
  pool: ComputePool,
  process: Process,
  inputs: { readonly [name: string]: Json },
  watch: Partial<Pick<ProcessContext, 'signal' | 'progress' | 'log'>> = {},
): Promise<Readonly<Record<string, Output>>> {
  return executeLocally(process, parseInputs(process.inputs, inputs), {
    library: createLocalLibrary({ columns: {}, units: {} }, hashFile),
    pool,
    folder: await mkdtemp(join(folder, 'run-')),
    signal: new AbortController().signal,
    remember: createMemo(),
    progress: () => {},
    log: () => {},
    ...watch,
  });
}

export async function runIn(
  folder: string,
  pool: ComputePool,
  process: Process,
  inputs: { readonly [name: string]: Json },
): Promise<Ran> {
  const outputs = await executeIn(folder, pool, process, inputs);
  const pathOf = (id: string): string => {
    const output = outputs[id];
    if (output?.kind !== 'file') throw new Error(`${id} is no file`);
    return output.path;
  };
  const entries = Object.entries(outputs);
  return {
    values: Object.fromEntries(
      entries.flatMap(([id, output]) => (output.kind === 'value' ? [[id, output.value as JsonObject]] : [])),
    ),
    path: pathOf,
    text: (id) => readFile(pathOf(id), 'utf8'),
  };
}
