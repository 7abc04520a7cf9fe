import { describe, expect, it } from 'vitest';
import { roughness, ruggednessRiley, ruggednessWilson } from '../../src/terrain/neighbours.ts';
import { derived, windowOver } from './support.ts';

const heights = [3, 7, 1, 4, 5, 9, 2, 6, 8];
const window = windowOver({ widthPx: 1, heightPx: 1, marginPx: 1 }, (x, y) => heights[(y + 1) * 3 + x + 1]!);
const differences = heights.map((height) => height - 5);

describe('ruggedness and roughness', () => {
  it('follow their definitions', () => {
    const squares = differences.reduce((sum, difference) => sum + difference ** 2, 0);
    expect(derived(ruggednessRiley, window)[0]).toBe(Math.fround(Math.sqrt(squares)));
    const absolute = differences.reduce((sum, difference) => sum + Math.abs(difference), 0);
    expect(derived(ruggednessWilson, window)[0]).toBe(absolute / 8);
    expect(derived(roughness, window)[0]).toBe(8);
  });

  it.each([0, 4, 5])('are nodata where cell %i is', (hole) => {
    const holed = windowOver({ widthPx: 1, heightPx: 1, marginPx: 1 }, (x, y) =>
      (y + 1) * 3 + x + 1 === hole ? Number.NaN : 1,
    );
    for (const derive of [ruggednessRiley, ruggednessWilson, roughness]) expect(derived(derive, holed)[0]).toBeNaN();
  });
});
