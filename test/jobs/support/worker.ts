/** A worker process for the crash tests: node worker.ts DATABASE_URL FOLDER CHUNK_MS. Says `up` when it is. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../../src/jobs/openDatabase.ts';
import { openQueue } from '../../../src/jobs/openQueue.ts';
import { whenParentDies } from '../../../src/jobs/parentWatch.ts';
import { runWorker } from '../../../src/jobs/runWorker.ts';
import type { WorkHandlers } from '../../../src/jobs/types.ts';
import { createFileArtefacts } from '../../../src/store/fileArtefacts.ts';

const [databaseUrl, folder, chunkMs] = process.argv.slice(2);
if (databaseUrl === undefined || folder === undefined) throw new Error('usage: worker.ts DATABASE_URL FOLDER CHUNK_MS');

const handlers: WorkHandlers = {
  async chunk(_job, chunk, { signal }) {
    await sleep(Number(chunkMs), undefined, { signal });
    return createHash('sha512').update(JSON.stringify(chunk)).digest();
  },
  async finish(_job, chunks) {
    const hash = createHash('sha256');
    for (let index = 0; index < chunks.count; index += 1) hash.update(await chunks.read(index));
    return { outputs: { sha256: { kind: 'value', value: hash.digest('hex') } }, provenance: null };
  },
};

const log = (level: string, message: string): void => console.error(`${process.pid} ${level}: ${message}`);
const signal = whenParentDies();
const database = await openDatabase({ databaseUrl, dataFolder: folder, log });
const queue = await openQueue(database, log);
console.log('up');
await runWorker({
  queue,
  handlers,
  artefacts: createFileArtefacts(join(folder, 'artefacts')),
  temporaryFolder: join(folder, 'temporary'),
  slots: 2,
  signal,
  log,
});
await queue.close();
await database.close();
