/** What the rule of a map of ground ice takes, and how it counts. */
import type { Conversion } from '../../core/cellSource.ts';
import type { IceStratum } from './iceLayers.ts';

/** A number for every cell: one constant, or the layer of this place, value · scale + offset. */
export type CellNumber = { readonly constant: number } | ({ readonly layer: number } & Conversion);

/** A layer of the ground in one unit: what totals are given by. */
export interface IceTerm extends Pick<IceStratum, 'topM' | 'bottomM' | 'datum' | 'excess'> {
  /** Place among the units. */
  readonly unit: number;
  /** Volume of ice ÷ volume of frozen ground. */
  readonly ice: CellNumber;
  readonly iceSd: CellNumber;
  /** Of ground that has thawed and settled, where ice comes from layers and excess ice is asked for; else null. */
  readonly settledPorosity: number | null;
}

export interface GroundIceOptions {
  /** Lower end of what counts, m below the ground. */
  readonly depthM: number;
  readonly unitCount: number;
  /** Null where the whole map is the only unit. */
  readonly units: {
    /** Of the codes. */
    readonly layer: number;
    /** How many other units hold the cell; null where a cell can have one only. */
    readonly othersLayer: number | null;
    /** Which codes stand for which unit. */
    readonly codes: readonly (readonly [code: number, unit: number])[];
  } | null;
  readonly terms: readonly IceTerm[];
  readonly tableM: CellNumber;
  readonly tableSdM: CellNumber;
  /** °C; null for permafrost everywhere. */
  readonly magst: CellNumber | null;
  /** Lower end of the permafrost, m below the ground; null for beyond `depthM`. */
  readonly baseM: CellNumber | null;
  /** Share of a cell that has permafrost. */
  readonly fraction: CellNumber;
  /** Adds four bands; null for none. */
  readonly settlement: { readonly additionalThawM: number; readonly additionalThawSdM: number } | null;
}

/** Codes of units are whole numbers from 0 up to it. */
export const highestCode = 1023;

/** Sums over cells of each term, m³ but where it says otherwise. */
export const termSums = [
  /** Frozen ground between the permafrost table and the lower end. */
  'groundM3',
  'iceM3',
  /** By the spread of its ice content, all cells off the same way. */
  'contentSdM3',
  /** By a permafrost table that is one standard deviation deeper everywhere; negative where ice is lost to it. */
  'tableShiftM3',
  'excessM3',
  /** By the spread of its ice content, and by a table that is one standard deviation deeper. */
  'excessSdM3',
  'excessShiftM3',
  'settlementM3',
  /** As of the excess, and by an additional thaw that is one standard deviation more. */
  'settlementSdM3',
  'settlementShiftM3',
  'settlementThawM3',
] as const;

export const unitSums = [
  'cells',
  'areaM2',
  'permafrostCells',
  /** By the share of each cell. */
  'permafrostM2',
  'frozenM3',
  /** Cells that other units hold too. */
  'sharedCells',
] as const;

export const mapSums = [
  'cells',
  'cellsWithValue',
  /** Of the first band as it is written, times the area of its cells. */
  'rasterIceM3',
  /** Of the first band as it is written: what its mean says times its count. */
  'rasterIceM',
  'outsideUnits',
  'noMagst',
  'noTable',
  'noBase',
  'noFraction',
  'noIceContent',
  'magstAboveZero',
  'tableBelowDepth',
] as const;

type Sums<Names extends readonly string[]> = Readonly<Record<Names[number], number>>;

export interface GroundIceSums {
  readonly map: Sums<typeof mapSums>;
  readonly units: readonly Sums<typeof unitSums>[];
  readonly terms: readonly Sums<typeof termSums>[];
  /** Cells of codes that stand for no unit. */
  readonly unknownCodes: readonly { readonly code: number; readonly cells: number }[];
}

function byName<Names extends readonly string[]>(names: Names, valueOf: (place: number) => number): Sums<Names> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an entry for each of the names, which fromEntries types as any string
  return Object.fromEntries(names.map((name, place) => [name, valueOf(place)])) as Sums<Names>;
}

/** Place of each name, counted from 0. */
export function placesOf<Names extends readonly string[]>(names: Names): Sums<Names> {
  return byName(names, (place) => place);
}

/** Where the sums of the map, of each unit, of each term and of each code start among the counts. */
export function sumOffsets({ unitCount, terms }: Pick<GroundIceOptions, 'unitCount' | 'terms'>) {
  const units = mapSums.length;
  const termsFrom = units + unitCount * unitSums.length;
  const codes = termsFrom + terms.length * termSums.length;
  return { units, terms: termsFrom, codes, length: codes + highestCode + 1 };
}

/** The counts of the rule by name. */
export function groundIceSums(
  counts: readonly number[],
  options: Pick<GroundIceOptions, 'unitCount' | 'terms'>,
): GroundIceSums {
  const from = sumOffsets(options);
  const take = <Names extends readonly string[]>(names: Names, at: number): Sums<Names> =>
    byName(names, (place) => counts[at + place]!);
  return {
    map: take(mapSums, 0),
    units: Array.from({ length: options.unitCount }, (_, unit) => take(unitSums, from.units + unit * unitSums.length)),
    terms: options.terms.map((_, term) => take(termSums, from.terms + term * termSums.length)),
    unknownCodes: counts.slice(from.codes).flatMap((cells, code) => (cells > 0 ? [{ code, cells }] : [])),
  };
}
