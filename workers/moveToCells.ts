/** Finds the nearest cells with values for stations that stand on cells without, off the main thread. */
import { asTask } from '../src/pool/protocol.ts';
import { createLayerReader } from '../src/raster/layers.ts';
import { findNearestCell } from '../src/raster/nearestCell.ts';
import type { Grid } from '../src/core/grid.ts';
import type { Crs } from '../src/raster/crs.ts';
import type { Layer } from '../src/raster/layers.ts';
import type { FoundCell, StationCell } from '../src/raster/nearestCell.ts';

export interface MoveToCellsTask {
  readonly layers: readonly Layer[];
  readonly grid: Grid;
  readonly crs: Crs;
  readonly stations: readonly StationCell[];
  readonly withinM: number;
}

/** @returns one per station, null where no cell is near enough */
export default asTask(async (task: MoveToCellsTask): Promise<readonly (FoundCell | null)[]> => {
  const reader = createLayerReader(task.grid, task.crs);
  try {
    const found: (FoundCell | null)[] = [];
    for (const station of task.stations) found.push(await findNearestCell(reader, task, station, task.withinM));
    return found;
  } finally {
    await reader.close();
  }
});
