/** Runs the columns of some cells of a map. */
import { move } from 'piscina';
import { runCellColumns } from '../src/physics/simulation/cellColumns.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { CellColumnsRequest } from '../src/physics/simulation/cellColumns.ts';

export interface SimulateCellsTask {
  readonly request: CellColumnsRequest;
  readonly tuples: Float64Array;
}

/** @returns Float64Array, the bands of each tuple */
export default asTask(({ request, tuples }: SimulateCellsTask): unknown => {
  return move(runCellColumns(request, tuples));
});
