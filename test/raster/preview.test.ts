import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { temperatureColour } from '../../src/core/colour.ts';
import { type PreviewRequest, renderPreview } from '../../src/raster/preview.ts';
import { classColour } from '../../src/core/classColours.ts';
import { classLegend } from '../../src/raster/previewClasses.ts';
import { layOutPreview } from '../../src/raster/previewLayout.ts';
import { readPreviewPixels } from '../../src/raster/previewPixels.ts';
import { loadTextPainter } from '../../src/raster/previewText.ts';
import { holedRaster, writeTestCog } from './support/writeTestCog.ts';

/** Two columns and two rows: −4, −1 °C above, nodata and 3 °C below; rows from north to south. */
const request: PreviewRequest = {
  pixels: { values: Float32Array.of(-4, -1, NaN, 3), widthPx: 2, heightPx: 2 },
  grid: { widthPx: 2, heightPx: 2, transform: [500_000, 1000, 0, 7_000_000, 0, -1000] },
  crs: { name: 'WGS 84 / UTM zone 45N', unit: 'metre' },
  palette: 'temperature',
  title: 'Ground temperature',
  subtitle: 'CV RMSE 1.23 °C, n = 110',
  unit: '°C',
  stations: [],
};

/** A drawing routine that reads the colour of a figure at a map position. */
async function colourReader(png: Uint8Array, { grid, crs }: PreviewRequest) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const { toFigure } = layOutPreview(grid, crs.unit === 'degree');
  return (xMap: number, yMap: number): number[] => {
    const { xPx, yPx } = toFigure(xMap, yMap);
    const at = (Math.floor(yPx) * info.width + Math.floor(xPx)) * info.channels;
    return [...data.subarray(at, at + 3)];
  };
}

describe('renderPreview', () => {
  it('colours each cell by its temperature, on a scale of ±4 °C', async () => {
    const colourAt = await colourReader(await renderPreview(request), request);
    expect(colourAt(500_700, 6_999_600)).toEqual(temperatureColour(-4, 4));
    expect(colourAt(501_700, 6_999_600)).toEqual(temperatureColour(-1, 4));
    expect(colourAt(501_700, 6_998_600)).toEqual(temperatureColour(3, 4));
  });

  it('hatches nodata in greys that no temperature has', async () => {
    const colourAt = await colourReader(await renderPreview(request), request);
    const colours = Array.from({ length: 20 }, (_, i) => colourAt(500_600 + i * 7, 6_998_900));
    for (const colour of colours) expect(Math.max(...colour) - Math.min(...colour)).toBeLessThan(4);
    expect(new Set(colours.map(String)).size).toBeGreaterThan(1);
  });

  it('draws a raster with its first row in the south the right way up', async () => {
    const southUp = {
      ...request,
      grid: { ...request.grid, transform: [500_000, 1000, 0, 6_998_000, 0, 1000] } as const,
    };
    const colourAt = await colourReader(await renderPreview(southUp), southUp);
    expect(colourAt(500_700, 6_998_600)).toEqual(temperatureColour(-4, 4));
    expect(colourAt(501_700, 6_999_600)).toEqual(temperatureColour(3, 4));
  });

  it('colours classes by their numbers, beside a legend that has room for their names', async () => {
    const classes = [
      { value: 0, name: 'bog', colour: [1, 2, 3] },
      { value: 3, name: 'a name of more letters than the others', colour: [200, 100, 50] },
    ] as const;
    const pixels = { ...request.pixels, values: Float32Array.of(0, 3, NaN, 3) };
    const png = await renderPreview({ ...request, pixels, palette: { classes } });
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    const legendPx = classLegend(classes, await loadTextPainter()).roomPx;
    const { map } = layOutPreview(request.grid, false, legendPx);
    const colourAt = (xPx: number, yPx: number): number[] => {
      const at = (Math.floor(yPx) * info.width + Math.floor(xPx)) * 3;
      return [...data.subarray(at, at + 3)];
    };
    expect(colourAt(map.xPx + map.widthPx / 3, map.yPx + map.heightPx / 3)).toEqual([1, 2, 3]);
    expect(colourAt(map.xPx + (2 * map.widthPx) / 3, map.yPx + map.heightPx / 3)).toEqual([200, 100, 50]);
    const swatchX = map.xPx + map.widthPx + 50;
    expect([colourAt(swatchX, map.yPx + 10), colourAt(swatchX, map.yPx + 46)]).toEqual([
      [1, 2, 3],
      [200, 100, 50],
    ]);
    expect(info.width).toBe(map.xPx + map.widthPx + legendPx);
    expect(legendPx).toBeGreaterThan(350);
  });

  it('says how many classes the legend has no room for', async () => {
    const classes = Array.from({ length: 100 }, (_, value) => ({
      value,
      name: `C${value}`,
      colour: classColour(value),
    }));
    const text = await loadTextPainter();
    const layout = layOutPreview(request.grid, false, classLegend(classes, text).roomPx);
    const rows = Math.floor(layout.map.heightPx / 36);
    expect(classLegend(classes, text).draw(layout).match(/<rect/g)).toHaveLength(rows - 1);
    expect(classLegend(classes.slice(0, rows), text).draw(layout).match(/<rect/g)).toHaveLength(rows);
  });

  it('draws stations in the colour of their own value', async () => {
    const station = { xMap: 501_500, yMap: 6_999_500, value: 4 };
    const colourAt = await colourReader(await renderPreview({ ...request, stations: [station] }), request);
    expect(colourAt(station.xMap, station.yMap)).toEqual(temperatureColour(4, 4));
  });

  it('is a PNG of the size of its layout, 1400 pixels wide for a wide map', async () => {
    const grid = { widthPx: 2, heightPx: 1, transform: [0, 1000, 0, 0, 0, -1000] } as const;
    const pixels = { values: Float32Array.of(-1, 1), widthPx: 2, heightPx: 1 };
    const { format, width, height, channels } = await sharp(
      await renderPreview({ ...request, grid, pixels }),
    ).metadata();
    expect([format, width, height, channels]).toEqual(['png', 1400, 806, 3]);
  });

  it('gives the same bytes, words included, on a machine without a font configuration', async () => {
    const here = createHash('sha256')
      .update(await renderPreview(request))
      .digest('hex');
    const script = `
      import { createHash } from 'node:crypto';
      import { renderPreview } from '../../src/raster/preview.ts';
      const request = ${JSON.stringify(request)};
      request.pixels.values = Float32Array.of(-4, -1, NaN, 3);
      process.stdout.write(createHash('sha256').update(await renderPreview(request)).digest('hex'));
    `;
    const elsewhere = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env: { FONTCONFIG_FILE: '/dev/null', FONTCONFIG_PATH: '/nowhere' },
    });
    expect(elsewhere).toBe(here);
  });
});

describe('loadTextPainter', () => {
  it('draws outlines of every character without a number that is none', async () => {
    const text = await loadTextPainter();
    const style = { sizePx: 21, weight: 'regular', colour: '#000', anchor: 'start' } as const;
    for (const words of ['Random forest, 500 trees · −1.23 °C, R² 0.87', 'Вечная мерзлота']) {
      const drawn = text.draw(words, 10, 20, style);
      expect(drawn).not.toContain('NaN');
      expect(drawn.split('M').length - 1).toBeGreaterThanOrEqual(words.replaceAll(' ', '').length);
    }
  });

  it('measures by the advance of each glyph: ten figures of 0.497 em', async () => {
    const text = await loadTextPainter();
    expect(text.widthPx('0123456789', { sizePx: 100, weight: 'regular' })).toBeCloseTo(497, 9);
  });
});

describe('layOutPreview', () => {
  it('narrows a geographic map by the cosine of its middle latitude', () => {
    const grid = { widthPx: 52, heightPx: 32, transform: [90, 1, 0, 76, 0, -1] } as const;
    const { map } = layOutPreview(grid, true);
    expect(Math.abs(map.widthPx / map.heightPx - (52 * 0.5) / 32)).toBeLessThan(0.001);
  });

  it('centres a narrow strip in a frame wide enough for its title', () => {
    const grid = { widthPx: 1, heightPx: 100, transform: [0, 10, 0, 1000, 0, -10] } as const;
    const { map, toFigure, frame } = layOutPreview(grid, false);
    expect(map.widthPx).toBe(560);
    expect(toFigure(5, 500)).toEqual({ xPx: map.xPx + 280, yPx: map.yPx + map.heightPx / 2 });
    expect(frame.minX).toBeLessThan(0);
  });
});

describe('readPreviewPixels', () => {
  it('reads the finest overview within the limit, NaN for nodata', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'preview-'));
    const path = join(folder, 'a.tif');
    await writeTestCog(path, holedRaster(1300, 20));
    const sizes: number[][] = [];
    for (const limit of [2000, 1200, 512]) {
      const { widthPx, heightPx, values } = await readPreviewPixels(path, limit, 1);
      expect(values.some(Number.isNaN)).toBe(limit === 2000);
      expect(values.every((value) => Number.isNaN(value) || value > -20)).toBe(true);
      sizes.push([widthPx, heightPx]);
    }
    expect(sizes).toEqual([
      [1300, 20],
      [650, 10],
      [325, 5],
    ]);
    await rm(folder, { recursive: true });
  });
});
