import { describe, expect, it } from 'vitest';
import { nearestName } from '../../src/core/nearestName.ts';

describe('nearestName', () => {
  it.each([
    ['lta', ['lon', 'lat', 'depth'], 'lat'],
    ['MAGT_C', ['magst_c', 'magt_c'], 'magt_c'],
    ['MAGT', ['lat', 'magt_c'], 'magt_c'],
    ['lon', ['lo', 'longitude'], 'lo'],
    ['gravel', ['barren', 'gravel-fill'], 'gravel-fill'],
    ['treees', ['seed', 'trees', 'tree'], 'trees'],
    ['x', ['ab', 'c'], 'c'],
    ['', ['abc', 'a'], 'a'],
    ['ab', ['ax', 'bb'], 'ax'],
  ])('of %j among %j is %j', (name, candidates, nearest) => {
    expect(nearestName(name, candidates)).toBe(nearest);
  });

  it('counts a swap of neighbours as one edit', () => {
    expect(nearestName('abdc', ['xbdc', 'abcd'])).toBe('xbdc');
    expect(nearestName('abdc', ['xydc', 'abcd'])).toBe('abcd');
  });

  it('is null where there is nothing to choose from', () => {
    expect(nearestName('lat', [])).toBe(null);
  });
});
