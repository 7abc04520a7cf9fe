/** What a Cloud Optimized GeoTIFF says about itself in words and figures: GDAL's metadata tag (42112). */
import type { Statistics } from './cogStatistics.ts';

interface BandText {
  /** What the band holds, such as "Mean annual ground surface temperature". */
  readonly description: string;
  /** Unit of the band, such as "°C"; empty for none. */
  readonly unit: string;
}

export interface CogText {
  /** An entry per band of the file. */
  readonly bands: readonly BandText[];
  /** Items of the whole file by name, such as SOFTWARE. */
  readonly items: Readonly<Record<string, string>>;
}

/**
 * XML as GDAL writes it, STATISTICS_* included so that no viewer has to read the pixels for its colours.
 * @param statistics per band
 * @param pixelCount all pixels of the raster, nodata too
 */
export function metadataXml(text: CogText, statistics: readonly Statistics[], pixelCount: number): string {
  const lines = [
    ...Object.entries(text.items).map(([name, value]) => item(name, value)),
    ...text.bands.flatMap(({ description, unit }, i) => {
      const band = ` sample="${i}"`;
      return [
        ...statisticsItems(statistics[i]!, pixelCount).map(([name, value]) => item(name, String(value), band)),
        item('DESCRIPTION', description, `${band} role="description"`),
        item('UNITTYPE', unit, `${band} role="unittype"`),
      ];
    }),
  ];
  return `<GDALMetadata>\n${lines.join('\n')}\n</GDALMetadata>\n`;
}

function statisticsItems(
  { count, min, max, mean, squares }: Statistics,
  pixelCount: number,
): readonly (readonly [string, number])[] {
  const validPercent = ['STATISTICS_VALID_PERCENT', Number(((100 * count) / pixelCount).toPrecision(4))] as const;
  if (count === 0) return [validPercent];
  return [
    ['STATISTICS_MAXIMUM', max],
    ['STATISTICS_MEAN', mean],
    ['STATISTICS_MINIMUM', min],
    ['STATISTICS_STDDEV', Math.sqrt(squares / count)],
    validPercent,
  ];
}

/** GDAL escapes values twice, once itself and once in its XML writer, and undoes both. */
function item(name: string, value: string, attributes = ''): string {
  return `  <Item name="${escapeXml(name)}"${attributes}>${escapeXml(escapeXml(value))}</Item>`;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
