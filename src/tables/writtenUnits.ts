/**
 * Units that stand in a table's cells, as spreadsheets made for reading have them: a row of them below the names, or one
 * behind every number of a column.
 */
import { DomainError } from '../core/errors.ts';
import { isUnit } from '../units/parseUnit.ts';
import { columnUnitOf, splitUnit } from './columnUnits.ts';
import { firstOf } from './intakeReport.ts';
import { isMissing } from './numbers.ts';
import { isTextRole } from './typedColumns.ts';
import type { ColumnRole, RoleAssignment } from './columnRoles.ts';
import type { IntakeWarning } from './intakeReport.ts';
import type { RawTable } from './rawTable.ts';

export interface WrittenUnits {
  /** Without the row of units, and numbers without theirs. */
  readonly raw: RawTable;
  /** Role to unit, of the columns that have a role. */
  readonly units: Readonly<Partial<Record<ColumnRole, string>>>;
  /** What was taken for a unit. */
  readonly warnings: readonly IntakeWarning[];
}

/** A column's numbers have a unit where at least this share of its filled cells end in it. */
const unitShare = 0.8;

/**
 * Takes the units out of the cells. A table that has none comes back as it is.
 * @param given role to unit, which hold whatever is written
 * @throws {DomainError} 'invalid-input' where two units are written for a column and none is given
 */
export function takeUnits(
  table: RawTable,
  { roles }: RoleAssignment,
  given: Readonly<Record<string, string>>,
): WrittenUnits {
  const roleOf = new Map(Array.from(roles, ([role, { column }]) => [column, role] as const));
  const row = unitRow(table);
  const raw = row === null ? table : withoutFirstRow(table);
  const units: Partial<Record<ColumnRole, string>> = {};
  const behind: string[] = [];
  const cells = raw.cells.map((texts, column) => {
    const name = raw.names[column]!;
    const role = roleOf.get(name) ?? null;
    const unit = isTextRole(role) ? null : unitBehindNumbers(texts, role);
    const stated = unit ?? row?.[column] ?? '';
    if (role !== null && stated !== '') {
      units[role] = stated;
      if (!Object.hasOwn(given, role)) requireOneUnit(name, role, row?.[column] ?? '', stated);
    }
    if (unit === null) return texts;
    behind.push(`${name} in ${unit}`);
    return texts.map((text) => withoutUnit(text, unit));
  });
  return { raw: { ...raw, cells }, units, warnings: warningsOf(table, row, behind) };
}

/** Of a column whose cells say `stated`. */
function requireOneUnit(name: string, role: ColumnRole, ofRow: string, stated: string): void {
  // Whatever a coordinate's degrees are called, they are degrees.
  if (role === 'lat' || role === 'lon') return;
  const other = [splitUnit(name).unit ?? '', ofRow].find((unit) => unit !== '' && !isSameUnit(unit, stated));
  if (other === undefined) return;
  throw new DomainError(
    'invalid-input',
    `Column ${JSON.stringify(name)} is written to be in ${other} and in ${stated}: say which holds, such as units={"${role}":"${stated}"}, on the command line --unit ${role}=${stated}`,
    { column: name, found: [other, stated] },
  );
}

function isSameUnit(one: string, other: string): boolean {
  return one === other || (columnUnitOf(one) !== null && columnUnitOf(one) === columnUnitOf(other));
}

function warningsOf(table: RawTable, row: readonly string[] | null, behind: readonly string[]): IntakeWarning[] {
  const stated = (row ?? []).flatMap((unit, column) => (unit === '' ? [] : [`${table.names[column]} in ${unit}`]));
  const ofRow = `Line ${table.lines[0]} was taken for the units of the columns: ${firstOf(stated)}`;
  const ofCells = `Numbers with their unit behind them were read without it: ${firstOf(behind)}`;
  return [
    ...(row === null ? [] : [{ code: 'units-line', message: ofRow } as const]),
    ...(behind.length === 0 ? [] : [{ code: 'units-in-cells', message: ofCells } as const]),
  ];
}

/** The cells of the first row where each filled one is a unit, such as deg, deg, °C, m; else null. */
function unitRow({ cells, lines }: RawTable): readonly string[] | null {
  if (lines.length < 2) return null;
  const texts = cells.map((column) => plainUnit(column[0]!));
  const filled = texts.filter((text) => text !== '');
  return filled.length > 0 && filled.every(isWrittenUnit) ? texts : null;
}

/** Without the brackets around it; '' where there is none. */
function plainUnit(text: string): string {
  const inner = /^[([](.*)[)\]]$/u.exec(text)?.[1] ?? text;
  return isMissing(inner) ? '' : inner.normalize('NFKC');
}

/** A number is a value, not a unit of it. */
function isWrittenUnit(text: string): boolean {
  return columnUnitOf(text) !== null || (!/^[\d.,+\-\u2212]/u.test(text) && isUnit(text));
}

function withoutFirstRow(table: RawTable): RawTable {
  return { ...table, cells: table.cells.map((texts) => texts.slice(1)), lines: table.lines.slice(1) };
}

const numberThenUnit = /^([+\-\u2212]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d+)?)\s*([^\d\s.,].{0,11})$/u;

/**
 * The unit that ends the numbers of a column; null where there is none. Behind a coordinate letters are hemispheres and
 * minutes may follow, so that only a degree sign is a unit there.
 */
function unitBehindNumbers(texts: readonly string[], role: ColumnRole | null): string | null {
  const isPosition = role === 'lat' || role === 'lon';
  const filled = texts.filter((text) => !isMissing(text));
  const unit = firstUnit(filled);
  if (unit === null || (isPosition ? unit !== '°' : columnUnitOf(unit) === null && !furtherUnit.test(unit)))
    return null;
  const withUnit = filled.filter((text) => withoutUnit(text, unit) !== text).length;
  return withUnit >= filled.length * unitShare ? unit : null;
}

/** What depths, elevations and temperatures are given in besides the units that column names have. */
const furtherUnit = /^(?:ft|feet|°F|%)$/u;

function firstUnit(filled: readonly string[]): string | null {
  // A few cells decide whether all are looked at.
  const found = filled.slice(0, 10).map((text) => numberThenUnit.exec(text)?.[2]);
  return found.find((unit) => unit !== undefined)?.normalize('NFKC') ?? null;
}

function withoutUnit(text: string, unit: string): string {
  const [, digits, behind] = numberThenUnit.exec(text) ?? [];
  return digits !== undefined && behind?.normalize('NFKC') === unit ? digits : text;
}
