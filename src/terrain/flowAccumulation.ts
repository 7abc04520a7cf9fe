/** The ground that drains through each cell. */
import { flowSharings } from './flowSharing.ts';
import { neighbourSteps, outlet } from './priorityFlood.ts';
import type { CellSizes } from './cellSizes.ts';
import type { FlowMethod } from './flowSharing.ts';
import type { Flooded } from './priorityFlood.ts';

/**
 * Water of a cell goes to lower neighbours as the method shares it; on filled ground it goes the way that the flood came.
 * @param stride   cells a row, one more on each side than the map
 * @returns m², length of the elevations, with the cell's own area; 0 for nodata
 */
export function flowAccumulation(
  { filledM, order, source }: Flooded,
  stride: number,
  cell: CellSizes,
  method: FlowMethod,
): Float64Array {
  const share = flowSharings[method];
  const areaM2 = new Float64Array(filledM.length);
  const steps = neighbourSteps(stride);
  const weights = new Float64Array(8);
  let around = { elevationM: filledM, steps, distancesM: neighbourDistancesM(cell, 0) };
  let aroundOf = 0;
  for (let place = order.length - 1; place >= 0; place--) {
    const at = order[place]!;
    const row = Math.floor(at / stride) - 1;
    if (row !== aroundOf) {
      around = { elevationM: filledM, steps, distancesM: neighbourDistancesM(cell, row) };
      aroundOf = row;
    }
    const own = areaM2[at]! + cell.widthM(row) * Math.abs(cell.southM(row));
    areaM2[at] = own;
    const total = share(around, at, weights);
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
