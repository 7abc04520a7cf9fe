/** The map itself as an image: every pixel of the figure takes the colour of the raster pixel below it. */
import { gridBounds, type Grid } from '../core/grid.ts';
import type { Pixels } from './overview.ts';
import { hatchGrey } from './previewHatch.ts';
import type { Legend, PreviewLayout } from './previewLayout.ts';

/**
 * Nearest neighbour, so that a coarse raster shows its cells crisp.
 * @param pixels the whole grid at any resolution
 * @returns RGBA of the layout's map frame, 4 bytes a pixel, row by row; hatched where nodata or outside
 */
export function paintMap(
  pixels: Pixels,
  grid: Grid,
  layout: PreviewLayout,
  { colourOf }: Pick<Legend, 'colourOf'>,
): Uint8Array<ArrayBuffer> {
  const { widthPx, heightPx } = layout.map;
  const columns = sourceIndices(grid, pixels, layout, 'x');
  const rows = sourceIndices(grid, pixels, layout, 'y');
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      // Outside the raster an index is −1; nothing stands at a negative place, so the value is undefined.
      const value =
        rows[y]! < 0 || columns[x]! < 0 ? Number.NaN : pixels.values[rows[y]! * pixels.widthPx + columns[x]!]!;
      const at = (y * widthPx + x) * 4;
      if (Number.isNaN(value)) rgba.fill(hatchGrey(x, y), at, at + 3);
      else {
        const colour = colourOf(value);
        for (let channel = 0; channel < 3; channel++) rgba[at + channel] = colour[channel]!;
      }
      rgba[at + 3] = 255;
    }
  }
  return rgba;
}

/** For each column or row of the map frame the raster's column or row at its middle; −1 outside the raster. */
function sourceIndices(grid: Grid, pixels: Pixels, layout: PreviewLayout, axis: 'x' | 'y'): Int32Array {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const upperLeft = layout.toFigure(minX, maxY);
  const lowerRight = layout.toFigure(maxX, minY);
  const isX = axis === 'x';
  const [start, end] = isX ? [upperLeft.xPx, lowerRight.xPx] : [upperLeft.yPx, lowerRight.yPx];
  const frameStart = isX ? layout.map.xPx : layout.map.yPx;
  const length = isX ? layout.map.widthPx : layout.map.heightPx;
  const count = isX ? pixels.widthPx : pixels.heightPx;
  // Rows that run northwards, or columns that run westwards, are drawn from their other end.
  const reversed = isX ? grid.transform[1] < 0 : grid.transform[5] > 0;
  return Int32Array.from({ length }, (_, i) => {
    const index = Math.floor(((frameStart + i + 0.5 - start) / (end - start)) * count);
    if (index < 0 || index >= count) return -1;
    return reversed ? count - 1 - index : index;
  });
}
