/**
 * The coarse levels of a raster from rows that arrive from top to bottom. Each level holds at most one row of tiles,
 * so memory grows with the raster's width but not with its height.
 */
import { type CogLevel, tileSizePx } from './cogPlan.ts';
import { encodeTile } from './encodeTile.ts';
import { halveByAverage, type Pixels } from './overview.ts';

/** Takes a finished tile: its level in the plan, and its index in that level, row by row. */
export type TileSink = (level: number, index: number, tile: Uint8Array) => Promise<void>;

export interface PyramidLevel {
  /** Takes the next rows of this level, as wide as the level. */
  push(rows: Pixels): Promise<void>;
}

/**
 * @param levels all levels of the raster
 * @param level  the first one to build, whose rows will be pushed; coarser ones follow from it
 */
export function createPyramid(
  levels: readonly CogLevel[],
  level: number,
  nodata: number,
  sink: TileSink,
): PyramidLevel {
  const { widthPx, heightPx, tilesAcross } = levels[level]!;
  const coarser = level + 1 < levels.length ? createPyramid(levels, level + 1, nodata, sink) : null;
  const band = new Float32Array(widthPx * Math.min(tileSizePx, heightPx));
  let bandRows = 0;
  let tileY = 0;

  async function finishBand(): Promise<void> {
    const pixels = { values: band.subarray(0, bandRows * widthPx), widthPx, heightPx: bandRows };
    for (let tileX = 0; tileX < tilesAcross; tileX++) {
      await sink(level, tileY * tilesAcross + tileX, encodeTile(pixels, tileX, 0, nodata));
    }
    // A full band has an even number of rows, so halving band by band equals halving the whole level.
    await coarser?.push(halveByAverage(pixels));
    tileY++;
    bandRows = 0;
  }

  return {
    async push(rows) {
      for (let done = 0; done < rows.heightPx;) {
        const count = Math.min(rows.heightPx - done, tileSizePx - bandRows);
        band.set(rows.values.subarray(done * widthPx, (done + count) * widthPx), bandRows * widthPx);
        bandRows += count;
        done += count;
        if (bandRows === tileSizePx || tileY * tileSizePx + bandRows === heightPx) await finishBand();
      }
    },
  };
}
