/** The parts of the service on one machine, opened once and closed together: what server, worker and keys share. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from './core/errors.ts';
import { readCodeVersion } from './codeVersion.ts';
import { createJobs } from './jobs/createJobs.ts';
import { openDatabase } from './jobs/openDatabase.ts';
import { openQueue } from './jobs/openQueue.ts';
import { createServiceLibrary } from './serviceLibrary.ts';
import { createFileArtefacts } from './store/fileArtefacts.ts';
import { createKeys } from './store/keys.ts';
import { pairArtefacts } from './store/pairArtefacts.ts';
import { createRecords } from './store/resourceRecords.ts';
import type { Config } from './config.ts';
import type { Queue } from './jobs/openQueue.ts';
import type { Jobs, Log } from './jobs/types.ts';
import type { CodeVersion } from './processes/provenance.ts';
import type { Library } from './processes/library.ts';
import type { Artefacts } from './store/artefacts.ts';
import type { Database } from './store/database.ts';
import type { Keys } from './store/keys.ts';
import type { Records } from './store/records.ts';

export interface Service {
  readonly database: Database;
  readonly queue: Queue;
  readonly jobs: Jobs;
  readonly records: Records;
  readonly artefacts: Artefacts;
  readonly keys: Keys;
  readonly code: CodeVersion;
  readonly libraryFor: (owner: string) => Library;
  /** For attempts of jobs; on the artefacts' disk, so that a finished file moves by renaming. */
  readonly temporaryFolder: string;
  close(): Promise<void>;
}

/** @throws {DomainError} 'storage-unavailable' or 'database-unavailable', with what to do */
export async function openService(config: Config, log: Log): Promise<Service> {
  await makeFolder(config.dataFolder);
  await makeFolder(config.artefactFolder);
  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataFolder: config.dataFolder, log });
  try {
    const artefacts = createFileArtefacts(config.artefactFolder);
    await pairArtefacts(database, artefacts, config.artefactFolder);
    const queue = await openQueue(database, log);
    const records = createRecords(database);
    return {
      database,
      queue,
      jobs: createJobs(queue),
      records,
      artefacts,
      keys: createKeys(database),
      code: readCodeVersion(),
      libraryFor: (owner) => createServiceLibrary(records, artefacts, owner),
      temporaryFolder: join(config.artefactFolder, '.temporary'),
      async close() {
        await queue.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const advice = 'Choose another folder by CRYOFOREST_DATA or CRYOFOREST_ARTEFACTS, or let this user write there';
    throw new DomainError(
      'storage-unavailable',
      `The folder ${path} cannot be made: ${why}. ${advice}`,
      { path },
      { cause: error },
    );
  }
}
