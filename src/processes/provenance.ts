/** The record of how a result came about: what went in, by which code, when, and what came out. */
import type { Json } from '../core/json.ts';
import type { Library, LibraryFile } from './library.ts';

export interface CodeVersion {
  readonly name: string;
  readonly version: string;
  /** Git commit where the program runs from a checkout. */
  readonly commit: string | null;
  readonly node: string;
}

export interface RecordedLibrary extends Library {
  /** Every file that was asked for, once, in the order of asking. */
  readonly used: readonly LibraryFile[];
}

/** A library that remembers what it handed out. */
export function recordUse(library: Library): RecordedLibrary {
  const used: LibraryFile[] = [];
  const note = (file: LibraryFile): LibraryFile => {
    if (!used.some((entry) => entry.kind === file.kind && entry.reference === file.reference)) used.push(file);
    return file;
  };
  return {
    used,
    resolve: async (kind, reference) => note(await library.resolve(kind, reference)),
    async findRaster(sha256) {
      const file = await library.findRaster(sha256);
      return file === null ? null : note(file);
    },
  };
}

export function describeProvenance(run: {
  readonly process: { readonly id: string; readonly version: string };
  readonly inputs: Json;
  readonly used: readonly LibraryFile[];
  readonly code: CodeVersion;
  readonly started: Date;
  readonly finished: Date;
  readonly outputs: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}): Json {
  return {
    process: { id: run.process.id, version: run.process.version },
    inputs: run.inputs,
    used: run.used.map(({ kind, reference, name, sha256 }) => ({ kind, reference, name, sha256 })),
    code: { ...run.code },
    started: run.started.toISOString(),
    finished: run.finished.toISOString(),
    outputs: Object.fromEntries(Object.entries(run.outputs).map(([id, { sha256, bytes }]) => [id, { sha256, bytes }])),
  };
}
