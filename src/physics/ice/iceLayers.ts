/** What a table of ice contents says of the ground, checked against what ground can hold. */
import { DomainError } from '../../core/errors.ts';
import { iceDensityKgM3, mineralDensityKgM3 } from '../constants.ts';
import { thawStrain, uncertainExcessIce } from './groundIce.ts';
import { productOf } from './uncertain.ts';
import type { IceRow } from '../../core/iceRow.ts';
import type { Uncertain } from './uncertain.ts';

type IceDatum = 'ground' | 'permafrostTable';

/** Mass of frozen water ÷ mass of dry soil, and kg of dry soil ÷ m³ of frozen ground, where the table gave these. */
export interface WeightContent {
  readonly frozenWater: Uncertain;
  readonly dryDensityKgM3: Uncertain;
}

export interface IceStratum {
  readonly unit: string;
  readonly layer: string;
  readonly topM: number;
  readonly bottomM: number;
  readonly datum: IceDatum;
  /** Volume of ice ÷ volume of frozen ground. */
  readonly ice: Uncertain;
  /** Null where the ice was given by volume. */
  readonly byWeight: WeightContent | null;
  /** Share of the thickness that is lost where it thaws, which is that of excess ice; null where the row does not say. */
  readonly excess: Uncertain | null;
  readonly source: string | null;
}

interface IceLayers {
  /** Unit by unit in the order of the table, from the top down. */
  readonly layers: readonly IceStratum[];
  readonly warnings: readonly string[];
}

/** Share of the volume that grains of 2700 kg/m³ and ice may fill together: heavier grains or a laboratory's errors make 1.1. */
const fullest = 1.1;
/** m; tables and logs of ice end far above, and as centimetres all but the shallowest would lie beyond. */
export const deepestIceM = 300;
/** m; no one content holds for more ground, and the 2 m of "0–200" in centimetres are written so. */
const thickestM = 100;
/** Peat that holds more is water. */
const wettest = 30;
/** Below this a density can only be meant in g/cm³. */
const lightestKgM3 = 20;

const mostFaults = 20;

/**
 * @param options  whether ground between two layers of a unit may lack an ice content: it then counts as none, with a
 *   warning; and what to call a row in messages, such as "ice.csv, line 3"
 * @throws {DomainError} 'invalid-input' with every fault: a number that ground cannot have, with its bound; a row without
 *   ice content; layers that overlap, or leave a gap; a unit with two datums
 */
export function readIceLayers(
  rows: readonly IceRow[],
  { gaps, nameOf }: { readonly gaps: 'refuse' | 'leaveOut'; readonly nameOf: (row: number) => string },
): IceLayers {
  const faults: string[] = [];
  const warnings: string[] = [];
  const layers = rows.flatMap((row, i) => {
    const say = (to: string[]) => (message: string) => void to.push(`${nameOf(i)}: ${message}`);
    const found = faultsOfRow(row);
    found.forEach(say(faults));
    return found.length > 0 ? [] : [layerOf(row, say(warnings))];
  });
  const units = Map.groupBy(layers, ({ unit }) => unit);
  const ordered = [...units.values()].flatMap((own) => own.toSorted((a, b) => a.topM - b.topM));
  for (const [unit, own] of units) checkColumn(unit, own, gaps === 'refuse' ? faults : warnings, faults);
  if (faults.length === 0) return { layers: ordered, warnings };
  const shown = faults.slice(0, mostFaults);
  const more = faults.length > shown.length ? `\n… and ${faults.length - shown.length} more` : '';
  throw new DomainError('invalid-input', `The table of ice contents cannot be used:\n${shown.join('\n')}${more}`, {
    errors: shown.map((detail) => ({ pointer: '/table', detail })),
  });
}

type Fault = (message: string) => void;

/** What ground cannot have, each with its bound; empty for a row that may be used. */
export function faultsOfRow(row: IceRow): readonly string[] {
  const faults: string[] = [];
  const fault: Fault = (message) => void faults.push(message);
  checkRow(row, fault);
  if (faults.length === 0) checkVolume(row, fault);
  return faults;
}

function checkRow(row: IceRow, fault: Fault): void {
  const { topM, bottomM, iceVolumetric, waterGravimetric, unfrozenGravimetric, dryDensityKgM3 } = row;
  if (row.unit === null) fault('unit is empty');
  if (topM === null || bottomM === null) fault('topM and bottomM are both needed');
  else if (!(topM >= 0 && bottomM > topM && bottomM <= deepestIceM)) {
    const hint = bottomM > deepestIceM ? ': is it in centimetres?' : '';
    fault(`expected 0 ≤ topM < bottomM ≤ ${deepestIceM}, in metres, found ${topM} and ${bottomM}${hint}`);
  }
  if (row.datum !== null && row.datum !== 'ground' && row.datum !== 'permafrostTable') {
    fault(`expected datum ground or permafrostTable, found ${JSON.stringify(row.datum.slice(0, 40))}`);
  }
  if ((iceVolumetric === null) === (waterGravimetric === null)) {
    fault('expected iceVolumetric, or waterGravimetric with dryDensityKgM3: one of them');
  }
  checkRange(
    fault,
    'iceVolumetric',
    iceVolumetric,
    [0, 1],
    'a volume of ice ÷ volume of ground; divide percent by 100',
  );
  checkRange(
    fault,
    'waterGravimetric',
    waterGravimetric,
    [0, wettest],
    'a mass ÷ mass of dry soil; divide percent by 100',
  );
  if (waterGravimetric !== null && dryDensityKgM3 === null) fault('waterGravimetric needs dryDensityKgM3');
  if (dryDensityKgM3 !== null && dryDensityKgM3 > 0 && dryDensityKgM3 < lightestKgM3) {
    fault(`dryDensityKgM3 ${dryDensityKgM3} is a density in g/cm³: expected kg/m³, which is 1000 times as much`);
  } else {
    const why = 'kg of dry soil in 1 m³ of frozen ground, at most the density of its minerals';
    checkRange(fault, 'dryDensityKgM3', dryDensityKgM3, [lightestKgM3, mineralDensityKgM3], why);
    checkRange(fault, 'thawedDryDensityKgM3', row.thawedDryDensityKgM3, [lightestKgM3, mineralDensityKgM3], why);
  }
  if (row.thawedDryDensityKgM3 !== null && dryDensityKgM3 === null) fault('thawedDryDensityKgM3 needs dryDensityKgM3');
  if (row.thawedDryDensityKgM3 !== null && row.settledPorosity !== null) {
    fault('thawedDryDensityKgM3 and settledPorosity say the same twice: give one of them');
  }
  if (unfrozenGravimetric !== null && !(unfrozenGravimetric >= 0 && unfrozenGravimetric <= (waterGravimetric ?? -1))) {
    fault(`expected 0 ≤ unfrozenGravimetric ≤ waterGravimetric (${waterGravimetric}), found ${unfrozenGravimetric}`);
  }
  if (row.settledPorosity !== null && !(row.settledPorosity >= 0 && row.settledPorosity < 1)) {
    fault(`expected 0 ≤ settledPorosity < 1, found ${row.settledPorosity}`);
  }
  for (const [name, sd, of] of spreadsOf(row)) {
    if (sd !== null && !(sd >= 0)) fault(`${name} is a standard deviation of 0 or more, found ${sd}`);
    if (sd !== null && of === null) fault(`${name} has nothing that it is the spread of`);
  }
}

function spreadsOf(row: IceRow): readonly (readonly [name: string, sd: number | null, of: number | null])[] {
  return [
    ['iceVolumetricSd', row.iceVolumetricSd, row.iceVolumetric],
    ['waterGravimetricSd', row.waterGravimetricSd, row.waterGravimetric],
    ['dryDensitySdKgM3', row.dryDensitySdKgM3, row.dryDensityKgM3],
  ];
}

function checkRange(
  fault: Fault,
  name: string,
  value: number | null,
  [least, most]: readonly [number, number],
  meaning: string,
): void {
  if (value === null || (value >= least && value <= most)) return;
  fault(`${name} is ${value}: expected ${least} to ${most}, ${meaning}`);
}

/** Water and dry density that do not go together, such as those of thawed ground. */
function checkVolume(row: IceRow, fault: Fault): void {
  const ice = iceOf(row).value;
  if (ice > 1) fault(`water and dry density make ${ice.toFixed(2)} m³ of ice in 1 m³ of ground; expected at most 1`);
  const filledShare = ice + (row.dryDensityKgM3 ?? 0) / mineralDensityKgM3;
  if (ice <= 1 && filledShare > fullest) {
    fault(
      `${ice.toFixed(2)} m³ of ice and the grains of ${row.dryDensityKgM3} kg fill ${Math.round(100 * filledShare)} % of 1 m³; expected at most ${Math.round(100 * fullest)} %: is it the dry density of the frozen ground?`,
    );
  }
}

/** @param row of which nothing was refused */
function layerOf(row: IceRow, warn: Fault): IceStratum {
  const [topM, bottomM] = [row.topM!, row.bottomM!];
  const byWeight = weightOf(row);
  const ice = iceOf(row);
  const densityKgM3 = row.dryDensityKgM3 ?? 0;
  const filledShare = ice.value + densityKgM3 / mineralDensityKgM3;
  if (bottomM - topM > thickestM) {
    warn(`one ice content for ${round(bottomM - topM)} m of ground: are its depths in centimetres?`);
  }
  if (filledShare > 1) warn(`ice and grains fill ${Math.round(100 * filledShare)} % of the volume`);
  if (ice.value > 0 && ice.sd === 0) warn('no standard deviation: its ice counts as exactly known');
  return {
    unit: row.unit!,
    layer: row.layer ?? `${topM}–${bottomM} m${row.datum === 'permafrostTable' ? ' below the table' : ''}`,
    topM,
    bottomM,
    datum: row.datum === 'permafrostTable' ? 'permafrostTable' : 'ground',
    ice,
    byWeight,
    excess: excessOf(row, ice),
    source: row.source,
  };
}

function iceOf(row: IceRow): Uncertain {
  const byWeight = weightOf(row);
  return byWeight === null ? { value: row.iceVolumetric!, sd: row.iceVolumetricSd ?? 0 } : volumeOf(byWeight);
}

function weightOf(row: IceRow): WeightContent | null {
  if (row.waterGravimetric === null) return null;
  const frozen = row.waterGravimetric - (row.unfrozenGravimetric ?? 0);
  return {
    frozenWater: { value: frozen, sd: row.waterGravimetricSd ?? 0 },
    dryDensityKgM3: { value: row.dryDensityKgM3!, sd: row.dryDensitySdKgM3 ?? 0 },
  };
}

function volumeOf({ frozenWater, dryDensityKgM3 }: WeightContent): Uncertain {
  return productOf([frozenWater, dryDensityKgM3, { value: 1 / iceDensityKgM3, sd: 0 }]);
}

/** Ground that would rather swell than settle does neither. */
function excessOf(row: IceRow, ice: Uncertain): Uncertain | null {
  const { thawedDryDensityKgM3, settledPorosity, dryDensityKgM3, dryDensitySdKgM3 } = row;
  if (thawedDryDensityKgM3 === null) return settledPorosity === null ? null : uncertainExcessIce(ice, settledPorosity);
  const strain = thawStrain(dryDensityKgM3!, thawedDryDensityKgM3);
  return strain > 0 ? { value: strain, sd: (dryDensitySdKgM3 ?? 0) / thawedDryDensityKgM3 } : { value: 0, sd: 0 };
}

function checkColumn(unit: string, layers: readonly IceStratum[], gapsTo: string[], faults: string[]): void {
  if (new Set(layers.map(({ datum }) => datum)).size > 1) {
    faults.push(`${unit}: expected one datum for all its layers, found ground and permafrostTable`);
    return;
  }
  const ordered = layers.toSorted((a, b) => a.topM - b.topM);
  for (const [i, lower] of ordered.entries()) {
    const upper = ordered[i - 1];
    if (upper === undefined) continue;
    const between = `${upper.layer} (${upper.topM}–${upper.bottomM} m) and ${lower.layer} (${lower.topM}–${lower.bottomM} m)`;
    if (lower.topM < upper.bottomM) faults.push(`${unit}: layers ${between} overlap`);
    if (lower.topM > upper.bottomM) {
      gapsTo.push(
        `${unit}: between layers ${between} is a gap of ${round(lower.topM - upper.bottomM)} m without ice content ("gaps": "leaveOut" counts none there)`,
      );
    }
  }
}

function round(valueM: number): number {
  return Math.round(valueM * 1e6) / 1e6;
}
