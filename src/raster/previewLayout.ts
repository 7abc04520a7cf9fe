/** Where the parts of a map figure stand, in pixels from its upper left. */
import type { Rgb } from '../core/colour.ts';
import { type Grid, gridBounds } from '../core/grid.ts';

interface Rectangle {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface PreviewLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The map inside its neat line. */
  readonly map: Rectangle;
  readonly colourBar: Rectangle;
  /** Map coordinates of the neat line; wider than the grid where the grid is an extreme strip. */
  readonly frame: { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number };
  readonly toFigure: (xMap: number, yMap: number) => { readonly xPx: number; readonly yPx: number };
}

/** What explains the colours of a map, right of it. */
export interface Legend {
  readonly roomPx: number;
  /** Of a value that is not NaN. */
  readonly colourOf: (value: number) => Rgb;
  readonly draw: (layout: PreviewLayout) => string;
}

/** Space around the map: title above, coordinates left and below, legend right. */
const margin = { left: 112, top: 128, bottom: 132 };
const figurePx = 1400;
/** Room of a colour bar with its labels. */
export const colourBarRoomPx = 196;
const tallestMapPx = 1120;
/** A strip of land still gets a figure wide enough for its title and high enough for its colour bar. */
const narrowestMapPx = 560;
const lowestMapPx = 360;
const colourBarWidthPx = 26;
const longestColourBarPx = 620;

/**
 * The map is as large as fits, in true proportions; a geographic grid is narrowed by the cosine of its middle
 * latitude, so that shapes there look as they are. An extreme strip is centred in a frame of the least size.
 * @param isGeographic whether map units are degrees
 * @param legendPx     width of the room right of the map
 */
export function layOutPreview(grid: Grid, isGeographic: boolean, legendPx = colourBarRoomPx): PreviewLayout {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  // Beyond 80° the cosine would stretch the map without bound.
  const middle = Math.min(80, Math.abs((minY + maxY) / 2));
  const stretch = isGeographic ? Math.cos((middle * Math.PI) / 180) : 1;
  const landWidth = (maxX - minX) * stretch;
  const landHeight = maxY - minY;
  const scale = Math.min((figurePx - margin.left - legendPx) / landWidth, tallestMapPx / landHeight);
  const map = {
    xPx: margin.left,
    yPx: margin.top,
    widthPx: Math.max(narrowestMapPx, Math.round(landWidth * scale)),
    heightPx: Math.max(lowestMapPx, Math.round(landHeight * scale)),
  };
  const barHeightPx = Math.min(longestColourBarPx, map.heightPx - 80);
  const midX = (minX + maxX) / 2;
  const midY = (minY + maxY) / 2;
  const halfX = map.widthPx / 2 / scale / stretch;
  const halfY = map.heightPx / 2 / scale;
  return {
    widthPx: margin.left + map.widthPx + legendPx,
    heightPx: margin.top + map.heightPx + margin.bottom,
    map,
    colourBar: {
      xPx: map.xPx + map.widthPx + 44,
      yPx: map.yPx + Math.round((map.heightPx - barHeightPx) / 2),
      widthPx: colourBarWidthPx,
      heightPx: barHeightPx,
    },
    frame: { minX: midX - halfX, minY: midY - halfY, maxX: midX + halfX, maxY: midY + halfY },
    toFigure: (xMap, yMap) => ({
      xPx: map.xPx + map.widthPx / 2 + (xMap - midX) * stretch * scale,
      yPx: map.yPx + map.heightPx / 2 - (yMap - midY) * scale,
    }),
  };
}
