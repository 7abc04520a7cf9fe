import { appendFile, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSteadyFiles } from '../../src/cli/steadyFiles.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-steady-'));
  path = join(folder, 'maat.tif');
  await writeFile(path, 'one');
  await utimes(path, 1_000_000, 1_000_000);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('createSteadyFiles', () => {
  it.each([
    ['longer', () => appendFile(path, ' more')],
    ['written anew with as many bytes', () => writeFile(path, 'two')],
    ['removed', () => rm(path)],
    [
      'replaced by a file of the same size and time',
      async () => {
        await writeFile(join(folder, 'other'), 'two');
        await utimes(join(folder, 'other'), 1_000_000, 1_000_000);
        await rename(join(folder, 'other'), path);
      },
    ],
  ])('refuses a file that is %s', async (_, change) => {
    const files = createSteadyFiles();
    await files.note(path);
    await change();
    // What it is when it is noted again does not count.
    await files.note(path);
    await expect(files.expectUnchanged()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/maat\.tif was changed while it was read/),
    });
  });

  it('takes what was only read', async () => {
    const files = createSteadyFiles();
    await files.note(path);
    await utimes(path, 2_000_000, 1_000_000);
    await expect(files.expectUnchanged()).resolves.toBeUndefined();
  });
});
