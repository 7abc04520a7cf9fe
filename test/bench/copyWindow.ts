/** The input and output of a prediction without its forest: reads every layer of a chunk, encodes the first. */
import { move } from 'piscina';
import { encodeChunk } from '../../src/raster/encodeChunk.ts';
import { chunkWindow, planCog } from '../../src/raster/cogPlan.ts';
import { createLayerReader } from '../../src/raster/layers.ts';
import type { PredictWindowTask } from '../../workers/predictWindow.ts';

export default async function copyWindow(task: PredictWindowTask): Promise<unknown> {
  const reader = createLayerReader(task.grid, task.crs);
  try {
    const plan = planCog(task.window, task.chunkSizePx);
    const [first] = await reader.read(task.layers, chunkWindow(plan, task.index));
    return move(encodeChunk(plan, task.index, [first!], task.format));
  } finally {
    await reader.close();
  }
}
