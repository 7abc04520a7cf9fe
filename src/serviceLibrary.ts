/** References over HTTP are ids of the caller's own resources. */
import { stat } from 'node:fs/promises';
import { DomainError } from './core/errors.ts';
import type { Artefacts } from './store/artefacts.ts';
import type { Records, ResourceRecord } from './store/records.ts';
import type { Library, LibraryFile, TableReading } from './processes/library.ts';

export function createServiceLibrary(records: Records, artefacts: Artefacts, owner: string): Library {
  const asFile = async (kind: LibraryFile['kind'], record: ResourceRecord): Promise<LibraryFile> => {
    const [fileName, file] = Object.entries(record.files)[0]!;
    const path = file.key === null ? await unchanged(record, file.path!) : await artefacts.localPath(file.key);
    const reading = kind === 'boreholes' ? { reading: readingOf(record) } : {};
    return { kind, reference: record.id, name: fileName, path, sha256: file.sha256, ...reading };
  };
  return {
    resolve: async (kind, reference) => asFile(kind, await records.get(kind, owner, reference)),
    async findRaster(sha256) {
      const record = await records.findByHash('raster', owner, sha256);
      return record === null ? null : asFile('raster', record);
    },
  };
}

/** How the table of a dataset is read. */
export function readingOf({ description }: ResourceRecord): TableReading {
  // Written by the intake as it was given.
  return description['reading'] as unknown as TableReading;
}

/** A raster registered in place may be replaced under our feet; its recorded hash would then be a lie. */
async function unchanged(record: ResourceRecord, path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found !== null && found.mtimeMs === record.description['modifiedMs']) return path;
  const what = found === null ? 'is gone' : 'was changed';
  throw new DomainError(
    'conflict',
    `Raster ${record.name} (${record.id}) ${what} since it was registered. Register its folder again`,
    { id: record.id },
  );
}
