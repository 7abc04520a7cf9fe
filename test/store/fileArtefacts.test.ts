import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileArtefacts } from '../../src/store/fileArtefacts.ts';
import { hashFile } from '../../src/store/hashFile.ts';

/** A disk of 64 kB, or false where we may not make one: it takes root and an unconfined machine. */
function mountSmallDisk(path: string): boolean {
  return shell(`mount -t tmpfs -o size=64k tmpfs '${path}'`);
}

function shell(command: string): boolean {
  return process.platform === 'linux' && spawnSync('/bin/sh', ['-c', command], { stdio: 'ignore' }).status === 0;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-artefacts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('createFileArtefacts', () => {
  it('gives back what was put, as bytes and as a path, and leaves no draft', async () => {
    const store = createFileArtefacts(join(folder, 'made', 'by', 'put'));
    const bytes = new Uint8Array([0, 255, 7]);
    await store.putBytes('jobs/1/chunks/0.ab', bytes);
    await store.putBytes('jobs/1/chunks/0.ab', bytes);
    expect(new Uint8Array(await store.read('jobs/1/chunks/0.ab'))).toEqual(bytes);
    expect(new Uint8Array(await readFile(await store.localPath('jobs/1/chunks/0.ab')))).toEqual(bytes);
    expect(await readdir(join(folder, 'made', 'by', 'put', 'jobs', '1', 'chunks'))).toEqual(['0.ab']);
  });

  it('reads one after another into the same memory, and says not-found too', async () => {
    const store = createFileArtefacts(join(folder, 'reread'));
    await store.putBytes('a', new Uint8Array([1, 2, 3]));
    await store.putBytes('b', new Uint8Array([4, 5]));
    const reader = store.reader();
    const first = await reader.read('a');
    expect([...first]).toEqual([1, 2, 3]);
    const second = await reader.read('b');
    expect([...second]).toEqual([4, 5]);
    expect(second.buffer).toBe(first.buffer);
    await expect(reader.read('c')).rejects.toMatchObject({ code: 'not-found' });
    const part = new Uint8Array(2);
    await reader.readPart('a', 1, part);
    expect([...part]).toEqual([2, 3]);
    await expect(reader.readPart('a', 2, part)).rejects.toThrow('cut while it was read');
    await expect(reader.readPart('c', 0, part)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('moves a finished file in, also from another disk', async () => {
    const store = createFileArtefacts(join(folder, 'moved'));
    const others = existsSync('/dev/shm') ? await mkdtemp('/dev/shm/cryoforest-') : null;
    for (const home of [folder, ...(others === null ? [] : [others])]) {
      const path = join(home, 'model.cfm');
      await writeFile(path, `model in ${home}`);
      await store.putFile('models/1/model.cfm', path);
      expect(existsSync(path)).toBe(false);
      expect(String(await store.read('models/1/model.cfm'))).toBe(`model in ${home}`);
    }
    if (others !== null) await rm(others, { recursive: true });
  });

  it('refuses keys that leave the folder', async () => {
    const store = createFileArtefacts(join(folder, 'home'));
    for (const key of ['../x', 'a/../../x', '/etc/passwd', 'a//b', '.', '', 'a/./b', 'a\\..\\b', 'a\0b', 'a/']) {
      await expect(store.putBytes(key, new Uint8Array())).rejects.toMatchObject({ code: 'path-refused' });
      await expect(store.read(key)).rejects.toMatchObject({ code: 'path-refused' });
      await expect(store.delete(key)).rejects.toMatchObject({ code: 'path-refused' });
    }
    for (const prefix of ['../', '/', 'a/../', 'a']) {
      await expect(store.deleteAll(prefix)).rejects.toMatchObject({ code: 'path-refused' });
    }
  });

  it('says not-found for what is not there, and deletes it without complaint', async () => {
    const store = createFileArtefacts(folder);
    await expect(store.read('no/such')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.localPath('no/such')).rejects.toMatchObject({ code: 'not-found' });
    await store.delete('no/such');
    await store.deleteAll('no/such/');
  });

  it('deletes one artefact, or all below a prefix and no neighbour', async () => {
    const store = createFileArtefacts(join(folder, 'many'));
    for (const key of ['jobs/1/a', 'jobs/1/b/c', 'jobs/10/a', 'jobs/2/a']) await store.putBytes(key, new Uint8Array(1));
    await store.deleteAll('jobs/1/');
    await expect(store.read('jobs/1/b/c')).rejects.toMatchObject({ code: 'not-found' });
    await store.delete('jobs/2/a');
    await expect(store.read('jobs/2/a')).rejects.toMatchObject({ code: 'not-found' });
    expect(await store.read('jobs/10/a')).toHaveLength(1);
  });

  it('says disk-full, retryable, and keeps no draft where the disk has no space (64 kB disk)', async (context) => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    context.skip(!mountSmallDisk(disk), 'may not mount a small disk here');
    try {
      const store = createFileArtefacts(disk);
      const source = join(folder, 'large');
      await writeFile(source, Buffer.alloc(200_000, 1));
      const full = { code: 'disk-full', retryable: true };
      await expect(store.putBytes('a/b', Buffer.alloc(200_000, 1))).rejects.toMatchObject(full);
      await expect(store.putFile('a/b', source)).rejects.toMatchObject(full);
      expect(await readdir(join(disk, 'a'))).toEqual([]);
      expect(existsSync(source)).toBe(true);
      await store.putBytes('a/b', Buffer.alloc(20_000, 1));
      expect(await store.read('a/b')).toHaveLength(20_000);
    } finally {
      shell(`umount '${disk}'`);
    }
  });

  it.skipIf(process.getuid?.() === 0)('says storage-unavailable where the folder is closed', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    await expect(createFileArtefacts(closed).putBytes('a', new Uint8Array())).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
    await chmod(closed, 0o700);
  });

  it('says storage-unavailable where its folder is a file', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    await expect(createFileArtefacts(path).putBytes('a/b', new Uint8Array())).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
  });
});

describe('hashFile', () => {
  it('gives SHA-256 and size of a file of several parts', async () => {
    const bytes = Buffer.alloc(200_000, 'permafrost');
    const path = join(folder, 'hashed');
    await writeFile(path, bytes);
    expect(await hashFile(path)).toEqual({ sha256: createHash('sha256').update(bytes).digest('hex'), bytes: 200_000 });
  });
});
