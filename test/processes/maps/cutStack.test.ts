/** A map across the ends of a raster around the globe: which cells it has, and that each has its own value. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalLibrary } from '../../../src/cli/localLibrary.ts';
import { cutStack } from '../../../src/processes/maps/cutStack.ts';
import { openStack } from '../../../src/processes/rasters/covariateStack.ts';
import { createLayerReader } from '../../../src/raster/layers.ts';
import { hashFile } from '../../../src/store/hashFile.ts';
import { writeGridRaster } from '../support/gridRaster.ts';
import type { CovariateStack } from '../../../src/processes/rasters/covariateStack.ts';

const library = createLocalLibrary({ columns: {}, units: {} }, hashFile);
/** Half a degree each. */
const [widthPx, heightPx] = [720, 6];

let folder: string;
let stack: CovariateStack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cut-'));
  // Every cell has the number of its own, but one that has none.
  const values = Array.from({ length: widthPx * heightPx }, (_, i) => (i === 2 ? Number.NaN : i));
  const path = await writeGridRaster(join(folder, 'globe.tif'), { widthPx, bands: [values], west: -180 });
  stack = (await openStack(library, { number: path }))!;
});
afterAll(() => rm(folder, { recursive: true }));

it('starts the grid at the box’s west and reads each cell as it stands, with longitudes of the stations', async () => {
  const cut = cutStack(stack, [178.5, 48, -178, 50]);
  expect(cut.stack.grid.transform.slice(0, 4)).toEqual([178.5, 0.5, 0, 50]);
  expect(cut.window).toEqual({ xPx: 0, yPx: 0, widthPx: 7, heightPx: 4 });
  const reader = createLayerReader(cut.stack.grid, cut.stack.crs);
  try {
    const layers = [cut.stack.layers[0]!.onGrid, { kind: 'coordinate', axis: 'longitude' } as const];
    const [numbers, longitudes] = await reader.read(layers, cut.window);
    expect([...numbers!.subarray(0, 7)]).toEqual([717, 718, 719, 0, 1, Number.NaN, 3]);
    expect([...numbers!.subarray(21, 28)]).toEqual([2877, 2878, 2879, 2160, 2161, 2162, 2163]);
    expect([...longitudes!.subarray(0, 7)]).toEqual([178.75, 179.25, 179.75, -179.75, -179.25, -178.75, -178.25]);
  } finally {
    await reader.close();
  }
});

it('leaves the grid as it is for a box that does not cross its ends', () => {
  expect(cutStack(stack, [-180, 48, -178, 50])).toEqual({
    stack,
    window: { xPx: 0, yPx: 0, widthPx: 4, heightPx: 4 },
  });
  expect(cutStack(stack, null).window.widthPx).toBe(widthPx);
});
