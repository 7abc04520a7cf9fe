/** The ice of one cell: each layer by its overlap with what is frozen below the permafrost table. */
import { DomainError } from '../../core/errors.ts';
import { isPossibleC } from '../../core/possibleTemperature.ts';
import { excessIce, waterEquivalent } from './groundIce.ts';
import { placesOf, termSums } from './groundIceOptions.ts';
import type { CellNumber, GroundIceOptions, IceTerm } from './groundIceOptions.ts';

/** No active layer is thicker: a table of 80 or 150 is in cm. */
export const deepestTableM = 20;
/** Nowhere on Earth does permafrost reach 1,700 m. */
const deepestBaseM = 1700;
/** What float32 may add to a share of 1. */
const rounding = 1e-6;

/** Whether a cell has a value, or why it has none; above 0 °C the value is 0. */
type Found = 'permafrost' | 'magstAboveZero' | 'noMagst' | 'noTable' | 'noBase' | 'noFraction' | 'noIceContent';

/** In the cell at hand. */
type NumberAt = (of: CellNumber) => number;

/** Of one cell with permafrost; depths are m below the ground. */
interface Cell {
  /** Share that has permafrost. */
  readonly fraction: number;
  readonly tableM: number;
  readonly tableSdM: number;
  /** Lower end of what counts. */
  readonly lowestM: number;
  /** How deep the additional thaw reaches. */
  readonly thawedToM: number;
}

/** What a number may be, from 0, and what to say of others. */
interface Range {
  readonly name: string;
  readonly most: number;
  readonly expected: string;
}

const ofTerm = placesOf(termSums);

const metres = (most: number): string => `expected metres below the ground, 0 to ${most}`;
const ranges: Readonly<Record<'table' | 'tableSd' | 'base' | 'fraction' | 'ice' | 'iceSd', Range>> = {
  table: { name: 'permafrost table', most: deepestTableM, expected: metres(deepestTableM) },
  tableSd: { name: 'standard deviation of the permafrost table', most: deepestTableM, expected: metres(deepestTableM) },
  base: { name: 'permafrost base', most: deepestBaseM, expected: metres(deepestBaseM) },
  fraction: { name: 'share of permafrost', most: 1 + rounding, expected: 'expected 0 to 1; divide percent by 100' },
  ice: { name: 'ice content', most: 1 + rounding, expected: 'expected volume of ice ÷ volume of ground, 0 to 1' },
  iceSd: { name: 'standard deviation of the ice content', most: 1, expected: 'expected 0 to 1' },
};

interface IceColumn {
  readonly bandCount: number;
  /** Takes up a cell; all else is of the cell measured last. */
  measure(layers: readonly Float32Array[], pixel: number, unit: number): Found;
  /** Share with permafrost, and thickness of what is frozen, m; 0 without permafrost. */
  readonly frozen: { readonly fraction: number; readonly frozenM: number };
  /** Writes its bands; 0 without permafrost. */
  write(out: readonly Float32Array[], pixel: number): void;
  /** Every sum of every term, m³ per m² of ground, but for those that are 0. */
  eachTerm(add: (term: number, sum: number, perM2: number) => void): void;
}

export function createIceColumn(options: GroundIceOptions): IceColumn {
  const { terms, settlement } = options;
  const termsOf = Array.from({ length: options.unitCount }, (_, unit) =>
    terms.flatMap((term, i) => (term.unit === unit ? [i] : [])),
  );
  const frozen = { fraction: 0, frozenM: 0 };
  /** termSums of each term. */
  const perM2 = terms.map(() => new Float64Array(termSums.length));
  let own: readonly number[] = [];
  const sumOver = (sum: number): number => {
    let total = 0;
    for (const term of own) total += perM2[term]![sum]!;
    return total;
  };
  return {
    bandCount: settlement === null ? 4 : 6,
    frozen,
    measure(layers, pixel, unit) {
      own = termsOf[unit]!;
      for (const term of own) perM2[term]!.fill(0);
      const numberAt: NumberAt = (of) =>
        'constant' in of ? of.constant : layers[of.layer]![pixel]! * of.scale + of.offset;
      const cell = readCell(options, numberAt);
      frozen.fraction = typeof cell === 'string' ? 0 : cell.fraction;
      frozen.frozenM = typeof cell === 'string' ? 0 : Math.max(0, cell.lowestM - cell.tableM);
      if (typeof cell === 'string') return cell;
      for (const term of own) {
        if (!measureTerm(terms[term]!, cell, numberAt, perM2[term]!)) return 'noIceContent';
      }
      return 'permafrost';
    },
    write(out, pixel) {
      const ice = sumOver(ofTerm.iceM3);
      const shift = sumOver(ofTerm.tableShiftM3);
      let squares = 0;
      for (const term of own) squares += perM2[term]![ofTerm.contentSdM3]! ** 2;
      out[0]![pixel] = ice;
      out[1]![pixel] = waterEquivalent(ice);
      out[2]![pixel] = Math.sqrt(squares + shift ** 2);
      out[3]![pixel] = Math.sqrt(sumOver(ofTerm.contentSdM3) ** 2 + shift ** 2);
      if (settlement === null) return;
      out[4]![pixel] = sumOver(ofTerm.excessM3);
      out[5]![pixel] = sumOver(ofTerm.settlementM3);
    },
    eachTerm(add) {
      for (const term of own) {
        for (let sum = 0; sum < termSums.length; sum++) {
          const value = perM2[term]![sum]!;
          if (value !== 0) add(term, sum, value);
        }
      }
    },
  };
}

/** @returns why the cell has no ice to be measured, or its numbers */
function readCell(options: GroundIceOptions, numberAt: NumberAt): Cell | Exclude<Found, 'permafrost' | 'noIceContent'> {
  if (options.magst !== null) {
    const magstC = numberAt(options.magst);
    if (Number.isNaN(magstC)) return 'noMagst';
    if (!isPossibleC(magstC)) throw impossible('MAGST', magstC, 'expected °C');
    if (magstC > 0) return 'magstAboveZero';
  }
  const tableM = numberAt(options.tableM);
  const tableSdM = numberAt(options.tableSdM);
  if (Number.isNaN(tableM) || Number.isNaN(tableSdM)) return 'noTable';
  checkRange(ranges.table, tableM);
  checkRange(ranges.tableSd, tableSdM);
  const baseM = options.baseM === null ? deepestBaseM : numberAt(options.baseM);
  if (Number.isNaN(baseM)) return 'noBase';
  checkRange(ranges.base, baseM);
  const fraction = numberAt(options.fraction);
  if (Number.isNaN(fraction)) return 'noFraction';
  checkRange(ranges.fraction, fraction);
  const lowestM = Math.min(options.depthM, baseM);
  return {
    tableM,
    tableSdM,
    fraction,
    lowestM,
    thawedToM: Math.min(lowestM, tableM + (options.settlement?.additionalThawM ?? 0)),
  };
}

/** @param out its termSums, to be filled. @returns whether the layer has an ice content */
function measureTerm(
  term: IceTerm,
  { tableM, tableSdM, fraction, lowestM, thawedToM }: Cell,
  numberAt: NumberAt,
  out: Float64Array,
): boolean {
  const thicknessM = overlapM(term, tableM, lowestM);
  if (thicknessM === 0) return true;
  const ice = numberAt(term.ice);
  const iceSd = numberAt(term.iceSd);
  if (Number.isNaN(ice) || Number.isNaN(iceSd)) return false;
  checkRange(ranges.ice, ice);
  checkRange(ranges.iceSd, iceSd);
  const excess = term.settledPorosity === null ? (term.excessFraction ?? 0) : excessIce(ice, term.settledPorosity);
  const groundM = fraction * thicknessM;
  out[ofTerm.groundM3] = groundM;
  out[ofTerm.iceM3] = groundM * ice;
  out[ofTerm.contentSdM3] = groundM * iceSd;
  out[ofTerm.tableShiftM3] = shiftsWithTable(term, tableM, lowestM) ? -fraction * ice * tableSdM : 0;
  out[ofTerm.excessM3] = groundM * excess;
  out[ofTerm.settlementM3] = fraction * excess * overlapM(term, tableM, thawedToM);
  return true;
}

/** Thickness of the part of a layer between the permafrost table and a depth, m. */
function overlapM({ topM, bottomM, datum }: IceTerm, tableM: number, lowestM: number): number {
  const from = datum === 'ground' ? 0 : tableM;
  return Math.max(0, Math.min(from + bottomM, lowestM) - Math.max(from + topM, tableM));
}

/**
 * Whether a layer gets thinner by as much as the permafrost table gets deeper: one that holds the table, or one that hangs
 * on the table and is cut off below.
 */
function shiftsWithTable({ topM, bottomM, datum }: IceTerm, tableM: number, lowestM: number): boolean {
  return datum === 'ground' ? topM <= tableM && tableM < bottomM : tableM + bottomM > lowestM;
}

function checkRange({ name, most, expected }: Range, value: number): void {
  if (!(value >= 0 && value <= most)) throw impossible(name, value, expected);
}

function impossible(name: string, value: number, expected: string): DomainError {
  return new DomainError('covariate-invalid', `The raster of the ${name} holds ${value}: ${expected}`);
}
