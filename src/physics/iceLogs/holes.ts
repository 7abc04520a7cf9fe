/** Borehole logs, checked against what ground can hold and put together hole by hole. */
import { DomainError } from '../../core/errors.ts';
import { median } from '../../core/statistics.ts';
import { excessIce, iceSaturatedDensityKgM3, iceVolume } from '../ice/groundIce.ts';
import { deepestIceM, faultsOfRow } from '../ice/iceRowFaults.ts';
import type { IceLogInterval } from '../../core/iceLog.ts';
import type { IceRow } from '../../core/iceRow.ts';

/** Why an interval that was logged has no ice content. */
export type Unknown = 'noWaterContent' | 'noDryDensity';

export interface IceInterval {
  readonly line: number;
  readonly topM: number;
  readonly bottomM: number;
  readonly soil: string | null;
  /** Volume of ice ÷ volume of frozen ground; null where the log does not say it. */
  readonly ice: number | null;
  readonly unknown: Unknown | null;
  /** Share of the thickness beyond what the settled ground holds; null as the ice. */
  readonly excess: number | null;
  readonly dryDensityKgM3: number | null;
}

export interface IceHole {
  readonly name: string;
  readonly unit: string | null;
  readonly tableM: number | null;
  readonly position: { readonly lon: number; readonly lat: number } | null;
  /** From the top down, none over another. */
  readonly intervals: readonly IceInterval[];
}

export interface IceLogRules {
  /** For messages. */
  readonly fileName: string;
  /** Porosity that the ground keeps once it has thawed and settled: ice beyond it is excess. */
  readonly settledPorosity: number;
  /** What a water content without a dry density means: nothing, or that ice fills all pores. */
  readonly missingDensity: 'leaveOut' | 'iceSaturated';
}

const mostFaults = 20;

/** Half of the samples of no ground but peat hold more; as percent all would. */
const wettestMedian = 5;

/** Depths are written with at most three decimals. */
const sameDepthM = 1e-6;

/**
 * @returns holes in the order of the file
 * @throws {DomainError} 'invalid-input' with every fault and its line: a number that ground cannot have; an interval whose
 *   bottom is not below its top; intervals that overlap; a hole with two units, places or permafrost tables
 */
export function holesOf(intervals: readonly IceLogInterval[], rules: IceLogRules): readonly IceHole[] {
  refuseOtherUnits(intervals, rules);
  const faults = intervals.flatMap((interval) =>
    faultsOfRow(rowOf(interval, rules)).map((fault) => `line ${interval.line}: ${fault}`),
  );
  const byName = Map.groupBy(intervals, ({ hole }) => hole);
  for (const [name, own] of byName) faults.push(...faultsOfHole(name, own));
  if (faults.length > 0) throw refuse(faults, rules);
  return Array.from(byName, ([name, own]) => ({
    name,
    unit: own.find(({ unit }) => unit !== null)?.unit ?? null,
    tableM: own.find(({ tableM }) => tableM !== null)?.tableM ?? null,
    position: own.find(({ position }) => position !== null)?.position ?? null,
    intervals: own.toSorted((a, b) => a.topM - b.topM).map((interval) => iceInterval(interval, rules)),
  }));
}

/** A unit that was not said shows in all numbers at once. */
function refuseOtherUnits(intervals: readonly IceLogInterval[], rules: IceLogRules): void {
  const water = Float64Array.from(intervals.flatMap(({ waterGravimetric }) => waterGravimetric ?? []));
  const typical = water.length === 0 ? 0 : median(water);
  if (typical > wettestMedian) {
    const why = `half of the water contents are above ${round(typical)}, as mass of water ÷ mass of dry soil: if they are percent, say columnUnits={"water": "%"}`;
    throw refuse([why], rules);
  }
  const deepest = intervals.toSorted((a, b) => b.bottomM - a.bottomM)[0];
  if (deepest === undefined || deepest.bottomM <= deepestIceM) return;
  const why = `line ${deepest.line}: the bottom is ${round(deepest.bottomM)} m below the ground, expected at most ${deepestIceM} m: if depths are centimetres, say columnUnits={"top": "cm", "bottom": "cm"}`;
  throw refuse([why], rules);
}

/** As the table of ice contents would have it, whose checks it then passes or not. */
function rowOf(interval: IceLogInterval, rules: IceLogRules): IceRow {
  const { topM, bottomM, iceVolumetric, waterGravimetric, unfrozenGravimetric } = interval;
  const byWeight = iceVolumetric === null && waterGravimetric !== null;
  return {
    unit: interval.hole,
    layer: null,
    topM,
    bottomM,
    datum: null,
    // Of a row that says nothing of ice, the rest is checked.
    iceVolumetric: byWeight ? null : (iceVolumetric ?? 0),
    iceVolumetricSd: null,
    waterGravimetric: byWeight ? waterGravimetric : null,
    waterGravimetricSd: null,
    unfrozenGravimetric: byWeight ? unfrozenGravimetric : null,
    dryDensityKgM3: byWeight
      ? densityOf(interval, { ...rules, missingDensity: 'iceSaturated' })
      : interval.dryDensityKgM3,
    dryDensitySdKgM3: null,
    thawedDryDensityKgM3: null,
    settledPorosity: null,
    n: null,
    source: null,
  };
}

function densityOf(
  { dryDensityKgM3, waterGravimetric }: IceLogInterval,
  { missingDensity }: IceLogRules,
): number | null {
  if (dryDensityKgM3 !== null || waterGravimetric === null || missingDensity === 'leaveOut') return dryDensityKgM3;
  return iceSaturatedDensityKgM3(waterGravimetric);
}

function iceInterval(interval: IceLogInterval, rules: IceLogRules): IceInterval {
  const { line, topM, bottomM, soil, waterGravimetric } = interval;
  const dryDensityKgM3 = densityOf(interval, rules);
  const ice =
    interval.iceVolumetric ??
    (waterGravimetric === null || dryDensityKgM3 === null
      ? null
      : iceVolume(dryDensityKgM3, waterGravimetric, interval.unfrozenGravimetric ?? 0));
  return {
    line,
    topM,
    bottomM,
    soil,
    ice,
    unknown: ice !== null ? null : waterGravimetric === null ? 'noWaterContent' : 'noDryDensity',
    excess: ice === null ? null : excessIce(ice, rules.settledPorosity),
    dryDensityKgM3,
  };
}

function faultsOfHole(name: string, intervals: readonly IceLogInterval[]): string[] {
  const ordered = intervals.toSorted((a, b) => a.topM - b.topM);
  const overlaps = ordered.flatMap((lower, i) => {
    const upper = ordered[i - 1];
    if (upper === undefined || lower.topM >= upper.bottomM - sameDepthM) return [];
    return `lines ${upper.line} and ${lower.line}: intervals ${range(upper)} and ${range(lower)} of hole ${name} overlap`;
  });
  const facts = [
    ['units', ({ unit }: IceLogInterval) => unit],
    ['permafrost tables', ({ tableM }: IceLogInterval) => tableM],
    ['places', ({ position }: IceLogInterval) => (position === null ? null : `${position.lat}, ${position.lon}`)],
  ] as const;
  const twofold = facts.flatMap(([what, factOf]) => {
    const first = intervals.find((interval) => factOf(interval) !== null);
    const other = intervals.find((interval) => factOf(interval) !== null && factOf(interval) !== factOf(first!));
    if (first === undefined || other === undefined) return [];
    return `lines ${first.line} and ${other.line}: hole ${name} has two ${what}, ${factOf(first)} and ${factOf(other)}`;
  });
  return [...overlaps, ...twofold];
}

function range({ topM, bottomM }: IceLogInterval): string {
  return `${round(topM)}–${round(bottomM)} m`;
}

function refuse(faults: readonly string[], { fileName }: IceLogRules): DomainError {
  const shown = faults.slice(0, mostFaults);
  const more = faults.length > shown.length ? `\n… and ${faults.length - shown.length} more` : '';
  return new DomainError(
    'invalid-input',
    `${fileName} cannot be used (m, kg/m³ and shares, unless the name of a column or \`columnUnits\` says another unit):\n${shown.join('\n')}${more}`,
    { errors: shown.map((detail) => ({ pointer: '/logs', detail })) },
  );
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
