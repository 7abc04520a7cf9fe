import { describe, expect, it } from 'vitest';
import { openRaster } from '../../src/raster/openRaster.ts';
import { useTiffFolder } from './support/tiffFolder.ts';

const folder = useTiffFolder();

/** 6 × 5 float32 made by GDAL 3.6 with COMPRESS=LERC_DEFLATE: i · 1.5 − 7, NaN at three pixels and in the last row. */
const masked = Buffer.from(
  'SUkqAAgAAAAMAAABAwABAAAABgAAAAEBAwABAAAABQAAAAIBAwABAAAAIAAAAAMBAwABAAAAR4gAAAYBAwABAAAAAQAAABEBBAABAAAApgAA' +
    'ABUBAwABAAAAAQAAABYBAwABAAAABQAAABcBBAABAAAAgAAAABwBAwABAAAAAQAAAFMBAwABAAAAAwAAAPLFBAACAAAAngAAAAAAAAAEAAAA' +
    'AQAAAHicVcg9DgFhGADhR/xEopYoJDZOIBqFwr6dwiE2ERdQKbd0AAfQUyh1vsIB9gBbuMlK0JhmJrPZ7bfzrINFNZh20UMLQ/Rx+b1/xumj' +
    'cpn30dFMmraSV6KO1jduiTKRJcoHVsgpckbBLFgHRXAIjsEpOAfX4B48gyqo4w0scBz/',
  'base64',
);

const whole = { xPx: 0, yPx: 0, widthPx: 6, heightPx: 5 };

describe('a LERC block', () => {
  it('gives NaN where its mask says invalid, and exact values elsewhere', async () => {
    const raster = await openRaster(await folder.write(masked));
    const values = await raster.readWindow(1, whole, new Float64Array(30));
    await raster.close();
    const holes = [8, 9, 10, 24, 25, 26, 27, 28, 29];
    expect([...values]).toEqual(Array.from(values, (_, i) => (holes.includes(i) ? Number.NaN : i * 1.5 - 7)));
  });

  it('of another size than the directory says is refused before it is decoded', async () => {
    const bytes = Buffer.from(masked);
    const directory = bytes.readUInt32LE(4);
    const width = Array.from({ length: 20 }, (_, i) => directory + 2 + i * 12).find(
      (at) => bytes.readUInt16LE(at) === 256,
    )!;
    bytes.writeUInt16LE(7, width + 8);
    const raster = await openRaster(await folder.write(bytes));
    await expect(raster.readRaw(1, whole)).rejects.toThrow('a LERC block of 6 × 5 × 1 where 7 × 5 × 1 is expected');
    await raster.close();
  });
});
