/** pg-boss, the engine below jobs and workers. */
import { PgBoss } from 'pg-boss';
import type { Db } from 'pg-boss';
import type { Database, Sql } from '../store/database.ts';
import { connect } from './connection.ts';
import type { Log } from './types.ts';

/** Chunks run in any order; the end of a job waits for all of them, so it has a queue of its own. */
export type TaskQueue = 'chunk' | 'finish';

export interface Queue {
  readonly boss: PgBoss;
  readonly database: Database;
  close(): Promise<void>;
}

const dayS = 86_400;

const queueOptions = {
  // Deaths and failures are counted by us (`claims.ts`); this limit must never be the one that is reached.
  retryLimit: 100_000,
  retryDelay: 0,
  // The least that pg-boss allows: a worker that vanished with its machine is noticed after about this long.
  heartbeatSeconds: 10,
  expireInSeconds: dayS,
  // What waits must never be thrown away, however long no worker comes.
  retentionSeconds: 3650 * dayS,
  deleteAfterSeconds: dayS,
};

/** An attempt that takes longer is given to another worker. */
export const maxAttemptMs = queueOptions.expireInSeconds * 1000;

export async function openQueue(database: Database, log: Log): Promise<Queue> {
  // Its own few connections: it reads its queues' settings while we hold a transaction open, and with one pool for
  // both, transactions that fill the pool would wait for ever for one more connection.
  const connection = connect(database.url, 2);
  const boss = new PgBoss({
    db: bossDatabase(connection),
    schema: 'cryoforest_queue',
    schedule: false,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    maintenanceIntervalSeconds: 600,
    flowIntervalSeconds: 1,
  });
  // Its timers fail for as long as the database is away: say each reason once.
  let said = '';
  boss.on('error', (error) => {
    if (error.message === said) return;
    said = error.message;
    log('warning', `Queue maintenance: ${error.message}`);
  });
  await boss.start();
  for (const name of ['chunk', 'finish'] satisfies TaskQueue[]) await boss.createQueue(name, queueOptions);
  return {
    boss,
    database,
    async close() {
      await boss.stop({ graceful: false });
      await connection.close();
    },
  };
}

/** Lets pg-boss run its statements inside our transaction. */
export function bossDatabase(sql: Sql): Db {
  return {
    // pg-boss only reads the rows.
    executeSql: async (text, values) => ({ rows: [...(await sql.query<object>(text, values)).rows] }),
  };
}

/** Ids that a fenced call of pg-boss changed: none where the claim has lapsed. */
export function changedIds(response: object): readonly string[] {
  const ids: readonly string[] = 'settled' in response && Array.isArray(response.settled) ? response.settled : [];
  return ids;
}
