/** One database and one artefact store belong together: rows name artefacts that lie in no other store. */
import { randomUUID } from 'node:crypto';
import { DomainError } from '../core/errors.ts';
import type { Artefacts } from './artefacts.ts';
import type { Database } from './database.ts';

const markKey = 'store-id';

/**
 * The first to open a database and a store writes the same mark to both; whoever brings them together later must find
 * it in both. A worker with another folder would fail every job that it claims, and claim the faster for it.
 * @param place of the store, for the message
 * @throws {DomainError} 'storage-unavailable' where the store is not the one that the database's rows speak of
 */
export async function pairArtefacts(database: Database, artefacts: Artefacts, place: string): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query('lock table cryoforest.artefact_store in exclusive mode');
    const { rows } = await sql.query<{ id: string }>('select id from cryoforest.artefact_store');
    const expected = rows[0]?.id;
    const found = await readMark(artefacts);
    if (expected !== undefined) {
      if (found !== expected) throw anotherStore(place, expected, found);
      return;
    }
    const id = found ?? randomUUID();
    if (found === null) await artefacts.putBytes(markKey, Buffer.from(`${id}\n`));
    await sql.query('insert into cryoforest.artefact_store (id) values ($1)', [id]);
  });
}

async function readMark(artefacts: Artefacts): Promise<string | null> {
  try {
    return Buffer.from(await artefacts.read(markKey))
      .toString('utf8')
      .trim();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return null;
    throw error;
  }
}

function anotherStore(place: string, expected: string, found: string | null): DomainError {
  const what = found === null ? 'has no mark of it' : `is the store ${found}`;
  return new DomainError(
    'storage-unavailable',
    `The artefacts of this database are in the store ${expected} (its file ${markKey}), but ${place} ${what}. ` +
      'Name by CRYOFOREST_ARTEFACTS the folder that its other servers and workers share, or by DATABASE_URL another database',
    { place, expected, found },
  );
}
