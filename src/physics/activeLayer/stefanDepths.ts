/** Depths of thaw and frost of many places by Stefan's equation: by a factor, by soil, by layers of soil. */
import { layeredStefanDepthM, xieGoughDepthM } from '../layeredStefan.ts';
import { edaphicDepthM, stefanDepthBelowCoverM, stefanDepthM } from '../stefan.ts';
import { fault, groundState } from './ground.ts';
import { createLatentHeat } from './latentHeatColumn.ts';
import type { ComputeDepths, DepthColumns } from './ground.ts';
import type { EdaphicMethod, ForestMethod, LayeredMethod, Season, StefanMethod } from './method.ts';

/** By the edaphic factor, E·√DD: see `edaphicDepthM`. */
export function edaphicDepths({ thaw, freeze }: EdaphicMethod<Float64Array>): ComputeDepths {
  return (count, out) => {
    out.fault.fill(fault.none, 0, count);
    for (let i = 0; i < count; i++) out.thawM[i] = edaphicDepthM(thaw.factor[i]!, thaw.index[i]!);
    if (freeze === null) return forgetFrost(count, out);
    for (let i = 0; i < count; i++) out.frostM[i] = edaphicDepthM(freeze.factor[i]!, freeze.index[i]!);
    judgeGround(count, out);
  };
}

/** What a forest predicted is the depth itself; of frost it says nothing. */
export function forestDepths({ thickness }: ForestMethod<Float64Array>): ComputeDepths {
  return (count, out) => {
    out.fault.fill(fault.none, 0, count);
    out.thawM.set(thickness.subarray(0, count));
    forgetFrost(count, out);
  };
}

/** @param length of the columns */
export function stefanDepths(method: StefanMethod<Float64Array>, length: number): ComputeDepths {
  const { thaw, freeze, thawedConductivity, frozenConductivity, cover, water } = method;
  const latentHeat = new Float64Array(length);
  const fillLatentHeat = createLatentHeat(water);
  const fillDepths = (season: Season<Float64Array>, conductivity: Float64Array, count: number, out: Float64Array) => {
    const { index, nFactor } = season;
    if (cover === null) {
      for (let i = 0; i < count; i++) out[i] = stefanDepthM(conductivity[i]!, latentHeat[i]!, index[i]! * nFactor[i]!);
      return;
    }
    for (let i = 0; i < count; i++) {
      const coverM2KW = cover.thickness[i]! / cover.conductivity[i]!;
      out[i] = stefanDepthBelowCoverM(conductivity[i]!, latentHeat[i]!, index[i]! * nFactor[i]!, coverM2KW);
    }
  };
  return (count, out) => {
    out.fault.fill(fault.none, 0, count);
    fillLatentHeat(count, latentHeat, out.fault);
    fillDepths(thaw, thawedConductivity, count, out.thawM);
    if (freeze === null || frozenConductivity === null) return forgetFrost(count, out);
    fillDepths(freeze, frozenConductivity, count, out.frostM);
    judgeGround(count, out);
  };
}

/** @param length of the columns */
export function layeredDepths(method: LayeredMethod<Float64Array>, length: number): ComputeDepths {
  const { thaw, freeze, layers, algorithm } = method;
  const depthM = algorithm === 'series' ? layeredStefanDepthM : xieGoughDepthM;
  const latentHeats = layers.map(() => new Float64Array(length));
  const fillers = layers.map(({ water }, at) =>
    createLatentHeat(water, algorithm === 'series' && at < layers.length - 1),
  );
  // One profile for all places: millions of them would keep the garbage collector busy.
  const profile = layers.map(() => ({ thicknessM: Infinity, conductivityWMK: 0, latentHeatJM3: 0 }));
  const thicknesses = layers.map(({ thickness }) => thickness ?? new Float64Array(length).fill(Infinity));
  const fillDepths = (
    season: Season<Float64Array>,
    conductivities: readonly Float64Array[],
    count: number,
    out: Float64Array,
  ) => {
    const { index, nFactor } = season;
    for (let i = 0; i < count; i++) {
      // A parameter that is missing below the depth that is reached is missing all the same.
      let all = index[i]! * nFactor[i]!;
      const indexCDays = all;
      for (let at = 0; at < profile.length; at++) {
        const layer = profile[at]!;
        layer.thicknessM = thicknesses[at]![i]!;
        layer.conductivityWMK = conductivities[at]![i]!;
        layer.latentHeatJM3 = latentHeats[at]![i]!;
        all += layer.thicknessM + layer.conductivityWMK + layer.latentHeatJM3;
      }
      out[i] = all === all ? depthM(profile, indexCDays) : Number.NaN;
    }
  };
  return (count, out) => {
    out.fault.fill(fault.none, 0, count);
    for (let at = 0; at < fillers.length; at++) fillers[at]!(count, latentHeats[at]!, out.fault);
    fillDepths(
      thaw,
      layers.map(({ thawedConductivity }) => thawedConductivity),
      count,
      out.thawM,
    );
    if (freeze === null) return forgetFrost(count, out);
    fillDepths(
      freeze,
      layers.map(({ frozenConductivity }) => frozenConductivity!),
      count,
      out.frostM,
    );
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
