import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChunkFiles } from '../../src/processes/chunkFiles.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-chunks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('createChunkFiles', () => {
  it('gives back what was written, a longer chunk after a shorter one and the other way round', async () => {
    const files = createChunkFiles(folder);
    const chunks = [3, 70_000, 0, 5].map((length, i) => new Uint8Array(length).fill(i + 1));
    for (const [index, chunk] of chunks.entries()) await files.write(index, chunk.slice());
    for (const index of [1, 0, 3, 2, 1]) {
      expect(Buffer.compare(await files.finished.read(index), chunks[index]!)).toBe(0);
    }
  });

  it('reads into the same memory again', async () => {
    const files = createChunkFiles(folder);
    await files.write(0, new Uint8Array(100));
    await files.write(1, new Uint8Array(50));
    const first = await files.finished.read(0);
    expect((await files.finished.read(1)).buffer).toBe(first.buffer);
  });

  it('empties bytes that have memory of their own, and leaves alone what others share', async () => {
    const files = createChunkFiles(folder);
    const own = new Uint8Array(8);
    const shared = new Uint8Array(16).fill(7);
    await files.write(0, own);
    await files.write(1, shared.subarray(4, 12));
    expect(own.length).toBe(0);
    expect(shared).toEqual(new Uint8Array(16).fill(7));
  });
});
