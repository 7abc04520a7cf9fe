import { expect, describe, it } from 'vitest';
import { openRaster } from '../../src/raster/openRaster.ts';
import { sampleRaster } from '../../src/raster/sampleRaster.ts';
import { counting, useTiffFolder } from './support/tiffFolder.ts';

const folder = useTiffFolder();

describe('sampleRaster', () => {
  it('gives values in the order of the points, whatever blocks they lie in', async () => {
    const image = { widthPx: 40, heightPx: 40, kind: 'int16', bands: [counting(40, 40)], tile: [16, 16] } as const;
    const path = await folder.tiff(image);
    const layer = { kind: 'raster', path, band: 1 } as const;
    const raster = await openRaster(path, { cacheBytes: 0 });
    const points = Array.from({ length: 5000 }, (_, i) => ({ xPx: (i * 13) % 40, yPx: (i * 29) % 40 }));
    const values = await sampleRaster(raster, layer, points);
    expect([...values]).toEqual(points.map(({ xPx, yPx }) => yPx * 40 + xPx));
    await expect(sampleRaster(raster, layer, [{ xPx: 40, yPx: 0 }])).rejects.toMatchObject({ code: 'invalid-input' });
    await raster.close();
  });
});
