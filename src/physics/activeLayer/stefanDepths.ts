/** Depths of thaw and frost of many places by Stefan's equation: by a factor, by soil, by layers of soil. */
import { layeredStefanDepthM, xieGoughDepthM } from '../layeredStefan.ts';
import { edaphicDepthM, stefanDepthBelowCoverM, stefanDepthM } from '../stefan.ts';
import { fault, groundState } from './ground.ts';
import { createLatentHeat } from './latentHeatColumn.ts';
import type { ComputeDepths, DepthColumns } from './ground.ts';
import type { EdaphicMethod, LayeredMethod, StefanMethod } from './method.ts';

export function edaphicDepths({ thaw, freeze }: EdaphicMethod<Float64Array>): ComputeDepths {
  return (count, out) => {
    out.fault.fill(fault.none, 0, count);
    for (let i = 0; i < count; i++) out.thawM[i] = edaphicDepthM(thaw.factor[i]!, thaw.index[i]!);
    if (freeze === null) return forgetFrost(count, out);
    for (let i = 0; i < count; i++) out.frostM[i] = edaphicDepthM(freeze.factor[i]!, freeze.index[i]!);
    judgeGround(count, out);
  };
}

/** @param length of the columns */
export function stefanDepths(method: StefanMethod<Float64Array>, length: number): ComputeDepths {
  const { thaw, freeze, thawedConductivity, frozenConductivity, cover, water } = method;
  const latentHeat = new Float64Array(length);
  const fillLatentHeat = createLatentHeat(water);
  const depthOf = (conductivity: number, indexCDays: number, i: number): number =>
    cover === null
      ? stefanDepthM(conductivity, latentHeat[i]!, indexCDays)
      : stefanDepthBelowCoverM(conductivity, latentHeat[i]!, indexCDays, cover.thickness[i]! / cover.conductivity[i]!);
  return (count, out) => {
    out.fault.fill(fault.none, 0, count);
    fillLatentHeat(count, latentHeat, out.fault);
    for (let i = 0; i < count; i++) {
      out.thawM[i] = depthOf(thawedConductivity[i]!, thaw.index[i]! * thaw.nFactor[i]!, i);
    }
    if (freeze === null || frozenConductivity === null) return forgetFrost(count, out);
    for (let i = 0; i < count; i++) {
      out.frostM[i] = depthOf(frozenConductivity[i]!, freeze.index[i]! * freeze.nFactor[i]!, i);
    }
    judgeGround(count, out);
  };
}

/** @param length of the columns */
export function layeredDepths(method: LayeredMethod<Float64Array>, length: number): ComputeDepths {
  const { thaw, freeze, layers, algorithm } = method;
  const depthM = algorithm === 'series' ? layeredStefanDepthM : xieGoughDepthM;
  const columns = layers.map((layer, at) => ({
    ...layer,
    latentHeat: new Float64Array(length),
    fillLatentHeat: createLatentHeat(layer.water, algorithm === 'series' && at < layers.length - 1),
  }));
  // One profile for all places: millions of them would keep the garbage collector busy.
  const profile = layers.map(() => ({ thicknessM: Infinity, conductivityWMK: 0, latentHeatJM3: 0 }));
  const depthAt = (season: 'thawedConductivity' | 'frozenConductivity', indexCDays: number, i: number): number => {
    for (const [at, { thickness, latentHeat, [season]: conductivity }] of columns.entries()) {
      const layer = profile[at]!;
      layer.thicknessM = thickness === null ? Infinity : thickness[i]!;
      layer.conductivityWMK = conductivity![i]!;
      layer.latentHeatJM3 = latentHeat[i]!;
      // A depth that a layer below does not reach may not hide that this place has a parameter missing.
      if (Number.isNaN(layer.thicknessM + layer.conductivityWMK + layer.latentHeatJM3)) return Number.NaN;
    }
    return Number.isNaN(indexCDays) ? Number.NaN : depthM(profile, indexCDays);
  };
  return (count, out) => {
    out.fault.fill(fault.none, 0, count);
    for (const { fillLatentHeat, latentHeat } of columns) fillLatentHeat(count, latentHeat, out.fault);
    for (let i = 0; i < count; i++) {
      out.thawM[i] = depthAt('thawedConductivity', thaw.index[i]! * thaw.nFactor[i]!, i);
    }
    if (freeze === null) return forgetFrost(count, out);
    for (let i = 0; i < count; i++) {
      out.frostM[i] = depthAt('frozenConductivity', freeze.index[i]! * freeze.nFactor[i]!, i);
    }
    judgeGround(count, out);
  };
}

/** A place with a fault has no depths. */
function forgetFrost(count: number, { thawM, frostM, state, fault: faults }: DepthColumns): void {
  frostM.fill(Number.NaN, 0, count);
  state.fill(0, 0, count);
  for (let i = 0; i < count; i++) if (faults[i] !== fault.none) thawM[i] = Number.NaN;
}

function judgeGround(count: number, { thawM, frostM, state, fault: faults }: DepthColumns): void {
  for (let i = 0; i < count; i++) {
    if (faults[i] !== fault.none) thawM[i] = frostM[i] = Number.NaN;
    state[i] = groundState(thawM[i]!, frostM[i]!);
  }
}
