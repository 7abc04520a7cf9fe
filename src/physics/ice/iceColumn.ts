/** The ice of one cell: each layer by its overlap with what is frozen below the permafrost table. */
import { uncertainExcessIce, waterEquivalent } from './groundIce.ts';
import { placesOf, termSums } from './groundIceOptions.ts';
import { checkIceNumber, deepestBaseM } from './iceNumbers.ts';
import type { CellNumber, GroundIceOptions, IceTerm } from './groundIceOptions.ts';
import type { Uncertain } from './uncertain.ts';

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
  /** How deep the additional thaw reaches, and whether there is more below that it could reach. */
  readonly thawedToM: number;
  readonly thawsOn: boolean;
}

const ofTerm = placesOf(termSums);
const nothing: Uncertain = { value: 0, sd: 0 };

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

/**
 * Measures one cell after another, in the same memory.
 * @returns its `measure` throws DomainError 'covariate-invalid' for a number that its layer cannot hold
 */
export function createIceColumn(options: GroundIceOptions): IceColumn {
  const { terms, settlement } = options;
  const termsOf = Array.from({ length: options.unitCount }, (_, unit) =>
    terms.flatMap((term, i) => (term.unit === unit ? [i] : [])),
  );
  const frozen = { fraction: 0, frozenM: 0 };
  /** termSums of each term, and of those of each unit. */
  const perM2 = terms.map(() => new Float64Array(termSums.length));
  const perM2Of = termsOf.map((ofUnit) => ofUnit.map((term) => perM2[term]!));
  let own: readonly number[] = [];
  let ownPerM2: readonly Float64Array[] = [];
  return {
    bandCount: settlement === null ? 4 : 8,
    frozen,
    measure(layers, pixel, unit) {
      own = termsOf[unit]!;
      ownPerM2 = perM2Of[unit]!;
      for (const sums of ownPerM2) sums.fill(0);
      const numberAt: NumberAt = (of) =>
        'constant' in of ? of.constant : layers[of.layer]![pixel]! * of.scale + of.offset;
      const cell = readCell(options, numberAt);
      frozen.fraction = typeof cell === 'string' ? 0 : cell.fraction;
      frozen.frozenM = typeof cell === 'string' ? 0 : Math.max(0, cell.lowestM - cell.tableM);
      if (typeof cell === 'string') return cell;
      for (const term of own) {
        const found = measureTerm(terms[term]!, cell, numberAt, perM2[term]!);
        if (found === null) return 'noIceContent';
        if (settlement !== null)
          measureSettlement(terms[term]!, cell, found, settlement.additionalThawSdM, perM2[term]!);
      }
      return 'permafrost';
    },
    write(out, pixel) {
      writeIce(out, pixel, ownPerM2);
      if (settlement !== null) writeSettlement(out, pixel, ownPerM2);
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

/** @param terms the termSums of each of the cell's layers */
function writeIce(out: readonly Float32Array[], pixel: number, terms: readonly Float64Array[]): void {
  const ice = sumOver(terms, ofTerm.iceM3);
  const shift = sumOver(terms, ofTerm.tableShiftM3);
  out[0]![pixel] = ice;
  out[1]![pixel] = waterEquivalent(ice);
  out[2]![pixel] = Math.sqrt(squaresOver(terms, ofTerm.contentSdM3) + shift ** 2);
  out[3]![pixel] = Math.sqrt(sumOver(terms, ofTerm.contentSdM3) ** 2 + shift ** 2);
}

function writeSettlement(out: readonly Float32Array[], pixel: number, terms: readonly Float64Array[]): void {
  const common = sumOver(terms, ofTerm.settlementShiftM3) ** 2 + sumOver(terms, ofTerm.settlementThawM3) ** 2;
  out[4]![pixel] = sumOver(terms, ofTerm.excessM3);
  out[5]![pixel] = sumOver(terms, ofTerm.settlementM3);
  out[6]![pixel] = Math.sqrt(squaresOver(terms, ofTerm.settlementSdM3) + common);
  out[7]![pixel] = Math.sqrt(sumOver(terms, ofTerm.settlementSdM3) ** 2 + common);
}

function sumOver(terms: readonly Float64Array[], sum: number): number {
  let total = 0;
  for (const term of terms) total += term[sum]!;
  return total;
}

function squaresOver(terms: readonly Float64Array[], sum: number): number {
  let total = 0;
  for (const term of terms) total += term[sum]! ** 2;
  return total;
}

/** @returns why the cell has no ice to be measured, or its numbers */
function readCell(options: GroundIceOptions, numberAt: NumberAt): Cell | Exclude<Found, 'permafrost' | 'noIceContent'> {
  if (options.magst !== null) {
    const magstC = numberAt(options.magst);
    if (Number.isNaN(magstC)) return 'noMagst';
    checkIceNumber('magst', magstC);
    if (magstC > 0) return 'magstAboveZero';
  }
  const tableM = numberAt(options.tableM);
  const tableSdM = numberAt(options.tableSdM);
  if (Number.isNaN(tableM) || Number.isNaN(tableSdM)) return 'noTable';
  checkIceNumber('table', tableM);
  checkIceNumber('tableSd', tableSdM);
  const baseM = options.baseM === null ? deepestBaseM : numberAt(options.baseM);
  if (Number.isNaN(baseM)) return 'noBase';
  checkIceNumber('base', baseM);
  const fraction = numberAt(options.fraction);
  if (Number.isNaN(fraction)) return 'noFraction';
  checkIceNumber('fraction', fraction);
  const lowestM = Math.min(options.depthM, baseM);
  const thawedToM = tableM + (options.settlement?.additionalThawM ?? 0);
  return {
    tableM,
    tableSdM,
    fraction,
    lowestM,
    thawedToM: Math.min(lowestM, thawedToM),
    thawsOn: thawedToM < lowestM,
  };
}

/** @param out its termSums, to be filled. @returns the ice content of the layer; null where it has none */
function measureTerm(
  term: IceTerm,
  { tableM, tableSdM, fraction, lowestM }: Cell,
  numberAt: NumberAt,
  out: Float64Array,
): Uncertain | null {
  const thicknessM = overlapM(term, tableM, lowestM);
  if (thicknessM === 0) return nothing;
  const ice = numberAt(term.ice);
  const iceSd = numberAt(term.iceSd);
  if (Number.isNaN(ice) || Number.isNaN(iceSd)) return null;
  checkIceNumber('ice', ice);
  checkIceNumber('iceSd', iceSd);
  const groundM = fraction * thicknessM;
  out[ofTerm.groundM3] = groundM;
  out[ofTerm.iceM3] = groundM * ice;
  out[ofTerm.contentSdM3] = groundM * iceSd;
  out[ofTerm.tableShiftM3] = fraction * ice * tableSdM * overlapSlope(term, tableM, lowestM, 0);
  return { value: ice, sd: iceSd };
}

/** Excess ice of the layer, and what the additional thaw takes of it. @param out its termSums, filled by `measureTerm` */
function measureSettlement(
  term: IceTerm,
  { tableM, tableSdM, fraction, lowestM, thawedToM, thawsOn }: Cell,
  ice: Uncertain,
  thawSdM: number,
  out: Float64Array,
): void {
  const excess =
    term.settledPorosity === null ? (term.excess ?? nothing) : uncertainExcessIce(ice, term.settledPorosity);
  const thawingM = overlapM(term, tableM, thawedToM);
  const perTableM = fraction * excess.value * tableSdM;
  const reached = thawsOn && thawingM > 0 && overlapM(term, tableM, lowestM) > thawingM;
  out[ofTerm.excessM3] = out[ofTerm.groundM3]! * excess.value;
  out[ofTerm.excessSdM3] = out[ofTerm.groundM3]! * excess.sd;
  out[ofTerm.excessShiftM3] = perTableM * overlapSlope(term, tableM, lowestM, 0);
  out[ofTerm.settlementM3] = fraction * excess.value * thawingM;
  out[ofTerm.settlementSdM3] = fraction * excess.sd * thawingM;
  out[ofTerm.settlementShiftM3] = perTableM * overlapSlope(term, tableM, thawedToM, thawsOn ? 1 : 0);
  out[ofTerm.settlementThawM3] = reached ? fraction * excess.value * thawSdM : 0;
}

/** Thickness of the part of a layer between the permafrost table and a depth, m. */
function overlapM({ topM, bottomM, datum }: IceTerm, tableM: number, lowestM: number): number {
  const from = datum === 'ground' ? 0 : tableM;
  return Math.max(0, Math.min(from + bottomM, lowestM) - Math.max(from + topM, tableM));
}

/**
 * By how much the overlap of `overlapM` grows as the permafrost table gets deeper, m/m.
 * @param perTableM how far `lowestM` moves with the table: 1 for a depth below the table, 0 for one below the ground
 */
function overlapSlope(term: IceTerm, tableM: number, lowestM: number, perTableM: 0 | 1): number {
  if (overlapM(term, tableM, lowestM) === 0) return 0;
  const hangs = term.datum === 'permafrostTable';
  const layerMoves = hangs ? 1 : 0;
  const endMoves = (hangs ? tableM : 0) + term.bottomM <= lowestM ? layerMoves : perTableM;
  const startMoves = hangs || term.topM <= tableM ? 1 : 0;
  return endMoves - startMoves;
}
