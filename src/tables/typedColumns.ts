/** Columns of text become columns of numbers where they hold numbers. */
import { converterOf, kelvinAtZeroC, unitOf } from './columnUnits.ts';
import { isSexagesimal, parseCoordinate, turnLongitudes } from './coordinates.ts';
import { decimalMarks, isMissing, isSentinel, parseNumber } from './numbers.ts';
import type { ColumnRole, RoleAssignment } from './columnRoles.ts';
import type { StatedColumnUnit } from './columnUnits.ts';
import type { DecimalMark, MarkHint } from './numbers.ts';
import type { RawTable } from './rawTable.ts';

/** A column of the raw table, all its rows included. */
export interface TypedColumn {
  readonly name: string;
  readonly role: ColumnRole | null;
  readonly texts: readonly string[];
  /** Null for a text column. NaN where a cell is blank, unreadable or, but for temperatures, −9999 and its kin. */
  readonly values: Float64Array | null;
  /** Null where the file does not decide it. */
  readonly mark: DecimalMark | null;
  readonly unit: StatedColumnUnit | null;
}

/** A column without a role is one of numbers where at least this share of its filled cells are numbers. */
const numberShare = 0.8;

const textRoles: ReadonlySet<ColumnRole | null> = new Set<ColumnRole>(['id', 'name', 'location', 'date']);

/** Whether cells of this role are texts whatever they hold. */
export function isTextRole(role: ColumnRole | null): boolean {
  return textRoles.has(role);
}

/** Roles that make a number column whatever it holds: what cannot be read there rejects its row. */
const decisiveRoles: ReadonlySet<ColumnRole | null> = new Set<ColumnRole>(['lat', 'lon', 'magst', 'magt']);

export function isTemperature(role: ColumnRole | null): role is 'magst' | 'magt' {
  return role === 'magst' || role === 'magt';
}

/** @param mark given for the whole file; null to find it column by column */
export function typeColumns(
  raw: RawTable,
  { roles }: RoleAssignment,
  units: Readonly<Record<string, string>>,
  hint: MarkHint,
  mark: DecimalMark | null,
): TypedColumn[] {
  const roleOf = new Map(Array.from(roles, ([role, { column }]) => [column, role] as const));
  const marks = decimalMarks(raw.cells, hint);
  return raw.names.map((name, index) => {
    const role = roleOf.get(name) ?? null;
    const texts = raw.cells[index]!;
    const column = { name, role, texts, mark: mark ?? marks[index]! };
    const unit = role === null ? null : unitOf(role, name, units[role]);
    return { ...column, unit, values: valuesOf(column, unit) };
  });
}

function valuesOf(
  column: Pick<TypedColumn, 'role' | 'texts' | 'mark'>,
  unit: StatedColumnUnit | null,
): Float64Array | null {
  const { role, texts, mark } = column;
  if (isTextRole(role)) return null;
  const values = Float64Array.from(texts, (text) =>
    role === 'lat' || role === 'lon' ? parseCoordinate(text, role, mark) : (parseNumber(text, mark) ?? Number.NaN),
  );
  const convert = unit === null ? null : unit.unit === 'K' ? kelvinToC : converterOf(unit);
  // −9999 is no temperature in kelvin either and stays recognizable.
  const converted = convert === null ? values : values.map((value) => (isSentinel(value) ? value : convert(value)));
  if (role === 'lon') return turnLongitudes(converted).degrees;
  if (decisiveRoles.has(role)) return converted;
  if (!mostlyNumbers(texts, values)) return null;
  return converted.map((value) => (isSentinel(value) ? Number.NaN : value));
}

function kelvinToC(value: number): number {
  return value - kelvinAtZeroC;
}

function mostlyNumbers(texts: readonly string[], values: Float64Array): boolean {
  let filled = 0;
  let numbers = 0;
  for (const [row, text] of texts.entries()) {
    if (isMissing(text)) continue;
    filled++;
    if (!Number.isNaN(values[row]!)) numbers++;
  }
  return numbers > 0 && numbers >= filled * numberShare;
}

/** Rows of a number column that hold something which did not become a number. */
export function unreadRows(column: TypedColumn, rows: readonly number[]): number[] {
  const { values, texts } = column;
  if (values === null || decisiveRoles.has(column.role)) return [];
  return rows.filter((row) => Number.isNaN(values[row]!) && !isMissing(texts[row]!));
}

/** How many coordinates were written as degrees, minutes and seconds. */
export function sexagesimalCount(column: TypedColumn, rows: readonly number[]): number {
  return rows.filter((row) => isSexagesimal(column.texts[row]!)).length;
}

/** Rows whose longitude was written from 180 to 360 and taken less 360. */
export function turnedRows({ role, texts, values, mark }: TypedColumn, rows: readonly number[]): number[] {
  if (role !== 'lon' || values === null) return [];
  return rows.filter((row) => values[row]! < 0 && parseCoordinate(texts[row]!, 'lon', mark) > 0);
}

/** The numbers of some rows, blanks left out. */
export function keptValues(column: TypedColumn, rows: readonly number[]): number[] {
  const { values } = column;
  if (values === null) return [];
  const kept: number[] = [];
  for (const row of rows) if (!Number.isNaN(values[row]!)) kept.push(values[row]!);
  return kept;
}

/** Years of a year column, or those that ISO dates begin with. */
export function yearsOf(column: TypedColumn, rows: readonly number[]): number[] {
  if (column.role === 'date') {
    return rows.flatMap((row) => {
      const year = /^(\d{4})(?:[-/.T年]|$)/.exec(column.texts[row]!)?.[1];
      return year === undefined ? [] : [Number(year)];
    });
  }
  return column.role === 'year' || column.role === 'year_first' || column.role === 'year_last'
    ? keptValues(column, rows)
    : [];
}
