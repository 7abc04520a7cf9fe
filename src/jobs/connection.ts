/** A pool of PostgreSQL connections behind the `Database` port. */
import { Pool } from 'pg';
import type { ClientConfig, PoolClient, QueryResult as PgResult } from 'pg';
import type { Database, QueryResult, Sql } from '../store/database.ts';
import { explained, isConflict } from './databaseErrors.ts';
import { createListener } from './listener.ts';

/** No statement of ours runs longer; a client that freezes inside a transaction must not hold its locks for ever. */
const statementTimeoutMs = 30_000;
const maxConflictRetries = 5;

export function connect(url: string, maxConnections = 10): Database {
  const options: ClientConfig = {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: statementTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    // Longer than the server's own limit, so that it only ends what the network has swallowed.
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
  };
  const pool = new Pool({ ...options, max: maxConnections });
  // An idle connection that breaks is replaced by the pool; the next query tells whether the server is away.
  pool.on('error', () => {});
  const listener = createListener(options);

  const transactionOnce = async <Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> => {
    const client = await explained(pool.connect());
    let broken: Error | undefined;
    const noteBreak = (error: Error): void => void (broken = error);
    client.on('error', noteBreak);
    const sql = sqlOf(client);
    try {
      await sql.query('begin');
      const result = await work(sql);
      await sql.query('commit');
      return result;
    } catch (error) {
      // A connection on which even the rollback fails is thrown away; the server rolls back for it.
      await client.query('rollback').catch((rollbackError: Error) => void (broken ??= rollbackError));
      throw error;
    } finally {
      client.off('error', noteBreak);
      client.release(broken);
    }
  };

  return {
    url,
    ...sqlOf(pool),
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await transactionOnce(work);
        } catch (error) {
          if (attempt <= maxConflictRetries && isConflict(error)) continue;
          throw error;
        }
      }
    },
    listen: listener.listen,
    async close() {
      await listener.close();
      await pool.end();
    },
  };
}

/** Tells our connections from those of other programs. */
export const applicationName = 'cryoforest';

function sqlOf(client: Pool | PoolClient): Sql {
  return {
    async query<Row extends object>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>> {
      const running: Promise<PgResult<Row> | PgResult<Row>[]> = client.query<Row>(
        text,
        values === undefined ? undefined : [...values],
      );
      const answer = await explained(running);
      // Several statements in one text, as pg-boss sends them, have a result each.
      const results = Array.isArray(answer) ? answer : [answer];
      return {
        rows: results.flatMap((result) => result.rows),
        rowCount: results.reduce((sum, result) => sum + (result.rowCount ?? 0), 0),
      };
    },
  };
}
