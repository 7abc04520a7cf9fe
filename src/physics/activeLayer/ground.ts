/** What the ground does in a year, and why a depth may be unknown. */

/** Classes of the ground, from 1; 0 is for none. */
export const groundStates = [
  { value: 1, name: 'permafrost' },
  { value: 2, name: 'seasonal frost' },
  { value: 3, name: 'no frost' },
  { value: 4, name: 'no thaw' },
] as const;

export const ground = { unknown: 0, permafrost: 1, seasonalFrost: 2, noFrost: 3, noThaw: 4 } as const;

/**
 * By Stefan's depths: what freezes less deep in winter than it thaws in summer holds no permafrost.
 * @returns a value of `ground`; unknown where a depth is NaN
 * @source the Stefan frost number of Nelson & Outcalt 1987 below ½
 */
export function groundState(thawM: number, frostM: number): number {
  if (frostM < thawM) return frostM === 0 ? ground.noFrost : ground.seasonalFrost;
  if (frostM >= thawM) return thawM === 0 ? ground.noThaw : ground.permafrost;
  return ground.unknown;
}

/** Why parameters that each may be right have no depth together; numbers from 1 as in `DepthColumns.fault`. */
export const depthFaults = [
  {
    name: 'hardlyAnyIce',
    reason:
      'less than 0.5 % of the volume freezes (unfrozen water reaches the water content, or rock): the depth has no bound. Give rock a water content of 0.01 or more',
  },
  {
    name: 'moreWaterThanRoom',
    reason:
      'water and dry soil take up more than the whole volume: dry density ÷ 2700 + dry density × water content ÷ 1000 is above 1.05',
  },
] as const;

export const fault = { none: 0, hardlyAnyIce: 1, moreWaterThanRoom: 2 } as const;

/** What a method fills, one value per place. */
export interface DepthColumns {
  /** m; NaN where there is none. */
  readonly thawM: Float64Array;
  /** m; NaN where there is none, or nothing is known of frost. */
  readonly frostM: Float64Array;
  /** Of `ground`. */
  readonly state: Uint8Array;
  /** Number of one of `depthFaults`, 0 for none. */
  readonly fault: Uint8Array;
}

/** All 0. */
export function createDepthColumns(length: number): DepthColumns {
  return {
    thawM: new Float64Array(length),
    frostM: new Float64Array(length),
    state: new Uint8Array(length),
    fault: new Uint8Array(length),
  };
}

/** Fills the first `count` places from the columns that it was made for. */
export type ComputeDepths = (count: number, out: DepthColumns) => void;
