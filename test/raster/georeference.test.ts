import { describe, expect, it } from 'vitest';
import { openRaster } from '../../src/raster/openRaster.ts';
import { requireGrid } from '../../src/raster/rasterInfo.ts';
import { buildTiff } from '../support/tiffBuilder.ts';
import { useTiffFolder } from './support/tiffFolder.ts';
import type { BuiltTag } from '../support/tiffBuilder.ts';
import type { RasterInfo } from '../../src/raster/rasterInfo.ts';

const folder = useTiffFolder();
const double = (tag: number, ...values: number[]): BuiltTag => ({ tag, type: 'double', values });
const keys = (...values: number[]): BuiltTag => ({
  tag: 34735,
  type: 'short',
  values: [1, 1, 0, values.length / 4, ...values],
});
const scale = double(33550, 30, 20, 0);
const tie = double(33922, 0, 0, 0, 500_000, 7_000_000, 0);
const utm51 = [1024, 0, 1, 1, 3072, 0, 1, 32651];

async function infoOf(...tags: BuiltTag[]): Promise<RasterInfo> {
  const raster = await openRaster(await folder.tiff({ widthPx: 1, heightPx: 1, kind: 'uint8', bands: [[1]], tags }));
  await raster.close();
  return raster.info;
}

describe('the transform of a raster', () => {
  it('comes from pixel scale and tiepoint, rows running south', async () => {
    expect((await infoOf(scale, tie)).transform).toEqual([500_000, 30, 0, 7_000_000, 0, -20]);
  });

  it('honours a tiepoint that is not the first pixel', async () => {
    const info = await infoOf(scale, double(33922, 2, 3, 0, 500_000, 7_000_000, 0));
    expect(info.transform).toEqual([499_940, 30, 0, 7_000_060, 0, -20]);
  });

  it('moves by half a pixel where the position is that of pixel centres (PixelIsPoint)', async () => {
    const info = await infoOf(scale, tie, keys(...utm51.slice(0, 4), 1025, 0, 1, 2, 3072, 0, 1, 32651));
    expect(info.transform).toEqual([499_985, 30, 0, 7_000_010, 0, -20]);
  });

  it('takes a matrix with rows running north', async () => {
    const info = await infoOf(double(34264, 30, 0, 0, 500_000, 0, 20, 0, 7_000_000, 0, 0, 0, 0, 0, 0, 0, 1));
    expect(info).toMatchObject({ transform: [500_000, 30, 0, 7_000_000, 0, 20], southUp: true, rotated: false });
  });

  it('describes a rotated raster, and refuses it as a grid', async () => {
    const info = await infoOf(
      double(34264, 20, 10, 0, 500_000, 10, -20, 0, 7_000_000, 0, 0, 0, 0, 0, 0, 0, 1),
      keys(...utm51),
    );
    expect(info.rotated).toBe(true);
    expect(() => requireGrid(info)).toThrow('is rotated against its map axes');
  });

  it('is null without tags, and such a raster is refused as a grid', async () => {
    const info = await infoOf(scale, keys(...utm51));
    expect(info.transform).toBeNull();
    expect(() => requireGrid(info)).toThrow('has no position on the map');
  });

  it('comes from a world file beside the image, which holds the centre of the first pixel', async () => {
    const bytes = buildTiff([{ widthPx: 1, heightPx: 1, kind: 'uint8', bands: [[1]] }]);
    const path = await folder.write(bytes, 'beside.tif');
    await folder.write(Buffer.from('30\n0\n0\n-20\n500015\n6999990\n'), 'beside.tfw');
    const raster = await openRaster(path);
    await raster.close();
    expect(raster.info.transform).toEqual([500_000, 30, 0, 7_000_000, 0, -20]);
    await folder.write(Buffer.from('30\n0\n'), 'beside.tfw');
    await expect(openRaster(path)).rejects.toThrow('a world file needs six numbers');
  });
});

describe('requireGrid', () => {
  it('gives grid and CRS of a straight raster', async () => {
    const { grid, crs } = requireGrid(await infoOf(scale, tie, keys(...utm51)));
    expect(grid).toEqual({ widthPx: 1, heightPx: 1, transform: [500_000, 30, 0, 7_000_000, 0, -20] });
    expect(crs.epsg).toBe(32651);
  });

  it('refuses a raster without a CRS and repeats why', async () => {
    const info = await infoOf(scale, tie);
    expect(() => requireGrid(info)).toThrow('the file has no GeoTIFF keys. Assign it with: gdal_edit.py -a_srs');
  });

  it('refuses metres under a CRS in degrees', async () => {
    const info = await infoOf(scale, tie, keys(1024, 0, 1, 2, 2048, 0, 1, 4326));
    expect(() => requireGrid(info)).toThrow(/from 500000, 6999980 to 500030, 7000000 .* not on the earth/);
  });
});
