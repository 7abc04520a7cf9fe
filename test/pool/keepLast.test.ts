import { describe, expect, it } from 'vitest';
import { keepLast } from '../../src/pool/keepLast.ts';

describe('keepLast', () => {
  it('makes a value once for tasks of one name, and closes it when another name comes', async () => {
    const closed: number[] = [];
    let made = 0;
    const kept = keepLast<number>(async (value) => void closed.push(value));
    const make = (): number => (made += 1);
    expect([await kept.of('a', make), await kept.of('a', make), made, closed]).toEqual([1, 1, 1, []]);
    expect([await kept.of('b', make), closed]).toEqual([2, [1]]);
    expect([await kept.of('a', make), closed]).toEqual([3, [1, 2]]);
  });

  it('closes once what it gives up, and makes it anew', async () => {
    const closed: number[] = [];
    const kept = keepLast<number>(async (value) => void closed.push(value));
    await kept.drop();
    await kept.of('a', () => 1);
    await kept.drop();
    await kept.drop();
    expect(closed).toEqual([1]);
    expect(await kept.of('a', () => 2)).toBe(2);
  });

  it('keeps nothing where the making fails', async () => {
    const closed: number[] = [];
    const kept = keepLast<number>(async (value) => void closed.push(value));
    await kept.of('a', () => 1);
    const failing = kept.of('b', () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(closed).toEqual([1]);
    expect(await kept.of('b', () => 2)).toBe(2);
  });
});
