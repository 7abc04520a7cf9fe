/** Borehole logs summed up by landform unit and layer. */
import { meanOfHole, spreadOf } from './means.ts';
import type { IceHole } from './holes.ts';
import type { HoleMean, Spread } from './means.ts';

/** A hole whose unit is known. */
export type PlacedHole = IceHole & { readonly unit: string };

export interface DepthLayer {
  readonly layer: string;
  readonly topM: number;
  readonly bottomM: number;
}

export interface IceCell extends DepthLayer {
  readonly unit: string;
  readonly coreM: number;
  /** Logged, but without ice content. */
  readonly unknownM: number;
  readonly ice: Spread;
  readonly excess: Spread;
  readonly excessCoreM: number;
  /** Over the holes that say it; null where none does. */
  readonly dryDensityKgM3: Spread | null;
  readonly holes: readonly HoleMean[];
}

export interface IceCells {
  readonly cells: readonly IceCell[];
  /** Units and layers without any ice content, which no row is written for. */
  readonly empty: readonly (DepthLayer & { readonly unit: string })[];
}

/** The same hole with depths below its permafrost table; what lies above is left out. */
export function belowTable<Hole extends IceHole>(hole: Hole & { readonly tableM: number }): Hole {
  const intervals = hole.intervals.flatMap((interval) => {
    const [topM, bottomM] = [Math.max(0, interval.topM - hole.tableM), interval.bottomM - hole.tableM];
    return bottomM > topM ? [{ ...interval, topM, bottomM }] : [];
  });
  return { ...hole, intervals };
}

/** @param boundsM depths below the ground, m, ascending: one more than layers */
export function layersBetween(boundsM: readonly number[]): readonly DepthLayer[] {
  return boundsM.slice(1).map((bottomM, i) => ({ layer: `${boundsM[i]}–${bottomM} m`, topM: boundsM[i]!, bottomM }));
}

/** Units in the order of their first hole. */
export function cellsByDepth(holes: readonly PlacedHole[], layers: readonly DepthLayer[]): IceCells {
  const cells: IceCell[] = [];
  const empty: IceCells['empty'][number][] = [];
  for (const [unit, own] of Map.groupBy(holes, (hole) => hole.unit)) {
    for (const layer of layers) {
      const means = own.flatMap((hole) => meanOfHole(hole, layer) ?? []);
      if (means.length === 0) empty.push({ unit, ...layer });
      else cells.push(cellOf(unit, layer, means));
    }
  }
  return { cells, empty };
}

const everywhere = { topM: -Infinity, bottomM: Infinity };

/**
 * A column per unit with a layer for each of its soils, in the order of their mean depth. A layer is as thick as this soil
 * is on the mean of all holes of the unit, so that its ice is that of the mean hole; one that is met twice is put together.
 */
export function cellsBySoil(holes: readonly PlacedHole[]): IceCells {
  const cells: IceCell[] = [];
  const empty: IceCells['empty'][number][] = [];
  for (const [unit, own] of Map.groupBy(holes, (hole) => hole.unit)) {
    const tops = own.flatMap(({ intervals }) => intervals[0]?.topM ?? []);
    let topM = tops.reduce((sum, top) => sum + top, 0) / tops.length;
    for (const { soil, logged } of soilsOf(own)) {
      const bottomM = topM + logged / own.length;
      const layer = { layer: soil, topM: round(topM), bottomM: round(bottomM) };
      const means = own.flatMap((hole) => {
        const intervals = hole.intervals.filter((interval) => soilName(interval.soil) === soil);
        return meanOfHole({ ...hole, intervals }, everywhere) ?? [];
      });
      if (means.length === 0) empty.push({ unit, ...layer });
      else cells.push(cellOf(unit, layer, means));
      topM = bottomM;
    }
  }
  return { cells, empty };
}

/** Soils of some holes from the top down, with the metres that were logged of each. */
function soilsOf(holes: readonly PlacedHole[]): readonly { readonly soil: string; readonly logged: number }[] {
  const intervals = holes.flatMap((hole) => hole.intervals);
  return Array.from(
    Map.groupBy(intervals, ({ soil }) => soilName(soil)),
    ([soil, own]) => {
      const logged = own.reduce((sum, { topM, bottomM }) => sum + bottomM - topM, 0);
      const moment = own.reduce((sum, { topM, bottomM }) => sum + (bottomM ** 2 - topM ** 2) / 2, 0);
      return { soil, logged, meanDepthM: moment / logged };
    },
  ).toSorted((a, b) => a.meanDepthM - b.meanDepthM);
}

function soilName(soil: string | null): string {
  return soil ?? 'without a name';
}

function cellOf(unit: string, layer: DepthLayer, holes: readonly HoleMean[]): IceCell {
  const over = (valueOf: (hole: HoleMean) => number): Spread =>
    spreadOf(holes.map((hole) => ({ coreM: hole.coreM, value: valueOf(hole) })));
  const dense = holes.filter(({ dryDensityKgM3 }) => !Number.isNaN(dryDensityKgM3));
  const total = (valueOf: (hole: HoleMean) => number): number => holes.reduce((sum, hole) => sum + valueOf(hole), 0);
  return {
    unit,
    ...layer,
    coreM: total(({ coreM }) => coreM),
    unknownM: total(({ unknownM }) => unknownM),
    ice: over(({ ice }) => ice),
    excess: over(({ excess }) => excess),
    excessCoreM: total(({ excessCoreM }) => excessCoreM),
    dryDensityKgM3:
      dense.length === 0 ? null : spreadOf(dense.map(({ coreM, dryDensityKgM3: value }) => ({ coreM, value }))),
    holes,
  };
}

/** Thicknesses of a mean hole, to the tenth of a millimetre, so that neighbours meet. */
function round(depthM: number): number {
  return Math.round(depthM * 1e4) / 1e4;
}
