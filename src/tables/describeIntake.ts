/** The account of an intake, made from what was read and what was kept. */
import { range } from '../core/statistics.ts';
import { metresPer } from './columnUnits.ts';
import { samePlaces, sameRows } from './duplicates.ts';
import { listing } from './intakeReport.ts';
import { intakeWarnings } from './intakeWarnings.ts';
import { keptValues, unreadRows, yearsOf } from './typedColumns.ts';
import type { RoleAssignment } from './columnRoles.ts';
import type { RepairedCell } from './edits.ts';
import type { ColumnReport, IntakeReport, Rejection } from './intakeReport.ts';
import type { TableSource } from './readSource.ts';
import type { TypedColumn } from './typedColumns.ts';

export interface Intake {
  readonly fileName: string;
  readonly source: TableSource;
  readonly roles: RoleAssignment;
  readonly columns: readonly TypedColumn[];
  /** Rows of the raw table that were kept, ascending. */
  readonly accepted: readonly number[];
  /** The first thousand, by line. */
  readonly rejected: readonly Rejection[];
  readonly rejectedCount: number;
  readonly repaired: readonly RepairedCell[];
}

export function intakeReport(intake: Intake): IntakeReport {
  const { fileName, source, roles, columns, accepted, rejected, rejectedCount, repaired } = intake;
  const { raw, format, encoding, delimiter, sheet } = source;
  const numberColumns = columns.filter(({ values }) => values !== null);
  const commas = numberColumns.filter(({ mark }) => mark === ',').length;
  return {
    fileName,
    format,
    encoding,
    delimiter,
    sheet,
    decimalMark: commas > numberColumns.length / 2 ? ',' : '.',
    rowsRead: accepted.length + rejectedCount,
    rowsAccepted: accepted.length,
    rowsRejected: rejectedCount,
    rejected,
    rejectedComplete: rejected.length === rejectedCount,
    repaired: listing(repaired),
    roles: Object.fromEntries(roles.roles),
    ambiguous: roles.ambiguous,
    columns: columns.map((column) => describeColumn(column, accepted, raw.lines)),
    duplicates: {
      rows: sameRows(raw.cells, accepted, raw.lines),
      places: placesOf(columns, accepted, raw.lines),
    },
    ranges: { depthM: depthRange(columns, accepted), years: yearRange(columns, accepted) },
    warnings: [...source.warnings, ...intakeWarnings(raw, columns, roles, accepted)],
  };
}

function describeColumn(column: TypedColumn, rows: readonly number[], lines: readonly number[]): ColumnReport {
  const { name, role, values, texts, mark, unit } = column;
  const unread = unreadRows(column, rows);
  const kept = values === null ? null : keptValues(column, rows);
  const count = kept === null ? rows.filter((row) => texts[row] !== '').length : kept.length;
  const limits = kept === null || kept.length === 0 ? null : range(kept);
  return {
    name,
    kind: values === null ? 'text' : 'number',
    role,
    unit:
      unit === null
        ? null
        : unit.unit === 'K'
          ? { name: 'C', how: unit.how, convertedFrom: 'K' }
          : { name: unit.unit, how: unit.how, convertedFrom: unit.convertedFrom },
    decimalMark: values === null ? null : mark,
    count,
    missing: rows.length - count,
    unreadable: unread.length,
    unreadableLines: unread.slice(0, 5).map((row) => lines[row]!),
    minimum: limits?.minimum ?? null,
    maximum: limits?.maximum ?? null,
  };
}

function placesOf(columns: readonly TypedColumn[], rows: readonly number[], lines: readonly number[]) {
  const lats = columns.find(({ role }) => role === 'lat')?.values;
  const lons = columns.find(({ role }) => role === 'lon')?.values;
  const none = { count: 0, listed: [], complete: true };
  return lats && lons ? samePlaces(lats, lons, rows, lines) : none;
}

function depthRange(columns: readonly TypedColumn[], rows: readonly number[]): IntakeReport['ranges']['depthM'] {
  const column = columns.find(({ role }) => role === 'depth');
  const unit = column?.unit?.unit;
  if (column === undefined || (unit !== 'm' && unit !== 'cm' && unit !== 'mm')) return null;
  const depths = keptValues(column, rows);
  if (depths.length === 0) return null;
  const { minimum, maximum } = range(depths);
  return { minimum: minimum * metresPer[unit], maximum: maximum * metresPer[unit] };
}

function yearRange(columns: readonly TypedColumn[], rows: readonly number[]): IntakeReport['ranges']['years'] {
  const years = columns.flatMap((column) => yearsOf(column, rows));
  if (years.length === 0) return null;
  const { minimum, maximum } = range(years);
  return { first: minimum, last: maximum };
}
