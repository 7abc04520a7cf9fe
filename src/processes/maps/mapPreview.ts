/** The picture of a finished map. */
import { renderPreview } from '../../raster/preview.ts';
import { readPreviewPixels } from '../../raster/previewPixels.ts';
import { crossValidatedScore } from '../rasters/modelScore.ts';
import type { Grid } from '../../core/grid.ts';
import type { ModelDescription } from '../../forest/modelHeader.ts';
import type { Crs } from '../../raster/crs.ts';
import type { MapClass } from '../../raster/mapClasses.ts';

/** The map of a figure is about a thousand pixels wide; reading a much finer level would be seen by nobody. */
export const maxSidePx = 1600;

export interface PictureOfMap {
  readonly path: string;
  /** Of the mean, or of the classes, from 1. */
  readonly band: number;
  readonly grid: Grid;
  readonly crs: Crs;
  readonly description: ModelDescription;
  /** null for amounts. */
  readonly classes: readonly MapClass[] | null;
}

export async function drawPreview({
  path,
  band,
  grid,
  crs,
  description: model,
  classes,
}: PictureOfMap): Promise<Uint8Array> {
  return renderPreview({
    pixels: await readPreviewPixels(path, maxSidePx, band),
    palette: classes === null ? (model.target.unit === '°C' ? 'temperature' : 'amount') : { classes },
    grid,
    crs,
    title: model.target.unit === '°C' ? 'Mean annual ground temperature' : model.target.name,
    subtitle: `${model.target.name} by ${model.engine.name}, ${model.stations} stations${describeScore(model)}`,
    unit: model.target.unit ?? '',
    stations: [],
  });
}

function describeScore(model: ModelDescription): string {
  const score = crossValidatedScore(model);
  if (score === null) return '';
  const { unit } = model.target;
  return `; cross-validated RMSE ${score.rmse.toFixed(2)}${unit === null ? '' : ` ${unit}`} (${score.scheme})`;
}
