/** Tables of one number per station and year, as yearbooks print indices: a column per station, or a row per value. */
import { civilDateOf } from '../core/calendar.ts';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { namesRole } from './columnRoles.ts';
import { findTimeColumns, readTimes } from './dateColumns.ts';
import { tableLimits } from './limits.ts';
import { decimalMarks, isMissing, isSentinel, parseNumber, whyNotNumber } from './numbers.ts';
import { applyEdits } from './edits.ts';
import { readSource } from './readSource.ts';
import { withoutRows } from './seriesCells.ts';
import { listing } from './intakeReport.ts';
import type { Listing, Rejection } from './intakeReport.ts';
import type { DecimalMark } from './numbers.ts';
import type { RawTable } from './rawTable.ts';
import type { TableEdit } from './edits.ts';
import type { SourceOptions } from './readSource.ts';

export interface AnnualOptions extends SourceOptions {
  readonly fileName: string;
  /** Which rows of a table with a column of variables, such as "MAAT" under Index; null where there is none. */
  readonly variable: string | null;
  readonly decimalMark?: DecimalMark;
  /** Rows left out and cells repaired. */
  readonly edits?: readonly TableEdit[];
}

export interface AnnualValue {
  readonly station: string;
  readonly year: number;
  readonly value: number;
}

export interface AnnualTable {
  readonly values: readonly AnnualValue[];
  /** Rows and cells that were left out, each with its reason. */
  readonly rejected: Listing<Rejection>;
}

const variableNames = ['index', 'variable', 'parameter', 'element', '要素', '指标'];
const valueNames = ['value', '值', '数值'];

/**
 * @throws {DomainError} as `readSource` and `readTimes`; 'column-missing' without years or values; 'invalid-input' where a
 *   column of variables needs a choice, or dates are finer than years
 */
export function readAnnual(bytes: Uint8Array, options: AnnualOptions): AnnualTable {
  const asFound = readSource(bytes, options, tableLimits);
  const edited = applyEdits(asFound.raw, options.edits ?? []);
  const raw = withoutRows(edited.raw, edited.excluded);
  const source = { ...asFound, raw };
  const times = findTimeColumns(raw.names, raw.unnamed.includes(1) ? { year: raw.names[0]! } : {});
  const dates = readTimes(raw, times, { dateOrder: null, utcOffsetHours: null });
  if (dates === null) throw noYears(raw.names, options.fileName);
  if (dates.precision !== 'year') {
    throw new DomainError(
      'invalid-input',
      `${options.fileName}: expected one value per year, found dates of months or days`,
    );
  }
  const marks = decimalMarks(raw.cells, source.markHint);
  const columns = valueColumns(raw, Object.values(times), options);
  const rejected: Rejection[] = [...raw.misfits];
  const values: AnnualValue[] = [];
  const lineOf = new Map<string, number>();
  for (const { name, stations, rows } of columns) {
    const place = raw.names.indexOf(name);
    const mark = options.decimalMark ?? marks[place]!;
    for (const row of rows) {
      const text = raw.cells[place]![row]!;
      const fault = dates.faults.get(row);
      const value = parseNumber(text, mark);
      const refuse = (reason: string) =>
        void rejected.push({ line: raw.lines[row]!, column: name, value: text, reason });
      if (fault !== undefined) refuse(fault);
      if (fault !== undefined || isMissing(text) || Number.isNaN(dates.days[row]!)) continue;
      if (value === null) refuse(whyNotNumber(text, mark));
      if (value === null || isSentinel(value)) continue;
      const { year } = civilDateOf(dates.days[row]!);
      const key = `${year} ${stations(row)}`;
      const earlier = lineOf.get(key);
      if (earlier !== undefined) refuse(`is a second value for ${key}, after line ${earlier}: the first was taken`);
      else values.push({ station: stations(row), year, value });
      lineOf.set(key, earlier ?? raw.lines[row]!);
    }
  }
  if (values.length === 0) throw new DomainError('no-rows', `${options.fileName}: no year has a value`);
  return { values, rejected: listing(rejected) };
}

interface ValueColumn {
  readonly name: string;
  readonly stations: (row: number) => string;
  readonly rows: readonly number[];
}

function valueColumns(raw: RawTable, timeColumns: readonly string[], options: AnnualOptions): ValueColumn[] {
  const all = [...raw.lines.keys()];
  const others = raw.names.filter((name) => !timeColumns.includes(name));
  const station = others.find(
    (name) => namesRole(name, 'name') || namesRole(name, 'location') || namesRole(name, 'id'),
  );
  if (station === undefined) return others.map((name) => ({ name, stations: () => name, rows: all }));
  const stations = raw.cells[raw.names.indexOf(station)]!;
  const value = others.find((name) => valueNames.includes(name.toLowerCase()));
  if (value === undefined) {
    throw new DomainError(
      'column-missing',
      `${options.fileName}: expected a column called value beside the stations in ${station}; found ${others.join(', ')}`,
      { columns: others.slice(0, 100) },
    );
  }
  const variable = others.find((name) => variableNames.includes(name.toLowerCase()));
  return [{ name: value, stations: (row) => stations[row]!, rows: rowsOf(raw, variable, all, options) }];
}

function rowsOf(raw: RawTable, variable: string | undefined, all: readonly number[], options: AnnualOptions) {
  if (variable === undefined) return all;
  const texts = raw.cells[raw.names.indexOf(variable)]!;
  const known = [...new Set(texts)];
  if (options.variable === null || !known.includes(options.variable)) {
    const nearest =
      options.variable === null
        ? ''
        : `; the nearest to ${options.variable} is ${nearestName(options.variable, known)}`;
    throw new DomainError(
      'invalid-input',
      `${options.fileName}: column ${variable} holds ${known.slice(0, 10).join(', ')}${nearest}: say which by {"table": …, "variable": "${known[0]}"}`,
      { variables: known.slice(0, 100) },
    );
  }
  return all.filter((row) => texts[row] === options.variable);
}

function noYears(names: readonly string[], fileName: string): DomainError {
  return new DomainError(
    'column-missing',
    `${fileName}: expected a column of years, called year or standing first without a name; found ${names.slice(0, 12).join(', ')}`,
    { columns: names.slice(0, 100) },
  );
}
