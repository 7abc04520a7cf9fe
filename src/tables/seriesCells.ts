/** The cells of a series table that hold readings, and an account of those that do not. */
import { DomainError } from '../core/errors.ts';
import { isMissing, parseNumber, whyNotNumber } from './numbers.ts';
import type { ReadDates } from './dates.ts';
import type { Rejection } from './intakeReport.ts';
import type { DecimalMark } from './numbers.ts';
import type { RawTable } from './rawTable.ts';
import type { ColumnPlan } from './seriesLayout.ts';
import type { Celsius } from './seriesTemperatures.ts';

export interface SeriesTable {
  readonly raw: RawTable;
  readonly marks: readonly (DecimalMark | null)[];
  readonly plan: ColumnPlan;
  readonly rejected: Rejection[];
}

/**
 * The rows that have these texts in these columns.
 * @throws {DomainError} 'column-missing'
 */
export function onlyRows(raw: RawTable, only: Readonly<Record<string, string>>): RawTable {
  const wanted = Object.entries(only);
  if (wanted.length === 0) return raw;
  const missing = wanted.find(([column]) => !raw.names.includes(column));
  if (missing !== undefined) {
    throw new DomainError('column-missing', `only: column ${JSON.stringify(missing[0])} is not in the table`, {
      columns: raw.names,
    });
  }
  return keepRows(raw, (row) => wanted.every(([column, text]) => raw.cells[raw.names.indexOf(column)]![row] === text));
}

/** The rows that no edit leaves out; those are listed as misfits, with the edit's reason. */
export function withoutRows(raw: RawTable, excluded: ReadonlyMap<number, string>): RawTable {
  if (excluded.size === 0) return raw;
  const leftOut = Array.from(excluded, ([row, why]): Rejection => {
    return { line: raw.lines[row]!, column: null, value: null, reason: `left out by an edit: ${why}` };
  });
  return { ...keepRows(raw, (row) => !excluded.has(row)), misfits: [...raw.misfits, ...leftOut] };
}

function keepRows(raw: RawTable, keeps: (row: number) => boolean): RawTable {
  const rows = [...raw.lines.keys()].filter(keeps);
  return {
    ...raw,
    lines: rows.map((row) => raw.lines[row]!),
    cells: raw.cells.map((column) => rows.map((row) => column[row]!)),
  };
}

/** Every value of the table that is a number, with its row and column. */
export interface ValueCells {
  readonly rows: Uint32Array;
  /** Index into the plan's values. */
  readonly columns: Uint32Array;
  readonly values: Float64Array;
  readonly blank: number;
}

/** @param times of the rows: one without a time is rejected */
export function valueCells(table: SeriesTable, times: ReadDates | null): ValueCells {
  const { raw, plan } = table;
  // Typed arrays of the full size: lists of 20 million numbers would take twice the memory.
  const most = plan.values.length * raw.lines.length;
  const [rows, columns, values] = [new Uint32Array(most), new Uint32Array(most), new Float64Array(most)];
  let count = 0;
  let blank = 0;
  rejectTimes(table, times);
  for (const [index, { column }] of plan.values.entries()) {
    const at = raw.names.indexOf(column);
    for (const [row, text] of raw.cells[at]!.entries()) {
      if (times !== null && Number.isNaN(times.days[row]!)) continue;
      if (isMissing(text)) {
        blank += 1;
        continue;
      }
      const value = parseNumber(text, table.marks[at]!);
      if (value === null) {
        reject(table, row, column, text, whyNotNumber(text, table.marks[at]!));
        continue;
      }
      rows[count] = row;
      columns[count] = index;
      values[count++] = value;
    }
  }
  return {
    rows: rows.subarray(0, count),
    columns: columns.subarray(0, count),
    values: values.subarray(0, count),
    blank,
  };
}

function rejectTimes(table: SeriesTable, times: ReadDates | null): void {
  if (times === null) return;
  const name = table.plan.time.date ?? table.plan.time.year!;
  const texts = table.raw.cells[table.raw.names.indexOf(name)]!;
  for (const [row, day] of times.days.entries()) {
    if (Number.isNaN(day)) reject(table, row, name, texts[row]!, times.faults.get(row) ?? 'has no time');
  }
}

/** Says of each reading that cannot be a ground temperature where it stands. */
export function rejectImpossible(table: SeriesTable, cells: ValueCells, { impossible }: Celsius): void {
  for (const i of impossible) {
    const { column } = table.plan.values[cells.columns[i]!]!;
    reject(
      table,
      cells.rows[i]!,
      column,
      String(cells.values[i]!),
      'cannot be a ground temperature: outside −60…60 °C',
    );
  }
}

/** Keeps a cell out, with the reason. */
export function reject(
  { raw, rejected }: SeriesTable,
  row: number,
  column: string,
  value: string,
  reason: string,
): void {
  rejected.push({ line: raw.lines[row]!, column, value: value.slice(0, 80), reason });
}
