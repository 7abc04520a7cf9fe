/** What came in, what was kept out and why. JSON: no NaN, null where there is nothing to say. */
import type { RepairedCell } from './edits.ts';
import type { TableFormat } from './sniff.ts';
import type { ColumnRole } from './columnRoles.ts';
import type { UnitSource } from './columnUnits.ts';

/** A row that is not in the table, by the first fault found in it. */
export interface Rejection {
  /** From 1: line of a text, row of a sheet, feature of a GeoJSON collection. */
  readonly line: number;
  /** Null where the row as a whole does not fit. */
  readonly column: string | null;
  /** The text as found, cut at 80 characters. */
  readonly value: string | null;
  readonly reason: string;
}

/** Rows that repeat each other, by their lines. All of them stay in the table. */
export interface Repetition {
  readonly lines: readonly number[];
  readonly reason: 'the same row' | 'the same place';
}

/** A list that is cut at a thousand entries, and how many there were. */
export interface Listing<Entry> {
  readonly count: number;
  readonly listed: readonly Entry[];
  readonly complete: boolean;
}

export interface ColumnReport {
  readonly name: string;
  readonly kind: 'number' | 'text';
  readonly role: ColumnRole | null;
  /** Unit of the values in the table, and whether it was given, stands in the name, or is only assumed. */
  readonly unit: { readonly name: string; readonly how: UnitSource; readonly convertedFrom: string | null } | null;
  readonly decimalMark: '.' | ',' | null;
  /** Cells of accepted rows with a usable value, and without. */
  readonly count: number;
  readonly missing: number;
  /** Cells that a number column could not read or that hold −9999 and its kin: missing in the table. */
  readonly unreadable: number;
  readonly unreadableLines: readonly number[];
  readonly minimum: number | null;
  readonly maximum: number | null;
}

export interface IntakeReport {
  readonly fileName: string;
  readonly format: TableFormat;
  /** Of a text file, such as utf-8; null for a workbook. */
  readonly encoding: string | null;
  readonly delimiter: string | null;
  /** Of a workbook. */
  readonly sheet: string | null;
  /** The mark of the columns with a role, or of most number columns. */
  readonly decimalMark: '.' | ',';
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  readonly rejected: readonly Rejection[];
  /** False where `rejected` was cut at a thousand rows; `rowsRejected` counts them all. */
  readonly rejectedComplete: boolean;
  /** Cells that an edit of the table's owner changed, with what stood there. */
  readonly repaired: Listing<RepairedCell>;
  readonly roles: Partial<
    Record<ColumnRole, { readonly column: string; readonly how: 'given' | 'guessed' | 'geometry' }>
  >;
  /** Roles that more than one column could have: none was chosen. */
  readonly ambiguous: readonly { readonly role: ColumnRole; readonly candidates: readonly string[] }[];
  readonly columns: readonly ColumnReport[];
  readonly duplicates: {
    readonly rows: Listing<Repetition>;
    readonly places: Listing<Repetition>;
  };
  readonly ranges: {
    readonly depthM: { readonly minimum: number; readonly maximum: number } | null;
    readonly years: { readonly first: number; readonly last: number } | null;
  };
  readonly warnings: readonly IntakeWarning[];
}

export interface IntakeWarning {
  readonly code: WarningCode;
  readonly message: string;
}

type WarningCode =
  | 'no-coordinates'
  | 'role-ambiguous'
  | 'column-unnamed'
  | 'comment-lines'
  | 'title-lines'
  | 'units-line'
  | 'units-in-cells'
  | 'temperature-tenths'
  | 'other-sheets'
  | 'elevation-ignored'
  | 'unreadable-cells'
  | 'sentinel-values'
  | 'decimal-mark-mixed'
  | 'decimal-mark-undecided'
  | 'coordinates-rounded'
  | 'coordinates-sexagesimal'
  | 'longitudes-turned'
  | 'coordinates-degrees-minutes'
  | 'depth-unit-assumed'
  | 'depth-negative'
  | 'temperature-converted'
  | 'years-implausible';

export const listLimit = 1_000;

/** The first thousand of a list. */
export function listing<Entry>(entries: readonly Entry[]): Listing<Entry> {
  return { count: entries.length, listed: entries.slice(0, listLimit), complete: entries.length <= listLimit };
}

/** A list for a message: five entries and how many more. */
export function firstOf(entries: readonly (string | number)[]): string {
  const shown = entries.slice(0, 5).join(', ');
  return entries.length > 5 ? `${shown} and ${entries.length - 5} more` : shown;
}
