/** What a workbook writes once for many cells: the library would unfold millions of them without mercy. */
import { utils } from '@e965/xlsx';
import { DomainError } from '../core/errors.ts';

/** Start tags of rows and cells with their attributes; a > may stand inside a quoted value, a < never. */
const tag = /<(?:[^\s<>/:"]+:)?(table-row|行|covered-table-cell|table-cell|数据)((?:[^<>"]|"[^"]*")*)>/g;
const rowsRepeated = /number-rows-repeated=["'](\d+)/;
const columnsRepeated = /number-columns-repeated=["'](\d+)/;

/** A hyperlink of an XLSX sheet, which makes a cell of every one in its range. */
const hyperlink = /<(?:\w+:)?hyperlink\s[^<>]*?\bref=["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']/g;

/**
 * An ODS sheet writes equal cells once with a count.
 * @param content text of the content.xml of an ODS workbook
 * @throws {DomainError} 'too-large' where its filled cells, unfolded, are more than the limit
 */
export function checkRepeatedCells(content: string, limitCells: number): void {
  let rows = 1;
  let cells = 0;
  for (const [, element, attributes = ''] of content.matchAll(tag)) {
    const isRow = element === 'table-row' || element === '行';
    if (isRow) rows = Number(rowsRepeated.exec(attributes)?.[1] ?? 1);
    // The empty rest of a sheet is one self-closing cell, which costs nothing.
    else if (element === 'covered-table-cell' || !attributes.endsWith('/')) {
      cells += rows * Number(columnsRepeated.exec(attributes)?.[1] ?? 1);
    }
    if (cells > limitCells) throw tooMany(limitCells);
  }
}

/**
 * @param part text of a part of an XLSX workbook
 * @throws {DomainError} 'too-large' where its hyperlinks cover more cells than the limit
 */
export function checkLinkedCells(part: string, limitCells: number): void {
  let cells = 0;
  for (const [, range = ''] of part.matchAll(hyperlink)) {
    const { s: start, e: end } = utils.decode_range(range);
    cells += (Math.abs(end.r - start.r) + 1) * (Math.abs(end.c - start.c) + 1);
    if (cells > limitCells) throw tooMany(limitCells);
  }
}

function tooMany(limitCells: number): DomainError {
  return new DomainError('too-large', `Expected at most ${limitCells} filled cells in the workbook, found more`, {
    limit: limitCells,
  });
}
