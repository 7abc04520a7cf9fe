import { move } from 'piscina';
import { joinFrames } from '../src/core/frames.ts';
import { createRule } from '../src/derive/rules.ts';
import { keepLast } from '../src/pool/keepLast.ts';
import { asTask } from '../src/pool/protocol.ts';
import { createChunkEncoder } from '../src/raster/encodeChunk.ts';
import { chunkWindow, planCog } from '../src/raster/cogPlan.ts';
import { createRuleRunner, rowsAtOnce } from '../src/raster/ruleRunner.ts';
import { TileArena } from '../src/raster/tileArena.ts';
import type { Grid, PixelWindow } from '../src/core/grid.ts';
import type { RuleRequest } from '../src/derive/rules.ts';
import type { Crs } from '../src/raster/crs.ts';
import type { Layer } from '../src/raster/layers.ts';
import type { CogFormat } from '../src/raster/cogFormat.ts';
import type { RuleRunner } from '../src/raster/ruleRunner.ts';

export interface DeriveWindowTask {
  /** Name of the map: its chunks have the same rule, layers and grid. */
  readonly map: string;
  readonly rule: RuleRequest;
  /** All on `grid`, in the order that the rule takes them. */
  readonly layers: readonly Layer[];
  readonly grid: Grid;
  readonly crs: Crs;
  /** The map's part of the grid. */
  readonly window: PixelWindow;
  readonly chunkSizePx: number;
  readonly index: number;
  /** Of each file, whose bands follow one another in the rule's. */
  readonly files: readonly { readonly bandCount: number; readonly format: CogFormat }[];
}

/** Of all chunks that this thread makes, one after another. */
const arena = new TileArena();
/** Of a map: opening and decoding its layers anew for each chunk took a sixth longer. */
const runners = keepLast<RuleRunner>((runner) => runner.close());

/** Derives one chunk. @returns frames: float64 sums and uint32 sums by row of what the rule counts, tiles of each file */
export default asTask(async (task: DeriveWindowTask): Promise<unknown> => {
  try {
    const runner = await runners.of(task.map, () =>
      createRuleRunner(createRule(task.rule, { ...task.crs, grid: task.grid }), task.layers, task.grid, task.crs),
    );
    const { rule } = runner;
    const { rowCountColumns = 0 } = rule;
    const plan = planCog(task.window, task.chunkSizePx);
    const chunk = chunkWindow(plan, task.index);
    arena.clear();
    const encoders = task.files.map((file) => createChunkEncoder(plan, task.index, file, arena));
    const usual = rowsAtOnce(task.layers.length, chunk.widthPx, rule);
    const rows = rule.wholeMapBytes === undefined ? usual : chunk.heightPx;
    const rowCounts = new Uint32Array(chunk.heightPx * rowCountColumns);
    let counts: readonly number[] = [];
    for (let row = 0; row < chunk.heightPx; row += rows) {
      const [xPx, yPx] = [task.window.xPx + chunk.xPx, task.window.yPx + chunk.yPx + row];
      const window = { xPx, yPx, widthPx: chunk.widthPx, heightPx: Math.min(rows, chunk.heightPx - row) };
      const rowsOut = rowCounts.subarray(row * rowCountColumns, (row + window.heightPx) * rowCountColumns);
      const { bands, counts: counted } = await runner.derive(window, rowsOut);
      counts = counted.map((count, i) => count + (counts[i] ?? 0));
      task.files.forEach((file, i) => encoders[i]!.push(bands.splice(0, file.bandCount)));
    }
    const tiles = encoders.map((encoder) => encoder.finish());
    return move(
      joinFrames([new Uint8Array(Float64Array.from(counts).buffer), new Uint8Array(rowCounts.buffer), ...tiles]),
    );
  } catch (error) {
    await runners.drop();
    throw error;
  }
});
