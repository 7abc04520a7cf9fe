/**
 * The levels of a raster from rows that arrive from top to bottom. Each level holds at most one row of tiles, so memory
 * grows with the raster's width and bands but not with its height.
 */
import type { CogFormat } from './cogFormat.ts';
import { type CogLevel, tileSizePx } from './cogPlan.ts';
import { halveBands, type Pixels } from './overview.ts';

/** A tile whose pixels are complete. */
interface FinishedTile {
  /** In the plan. */
  readonly level: number;
  /** In that level, band by band, row by row. */
  readonly index: number;
  /** One row of tiles of the band; valid until the next tile is asked for. */
  readonly pixels: Pixels;
  /** Column of the tile in them. */
  readonly tileX: number;
}

export interface PyramidLevel {
  /**
   * Takes the next rows of this level, as wide as the level, of every band. All that it finishes has to be taken before
   * the next rows come.
   */
  push(rows: readonly Pixels[]): Iterable<FinishedTile>;
}

/**
 * @param levels all levels of the raster
 * @param level  the first one to build, whose rows will be pushed; coarser ones follow from it
 * @param beyond gets the rows of the level after the last
 */
export function createPyramid(
  levels: readonly CogLevel[],
  level: number,
  format: Pick<CogFormat, 'overviews'>,
  beyond: (rows: readonly Pixels[]) => void,
): PyramidLevel {
  const { widthPx, heightPx, tilesAcross, tilesDown } = levels[level]!;
  const isLast = level + 1 === levels.length;
  const coarser = isLast ? null : createPyramid(levels, level + 1, format, beyond);
  // Made when rows come in less than a row of tiles.
  let strips: readonly Float32Array[] | null = null;
  let stripRows = 0;
  let tileY = 0;

  function* finish(bands: readonly Pixels[]): Iterable<FinishedTile> {
    for (const [band, pixels] of bands.entries()) {
      const first = (band * tilesDown + tileY) * tilesAcross;
      for (let tileX = 0; tileX < tilesAcross; tileX++) yield { level, index: first + tileX, pixels, tileX };
    }
    tileY++;
    stripRows = 0;
    // A full strip has an even number of rows, so halving strip by strip equals halving the whole level.
    const halves = halveBands(bands, format.overviews);
    if (coarser === null) beyond(halves);
    else yield* coarser.push(halves);
  }

  return {
    *push(rows) {
      const rowCount = rows[0]!.heightPx;
      for (let done = 0; done < rowCount;) {
        const count = Math.min(rowCount - done, tileSizePx - stripRows);
        const parts = rows.map(({ values }) => values.subarray(done * widthPx, (done + count) * widthPx));
        done += count;
        const isWhole = stripRows + count === tileSizePx || tileY * tileSizePx + stripRows + count === heightPx;
        if (isWhole && stripRows === 0) {
          yield* finish(parts.map((values) => ({ values, widthPx, heightPx: count })));
          continue;
        }
        strips ??= rows.map(() => new Float32Array(widthPx * Math.min(tileSizePx, heightPx)));
        for (const [band, part] of parts.entries()) strips[band]!.set(part, stripRows * widthPx);
        stripRows += count;
        const heldPx = stripRows;
        if (!isWhole) continue;
        yield* finish(
          strips.map((strip) => ({ values: strip.subarray(0, heldPx * widthPx), widthPx, heightPx: heldPx })),
        );
      }
    },
  };
}
