/** A borehole table in memory: the accepted rows, column by column. */
import { DomainError } from '../core/errors.ts';
import { columnMissing } from './columnRoles.ts';
import type { ColumnRole } from './columnRoles.ts';

export type TableColumn = NumberColumn | TextColumn;

interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly role: ColumnRole | null;
  /** One per row; NaN where the cell is blank or not a number. */
  readonly values: Float64Array;
}

interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  readonly role: ColumnRole | null;
  /** One per row, trimmed; '' where the cell is blank. */
  readonly values: readonly string[];
}

export interface BoreholeTable {
  readonly columns: readonly TableColumn[];
  readonly rowCount: number;
  /** Per row its place in the file, from 1: line of a text, row of a sheet, feature of a collection. */
  readonly lines: Int32Array;
}

/** The column with this role, or null. */
export function columnOfRole(table: BoreholeTable, role: ColumnRole): TableColumn | null {
  return table.columns.find((column) => column.role === role) ?? null;
}

/**
 * Cells of any column as texts, length rowCount; '' where a cell is blank.
 * @throws {DomainError} 'column-missing' with the nearest name
 */
export function textsOf(table: BoreholeTable, name: string): readonly string[] {
  const column = columnNamed(table, name);
  if (column.kind === 'text') return column.values;
  return Array.from(column.values, (value) => (Number.isNaN(value) ? '' : String(value)));
}

/**
 * Values of a number column, length rowCount.
 * @param forTexts what to do where it holds texts, as a sentence
 * @throws {DomainError} 'column-missing' with the nearest name; 'invalid-input' where the column holds texts, or nothing
 */
export function numbersOf(table: BoreholeTable, name: string, forTexts = ''): Float64Array {
  const column = columnNamed(table, name);
  if (column.kind === 'number') return column.values;
  const row = column.values.findIndex((text) => text !== '' && Number.isNaN(Number(text)));
  const line = row === -1 ? null : table.lines[row]!;
  const isEmpty = column.values.every((text) => text === '');
  const example = line === null ? '' : `, such as ${JSON.stringify(column.values[row])} in line ${line}`;
  const found = isEmpty ? 'no cell with a value' : `texts${example}`;
  const advice = isEmpty || forTexts === '' ? '' : `. ${forTexts}`;
  const message = `Expected numbers in column ${JSON.stringify(name)}, found ${found}${advice}`;
  throw new DomainError('invalid-input', message, { column: name, line });
}

function columnNamed(table: BoreholeTable, name: string): TableColumn {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  throw columnMissing(
    name,
    table.columns.map((candidate) => candidate.name),
  );
}
