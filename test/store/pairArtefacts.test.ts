import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileArtefacts } from '../../src/store/fileArtefacts.ts';
import { pairArtefacts } from '../../src/store/pairArtefacts.ts';
import { openTestDatabase } from '../jobs/support/testDatabase.ts';
import type { TestDatabase } from '../jobs/support/testDatabase.ts';

let test: TestDatabase;
let first: TestDatabase;
beforeAll(async () => {
  [test, first] = await Promise.all([openTestDatabase(), openTestDatabase()]);
});
afterAll(() => Promise.all([test.close(), first.close()]));

const pair = (on: TestDatabase, place: string): Promise<void> =>
  pairArtefacts(on.database, createFileArtefacts(place), place);

describe('pairArtefacts', () => {
  it('lets many processes open a new database and a new folder at once, by one mark', async () => {
    const folder = join(test.folder, 'shared');
    await Promise.all(Array.from({ length: 6 }, () => pair(test, folder)));
    const { rows } = await test.database.query<{ id: string }>('select id from cryoforest.artefact_store');
    expect(rows).toHaveLength(1);
    expect(await readFile(join(folder, 'store-id'), 'utf8')).toBe(`${rows[0]!.id}\n`);
  });

  it('refuses an empty folder and the folder of another database, and writes nothing there', async () => {
    const empty = join(test.folder, 'empty');
    await expect(pair(test, empty)).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: expect.stringMatching(/but \S+\/empty has no mark of it\. Name by CRYOFOREST_ARTEFACTS/),
    });
    const foreign = join(test.folder, 'foreign');
    await pair(first, foreign);
    const mark = await readFile(join(foreign, 'store-id'), 'utf8');
    await expect(pair(test, foreign)).rejects.toMatchObject({
      code: 'storage-unavailable',
      detail: { place: foreign, found: mark.trim() },
    });
    expect(await readFile(join(foreign, 'store-id'), 'utf8')).toBe(mark);
    // It is as free for its own database as before.
    await pair(first, foreign);
    await expect(pair(first, empty)).rejects.toMatchObject({ code: 'storage-unavailable' });
  });
});
