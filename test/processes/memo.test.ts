import { describe, expect, it } from 'vitest';
import { createMemo, createMemos } from '../../src/processes/memo.ts';

describe('createMemo', () => {
  it('makes a value once, even for two who ask at the same time', async () => {
    const remember = createMemo();
    let made = 0;
    const make = (): Promise<number> => Promise.resolve(++made);
    expect(await Promise.all([remember('a', make), remember('a', make)])).toEqual([1, 1]);
    expect(await remember('b', make)).toBe(2);
  });

  it('tries again after a failure', async () => {
    const remember = createMemo();
    await expect(remember('a', () => Promise.reject(new Error('once')))).rejects.toThrow('once');
    expect(await remember('a', () => Promise.resolve('fine'))).toBe('fine');
  });
});

describe('createMemos', () => {
  it('drops the memo unused longest', async () => {
    const memos = createMemos(2);
    await memos('a')('key', () => Promise.resolve(1));
    await memos('b')('key', () => Promise.resolve(2));
    await memos('a')('key', () => Promise.resolve(3));
    await memos('c')('key', () => Promise.resolve(4));
    expect(await memos('a')('key', () => Promise.resolve(5))).toBe(1);
    expect(await memos('b')('key', () => Promise.resolve(6))).toBe(6);
  });
});
