/** An ODS sheet writes equal cells once with a count. A count of millions would be unfolded without mercy. */
import { DomainError } from '../core/errors.ts';

/** Start tags of rows and cells with their attributes; a > may stand inside a quoted value. */
const tag = /<(?:[^\s<>/:"]+:)?(table-row|行|covered-table-cell|table-cell|数据)((?:[^>"]|"[^"]*")*)>/g;
const rowsRepeated = /number-rows-repeated=["'](\d+)/;
const columnsRepeated = /number-columns-repeated=["'](\d+)/;

/**
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
    if (cells > limitCells) {
      throw new DomainError('too-large', `Expected at most ${limitCells} filled cells in the workbook, found more`, {
        limit: limitCells,
      });
    }
  }
}
