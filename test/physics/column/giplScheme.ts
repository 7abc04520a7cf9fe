/**
 * The numerical scheme of GIPL 2, written anew from its equations, so that what it does with heat can be seen: implicit
 * steps of a tenth of a day, halved where five iterations do not settle, with an apparent heat capacity whose latent part
 * is the slope of the unfrozen water between a node and the middles to its neighbours at the end of the step. Nothing
 * makes that part, times the change of temperature, the latent heat of the water that froze.
 * @source Jafarov, Marchenko & Romanovsky 2012, The Cryosphere 6:613; Nicolsky et al. 2007, Geophys. Res. Lett. 34:L08501
 */
import { enthalpyJM3, freezingOf } from '../../../src/physics/column/freezing.ts';
import type { GroundMaterial } from '../../../src/physics/column/material.ts';
import { secondsPerDay } from '../../../src/physics/constants.ts';

export interface GiplInputs {
  /** Depths of the nodes, m, increasing; below 0 in the snow and the air. */
  readonly nodesM: readonly number[];
  /** Of each node. */
  readonly materials: readonly GroundMaterial[];
  readonly initialC: readonly number[];
  readonly snowWMK: number;
  /** By time, days. */
  readonly airC: (day: number) => number;
  readonly snowM: (day: number) => number;
}

export interface GiplDay {
  readonly nodesC: Float64Array;
  /** Change of heat of each node, J/m³, and the part of it that did not come from its neighbours. */
  readonly changeJM3: Float64Array;
  readonly createdJM3: Float64Array;
}

/** As the column's configuration has them. */
const rules = { longestDays: 0.1, shortestDays: 0.001, closeC: 0.01, closeShare: 0.01, mostIterations: 5 };
/** Of snow, and of all that lies at the surface or above it, J/(m³·K). */
const snowJM3K = 840_000;
/** Instead of the air's, among the nodes that snow does not reach, W/(m·K). */
const airWMK = 1e4;
const sameDay = 1e-12;

/** The properties that its scheme gives nodes at guessed temperatures. */
function propertiesOf({ nodesM, materials, snowWMK }: GiplInputs) {
  const curves = new Map([...new Set(materials)].map((material) => [material, freezingOf(material.freezing)]));
  const shareOf = (material: GroundMaterial, atC: number): number => curves.get(material)!.liquidShare(atC);
  const slope = (material: GroundMaterial, fromC: number, byC: number): number =>
    (material.latentHeatJM3 * (shareOf(material, fromC + byC) - shareOf(material, fromC))) / byC;
  /** Latent part between two temperatures, J/(m³·K): of a material, or the mean of two. */
  const latentJM3K = (fromC: number, toC: number, first: GroundMaterial, second: GroundMaterial): number => {
    const byC = Math.abs(toC - fromC) < 1e-6 ? 1e-6 : toC - fromC;
    const own = slope(first, fromC, byC);
    return Math.abs(first === second ? own : (own + slope(second, fromC, byC)) / 2);
  };
  return {
    shareOf,
    capacityJM3K(atC: Float64Array, j: number): number {
      if (nodesM[j]! <= 0) return snowJM3K;
      const own = materials[j]!;
      const share = shareOf(own, atC[j]!);
      const sensible = share * own.thawed.heatCapacityJM3K + (1 - share) * own.frozen.heatCapacityJM3K;
      const upper = latentJM3K((atC[j - 1]! + atC[j]!) / 2, atC[j]!, materials[j - 1]!, own);
      if (j === nodesM.length - 1) return sensible + upper;
      const lower = latentJM3K(atC[j]!, (atC[j]! + atC[j + 1]!) / 2, own, materials[j + 1]!);
      const aboveM = nodesM[j]! - nodesM[j - 1]!;
      const belowM = nodesM[j + 1]! - nodesM[j]!;
      return sensible + (upper * aboveM + lower * belowM) / (aboveM + belowM);
    },
    /** Of the stretch above a node: all of it is what its lower end is. */
    conductivityWMK(atC: number, j: number, snowM: number): number {
      if (nodesM[j]! < 0) return nodesM[j]! <= -snowM ? airWMK : snowWMK;
      const { frozen, thawed } = materials[j]!;
      const share = shareOf(materials[j]!, atC);
      return thawed.conductivityWMK ** share * frozen.conductivityWMK ** (1 - share);
    },
  };
}

/** Steps of temperatures; `capacityJM3K` holds what the last one counted with. No heat comes through the bottom. */
function stepperOf(inputs: GiplInputs, { shareOf, ...properties }: ReturnType<typeof propertiesOf>) {
  const { nodesM, materials } = inputs;
  const last = nodesM.length - 1;
  const factor = new Float64Array(nodesM.length);
  const rest = new Float64Array(nodesM.length);
  const capacityJM3K = new Float64Array(nodesM.length);
  const solve = (beforeC: Float64Array, guessC: Float64Array, endDay: number, stepDays: number): Float64Array => {
    const snowM = inputs.snowM(endDay);
    rest[0] = inputs.airC(endDay);
    for (let j = 1; j <= last; j++) {
      const aboveM = nodesM[j]! - nodesM[j - 1]!;
      const belowM = j === last ? 0 : nodesM[j + 1]! - nodesM[j]!;
      const up = (2 * properties.conductivityWMK(guessC[j]!, j, snowM)) / (aboveM * (aboveM + belowM));
      const down =
        j === last ? 0 : (2 * properties.conductivityWMK(guessC[j + 1]!, j + 1, snowM)) / (belowM * (aboveM + belowM));
      capacityJM3K[j] = properties.capacityJM3K(guessC, j);
      const held = capacityJM3K[j]! / (stepDays * secondsPerDay);
      const pivot = held + up + down - up * factor[j - 1]!;
      factor[j] = down / pivot;
      rest[j] = (up * rest[j - 1]! + held * beforeC[j]!) / pivot;
    }
    const afterC = new Float64Array(nodesM.length);
    for (let j = last; j >= 0; j--) afterC[j] = rest[j]! + factor[j]! * (afterC[j + 1] ?? 0);
    return afterC;
  };
  const settled = (oneC: Float64Array, otherC: Float64Array): boolean =>
    oneC.every((atC, j) => {
      const moved = shareOf(materials[j]!, atC) - shareOf(materials[j]!, otherC[j]!);
      return Math.abs(atC - otherC[j]!) <= rules.closeC && Math.abs(moved) <= rules.closeShare;
    });
  /** Null where it does not settle. */
  const attempt = (beforeC: Float64Array, endDay: number, stepDays: number): Float64Array | null => {
    let guessC = beforeC;
    for (let iteration = 0; iteration < rules.mostIterations; iteration++) {
      const afterC = solve(beforeC, guessC, endDay, stepDays);
      if (stepDays <= rules.shortestDays || settled(afterC, guessC)) return afterC;
      guessC = afterC;
    }
    return null;
  };
  return { attempt, capacityJM3K };
}

/** One entry for each day after the first. */
export function runGipl(inputs: GiplInputs, days: number): readonly GiplDay[] {
  const { nodesM, materials } = inputs;
  const properties = propertiesOf(inputs);
  const { attempt, capacityJM3K } = stepperOf(inputs, properties);
  const heatJM3 = (material: GroundMaterial, atC: number): number =>
    enthalpyJM3(material, properties.shareOf(material, atC), atC);
  let nodesC: Float64Array = Float64Array.from(inputs.initialC);
  return Array.from({ length: days - 1 }, (_, day) => {
    const changeJM3 = new Float64Array(nodesM.length);
    const createdJM3 = new Float64Array(nodesM.length);
    let [atDay, stepDays, grows] = [day, rules.longestDays, false];
    while (atDay < day + 1 - sameDay) {
      if (atDay + stepDays > day + 1 + sameDay) stepDays = day + 1 - atDay;
      const afterC = attempt(nodesC, atDay + stepDays, stepDays);
      if (afterC === null) {
        [stepDays, grows] = [stepDays / 2, false];
        continue;
      }
      materials.forEach((material, j) => {
        if (nodesM[j]! <= 0) return;
        const change = heatJM3(material, afterC[j]!) - heatJM3(material, nodesC[j]!);
        changeJM3[j]! += change;
        createdJM3[j]! += change - capacityJM3K[j]! * (afterC[j]! - nodesC[j]!);
      });
      [nodesC, atDay] = [afterC, atDay + stepDays];
      if (grows) stepDays = Math.min(2 * stepDays, rules.longestDays);
      grows = !grows;
    }
    return { nodesC, changeJM3, createdJM3 };
  });
}
