/** `cryoforest <process> --input value …`: the same processes as over HTTP, without a server. */
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { DomainError, isErrno } from '../core/errors.ts';
import { createComputePool } from '../pool/computePool.ts';
import { executeLocally } from '../processes/execute.ts';
import { createMemo } from '../processes/memo.ts';
import { parseInputs } from '../processes/parseInputs.ts';
import { describeProvenance, recordUse } from '../processes/provenance.ts';
import { hashFile } from '../store/hashFile.ts';
import { readCodeVersion } from '../codeVersion.ts';
import type { ProcessArguments } from './arguments.ts';
import { createLocalLibrary } from './localLibrary.ts';
import type { Output, Process } from '../processes/process.ts';
import type { Json } from '../core/json.ts';

export interface RunReport {
  /** Output id to the file written, for outputs that are files. */
  readonly files: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Json>>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly progress: (share: number, message: string) => void;
  readonly log: (level: 'info' | 'warning', message: string) => void;
}

/** Writes all files or none: they are made in a folder beside their destination and renamed when all is done. */
export async function runProcess(process: Process, given: ProcessArguments, options: RunOptions): Promise<RunReport> {
  const inputs = parseInputs(process.inputs, given.inputs);
  const destination = await planDestination(process, given.out);
  const folder = await makeFolder(destination.folder);
  const pool = createComputePool(given.threads ?? availableParallelism());
  const library = recordUse(createLocalLibrary(given.reading));
  const started = new Date();
  try {
    const outputs = await executeLocally(process, inputs, {
      library,
      pool,
      folder,
      remember: createMemo(),
      ...options,
    });
    const values: Record<string, Json> = {};
    const made: { id: string; from: string; to: string }[] = [];
    const hashes: Record<string, { sha256: string; bytes: number }> = {};
    for (const [id, output] of Object.entries(outputs)) {
      if (output.kind === 'value') values[id] = output.value;
      if (destination.none) continue;
      const from = await asFile(folder, id, output);
      made.push({ id, from, to: destination.pathOf(id, output) });
      hashes[id] = await hashFile(from);
    }
    if (!destination.none) {
      const record = describeProvenance({
        process,
        inputs: given.inputs,
        used: library.used,
        code: readCodeVersion(),
        started,
        finished: new Date(),
        outputs: hashes,
      });
      const from = await asFile(folder, 'provenance', { kind: 'value', value: record });
      made.push({ id: 'provenance', from, to: destination.pathOf('provenance', null) });
    }
    for (const { from, to } of made) await rename(from, to);
    return { files: Object.fromEntries(made.map(({ id, to }) => [id, to])), values };
  } finally {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Destination {
  readonly none: boolean;
  readonly folder: string;
  pathOf(id: string, output: Output | null): string;
}

/** A folder takes every output under its own name; a file name is for the main output, the others are named after it. */
async function planDestination(process: Process, out: string | null): Promise<Destination> {
  const main = Object.entries(process.outputs).find(([, output]) => output.mediaType !== 'application/json')?.[0];
  if (out === null) return { none: true, folder: resolve('.'), pathOf: (id) => id };
  if (out.endsWith('/') || (await isFolder(out))) {
    const folder = resolve(out);
    return {
      none: false,
      folder,
      pathOf: (id, output) =>
        join(
          folder,
          output?.kind === 'file' ? output.fileName : `${output === null ? `${process.id}.` : ''}${id}.json`,
        ),
    };
  }
  const path = resolve(out);
  const stem = basename(path, extname(path));
  return {
    none: false,
    folder: dirname(path),
    pathOf(id, output) {
      if (id === main) return path;
      return join(dirname(path), `${stem}.${id}${output?.kind === 'file' ? extname(output.fileName) : '.json'}`);
    },
  };
}

async function makeFolder(destination: string): Promise<string> {
  try {
    await mkdir(destination, { recursive: true });
    return await mkdtemp(join(destination, '.cryoforest-'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DomainError(
      'storage-unavailable',
      `Cannot write to ${destination}: ${why}`,
      { path: destination },
      { cause: error },
    );
  }
}

async function asFile(folder: string, id: string, output: Output): Promise<string> {
  if (output.kind === 'file') return output.path;
  const path = join(folder, `${id}.value.json`);
  await writeFile(path, `${JSON.stringify(output.value, null, 2)}\n`);
  return path;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
}
