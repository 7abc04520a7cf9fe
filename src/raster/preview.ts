/** A map as a figure for a paper: PNG with frame, coordinates, colour bar or classes, stations and words. */
import sharp from 'sharp';
import type { Grid } from '../core/grid.ts';
import type { MapClass } from './mapClasses.ts';
import type { Pixels } from './overview.ts';
import { drawAxes } from './previewAxes.ts';
import { classLegend } from './previewClasses.ts';
import { barLegend } from './previewColourBar.ts';
import { paper } from '../core/ink.ts';
import { hatch } from './previewHatch.ts';
import { layOutPreview, type PreviewLayout } from './previewLayout.ts';
import { drawNotes, drawStations, drawTitle, type PreviewStation } from './previewLegend.ts';
import { paintMap } from './previewMap.ts';
import { drawScaleBar } from './previewScaleBar.ts';
import { type AmountPalette, scaleOf } from './previewScale.ts';
import { loadTextPainter } from './previewText.ts';

/** Of amounts, or of classes by their numbers. */
export type Palette = AmountPalette | { readonly classes: readonly MapClass[] };

export interface PreviewRequest {
  /** The whole grid at any resolution, amounts or numbers of classes; see `readPreviewPixels`. */
  readonly pixels: Pixels;
  readonly palette: Palette;
  /** Where the map lies. */
  readonly grid: Grid;
  readonly crs: {
    readonly name: string;
    /** Of map coordinates: `degree`, `metre`, or another name. */
    readonly unit: string;
  };
  readonly title: string;
  /** Such as "CV RMSE 1.23 °C, n = 110"; null for none. */
  readonly subtitle: string | null;
  /** Above the colour bar, such as "°C". */
  readonly unit: string;
  /** In the coordinates of the map; coloured by their observed values. */
  readonly stations: readonly PreviewStation[];
}

/** The highest takes three times as long and saves a twentieth of a map of amounts, a quarter of one of classes. */
const compressionLevel = 6;

/** @returns a PNG at most 1400 pixels wide; the same request gives the same bytes, with or without fonts installed */
export async function renderPreview(request: PreviewRequest): Promise<Uint8Array> {
  const { pixels, palette, grid, crs, stations } = request;
  const text = await loadTextPainter();
  const legend =
    typeof palette === 'string'
      ? barLegend(scaleOf(pixels, palette), request.unit, text)
      : classLegend(palette.classes, text);
  const layout = layOutPreview(grid, crs.unit === 'degree', legend.roomPx);
  const { map } = layout;
  const below = svg(layout, `<rect width="100%" height="100%" fill="${paper}"/>`);
  const above = svg(
    layout,
    [
      drawAxes(layout, crs.unit, text),
      drawStations(layout, stations, legend),
      crs.unit === 'metre' ? drawScaleBar(layout, text) : '',
      legend.draw(layout),
      drawTitle(layout, request.title, request.subtitle, text),
      drawNotes(layout, crs.name, stations.length, text),
    ].join(''),
  );
  const raw = { width: map.widthPx, height: map.heightPx, channels: 4 } as const;
  const painted = Buffer.from(paintMap(pixels, grid, layout, legend).buffer);
  return sharp(below)
    .composite([{ input: painted, raw, left: map.xPx, top: map.yPx }, { input: above }])
    .removeAlpha()
    .png({ compressionLevel })
    .toBuffer();
}

function svg({ widthPx, heightPx }: PreviewLayout, content: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">` +
      `<defs>${hatch}</defs>${content}</svg>`,
  );
}
