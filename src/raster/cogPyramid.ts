/**
 * The coarse levels of a raster from rows that arrive from top to bottom. Each level holds at most one row of tiles,
 * so memory grows with the raster's width and bands but not with its height.
 */
import type { CogFormat } from './cogFormat.ts';
import { type CogLevel, tileSizePx } from './cogPlan.ts';
import { encodeTile } from './encodeTile.ts';
import { halveBands, type Pixels } from './overview.ts';

/** Takes a finished tile: its level in the plan, and its index in that level, band by band, row by row. */
export type TileSink = (level: number, index: number, tile: Uint8Array) => Promise<void>;

export interface PyramidLevel {
  /** Takes the next rows of this level, as wide as the level, of every band. */
  push(rows: readonly Pixels[]): Promise<void>;
}

/**
 * @param levels all levels of the raster
 * @param level  the first one to build, whose rows will be pushed; coarser ones follow from it
 */
export function createPyramid(
  levels: readonly CogLevel[],
  level: number,
  format: CogFormat & { readonly bandCount: number },
  sink: TileSink,
): PyramidLevel {
  const { widthPx, heightPx, tilesAcross, tilesDown } = levels[level]!;
  const coarser = level + 1 < levels.length ? createPyramid(levels, level + 1, format, sink) : null;
  const strips = Array.from(
    { length: format.bandCount },
    () => new Float32Array(widthPx * Math.min(tileSizePx, heightPx)),
  );
  let stripRows = 0;
  let tileY = 0;

  async function finishStrip(): Promise<void> {
    const bands = strips.map((strip) => ({
      values: strip.subarray(0, stripRows * widthPx),
      widthPx,
      heightPx: stripRows,
    }));
    for (const [band, pixels] of bands.entries()) {
      const first = (band * tilesDown + tileY) * tilesAcross;
      for (let tileX = 0; tileX < tilesAcross; tileX++) {
        await sink(level, first + tileX, encodeTile(pixels, tileX, 0, format));
      }
    }
    // A full strip has an even number of rows, so halving strip by strip equals halving the whole level.
    await coarser?.push(halveBands(bands, format.overviews));
    tileY++;
    stripRows = 0;
  }

  return {
    async push(rows) {
      const rowCount = rows[0]!.heightPx;
      for (let done = 0; done < rowCount;) {
        const count = Math.min(rowCount - done, tileSizePx - stripRows);
        for (const [band, { values }] of rows.entries()) {
          strips[band]!.set(values.subarray(done * widthPx, (done + count) * widthPx), stripRows * widthPx);
        }
        stripRows += count;
        done += count;
        if (stripRows === tileSizePx || tileY * tileSizePx + stripRows === heightPx) await finishStrip();
      }
    },
  };
}
