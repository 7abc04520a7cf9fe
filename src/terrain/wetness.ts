/** Where water gathers. */
import { flowAccumulation } from './flowAccumulation.ts';
import { forEachGradientRow } from './gradient.ts';
import { priorityFlood } from './priorityFlood.ts';
import { rowStart, strideOf } from './terrainWindow.ts';
import type { FlowMethod } from './flowSharing.ts';
import type { Derive, TerrainWindow } from './terrainWindow.ts';

/** Level ground has no wetness; it is taken to slope by this much. */
const leastTangent = Math.tan((0.1 * Math.PI) / 180);

/**
 * Topographic wetness index ln(a / tan β), of a slope of at least 0.1°; NaN where either is.
 * @param specificAreaM area that drains through a cell per metre of contour, m²/m
 * @param tangent       of the ground's slope
 * @source Beven and Kirkby 1979, Hydrological Sciences Bulletin 24(1):43–69
 */
export function wetnessIndex(specificAreaM: number, tangent: number): number {
  // NaN, which no comparison holds for, stays.
  return Math.log(specificAreaM / (tangent < leastTangent ? leastTangent : tangent));
}

/**
 * The wetness index of every cell, by the slope of the filled ground (Horn). Hollows are filled by priority-flood; water leaves at edges and voids. The window must be the whole map. O(n log n) for n cells.
 */
export function wetness(flow: FlowMethod): Derive {
  return (window, out) => {
    const ground = withBorder(window);
    const flooded = priorityFlood(ground.elevationM, strideOf(ground));
    const areaM2 = flowAccumulation(flooded, strideOf(ground), window.cell, flow);
    forEachGradientRow({ ...ground, elevationM: flooded.filledM }, 'horn', (row, east, south) => {
      const from = rowStart(ground, row);
      const contourM = Math.sqrt(window.cell.widthM(row) * Math.abs(window.cell.southM(row)));
      for (let x = 0; x < east.length; x++) {
        const tangent = Math.sqrt(east[x]! * east[x]! + south[x]! * south[x]!);
        out[row * window.widthPx + x] = wetnessIndex(areaM2[from + x]! / contourM, tangent);
      }
    });
  };
}

/** The map with one cell of nodata around it. */
function withBorder(window: TerrainWindow): TerrainWindow {
  const { widthPx, heightPx } = window;
  const bordered = { ...window, marginPx: 1 };
  const elevationM = new Float32Array(strideOf(bordered) * (heightPx + 2)).fill(Number.NaN);
  for (let row = 0; row < heightPx; row++) {
    const from = rowStart(window, row);
    elevationM.set(window.elevationM.subarray(from, from + widthPx), rowStart(bordered, row));
  }
  return { ...bordered, elevationM };
}
