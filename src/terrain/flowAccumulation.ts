/** The ground that drains through each cell. */
import { neighbourSteps, outlet } from './priorityFlood.ts';
import type { CellSizes } from './cellSizes.ts';
import type { Flooded } from './priorityFlood.ts';

/** Freeman's fit to cones; steeper ways get more than their share. */
const exponent = 1.1;

/**
 * Water of a cell is shared among all lower neighbours by the power 1.1 of the slope to them; on filled ground it goes
 * the way that the flood came.
 * @param stride   cells a row, one more on each side than the map
 * @returns m², length of the elevations, with the cell's own area; 0 for nodata
 * @source Freeman 1991, Calculating catchment area with divergent flow, Computers & Geosciences 17(3):413–422
 */
export function flowAccumulation({ filledM, order, source }: Flooded, stride: number, cell: CellSizes): Float64Array {
  const areaM2 = new Float64Array(filledM.length);
  const steps = neighbourSteps(stride);
  const weights = new Float64Array(8);
  let distances: Float64Array = new Float64Array(8);
  let distancesOf = -1;
  for (let place = order.length - 1; place >= 0; place--) {
    const at = order[place]!;
    const row = Math.floor(at / stride) - 1;
    if (row !== distancesOf) {
      distances = neighbourDistancesM(cell, row);
      distancesOf = row;
    }
    const own = areaM2[at]! + cell.widthM(row) * Math.abs(cell.southM(row));
    areaM2[at] = own;
    let total = 0;
    for (let i = 0; i < 8; i++) {
      const fall = (filledM[at]! - filledM[at + steps[i]!]!) / distances[i]!;
      const weight = fall > 0 ? fall ** exponent : 0;
      weights[i] = weight;
      total += weight;
    }
    if (total > 0) for (let i = 0; i < 8; i++) areaM2[at + steps[i]!]! += (own * weights[i]!) / total;
    else if (source[at] !== outlet) areaM2[at + steps[source[at]!]!]! += own;
  }
  return areaM2;
}

/** In the order of `neighbourSteps`. */
function neighbourDistancesM(cell: CellSizes, row: number): Float64Array {
  const [across, down] = [cell.widthM(row), Math.abs(cell.southM(row))];
  const diagonal = Math.hypot(across, down);
  return Float64Array.of(diagonal, down, diagonal, across, across, diagonal, down, diagonal);
}
