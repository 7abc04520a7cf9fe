import { describe, expect, it } from 'vitest';
import { nearestSurface, surfaceFactors, surfaceTable } from '../../src/physics/nFactors.ts';

describe('the table of n-factors', () => {
  it('has each surface once, with factors that are possible and a source', () => {
    expect(new Set(surfaceTable.map(({ name }) => name)).size).toBe(surfaceTable.length);
    for (const { name, thaw, freeze, source } of surfaceTable) {
      for (const published of freeze === null ? [thaw] : [thaw, freeze]) {
        expect(published.value, name).toBeGreaterThan(0.2);
        expect(published.value, name).toBeLessThan(3);
        const [low, high] = published.range ?? [published.value, published.value];
        expect((low + high) / 2, name).toBe(published.value);
        expect(high, name).toBeGreaterThanOrEqual(low);
      }
      expect(source.length, name).toBeGreaterThan(10);
    }
  });

  it('gives 1.25 and 0.95 for a gravel road, read in its source, and the middle of an unchecked range for asphalt', () => {
    expect(surfaceFactors('Gravel-Fill ')).toMatchObject({
      thaw: { value: 1.25 },
      freeze: { value: 0.95 },
      checked: true,
    });
    expect(surfaceFactors('asphalt')).toMatchObject({ thaw: { value: 1.95, range: [1.6, 2.3] }, checked: false });
  });

  it('has no freezing factor where the snow decides, and none for a name it does not know', () => {
    expect(surfaceFactors('forest')?.freeze).toBeNull();
    expect(surfaceFactors('asfalt')).toBeNull();
    expect(nearestSurface('asfalt')).toBe('asphalt');
  });
});
