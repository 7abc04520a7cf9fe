/** Latent heat of many places, from their water. */
import { mineralDensityKgM3, waterDensityKgM3 } from '../constants.ts';
import { latentHeatByIceVolume, latentHeatByWaterVolume, latentHeatByWeight } from '../latentHeat.ts';
import { fault } from './ground.ts';
import type { Water } from './method.ts';

/** Where less melts the depth runs away: √ of a division by next to nothing. */
const leastJM3 = latentHeatByWaterVolume(0.005);

/** Of the volume of dry soil and water together: 1 and what laboratories err by. */
const mostRoom = 1.05;

/**
 * Fills the first `count` places of `out`, J/m³; faults are noted, never taken back.
 * @param faults number of one of `depthFaults`, 0 for none
 */
export type FillLatentHeat = (count: number, out: Float64Array, faults: Uint8Array) => void;

/** @param mayBeDry of a layer that the front passes without a stay, as dry fill on the ground */
export function createLatentHeat(water: Water<Float64Array>, mayBeDry = false): FillLatentHeat {
  const heatOf = heatAt(water);
  const leastHere = mayBeDry ? 0 : leastJM3;
  const isOverfull = water.by === 'weight' ? overfull(water) : () => false;
  return (count, out, faults) => {
    for (let i = 0; i < count; i++) {
      const heat = heatOf(i);
      out[i] = heat;
      if (heat < leastHere) faults[i] = fault.hardlyAnyIce;
      if (isOverfull(i)) faults[i] = fault.moreWaterThanRoom;
    }
  };
}

function heatAt(water: Water<Float64Array>): (i: number) => number {
  const { content } = water;
  if (water.by === 'ice') return (i) => latentHeatByIceVolume(content[i]!);
  const { unfrozen } = water;
  if (water.by === 'volume') return (i) => latentHeatByWaterVolume(content[i]! - unfrozen[i]!);
  const { dryDensity } = water;
  return (i) => latentHeatByWeight(dryDensity[i]!, content[i]!, unfrozen[i]!);
}

/** With water as dense as it gets and minerals of 2700 kg/m³. */
function overfull({
  dryDensity,
  content,
}: {
  readonly dryDensity: Float64Array;
  readonly content: Float64Array;
}): (i: number) => boolean {
  return (i) => dryDensity[i]! * (1 / mineralDensityKgM3 + content[i]! / waterDensityKgM3) > mostRoom;
}
