/** The layers of ground that a table of ice contents tells of, unit by unit. */
import { DomainError } from '../../core/errors.ts';
import { mineralDensityKgM3 } from '../constants.ts';
import { thawStrain, uncertainExcessIce } from './groundIce.ts';
import { iceOf, weightOf } from './iceOfRow.ts';
import { faultsOfRow } from './iceRowFaults.ts';
import type { IceRow } from '../../core/iceRow.ts';
import type { WeightContent } from './iceOfRow.ts';
import type { Uncertain } from './uncertain.ts';

type IceDatum = 'ground' | 'permafrostTable';

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

/** m; no one content holds for more ground, and the 2 m of "0–200" in centimetres are written so. */
const thickestM = 100;
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

/** @param row of which nothing was refused */
function layerOf(row: IceRow, warn: (message: string) => void): IceStratum {
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
