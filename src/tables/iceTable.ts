/** Tables of ice contents from files: the columns of `iceColumns` by their names, in any order. */
import { DomainError } from '../core/errors.ts';
import { iceColumns, isIceColumn } from '../core/iceRow.ts';
import { applyEdits } from './edits.ts';
import { decimalMarks, isMissing, parseNumber, whyNotNumber } from './numbers.ts';
import { readSource } from './readSource.ts';
import { withoutRows } from './seriesCells.ts';
import type { IceColumnName, IceRow } from '../core/iceRow.ts';
import type { TableEdit } from './edits.ts';
import type { DecimalMark } from './numbers.ts';
import type { RawTable } from './rawTable.ts';
import type { SourceOptions } from './readSource.ts';

export interface IceTableOptions extends SourceOptions {
  readonly fileName: string;
  readonly decimalMark?: DecimalMark;
  /** Rows left out and cells repaired. */
  readonly edits?: readonly TableEdit[];
}

/** Units times layers. */
const mostIceRows = 2000;

const limits = {
  bytes: 4_000_000,
  rows: mostIceRows,
  columns: 100,
  cells: 100 * mostIceRows,
  cellCharacters: 1000,
  inflatedBytes: 64_000_000,
};

/**
 * @returns rows in the order of the file with their lines, and the columns that were passed over
 * @throws {DomainError} as `readSource` and `applyEdits`; 'column-missing'; 'invalid-input' for a column that is nearly one of these, and
 *   for the first cell that is not what its column holds, with its line
 */
export function readIceTable(
  bytes: Uint8Array,
  options: IceTableOptions,
): { readonly rows: readonly IceRow[]; readonly lines: readonly number[]; readonly otherColumns: readonly string[] } {
  const source = readSource(bytes, options, limits);
  const [misfit] = source.raw.misfits;
  if (misfit !== undefined) {
    throw new DomainError('invalid-input', `${options.fileName}, line ${misfit.line}: ${misfit.reason}`);
  }
  const edited = applyEdits(source.raw, options.edits ?? []);
  const raw = withoutRows(edited.raw, edited.excluded);
  const otherColumns = checkColumns(raw, options.fileName);
  const marks = decimalMarks(raw.cells, source.markHint);
  const rows = raw.lines.map((line, row): IceRow => {
    const text = (name: IceColumnName): string | null => {
      const cell = raw.cells[raw.names.indexOf(name)]?.[row] ?? '';
      return isMissing(cell) ? null : cell;
    };
    const number = (name: IceColumnName): number | null => {
      const cell = text(name);
      if (cell === null) return null;
      const mark = options.decimalMark ?? marks[raw.names.indexOf(name)]!;
      return readNumber(cell, mark, `${options.fileName}, line ${line}, column ${name}`);
    };
    return {
      unit: text('unit'),
      layer: text('layer'),
      topM: number('topM'),
      bottomM: number('bottomM'),
      datum: text('datum'),
      iceVolumetric: number('iceVolumetric'),
      iceVolumetricSd: number('iceVolumetricSd'),
      waterGravimetric: number('waterGravimetric'),
      waterGravimetricSd: number('waterGravimetricSd'),
      unfrozenGravimetric: number('unfrozenGravimetric'),
      dryDensityKgM3: number('dryDensityKgM3'),
      dryDensitySdKgM3: number('dryDensitySdKgM3'),
      thawedDryDensityKgM3: number('thawedDryDensityKgM3'),
      settledPorosity: number('settledPorosity'),
      n: number('n'),
      source: text('source'),
    };
  });
  if (rows.length === 0)
    throw new DomainError('no-rows', `${options.fileName}: expected rows of ice contents, found none`);
  return { rows, lines: raw.lines, otherColumns };
}

/** A column such as dryDensity would be passed over in silence where dryDensityKgM3 was meant. */
function checkColumns({ names }: RawTable, fileName: string): readonly string[] {
  const wanted = Object.entries(iceColumns);
  const missing = wanted.flatMap(([name, { required }]) => (required && !names.includes(name) ? [name] : []));
  if (missing.length > 0) {
    throw new DomainError(
      'column-missing',
      `${fileName}: a table of ice contents needs the columns ${missing.join(', ')}, found ${names.slice(0, 30).join(', ')}`,
      { missing, columns: names.slice(0, 100) },
    );
  }
  const others = names.filter((name) => !isIceColumn(name));
  for (const name of others) {
    const meant = wanted.map(([known]) => known).find((known) => !names.includes(known) && isNearly(name, known));
    if (meant === undefined) continue;
    throw new DomainError(
      'invalid-input',
      `${fileName}: column ${JSON.stringify(name)} is none of a table of ice contents; rename it to ${meant} if that is what it holds, or else to something of its own`,
      { column: name, meant },
    );
  }
  return others;
}

/** Whether only case, signs, digits or an ending tell them apart: dry_density and dryDensityKgM3. */
function isNearly(name: string, known: string): boolean {
  const [given, meant] = [plain(name), plain(known)];
  return given.length > 2 && meant.length > 2 ? given.startsWith(meant) || meant.startsWith(given) : given === meant;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function readNumber(cell: string, mark: DecimalMark | null, where: string): number {
  const value = parseNumber(cell, mark);
  if (value !== null) return value;
  throw new DomainError('invalid-input', `${where}: ${JSON.stringify(cell.slice(0, 80))} ${whyNotNumber(cell, mark)}`);
}
