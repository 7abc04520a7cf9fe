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
  const fillHeat = heatFiller(water);
  const leastHere = mayBeDry ? 0 : leastJM3;
  return (count, out, faults) => {
    fillHeat(count, out);
    for (let i = 0; i < count; i++) if (out[i]! < leastHere) faults[i] = fault.hardlyAnyIce;
    if (water.by === 'weight') noteOverfull(water, count, faults);
  };
}

function heatFiller(water: Water<Float64Array>): (count: number, out: Float64Array) => void {
  const { content } = water;
  if (water.by === 'ice') {
    return (count, out) => {
      for (let i = 0; i < count; i++) out[i] = latentHeatByIceVolume(content[i]!);
    };
  }
  const { unfrozen } = water;
  if (water.by === 'volume') {
    return (count, out) => {
      for (let i = 0; i < count; i++) out[i] = latentHeatByWaterVolume(content[i]! - unfrozen[i]!);
    };
  }
  const { dryDensity } = water;
  return (count, out) => {
    for (let i = 0; i < count; i++) out[i] = latentHeatByWeight(dryDensity[i]!, content[i]!, unfrozen[i]!);
  };
}

/** With water as dense as it gets and minerals of 2700 kg/m³. */
function noteOverfull(
  { dryDensity, content }: Extract<Water<Float64Array>, { readonly by: 'weight' }>,
  count: number,
  faults: Uint8Array,
): void {
  for (let i = 0; i < count; i++) {
    const room = dryDensity[i]! * (1 / mineralDensityKgM3 + content[i]! / waterDensityKgM3);
    if (room > mostRoom) faults[i] = fault.moreWaterThanRoom;
  }
}
