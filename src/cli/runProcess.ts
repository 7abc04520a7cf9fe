/** `cryoforest <process> --input value …`: the same processes as over HTTP, without a server. */
import { mkdir, mkdtemp, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { DomainError, isErrno } from '../core/errors.ts';
import { createComputePool } from '../pool/computePool.ts';
import { executeLocally } from '../processes/execute.ts';
import { createMemo } from '../processes/memo.ts';
import { parseInputs } from '../processes/parseInputs.ts';
import { describeProvenance, recordUse } from '../processes/provenance.ts';
import { parseTableEdits } from '../processes/stations/tableEdits.ts';
import { hashFile } from '../store/hashFile.ts';
import { readCodeVersion } from '../codeVersion.ts';
import { isHdf5, readingLimitMs, readToEnd } from '../readToEnd.ts';
import type { ProcessArguments } from './arguments.ts';
import { createLocalLibrary } from './localLibrary.ts';
import { createSteadyFiles } from './steadyFiles.ts';
import type { TableReading } from '../processes/library.ts';
import type { Output, Process } from '../processes/process.ts';
import type { HashedFile } from '../core/hashedFile.ts';
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
  const { folder, remove } = await makeFolder(destination.folder);
  const pool = createComputePool(given.threads ?? availableParallelism());
  const files = createSteadyFiles();
  const library = recordUse(
    createLocalLibrary(await withEdits(given), async (path) => {
      await files.note(path);
      const hashed = await pool.run<{ sha256: string }>('hashFile', { path }, options.signal);
      // This thread opens rasters too, and would hear no Ctrl-C while a damaged one leads it in a circle.
      const limits = { signal: options.signal, limitMs: readingLimitMs };
      if (await isHdf5(path)) await readToEnd(pool, 'raster', { path, name: basename(path) }, limits);
      return hashed;
    }),
  );
  const started = new Date();
  try {
    const outputs = await executeLocally(process, inputs, {
      library,
      pool,
      folder,
      remember: createMemo(),
      ...options,
    });
    await files.expectUnchanged();
    const values: Record<string, Json> = {};
    const made: { id: string; from: string; to: string }[] = [];
    const hashes: Record<string, HashedFile> = {};
    for (const [id, output] of Object.entries(outputs)) {
      if (output.kind === 'value') values[id] = output.value;
      if (destination.none) continue;
      const from = await asFile(folder, id, output);
      made.push({ id, from, to: destination.pathOf(id, output, outputs) });
      hashes[id] = (output.kind === 'file' ? output.hashed : undefined) ?? (await hashFile(from));
    }
    if (!destination.none) {
      const record = describeProvenance({
        process,
        inputs: given.inputs,
        parsed: inputs,
        used: library.used,
        code: readCodeVersion(),
        started,
        finished: new Date(),
        outputs: hashes,
      });
      const from = await asFile(folder, 'provenance', { kind: 'value', value: record });
      made.push({ id: 'provenance', from, to: destination.pathOf('provenance', null, outputs) });
    }
    for (const { to } of made) if ((await kindOf(to)) === 'folder') throw unwritable(to, 'it is a folder');
    for (const { from, to } of made) await rename(from, to);
    return { files: Object.fromEntries(made.map(({ id, to }) => [id, to])), values };
  } finally {
    await pool.close();
    await remove();
  }
}

/** How to read the table, with the edits that a file lists. */
async function withEdits({ reading, edits }: ProcessArguments): Promise<TableReading> {
  if (edits === undefined) return reading;
  try {
    return { ...reading, edits: parseTableEdits(await readFile(edits, 'utf8')) };
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
    throw new DomainError('not-found', `There is no file ${edits} (wanted as a list of edits)`, {}, { cause: error });
  }
}

interface Destination {
  readonly none: boolean;
  readonly folder: string;
  /** @param outputs all of them, as one may lie beside another under its name */
  pathOf(id: string, output: Output | null, outputs: Readonly<Record<string, Output>>): string;
}

/** GDAL finds a file of this name, and no other, beside the raster that it belongs to. */
const auxiliary = '.aux.xml';

function fileNameOf(id: string, output: Output | null): string {
  return output?.kind === 'file' ? output.fileName : `${id}.json`;
}

/**
 * A folder takes every output under its own name. A file name is for the main output, the others are named after it:
 * for the first of its kind (.tif, .csv, .json …), or else for the first that is more than JSON.
 */
async function planDestination(process: Process, out: string | null): Promise<Destination> {
  if (out === null) return { none: true, folder: tmpdir(), pathOf: (id) => id };
  if (out.endsWith('/') || (await kindOf(out)) === 'folder') {
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
  const usual = Object.entries(process.outputs).find(([, output]) => output.mediaType !== 'application/json')?.[0];
  const mainOf = (outputs: Readonly<Record<string, Output>>): string | undefined =>
    Object.keys(outputs).find((id) => extname(fileNameOf(id, outputs[id]!)) === extname(path)) ?? usual;
  const pathOf: Destination['pathOf'] = (id, output, outputs) => {
    if (id === mainOf(outputs)) return path;
    const fileName = fileNameOf(id, output);
    const beside = fileName.endsWith(auxiliary) ? fileName.slice(0, -auxiliary.length) : null;
    const owner = Object.entries(outputs).find(([, other]) => other.kind === 'file' && other.fileName === beside);
    if (owner !== undefined) return `${pathOf(...owner, outputs)}${auxiliary}`;
    return join(dirname(path), `${stem}.${id}${extname(fileName)}`);
  };
  return { none: false, folder: dirname(path), pathOf };
}

/** A private folder beside the results; `remove` takes it away, and what had to be made for it if that is empty. */
async function makeFolder(destination: string): Promise<{ folder: string; remove: () => Promise<void> }> {
  try {
    const firstMade = await mkdir(destination, { recursive: true });
    const folder = await mkdtemp(join(destination, '.cryoforest-'));
    const remove = async (): Promise<void> => {
      await rm(folder, { recursive: true, force: true });
      if (firstMade !== undefined) await removeEmpty(destination, firstMade);
    };
    return { folder, remove };
  } catch (error) {
    throw unwritable(destination, error);
  }
}

/** From a folder up to the first one that was made with it, as far as nothing is in them. */
async function removeEmpty(folder: string, firstMade: string): Promise<void> {
  for (let path = folder; path.length >= firstMade.length; path = dirname(path)) {
    try {
      await rmdir(path);
    } catch (error) {
      if (isErrno(error, 'ENOTEMPTY')) return;
      throw error;
    }
  }
}

async function asFile(folder: string, id: string, output: Output): Promise<string> {
  if (output.kind === 'file') return output.path;
  const path = join(folder, `${id}.value.json`);
  await writeFile(path, `${JSON.stringify(output.value, null, 2)}\n`);
  return path;
}

/**
 * What a result would replace.
 * @throws {DomainError} 'storage-unavailable' for a device, or a path that leads through a file
 */
async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    if (found.isFile()) return 'file';
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return 'nothing';
    throw unwritable(path, error);
  }
  throw unwritable(path, 'it is neither a file nor a folder');
}

function unwritable(path: string, cause: unknown): DomainError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DomainError(
    'storage-unavailable',
    `Cannot write to ${path}: ${why}. Choose another place by --out`,
    { path },
    { cause },
  );
}
