import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeys } from '../../src/store/keys.ts';
import type { ResourceRecord } from '../../src/store/records.ts';
import { createRecords } from '../../src/store/resourceRecords.ts';
import { openTestDatabase } from '../jobs/support/testDatabase.ts';
import type { TestDatabase } from '../jobs/support/testDatabase.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

function record(id: string, more: Partial<ResourceRecord> = {}): Omit<ResourceRecord, 'created'> {
  const file = { key: `rasters/${id}`, path: null, mediaType: 'image/tiff', bytes: 12, sha256: 'ab' };
  return {
    id,
    kind: 'raster',
    owner: 'anna',
    name: 'tdd',
    files: { 'tdd.tif': file },
    description: { crs: 'EPSG:32645', range: [0, 1.5], note: 'a\u0000b' },
    jobId: null,
    ...more,
  };
}

describe('createRecords', () => {
  it('gives back a record as it was inserted, with the time', async () => {
    const records = createRecords(test.database);
    const inserted = await records.insert(record('r1'));
    expect(inserted).toEqual({ ...record('r1'), created: inserted.created });
    expect(Math.abs(Date.now() - inserted.created.getTime())).toBeLessThan(5000);
    expect(await records.get('raster', 'anna', 'r1')).toEqual(inserted);
  });

  it('hides a record from other owners and other kinds', async () => {
    const records = createRecords(test.database);
    await records.insert(record('r2', { kind: 'model' }));
    await expect(records.get('model', 'boris', 'r2')).rejects.toMatchObject({ code: 'not-found' });
    await expect(records.get('map', 'anna', 'r2')).rejects.toMatchObject({ code: 'not-found' });
    await expect(records.remove('model', 'boris', 'r2')).rejects.toMatchObject({ code: 'not-found' });
    expect((await records.list('model', 'boris', { limit: 10 })).records).toEqual([]);
    expect((await records.get('model', 'anna', 'r2')).id).toBe('r2');
  });

  it('lists newest first in pages, each record once', async () => {
    const records = createRecords(test.database);
    // Ascending: records of one millisecond are listed by their ids.
    const ids = Array.from({ length: 5 }, () => randomUUID()).toSorted();
    for (const id of ids) await records.insert(record(id, { owner: 'pager' }));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await records.list('raster', 'pager', { limit: 2, ...(after === undefined ? {} : { after }) });
      seen.push(...page.records.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(ids.toReversed());
    await expect(records.list('raster', 'pager', { limit: 2, after: '!' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('removes a record once and gives it back', async () => {
    const records = createRecords(test.database);
    await records.insert(record('r3'));
    expect((await records.remove('raster', 'anna', 'r3')).files['tdd.tif']?.key).toBe('rasters/r3');
    await expect(records.remove('raster', 'anna', 'r3')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('createKeys', () => {
  it('finds a key by the secret that was shown once, and stores no secret', async () => {
    const keys = createKeys(test.database);
    expect(await keys.any()).toBe(false);
    const secret = await keys.add('office');
    expect(secret).toMatch(/^cfk_[\w-]{43}$/);
    expect(await keys.any()).toBe(true);
    expect((await keys.find(secret))?.name).toBe('office');
    expect(await keys.find(`${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
    expect(await keys.find("' or true --")).toBeNull();
    const { rows } = await test.database.query<{ row: string }>('select k::text as row from cryoforest.api_key k');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(secret.slice(4));
  });

  it('refuses a name twice, lists without secrets, and forgets a removed key', async () => {
    const keys = createKeys(test.database);
    const secret = await keys.add('field');
    await expect(keys.add('field')).rejects.toMatchObject({ code: 'conflict' });
    const listed = await keys.list();
    expect(listed.map((key) => Object.keys(key))).toEqual(listed.map(() => ['name', 'created']));
    expect(listed.map((key) => key.name)).toContain('field');
    await keys.remove('field');
    expect(await keys.find(secret)).toBeNull();
    await expect(keys.remove('field')).rejects.toMatchObject({ code: 'not-found' });
  });
});
