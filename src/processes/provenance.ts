/** The record of how a result came about: what went in, by which code, when, and what came out. */
import type { HashedFile } from '../core/hashedFile.ts';
import { toJsonObject } from '../core/json.ts';
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
  // In the order of asking, which answers need not keep.
  const asked: (LibraryFile | null)[] = [];
  const note = async <File extends LibraryFile | null>(answer: Promise<File>): Promise<File> => {
    const place = asked.push(null) - 1;
    const file = await answer;
    const known = asked.some((entry) => entry?.kind === file?.kind && entry?.reference === file?.reference);
    if (!known) asked[place] = file;
    return file;
  };
  return {
    get used() {
      return asked.filter((file) => file !== null);
    },
    resolve: (kind, reference) => note(library.resolve(kind, reference)),
    findRaster: (sha256) => note(library.findRaster(sha256)),
  };
}

export function describeProvenance(run: {
  readonly process: { readonly id: string; readonly version: string };
  /** As they were given. */
  readonly inputs: Json;
  /** As the process got them. */
  readonly parsed: unknown;
  readonly used: readonly LibraryFile[];
  readonly code: CodeVersion;
  readonly started: Date;
  readonly finished: Date;
  readonly outputs: Readonly<Record<string, HashedFile>>;
}): Json {
  return {
    process: { id: run.process.id, version: run.process.version },
    inputs: run.inputs,
    inDocumentedUnits: convertedValues(run.inputs, run.parsed, ''),
    used: run.used.map(({ kind, reference, name, sha256, reading }) => ({
      kind,
      reference,
      name,
      sha256,
      ...(reading === undefined ? {} : { reading: toJsonObject(reading) }),
    })),
    code: { ...run.code },
    started: run.started.toISOString(),
    finished: run.finished.toISOString(),
    outputs: Object.fromEntries(Object.entries(run.outputs).map(([id, { sha256, bytes }]) => [id, { sha256, bytes }])),
  };
}

/** Texts such as "25 km" as the numbers that they were taken for, in the units of the inputs' descriptions, by JSON pointer. */
function convertedValues(given: Json, parsed: unknown, pointer: string): { readonly [pointer: string]: number } {
  if (typeof given === 'string' && typeof parsed === 'number') return { [pointer]: parsed };
  if (typeof given !== 'object' || given === null || typeof parsed !== 'object' || parsed === null) return {};
  const inner = new Map(Object.entries(parsed));
  return Object.assign(
    {},
    ...Object.entries(given).map(([key, value]) =>
      convertedValues(value, inner.get(key), `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    ),
  );
}
