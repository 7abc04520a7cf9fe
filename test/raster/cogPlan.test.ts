import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkWindow, planChunk, planCog } from '../../src/raster/cogPlan.ts';

describe('planCog', () => {
  it('halves 1500 × 700 twice, rounding up, until one tile holds the level', () => {
    const { levels } = planCog({ widthPx: 1500, heightPx: 700 }, 512);
    expect(levels.map((level) => [level.widthPx, level.heightPx, level.tilesAcross, level.tilesDown])).toEqual([
      [1500, 700, 3, 2],
      [750, 350, 2, 1],
      [375, 175, 1, 1],
    ]);
  });

  it('finishes one level in chunks of 512 pixels, two in 1024, and never more than there are', () => {
    const size = { widthPx: 1500, heightPx: 700 };
    expect([512, 1024, 2048, 4096].map((chunk) => planCog(size, chunk).chunkLevels)).toEqual([1, 2, 3, 3]);
  });

  it.each([0, 256, 513, 768, 1536, NaN])('refuses chunks of %s pixels', (chunkSizePx) => {
    expect(() => planCog({ widthPx: 10, heightPx: 10 }, chunkSizePx)).toThrow(/512, 1024, 2048/);
  });

  it.each([
    [0, 5],
    [5, -1],
    [1.5, 5],
  ])('refuses a raster of %s × %s pixels', (widthPx, heightPx) => {
    expect(() => planCog({ widthPx, heightPx }, 512)).toThrow(/at least 1 × 1 pixels/);
  });
});

describe('chunkWindow', () => {
  it('cuts the last column and row to what is left', () => {
    const plan = planCog({ widthPx: 1500, heightPx: 700 }, 1024);
    expect([0, 1].map((index) => chunkWindow(plan, index))).toEqual([
      { xPx: 0, yPx: 0, widthPx: 1024, heightPx: 700 },
      { xPx: 1024, yPx: 0, widthPx: 476, heightPx: 700 },
    ]);
  });

  it.each([-1, 2, 0.5])('refuses chunk %s of two', (index) => {
    const plan = planCog({ widthPx: 1500, heightPx: 700 }, 1024);
    expect(() => chunkWindow(plan, index)).toThrow(/from 0 to 1/);
  });
});

describe('planChunk', () => {
  it('gives the chunks of every level the sizes that sum to the level', () => {
    const side = fc.integer({ min: 1, max: 9000 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(512, 1024, 2048), (widthPx, heightPx, chunkSizePx) => {
        const plan = planCog({ widthPx, heightPx }, chunkSizePx);
        const firstRow = Array.from({ length: plan.chunksAcross }, (_, index) => planChunk(plan, index));
        for (let level = 0; level < plan.chunkLevels; level++) {
          const width = firstRow.reduce((sum, chunk) => sum + chunk.levels[level]!.widthPx, 0);
          const tiles = firstRow.reduce((sum, chunk) => sum + chunk.levels[level]!.tilesAcross, 0);
          expect([width, tiles]).toEqual([plan.levels[level]!.widthPx, plan.levels[level]!.tilesAcross]);
        }
        const next = firstRow.reduce((sum, chunk) => sum + (chunk.next?.widthPx ?? 0), 0);
        expect(next).toBe(plan.levels[plan.chunkLevels]?.widthPx ?? 0);
      }),
      { numRuns: 50 },
    );
  });
});
