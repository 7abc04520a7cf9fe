import { describe, expect, it } from 'vitest';
import { openRaster } from '../../src/raster/openRaster.ts';
import { requireGrid } from '../../src/raster/rasterInfo.ts';
import { createRuleRunner, rowsAtOnce } from '../../src/raster/ruleRunner.ts';
import { useTiffFolder } from './support/tiffFolder.ts';
import type { WindowRule } from '../../src/core/windowRule.ts';
import type { Layer } from '../../src/raster/layers.ts';

const files = useTiffFolder();
const [widthPx, heightPx] = [3, 2];
const geo = [
  { tag: 33550, type: 'double', values: [30, 30, 0] },
  { tag: 33922, type: 'double', values: [0, 0, 0, 300_000, 5_950_000, 0] },
  { tag: 34735, type: 'short', values: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32651] },
] as const;

/** Layers of one number each, and where they lie. */
async function layersOf(values: readonly number[]) {
  const paths = await Promise.all(
    values.map((value) =>
      files.tiff({ widthPx, heightPx, kind: 'float32', bands: [Array.from({ length: 6 }, () => value)], tags: geo }),
    ),
  );
  const raster = await openRaster(paths[0]!);
  const { grid, crs } = requireGrid(raster.info);
  await raster.close();
  return { layers: paths.map((path): Layer => ({ kind: 'raster', path, band: 1 })), grid, crs };
}

describe('createRuleRunner', () => {
  it('gives a rule its groups of layers in order, window by window, and then asks for the result', async () => {
    const { layers, grid, crs } = await layersOf([1, 2, 3, 4, 5]);
    const told: unknown[] = [];
    const rule: WindowRule = {
      haloPx: 0,
      bandCount: 1,
      groups: {
        layerCounts: [2, 1, 2],
        columnsHeld: 1,
        take: (columns, { window }) => told.push([window.yPx, ...columns.map((column) => [...column])]),
      },
      derive(columns, { window }) {
        told.push(['derive', window.yPx, columns.length]);
        return [1];
      },
    };
    const runner = createRuleRunner(rule, layers, grid, crs);
    for (const yPx of [0, 1]) {
      const { counts } = await runner.derive({ xPx: 1, yPx, widthPx: 2, heightPx: 1 }, new Uint32Array());
      expect(counts).toEqual([1]);
    }
    await runner.close();
    const rows = [0, 1].map((y) => [[y, [1, 1], [2, 2]], [y, [3, 3]], [y, [4, 4], [5, 5]], ['derive', y, 0]]); // prettier-ignore
    expect(told).toEqual(rows.flat());
  });
});

describe('rowsAtOnce', () => {
  it('shrinks with the layers that are held, and with nothing else', () => {
    expect(rowsAtOnce(4, 1024)).toBe(512);
    expect(rowsAtOnce(300, 512)).toBe(32);
    const groups = { layerCounts: [5], columnsHeld: 60, take: () => {} };
    expect(rowsAtOnce(300, 512, { groups })).toBe(512);
    expect(rowsAtOnce(300, 512, { groups: { ...groups, columnsHeld: 180 } })).toBe(128);
  });
});
