/** Rows that their owner leaves out and cells that their owner repairs, as a list beside the file: the file itself stays as it is. */
import { DomainError } from '../core/errors.ts';
import { columnMissing } from './columnRoles.ts';
import type { RawTable } from './rawTable.ts';

/** Lines are counted as in the intake report. */
export type TableEdit =
  | { readonly line: number; readonly exclude: true; readonly reason: string }
  /** The text that stands in for the cell's own; '' for a missing value. */
  | { readonly line: number; readonly column: string; readonly value: string; readonly reason: string };

export interface RepairedCell {
  readonly line: number;
  readonly column: string;
  readonly found: string;
  readonly value: string;
  readonly reason: string;
}

export interface EditedTable {
  readonly raw: RawTable;
  /** Row of the raw table to the reason for leaving it out. */
  readonly excluded: ReadonlyMap<number, string>;
  readonly repaired: readonly RepairedCell[];
}

/**
 * @throws {DomainError} 'invalid-input' for a line that holds no row, a cell that two edits name, or a repair of a row
 *   that is left out; 'column-missing' with the nearest name
 */
export function applyEdits(raw: RawTable, edits: readonly TableEdit[]): EditedTable {
  if (edits.length === 0) return { raw, excluded: new Map(), repaired: [] };
  const rowAt = new Map(raw.lines.map((line, row) => [line, row]));
  const cells = raw.cells.map((column) => [...column]);
  const excluded = new Map<number, string>();
  const repaired = new Map<string, RepairedCell>();
  for (const [i, edit] of edits.entries()) {
    const row = rowAt.get(edit.line);
    if (row === undefined) throw noSuchRow(raw, i, edit.line);
    if ('exclude' in edit) {
      if (excluded.has(row)) throw refused(i, `leaves out line ${edit.line}, which an earlier one leaves out already`);
      excluded.set(row, edit.reason);
      continue;
    }
    const { line, column: name, value, reason } = edit;
    const column = raw.names.indexOf(name);
    if (column < 0) throw columnMissing(name, raw.names);
    const cell = `${row} ${column}`;
    if (repaired.has(cell)) throw refused(i, `repairs ${name} in line ${line}, which an earlier one repairs already`);
    repaired.set(cell, { line, column: name, found: cells[column]![row]!, value: value.trim(), reason });
    cells[column]![row] = value.trim();
  }
  const both = [...repaired.values()].find(({ line }) => excluded.has(rowAt.get(line)!));
  if (both !== undefined) {
    throw new DomainError('invalid-input', `Line ${both.line} is left out by one edit and repaired by another`, {
      line: both.line,
    });
  }
  return { raw: { ...raw, cells }, excluded, repaired: [...repaired.values()] };
}

function noSuchRow(raw: RawTable, index: number, line: number): DomainError {
  const misfit = raw.misfits.find((row) => row.line === line);
  if (misfit !== undefined) {
    return refused(index, `names line ${line}, which does not fit the header (${misfit.reason}): mend the file`);
  }
  const [first, last] = [raw.lines[0], raw.lines.at(-1)];
  const have = first === undefined ? 'the table has no rows' : `the rows stand in lines ${first} to ${last}`;
  return refused(index, `names line ${line}, where there is no row; ${have}`);
}

function refused(index: number, what: string): DomainError {
  return new DomainError('invalid-input', `Edit ${index + 1} ${what}`, {
    errors: [{ pointer: `/edits/${index}`, detail: what }],
  });
}
