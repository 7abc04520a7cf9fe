/** The port to PostgreSQL: what stores and queues need of it, implemented in `src/jobs`. */

export interface QueryResult<Row> {
  readonly rows: readonly Row[];
  /** Rows returned or changed. */
  readonly rowCount: number;
}

export interface Sql {
  /**
   * Runs one statement with `$1 …` parameters.
   * @throws {DomainError} 'database-unavailable' (retryable) where the server cannot be reached, 'disk-full' where it
   * has no space; other faults of PostgreSQL pass unchanged with their SQLSTATE in `code`
   */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}

export interface Database extends Sql {
  /** Connection string with its password: for child processes, never for logs. */
  readonly url: string;
  /** Commits when `work` resolves, rolls back when it throws. `work` runs again after a deadlock. */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
  /**
   * Hears the notifications of `notificationChannel` until the returned function is called. `null` says that the
   * connection was lost and is back: notifications may have been missed, so look again.
   */
  listen(hear: (payload: string | null) => void): Promise<() => void>;
  /** Ends the connections and, where it is the embedded server and nobody else uses it, the server. */
  close(): Promise<void>;
}

/** The one channel of NOTIFY; payloads say what happened. */
export const notificationChannel = 'cryoforest';

/** PostgreSQL's text cannot hold the character U+0000; messages of foreign programs may. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
