/** XLSX, XLS and ODS workbooks: one sheet, titles above its row of names being passed over. */
import { read, utils } from '@e965/xlsx';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { headedTableReader } from './headedTable.ts';
import { firstOf } from './intakeReport.ts';
import { checkLinkedCells, checkRepeatedCells } from './repeatedCells.ts';
import { notATable } from './sniff.ts';
import { inflatedEntries } from './zipGuard.ts';
import type { CellObject, WorkBook, WorkSheet } from '@e965/xlsx';
import type { TableLimits } from './limits.ts';
import type { HeadedTable } from './headedTable.ts';

export interface SpreadsheetTable extends HeadedTable {
  readonly sheet: string;
  /** Other sheets of the workbook. */
  readonly otherSheets: readonly string[];
}

/**
 * Formulas give the value that was stored with them, dates become ISO 8601 text.
 * @param format a zipped one is inflated with a cap first
 * @param sheet by default the first one that holds anything
 * @throws {DomainError} 'table-unreadable' for a damaged or encrypted workbook and for merged cells; 'no-rows';
 * 'not-found' for a sheet that is not there; 'too-large'
 */
export function readSpreadsheet(
  bytes: Uint8Array,
  format: 'xlsx' | 'xls' | 'ods',
  limits: TableLimits,
  sheet?: string,
): SpreadsheetTable {
  if (format !== 'xls') checkUnpacked(bytes, format, limits);
  const names = open(bytes, { bookSheets: true }).SheetNames;
  if (sheet !== undefined && !names.includes(sheet)) throw noSuchSheet(sheet, names);
  for (const name of sheet === undefined ? names : [sheet]) {
    const book = open(bytes, { sheets: name });
    const content = book.Sheets[name];
    const table = content === undefined ? null : readSheet(content, name, limits);
    if (table !== null) return { ...table, sheet: name, otherSheets: names.filter((other) => other !== name) };
  }
  throw new DomainError('no-rows', `Expected a sheet with a table, found only empty ones: ${names.join(', ')}`, {
    sheets: names,
  });
}

/** The part that makes the library read an archive as this format, and not as one that may hide another archive. */
const leadingPart = { xlsx: '[Content_Types].xml', ods: 'META-INF/manifest.xml' } as const;

function checkUnpacked(bytes: Uint8Array, format: 'xlsx' | 'ods', limits: TableLimits): void {
  const names: string[] = [];
  for (const { name, content } of inflatedEntries(bytes, limits.inflatedBytes)) {
    if (name.toLowerCase().endsWith('content.xml')) checkRepeatedCells(content.toString('utf8'), limits.cells);
    else if (format === 'xlsx') checkLinkedCells(content.toString('latin1'), limits.cells);
    names.push(name);
  }
  if (!names.includes(leadingPart[format]) || names.some((name) => name.toLowerCase().endsWith('.iwa'))) {
    throw notATable(`a ZIP archive that is no workbook: ${firstOf(names)}`);
  }
}

function open(bytes: Uint8Array, options: { bookSheets?: boolean; sheets?: string }): WorkBook {
  try {
    return read(bytes, { type: 'array', dense: true, cellDates: true, UTC: true, sheetStubs: true, ...options });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DomainError(
      'table-unreadable',
      `Expected a workbook, found one that cannot be read (${why}): remove its password or save it again as .xlsx or CSV`,
      {},
      { cause: error },
    );
  }
}

function readSheet(sheet: WorkSheet, name: string, limits: TableLimits): HeadedTable | null {
  const reader = headedTableReader(limits);
  let width = 0;
  // forEach passes over the holes of a sheet whose last row is far below the others.
  sheet['!data']?.forEach((cells, index) => {
    const fields = Array.from(cells, cellText);
    while (fields.length > width && fields.at(-1)?.trim() === '') fields.pop();
    width = Math.max(width, Math.min(fields.length, limits.columns));
    while (fields.length < width) fields.push('');
    reader.add(index + 1, fields);
  });
  const table = reader.finish();
  if (table !== null) checkMerged(sheet, name, table.headerLine);
  return table;
}

/** Above the names stand titles, which are merged over the columns more often than not. */
function checkMerged(sheet: WorkSheet, name: string, headerLine: number): void {
  const merged = sheet['!merges']?.find(({ e }) => e.r + 1 >= headerLine);
  if (merged === undefined) return;
  const range = utils.encode_range(merged);
  throw new DomainError(
    'table-unreadable',
    `Expected one value per cell, found merged cells ${range} in sheet ${JSON.stringify(name)}: unmerge them and give each column one name in one row`,
    { sheet: name, merged: range },
  );
}

function cellText(cell: CellObject | undefined): string {
  if (cell === undefined) return '';
  // A formula that was never calculated must show up as unreadable, not as a blank.
  if (cell.v === undefined || cell.v === null) return cell.f === undefined ? '' : `=${cell.f}`;
  if (cell.v instanceof Date) return dateText(cell.v);
  if (cell.t === 'e') return cell.w ?? '#ERROR';
  return String(cell.v);
}

/** The date alone where the time is midnight. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'invalid date';
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19);
}

function noSuchSheet(sheet: string, names: readonly string[]): DomainError {
  return new DomainError(
    'not-found',
    `There is no sheet ${JSON.stringify(sheet)}; the nearest is ${JSON.stringify(nearestName(sheet, names))}`,
    { sheet, sheets: names },
  );
}
