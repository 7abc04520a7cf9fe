import { move } from 'piscina';
import { joinFrames } from '../src/core/frames.ts';
import { createRule } from '../src/derive/rules.ts';
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

export interface DeriveWindowTask {
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
/** Of their bands: fresh ones for each filled the memory faster than it was collected. */
let bands: Float32Array[] = [];

/** Derives one chunk. @returns frames: float64 sums and uint32 sums by row of what the rule counts, tiles of each file */
export default asTask(async (task: DeriveWindowTask): Promise<unknown> => {
  let runner: ReturnType<typeof createRuleRunner> | null = null;
  try {
    const rule = createRule(task.rule, { ...task.crs, grid: task.grid });
    runner = createRuleRunner(rule, task.layers, task.grid, task.crs);
    const { rowCountColumns = 0 } = rule;
    const plan = planCog(task.window, task.chunkSizePx);
    const chunk = chunkWindow(plan, task.index);
    arena.clear();
    const encoders = task.files.map((file) => createChunkEncoder(plan, task.index, file, arena));
    const usual = rowsAtOnce(task.layers.length, chunk.widthPx, rule);
    const rows = rule.wholeMapBytes === undefined ? usual : chunk.heightPx;
    const bandSize = chunk.widthPx * Math.min(rows, chunk.heightPx);
    if (bands.length !== rule.bandCount || bands[0]!.length < bandSize)
      bands = Array.from({ length: rule.bandCount }, () => new Float32Array(bandSize));
    const rowCounts = new Uint32Array(chunk.heightPx * rowCountColumns);
    let counts: readonly number[] = [];
    for (let row = 0; row < chunk.heightPx; row += rows) {
      const [xPx, yPx] = [task.window.xPx + chunk.xPx, task.window.yPx + chunk.yPx + row];
      const window = { xPx, yPx, widthPx: chunk.widthPx, heightPx: Math.min(rows, chunk.heightPx - row) };
      const out = bands.map((band) => band.subarray(0, window.widthPx * window.heightPx));
      const rowsOut = rowCounts.subarray(row * rowCountColumns, (row + window.heightPx) * rowCountColumns);
      const counted = await runner.derive(window, out, rowsOut);
      counts = counted.map((count, i) => count + (counts[i] ?? 0));
      task.files.forEach((file, i) => encoders[i]!.push(out.splice(0, file.bandCount)));
    }
    const tiles = encoders.map((encoder) => encoder.finish());
    return move(
      joinFrames([new Uint8Array(Float64Array.from(counts).buffer), new Uint8Array(rowCounts.buffer), ...tiles]),
    );
  } finally {
    await runner?.close();
  }
});
