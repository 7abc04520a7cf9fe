import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/jobs/connection.ts';
import { startEmbeddedPostgres } from '../../src/jobs/embeddedPostgres.ts';
import { runnablePrograms, serverUser } from '../../src/jobs/postgresBinaries.ts';
import { temporaryFolder } from './support/testDatabase.ts';

const isRoot = process.getuid?.() === 0;

let folder: string;
const logged: string[] = [];
const log = (level: string, message: string): void => void logged.push(`${level}: ${message}`);

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cluster = (): string => join(folder, 'postgres', 'cluster');
const lockLine = async (line: number): Promise<number> =>
  Number((await readFile(join(cluster(), 'postmaster.pid'), 'utf8')).split('\n')[line]);
const isRunning = async (): Promise<boolean> =>
  readFile(join(cluster(), 'postmaster.pid')).then(
    () => true,
    () => false,
  );

describe('startEmbeddedPostgres', () => {
  it('makes one cluster though two start at once, and stops the server with the last of them', async () => {
    const [first, second] = await Promise.all([startEmbeddedPostgres(folder, log), startEmbeddedPostgres(folder, log)]);
    expect(second.url).toBe(first.url);
    expect(await readdir(join(folder, 'postgres'))).toEqual(expect.arrayContaining(['access.json', 'cluster']));
    expect((await readdir(join(folder, 'postgres'))).filter((name) => name.startsWith('init'))).toEqual([]);
    const user = connect(second.url);
    await user.query('select 1');
    await first.stop();
    expect(await isRunning()).toBe(true);
    await user.query('select 1');
    await user.close();
    await second.stop();
    expect(await isRunning()).toBe(false);
  });

  it('asks for its random password, hides it from other users, and listens on 127.0.0.1 alone', async () => {
    const server = await startEmbeddedPostgres(folder, log);
    const { mode } = await stat(join(folder, 'postgres', 'access.json'));
    expect(mode & 0o077).toBe(0);
    expect((await stat(cluster())).mode & 0o077).toBe(0);
    const wrong = new Client({ connectionString: server.url.replace(/:[^:@]+@/, ':wrong@') });
    await expect(wrong.connect()).rejects.toThrow(/password authentication failed/);
    const right = connect(server.url);
    const settings = await right.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings where name in
        ('listen_addresses', 'unix_socket_directories', 'fsync', 'synchronous_commit', 'full_page_writes') order by name`,
    );
    expect(settings.rows.map((row) => row.setting)).toEqual(['on', 'on', '127.0.0.1', 'on', '']);
    await right.close();
    await server.stop();
  });

  it('keeps its port over restarts, and takes another where a stranger has it', async () => {
    const first = await startEmbeddedPostgres(folder, log);
    await first.stop();
    const second = await startEmbeddedPostgres(folder, log);
    expect(second.url).toBe(first.url);
    await second.stop();
    const stranger = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(stranger, 'listening');
    const third = await startEmbeddedPostgres(folder, log);
    expect(third.url).not.toBe(first.url);
    const user = connect(third.url);
    await user.query('select 1');
    await user.close();
    await third.stop();
    stranger.close();
  });

  it('starts the server again at the same address after kill -9, with a client in the middle of a query', async () => {
    const server = await startEmbeddedPostgres(folder, log);
    const user = connect(server.url);
    const heard: (string | null)[] = [];
    await user.listen((payload) => heard.push(payload));
    await user.query('create table kept as select 1 as one');
    const busy = user.query('select count(*) from generate_series(1, 300000000)').catch((error: unknown) => error);
    const killed = performance.now();
    process.kill(await lockLine(0), 'SIGKILL');
    await expect
      .poll(() => user.query('select one from kept').then((found) => found.rows), { timeout: 30_000, interval: 50 })
      .toEqual([{ one: 1 }]);
    console.log(`PostgreSQL was back ${Math.round(performance.now() - killed)} ms after kill -9`);
    expect(await busy).toMatchObject({ code: 'database-unavailable', retryable: true });
    await expect.poll(() => heard, { timeout: 5000 }).toContain(null);
    await user.query(`select pg_notify('cryoforest', 'again')`);
    await expect.poll(() => heard).toContain('again');
    expect(logged).toContain('warning: PostgreSQL ended unexpectedly; it is started again');
    await user.close();
    await server.stop();
  }, 40_000);

  it('adopts a server that nobody supervises any more', async () => {
    const left = await startEmbeddedPostgres(folder, log);
    const client = connect(left.url);
    await client.query('select 1');
    await left.stop();
    const pid = await lockLine(0);
    await client.close();
    const adopted = await startEmbeddedPostgres(folder, log);
    expect(await lockLine(0)).toBe(pid);
    expect(adopted.url).toBe(left.url);
    await adopted.stop();
    expect(await isRunning()).toBe(false);
  });

  it.runIf(isRoot)('copies the programs below the data folder where they are closed to their user', async () => {
    const usual = await runnablePrograms(await serverUser(cluster()), folder);
    expect(usual.postgres).toContain('node_modules');
    // A user who may enter none of the folders on the way: the copy is made, and it runs.
    const nobodysHome = { uid: 4_242_424, gid: 4_242_424 };
    const modules = join(usual.postgres, '..');
    const { mode } = await stat(modules);
    await chmod(modules, 0o700);
    try {
      const copied = await runnablePrograms(nobodysHome, folder);
      expect(copied.postgres.startsWith(folder)).toBe(true);
      expect(execFileSync(copied.postgres, ['--version'], { ...nobodysHome, encoding: 'utf8' })).toMatch(/18\.4/);
    } finally {
      await chmod(modules, mode);
    }
  });

  it.runIf(isRoot)('says what to do as root where the data folder is closed to others', async () => {
    const closed = join(folder, 'home');
    await mkdir(closed, { mode: 0o700 });
    await expect(startEmbeddedPostgres(join(closed, 'data'), log)).rejects.toMatchObject({
      code: 'database-unavailable',
      message: expect.stringContaining(`chmod o+x ${closed}`),
    });
  });
});

describe('serverUser', () => {
  it.runIf(isRoot)('is the owner of the cluster, so that a store moved from another user still opens', async () => {
    const moved = join(folder, 'moved');
    await mkdir(moved);
    expect((await serverUser(moved)).uid).toBeGreaterThan(0);
    await chown(moved, 4242, 4343);
    expect(await serverUser(moved)).toEqual({ uid: 4242, gid: 4343 });
  });
});

describe('connect', () => {
  it('runs a transaction again after a deadlock', async () => {
    const server = await startEmbeddedPostgres(folder, log);
    const database = connect(server.url);
    await database.query('create table pair as select 1 as id, 0 as count union select 2, 0');
    const bump = (order: readonly number[]): Promise<void> =>
      database.transaction(async (sql) => {
        for (const id of order) {
          await sql.query('update pair set count = count + 1 where id = $1', [id]);
          await sleep(100);
        }
      });
    await Promise.all([bump([1, 2]), bump([2, 1])]);
    const { rows } = await database.query('select count from pair order by id');
    expect(rows).toEqual([{ count: 2 }, { count: 2 }]);
    await database.close();
    await server.stop();
  });

  it('rolls back what throws, and gives the connection back', async () => {
    const server = await startEmbeddedPostgres(folder, log);
    const database = connect(server.url, 1);
    await database.query('create table pot (id integer)');
    await expect(
      database.transaction(async (sql) => {
        await sql.query('insert into pot values (1)');
        throw new RangeError('no');
      }),
    ).rejects.toThrow(RangeError);
    expect((await database.query('select * from pot')).rows).toEqual([]);
    await database.close();
    await server.stop();
  });
});
