import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/jobs/openDatabase.ts';
import { openQueue } from '../../src/jobs/openQueue.ts';
import { migrate } from '../../src/jobs/schema.ts';
import { openTestDatabase } from './support/testDatabase.ts';
import type { TestDatabase } from './support/testDatabase.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const quiet = (): void => {};

describe('openDatabase', () => {
  it('lets many processes migrate and open the queue at once', async () => {
    const opened = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const database = await openDatabase({ databaseUrl: test.database.url, dataFolder: test.folder, log: quiet });
        return { database, queue: await openQueue(database, quiet) };
      }),
    );
    const { rows } = await test.database.query('select version from cryoforest.migration');
    expect(rows).toEqual([{ version: 1 }, { version: 2 }]);
    for (const { database, queue } of opened) {
      await queue.close();
      await database.close();
    }
  });

  it('refuses a database that a newer program has changed', async () => {
    await test.database.query('insert into cryoforest.migration (version) values (999)');
    await expect(migrate(test.database)).rejects.toMatchObject({
      code: 'database-unavailable',
      detail: { found: 999 },
    });
    await test.database.query('delete from cryoforest.migration where version = 999');
  });

  it('names the address, not the password, where nobody answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close();
    const opening = openDatabase({
      databaseUrl: `postgres://anna:secret@127.0.0.1:${port}/maps`,
      dataFolder: test.folder,
      log: quiet,
      patienceMs: 300,
    });
    const error: unknown = await opening.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'database-unavailable' });
    expect(String(error)).toContain(`127.0.0.1:${port}/maps`);
    expect(String(error)).not.toContain('secret');
  });

  it('does not wait where the server answers that it has no such database', async () => {
    const url = new URL(test.database.url);
    url.pathname = 'no_such_database';
    const started = performance.now();
    await expect(openDatabase({ databaseUrl: url.href, dataFolder: test.folder, log: quiet })).rejects.toMatchObject({
      code: 'database-unavailable',
      message: expect.stringMatching(/no_such_database/),
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
