import { describe, expect, it } from 'vitest';
import { openRaster } from '../../../src/raster/openRaster.ts';
import { requireGrid } from '../../../src/raster/rasterInfo.ts';
import { planStretch } from '../../../src/raster/warp/planWarp.ts';
import { warpCommand } from '../../../src/raster/warp/warpCommand.ts';
import { createWarpedReader } from '../../../src/raster/warp/warpedLayer.ts';
import { oracleTest, runOracle } from '../../support/oracles.ts';
import { counting, useTiffFolder } from '../support/tiffFolder.ts';
import { place } from './support/memoryRaster.ts';
import type { WarpedLayer } from '../../../src/raster/warp/warpedLayer.ts';

const files = useTiffFolder();
const source = place('EPSG:32651', [300_000, 100, 0, 5_950_000, 0, -100], 40, 30);
const target = place('EPSG:32651', [300_250, 250, 0, 5_949_750, 0, -250], 12, 8);
const layer: WarpedLayer = {
  kind: 'warped',
  path: '',
  name: "the hill's.tif",
  band: 2,
  source,
  method: 'bilinear',
  stretch: { x: 0.4, y: 0.5 },
  nodata: -9999,
};

describe('warpCommand', () => {
  it('says grid, method, stretch, band and nodata, and names files as one word each', () => {
    const onto = 'gdalwarp -t_srs EPSG:32651 -te 300250 5947750 303250 5949750 -ts 12 8 -et 0';
    expect(warpCommand(layer, 3, target, 'hill.tif')).toBe(
      `${onto} -r bilinear -wo XSCALE=0.4 -wo YSCALE=0.5 -b 2 -srcnodata -9999 -ot Float32 -dstnodata nan 'the hill'\\''s.tif' hill.tif`,
    );
    const plain: WarpedLayer = { ...layer, name: 'cover.tif', band: 1, method: 'nearest', nodata: null };
    expect(warpCommand(plain, 1, target, 'hill.tif')).toBe(
      `${onto} -r near -ot Float32 -dstnodata nan cover.tif hill.tif`,
    );
  });

  oracleTest(['gdal'])('gives the same numbers where a shell runs it', async () => {
    const path = await files.tiff({
      widthPx: 40,
      heightPx: 30,
      kind: 'float32',
      bands: [counting(40, 30).map((n) => (n * 7919) % 1000)],
      tags: [
        { tag: 33550, type: 'double', values: [100, 100, 0] },
        { tag: 33922, type: 'double', values: [0, 0, 0, 300_000, 5_950_000, 0] },
        { tag: 34735, type: 'short', values: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32651] },
      ],
    });
    const raster = await openRaster(path);
    const own = requireGrid(raster.info);
    const stretch = planStretch({ name: 'source', ...own }, target);
    const warped: WarpedLayer = { ...layer, path, name: path, band: 1, source: own, stretch, nodata: null };
    const values = new Float32Array(12 * 8);
    await createWarpedReader(warped, raster, target)({ xPx: 0, yPx: 0, widthPx: 12, heightPx: 8 }, values);
    await raster.close();
    const outPath = `${path}.out.tif`;
    runOracle('sh', ['-c', `${warpCommand(warped, 1, target, outPath)} >&2`]);
    const made = await openRaster(outPath);
    const wanted = await made.readWindow(1, { xPx: 0, yPx: 0, widthPx: 12, heightPx: 8 }, new Float32Array(12 * 8));
    await made.close();
    values.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-3));
    expect(new Set(wanted).size).toBeGreaterThan(50);
  });
});
