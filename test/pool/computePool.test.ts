import { Piscina } from 'piscina';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPlainError, traceOf } from '../../src/core/errors.ts';
import { createComputePool } from '../../src/pool/computePool.ts';

const pool = createComputePool(1);
afterAll(() => pool.close());

describe('rest', () => {
  it('leaves a running task alone, ends idle threads, and the next task gets a new one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cryoforest-pool-'));
    let started = 0;
    const count = (): void => void started++;
    process.on('worker', count);
    try {
      const path = join(folder, 'abc');
      await writeFile(path, 'abc');
      const hash = (): Promise<{ bytes: number }> => pool.run('hashFile', { path }, new AbortController().signal);
      const running = hash();
      await pool.rest();
      expect((await running).bytes).toBe(3);
      await hash();
      expect(started).toBe(1);
      await pool.rest();
      expect((await hash()).bytes).toBe(3);
      expect(started).toBe(2);
    } finally {
      process.off('worker', count);
      await rm(folder, { recursive: true });
    }
  });
});

describe('run', () => {
  it('says so where a thread ran out of memory', async () => {
    const lost = Object.assign(new Error('heap limit'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
    const running = vi.spyOn(Piscina.prototype, 'run').mockRejectedValueOnce(lost);
    await expect(pool.run('hashFile', {}, new AbortController().signal)).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/more memory than a thread may have/),
    });
    running.mockRestore();
  });

  it('rejects with a fault of the program that says where in the thread it happened', async () => {
    const lost = pool.run('hashFile', { path: join(tmpdir(), 'not', 'there') }, new AbortController().signal);
    const error: unknown = await lost.catch((fault: unknown) => fault);
    expect(toPlainError(error)).toMatchObject({ code: 'internal', message: expect.stringContaining('ENOENT') });
    expect(traceOf(error)).toMatch(/because of .*ENOENT[^]*hashFile\.ts/);
  });
});
