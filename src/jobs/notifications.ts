/** What processes tell each other by NOTIFY. It speeds things up; nothing depends on its arrival. */
import type { Database, Sql } from '../store/database.ts';
import { notificationChannel } from '../store/database.ts';

export type Notification =
  | { readonly kind: 'work' }
  /** A job is successful, failed or dismissed. */
  | { readonly kind: 'ended'; readonly jobId: string };

/** Heard when the transaction of `sql` commits. */
export async function notify(sql: Sql, notification: Notification): Promise<void> {
  await sql.query('select pg_notify($1, $2)', [notificationChannel, JSON.stringify(notification)]);
}

/** `null`: some may have been missed. */
export function hearNotifications(
  database: Database,
  hear: (notification: Notification | null) => void,
): Promise<() => void> {
  return database.listen((payload) => {
    const notification: Notification | null = payload === null ? null : JSON.parse(payload);
    hear(notification);
  });
}
