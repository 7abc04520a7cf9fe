/** Borehole logs of ice from files: a row per interval of depth. */
import { DomainError } from '../core/errors.ts';
import { applyEdits } from './edits.ts';
import { findIceLogColumns } from './iceLogColumns.ts';
import { decimalMarks, isMissing, isSentinel, parseNumber, whyNotNumber } from './numbers.ts';
import { readPositions } from './positions.ts';
import { readSource } from './readSource.ts';
import { withoutRows } from './seriesCells.ts';
import type { IceLogInterval } from '../core/iceLog.ts';
import type { TableEdit } from './edits.ts';
import type { IceLogColumns, IceLogRole } from './iceLogColumns.ts';
import type { DecimalMark } from './numbers.ts';
import type { Positions } from './positions.ts';
import type { RawTable } from './rawTable.ts';
import type { SourceOptions } from './readSource.ts';

export interface IceLogOptions extends SourceOptions {
  readonly fileName: string;
  readonly decimalMark?: DecimalMark;
  /** Role to column name, and role to unit. */
  readonly columns: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
  /** Rows left out and cells repaired. */
  readonly edits?: readonly TableEdit[];
}

const limits = {
  bytes: 50_000_000,
  rows: 200_000,
  columns: 200,
  cells: 10_000_000,
  cellCharacters: 1000,
  inflatedBytes: 256_000_000,
};

export interface IceLogs {
  /** In the order of the file. */
  readonly intervals: readonly IceLogInterval[];
  readonly columns: IceLogColumns;
  /** What was changed of positions. */
  readonly warnings: readonly string[];
}

/**
 * @returns numbers in m, kg/m³ and shares, unjudged
 * @throws {DomainError} as `readSource` and `findIceLogColumns`; 'no-rows'; 'invalid-input' for the first cell that is not
 *   what its column holds, with its line
 */
export function readIceLogs(bytes: Uint8Array, options: IceLogOptions): IceLogs {
  const { raw: whole, markHint, geometry } = readSource(bytes, options, limits);
  const { raw: edited, excluded } = applyEdits(whole, options.edits ?? []);
  const raw = withoutRows(edited, excluded);
  const [misfit] = whole.misfits;
  if (misfit !== undefined) {
    throw new DomainError('invalid-input', `${options.fileName}, line ${misfit.line}: ${misfit.reason}`);
  }
  if (raw.lines.length === 0) throw new DomainError('no-rows', `${options.fileName}: expected intervals, found none`);
  const places = geometry === null ? {} : { lat: geometry.lat, lon: geometry.lon };
  const columns = findIceLogColumns(raw.names, { ...places, ...options.columns }, options.units);
  const marks = decimalMarks(raw.cells, markHint).map((mark) => options.decimalMark ?? mark);
  const table: LogTable = { raw, marks, columns, fileName: options.fileName };
  const positions = positionsIn(table);
  return {
    intervals: raw.lines.map((_, row) => intervalAt(table, positions, row)),
    columns,
    warnings: positions?.warnings ?? [],
  };
}

interface LogTable {
  readonly raw: RawTable;
  readonly marks: readonly (DecimalMark | null)[];
  readonly columns: IceLogColumns;
  readonly fileName: string;
}

function intervalAt(table: LogTable, positions: Positions | null, row: number): IceLogInterval {
  const text = (role: IceLogRole): string | null => textAt(table, role, row);
  const number = (role: IceLogRole): number | null => numberAt(table, role, row);
  const needed = <Value>(role: IceLogRole, value: Value | null): Value => {
    if (value !== null) return value;
    throw fault(table, row, role, 'is empty, and is needed in every row');
  };
  return {
    line: table.raw.lines[row]!,
    hole: needed('hole', text('hole')),
    topM: needed('top', number('top')),
    bottomM: needed('bottom', number('bottom')),
    soil: text('soil'),
    waterGravimetric: number('water'),
    unfrozenGravimetric: number('unfrozen'),
    dryDensityKgM3: number('dryDensity'),
    iceVolumetric: number('ice'),
    unit: text('unit'),
    tableM: number('table'),
    position: positionAt(table, positions, row),
  };
}

function textAt({ raw, columns }: LogTable, role: IceLogRole, row: number): string | null {
  const name = columns[role]?.column;
  const text = name === undefined ? '' : raw.cells[raw.names.indexOf(name)]![row]!;
  return isMissing(text) ? null : text;
}

/** −9999 and its kin are no measurement. */
function numberAt(table: LogTable, role: IceLogRole, row: number): number | null {
  const text = textAt(table, role, row);
  if (text === null) return null;
  const mark = markOf(table, role);
  const value = parseNumber(text, mark);
  if (value === null) throw fault(table, row, role, `${JSON.stringify(text.slice(0, 80))} ${whyNotNumber(text, mark)}`);
  return isSentinel(value) ? null : table.columns[role]!.convert(value);
}

function positionsIn(table: LogTable): Positions | null {
  const { columns, raw } = table;
  if (columns.lat === undefined || columns.lon === undefined) return null;
  const cells = (axis: 'lat' | 'lon') => ({
    texts: raw.lines.map((_, row) => textAt(table, axis, row) ?? ''),
    mark: markOf(table, axis),
    toDegrees: columns[axis]!.convert,
  });
  return readPositions(cells('lat'), cells('lon'), raw.lines);
}

function positionAt(table: LogTable, positions: Positions | null, row: number): IceLogInterval['position'] {
  const position = positions?.at(row) ?? null;
  if (position !== null && 'fault' in position) throw fault(table, row, position.axis, position.fault);
  return position;
}

function markOf({ raw, marks, columns }: LogTable, role: IceLogRole): DecimalMark | null {
  return marks[raw.names.indexOf(columns[role]!.column)]!;
}

function fault({ raw, columns, fileName }: LogTable, row: number, role: IceLogRole, what: string): DomainError {
  const line = raw.lines[row]!;
  const column = columns[role]?.column ?? role;
  return new DomainError('invalid-input', `${fileName}, line ${line}, column ${JSON.stringify(column)}: ${what}`, {
    line,
    column,
  });
}
