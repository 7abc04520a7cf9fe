/** A disk that can be filled: only root can have one. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const run = promisify(execFile);

/** Mounts a disk of 64 MB at a folder. @returns whether this user may */
export async function mountSmallDisk(folder: string): Promise<boolean> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=755', 'tmpfs', folder]);
    return true;
  } catch {
    return false;
  }
}

export async function unmount(folder: string): Promise<void> {
  await run('umount', [folder]);
}

/** Takes all the space that the disk has, by one file. */
export async function fillDisk(path: string): Promise<void> {
  await expect(writeFile(path, Buffer.alloc(2 ** 27))).rejects.toMatchObject({ code: 'ENOSPC' });
}
