import { describe, expect, it } from 'vitest';
import { mapLimited } from '../../src/core/mapLimited.ts';

describe('mapLimited', () => {
  it('keeps the order of the items and never has more than the limit under way', async () => {
    let underWay = 0;
    let most = 0;
    const results = await mapLimited([3, 1, 2, 0], 2, async (turns, index) => {
      most = Math.max(most, ++underWay);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      underWay -= 1;
      return `${index}:${turns}`;
    });
    expect(results).toEqual(['0:3', '1:1', '2:2', '3:0']);
    expect(most).toBe(2);
  });

  it('starts nothing after a failure, and throws it once the others have ended', async () => {
    const ended: number[] = [];
    const run = mapLimited([0, 1, 2, 3], 2, async (item) => {
      if (item === 0) throw new Error('first');
      await Promise.resolve();
      ended.push(item);
    });
    await expect(run).rejects.toThrow('first');
    expect(ended).toEqual([1]);
  });
});
