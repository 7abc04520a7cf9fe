/** The ice of one cell: each layer by its overlap with what is frozen below the permafrost table. */
import { DomainError } from '../core/errors.ts';
import { isPossibleC } from '../core/possibleTemperature.ts';
import { excessIce, waterEquivalent } from './groundIce.ts';
import { termSums } from './groundIceOptions.ts';
import type { CellNumber, GroundIceOptions, IceTerm } from './groundIceOptions.ts';

/** No active layer is thicker: a table of 80 or 150 is in cm. */
export const deepestTableM = 20;
/** Nowhere on Earth does permafrost reach 1,700 m. */
const deepestBaseM = 1700;
/** What float32 may add to a share of 1. */
const rounding = 1e-6;

/** Whether a cell has a value, or why it has none; above 0 °C the value is 0. */
type Found = 'permafrost' | 'magstAboveZero' | 'noMagst' | 'noTable' | 'noBase' | 'noFraction' | 'noIceContent';

interface IceColumn {
  readonly bandCount: number;
  /** Of the cell measured last: share with permafrost, and thickness of what is frozen, m. */
  readonly state: { readonly fraction: number; readonly frozenM: number };
  measure(layers: readonly Float32Array[], pixel: number, unit: number): Found;
  /** Writes the bands of the cell measured last; 0 for one without permafrost. */
  write(out: readonly Float32Array[], pixel: number): void;
  /** Every sum of every term of the cell measured last, m³ per m² of ground, but for those that are 0. */
  eachTerm(unit: number, add: (term: number, sum: number, perM2: number) => void): void;
}

export function createIceColumn(options: GroundIceOptions): IceColumn {
  const { terms, depthM, settlement } = options;
  const termsOf = Array.from({ length: options.unitCount }, (_, unit) =>
    terms.flatMap((term, i) => (term.unit === unit ? [i] : [])),
  );
  const state = { fraction: 0, frozenM: 0 };
  /** termSums of each term. */
  const perM2 = new Float64Array(terms.length * termSums.length);
  const bands = { ice: 0, squares: 0, contentSd: 0, shift: 0, excess: 0, settlement: 0 };

  const clear = (unit: number): void => {
    Object.assign(bands, { ice: 0, squares: 0, contentSd: 0, shift: 0, excess: 0, settlement: 0 });
    for (const term of termsOf[unit]!) perM2.fill(0, term * termSums.length, (term + 1) * termSums.length);
  };

  return {
    bandCount: settlement === null ? 4 : 6,
    state,
    measure(layers, pixel, unit) {
      const numberAt = (of: CellNumber): number => ('constant' in of ? of.constant : layers[of.layer]![pixel]!);
      clear(unit);
      Object.assign(state, { fraction: 0, frozenM: 0 });
      if (options.magst !== null) {
        const magstC = layers[options.magst]![pixel]!;
        if (Number.isNaN(magstC)) return 'noMagst';
        if (!isPossibleC(magstC)) throw impossible('MAGST', magstC, 'expected °C');
        if (magstC > 0) return 'magstAboveZero';
      }
      const tableM = numberAt(options.tableM);
      const tableSdM = numberAt(options.tableSdM);
      if (Number.isNaN(tableM) || Number.isNaN(tableSdM)) return 'noTable';
      const metres = `expected metres below the ground, 0 to`;
      checkRange('permafrost table', tableM, deepestTableM, `${metres} ${deepestTableM}`);
      checkRange('standard deviation of the permafrost table', tableSdM, deepestTableM, `${metres} ${deepestTableM}`);
      const baseM = options.baseM === null ? Infinity : numberAt(options.baseM);
      if (Number.isNaN(baseM)) return 'noBase';
      if (options.baseM !== null) checkRange('permafrost base', baseM, deepestBaseM, `${metres} ${deepestBaseM}`);
      const fraction = numberAt(options.fraction);
      if (Number.isNaN(fraction)) return 'noFraction';
      checkRange('share of permafrost', fraction, 1 + rounding, 'expected 0 to 1; divide percent by 100');
      const lowestM = Math.min(depthM, baseM);
      Object.assign(state, { fraction, frozenM: Math.max(0, lowestM - tableM) });
      const thawedToM = Math.min(lowestM, tableM + (settlement?.additionalThawM ?? 0));
      for (const i of termsOf[unit]!) {
        const term = terms[i]!;
        const thicknessM = overlapM(term, tableM, lowestM);
        if (thicknessM === 0) continue;
        const ice = numberAt(term.ice);
        const iceSd = numberAt(term.iceSd);
        if (Number.isNaN(ice) || Number.isNaN(iceSd)) return 'noIceContent';
        checkRange('ice content', ice, 1 + rounding, 'expected volume of ice ÷ volume of ground, 0 to 1');
        checkRange('standard deviation of the ice content', iceSd, 1, 'expected 0 to 1');
        const excess =
          term.settledPorosity === null ? (term.excessFraction ?? 0) : excessIce(ice, term.settledPorosity);
        const groundM = fraction * thicknessM;
        const shift = shiftsWithTable(term, tableM, lowestM) ? -fraction * ice * tableSdM : 0;
        const settled = fraction * excess * overlapM(term, tableM, thawedToM);
        perM2.set([groundM, groundM * ice, groundM * iceSd, shift, groundM * excess, settled], i * termSums.length);
        bands.ice += groundM * ice;
        bands.contentSd += groundM * iceSd;
        bands.squares += (groundM * iceSd) ** 2;
        bands.shift += shift;
        bands.excess += groundM * excess;
        bands.settlement += settled;
      }
      return 'permafrost';
    },
    write(out, pixel) {
      const { ice, squares, contentSd, shift, excess, settlement: settled } = bands;
      const values = [ice, waterEquivalent(ice), Math.hypot(Math.sqrt(squares), shift), Math.hypot(contentSd, shift)];
      for (const [band, value] of [...values, excess, settled].entries()) {
        if (band < out.length) out[band]![pixel] = value;
      }
    },
    eachTerm(unit, add) {
      for (const term of termsOf[unit]!) {
        for (let sum = 0; sum < termSums.length; sum++) {
          const value = perM2[term * termSums.length + sum]!;
          if (value !== 0) add(term, sum, value);
        }
      }
    },
  };
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

function checkRange(name: string, value: number, most: number, expected: string): void {
  if (!(value >= 0 && value <= most)) throw impossible(name, value, expected);
}

function impossible(name: string, value: number, expected: string): DomainError {
  return new DomainError('covariate-invalid', `The raster of the ${name} holds ${value}: ${expected}`);
}
