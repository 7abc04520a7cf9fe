/** The intake of a borehole table: a file in, the usable rows and an account of everything else out. */
import { DomainError } from '../core/errors.ts';
import { assignRoles } from './columnRoles.ts';
import { checkUnitRoles } from './columnUnits.ts';
import { intakeReport } from './describeIntake.ts';
import { applyEdits } from './edits.ts';
import { firstOf, listLimit } from './intakeReport.ts';
import { tableLimits } from './limits.ts';
import { readSource } from './readSource.ts';
import { rowCheck } from './rowFaults.ts';
import { typeColumns } from './typedColumns.ts';
import { takeUnits } from './writtenUnits.ts';
import type { BoreholeTable } from './boreholeTable.ts';
import type { TableEdit } from './edits.ts';
import type { IntakeReport, Rejection } from './intakeReport.ts';
import type { TableLimits } from './limits.ts';
import type { DecimalMark } from './numbers.ts';
import type { RawTable } from './rawTable.ts';
import type { SourceOptions, TableSource } from './readSource.ts';
import type { TypedColumn } from './typedColumns.ts';

export interface BoreholeOptions extends SourceOptions {
  /** For messages and the report; the format is found by the content. */
  readonly fileName: string;
  /** Role to column name, such as {"lat": "Y"}; wins over guesses. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Role to unit, such as {"magt": "K", "depth": "cm"}; wins over units in column names. */
  readonly units?: Readonly<Record<string, string>>;
  /** Decides for all columns; otherwise found column by column. */
  readonly decimalMark?: DecimalMark;
  /** A table of readings by time and depth: its rows are not judged, since their units are not known yet. */
  readonly content?: 'series';
  /** What the owner of the table leaves out or repairs. */
  readonly edits?: readonly TableEdit[];
  /** Lower limits than the usual ones. */
  readonly limits?: Partial<TableLimits>;
}

/**
 * Reads CSV, TSV, GeoJSON points, XLSX, XLS or ODS.
 *
 * A row is left out, with line, column, value and reason, where it does not fit the header, where its position is
 * missing, unreadable or impossible, or where a column of role magst or magt holds something that cannot be a
 * temperature. In other number columns an unreadable cell, −9999 and its kin become NaN and are counted. Temperatures
 * declared as K are converted to °C; other values keep the unit of the file. Edits come first: a repaired cell is judged
 * as repaired.
 * @throws {DomainError} 'table-unreadable', 'column-duplicate', 'column-missing', 'unknown-field', 'invalid-input',
 * 'too-large', 'not-found' (a sheet); 'no-rows' where nothing is left, with the first rejections in `detail`
 */
export function readBoreholes(
  bytes: Uint8Array,
  options: BoreholeOptions,
): { readonly table: BoreholeTable; readonly intake: IntakeReport } {
  const { columns: given = {}, units = {}, decimalMark = null } = options;
  checkUnitRoles(units);
  const asFound = readSource(bytes, options, { ...tableLimits, ...options.limits });
  const { raw: edited, excluded, repaired } = applyEdits(asFound.raw, options.edits ?? []);
  const roles = assignRoles(edited.names, given, asFound.geometry);
  const written = takeUnits(edited, roles, units);
  const { raw } = written;
  const source = { ...asFound, raw, warnings: [...asFound.warnings, ...written.warnings] };
  const columns = typeColumns(raw, roles, { ...written.units, ...units }, source.markHint, decimalMark);
  const { accepted, rejected, rejectedCount } = sortOut(raw, options.content === 'series' ? [] : columns, excluded);
  if (accepted.length === 0) throw nothingLeft(options.fileName, source, { rejected, rejectedCount });
  return {
    table: tableOf(raw, columns, accepted),
    intake: intakeReport({
      fileName: options.fileName,
      source,
      roles,
      columns,
      accepted,
      rejected,
      rejectedCount,
      repaired,
    }),
  };
}

function sortOut(raw: RawTable, columns: readonly TypedColumn[], excluded: ReadonlyMap<number, string>) {
  const check = rowCheck(columns);
  const accepted: number[] = [];
  const faulty: Rejection[] = [];
  let faultyCount = 0;
  for (const [row, line] of raw.lines.entries()) {
    const why = excluded.get(row);
    const fault = why === undefined ? check(row) : { column: null, value: null, reason: `left out by an edit: ${why}` };
    if (fault === null) accepted.push(row);
    else if (++faultyCount <= listLimit) faulty.push({ line, ...fault });
  }
  const rejected = [...raw.misfits, ...faulty].toSorted((a, b) => a.line - b.line).slice(0, listLimit);
  return { accepted, rejected, rejectedCount: raw.misfits.length + faultyCount };
}

function tableOf(raw: RawTable, columns: readonly TypedColumn[], rows: readonly number[]): BoreholeTable {
  return {
    rowCount: rows.length,
    lines: Int32Array.from(rows, (row) => raw.lines[row]!),
    columns: columns.map(({ name, role, texts, values }) =>
      values === null
        ? { kind: 'text', name, role, values: rows.map((row) => texts[row]!) }
        : { kind: 'number', name, role, values: Float64Array.from(rows, (row) => values[row]!) },
    ),
  };
}

function nothingLeft(
  fileName: string,
  { raw, warnings }: TableSource,
  { rejected, rejectedCount }: { readonly rejected: readonly Rejection[]; readonly rejectedCount: number },
): DomainError {
  // What was read may not be what was meant: another sheet, or a note taken for the names of columns.
  const passedOver = warnings.map(({ message }) => `. ${message}`).join('');
  const names = `the names of the columns were taken to be ${firstOf(raw.names.map((name) => JSON.stringify(name)))}`;
  const { first, count } = commonest(rejected);
  if (first === undefined) {
    return new DomainError(
      'no-rows',
      `Expected rows below the column names of ${fileName}, found none; ${names}${passedOver}`,
      { fileName },
    );
  }
  const place = first.column === null ? '' : `, column ${JSON.stringify(first.column)}: ${JSON.stringify(first.value)}`;
  const advice =
    raw.misfits.length === rejectedCount ? `; ${names}: delete what stands above them, or begin it with #` : '';
  return new DomainError(
    'no-rows',
    `None of the ${rejectedCount} rows of ${fileName} can be used; ${count === rejected.length ? 'the first' : `${count} for one reason, the first of them`}, line ${first.line}${place}: ${first.reason}${advice}${passedOver}`,
    { fileName, rowsRejected: rejectedCount, rejected: rejected.slice(0, 20) },
  );
}

/** The first row of those that are left out for the commonest reason: that of the first of all may be its own. */
function commonest(rejected: readonly Rejection[]): { readonly first: Rejection | undefined; readonly count: number } {
  const groups = Map.groupBy(rejected, ({ column, reason }) => `${column ?? ''}\n${reason}`);
  const [largest = []] = [...groups.values()].toSorted((a, b) => b.length - a.length);
  return { first: largest[0], count: largest.length };
}
