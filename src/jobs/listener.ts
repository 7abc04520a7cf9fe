/** One connection that hears NOTIFY for all listeners of a process, and comes back when it is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { notificationChannel } from '../store/database.ts';
import { explained } from './databaseErrors.ts';

/** A connection that the network swallowed looks idle for ever; asking finds it out. */
const probeIntervalMs = 10_000;
const maxBackoffMs = 2_000;

type Hear = (payload: string | null) => void;

export interface Listener {
  readonly listen: (hear: Hear) => Promise<() => void>;
  readonly close: () => Promise<void>;
}

export function createListener(options: ClientConfig): Listener {
  const hears = new Set<Hear>();
  const closing = new AbortController();
  let session: Promise<Client> | null = null;

  const tell = (payload: string | null): void => hears.forEach((hear) => hear(payload));

  /** Tries until it is connected; the promise that `listen` and `close` wait for is always the newest session. */
  const reconnect = async (): Promise<Client> => {
    for (let waitMs = 100; ; waitMs = Math.min(2 * waitMs, maxBackoffMs)) {
      await sleep(waitMs, undefined, { signal: closing.signal });
      const client = await openSession(options, tell, recover).catch(() => null);
      if (client === null) continue;
      tell(null);
      return client;
    }
  };
  const recover = (): void => {
    if (closing.signal.aborted) return;
    session = reconnect();
    // Rejects only when the listener is closed.
    session.catch(() => {});
  };

  return {
    async listen(hear) {
      session ??= openSession(options, tell, recover);
      await session;
      hears.add(hear);
      return () => void hears.delete(hear);
    },
    async close() {
      closing.abort();
      const client = await session?.catch(() => null);
      await client?.end();
    },
  };
}

async function openSession(options: ClientConfig, tell: Hear, onLost: () => void): Promise<Client> {
  const client = new Client({ ...options, query_timeout: probeIntervalMs });
  let established = false;
  const end = (): void => {
    clearInterval(probe);
    client.end().catch(() => {});
    if (established) onLost();
    established = false;
  };
  const probe = setInterval(() => void client.query('select 1').catch(end), probeIntervalMs).unref();
  client.on('error', end);
  client.on('end', end);
  client.on('notification', (message) => tell(message.payload ?? ''));
  try {
    await explained(client.connect());
    await explained(client.query(`listen ${notificationChannel}`));
  } catch (error) {
    end();
    throw error;
  }
  established = true;
  return client;
}
