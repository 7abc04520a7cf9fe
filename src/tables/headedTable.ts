/** Where the names of a table stand: often a title, a source or a date is written above them. */
import { isMissing, isPlainNumber } from './numbers.ts';
import { rawTableBuilder } from './rawTable.ts';
import type { TableLimits } from './limits.ts';
import type { RawTable, RawTableBuilder } from './rawTable.ts';

export interface HeadedTable {
  readonly raw: RawTable;
  /** Where the names stand, from 1. */
  readonly headerLine: number;
  /** Lines above the names that hold one text each and were passed over. */
  readonly titleLines: readonly number[];
}

export interface HeadedTableReader {
  /** Takes up the rows of a file in their order, from 1. */
  add(line: number, fields: readonly string[]): void;
  /** Null where no row had any text. */
  finish(): HeadedTable | null;
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Rows of one text are titles where the next row is one of several names and no number: only then is it sure that they
 * name no column. Otherwise the first row with a text holds the names.
 */
export function headedTableReader(limits: TableLimits): HeadedTableReader {
  const above: Row[] = [];
  let header: Row | null = null;
  let titles: readonly Row[] = [];
  let builder: RawTableBuilder | null = null;

  const begin = (named: Row): RawTableBuilder => {
    header = named;
    builder = rawTableBuilder(named.fields, named.line, limits);
    return builder;
  };
  const beginBelow = (row: Row): void => {
    const [first, ...others] = above;
    if (first === undefined || isHeader(row)) {
      titles = above;
      begin(row);
      return;
    }
    const begun = begin(first);
    for (const { line, fields } of [...others, row]) begun.add(line, fields);
  };

  return {
    add(line, fields) {
      if (builder !== null) {
        builder.add(line, fields);
        return;
      }
      const count = fields.filter((field) => field.trim() !== '').length;
      if (count === 1) above.push({ line, fields });
      else if (count > 1) beginBelow({ line, fields });
    },
    finish() {
      const [first, ...others] = above;
      if (builder === null && first !== undefined) {
        const begun = begin(first);
        for (const { line, fields } of others) begun.add(line, fields);
      }
      if (builder === null || header === null) return null;
      return { raw: builder.finish(), headerLine: header.line, titleLines: titles.map(({ line }) => line) };
    },
  };
}

function isHeader({ fields }: Row): boolean {
  return fields.every((field) => !isPlainNumber(field.trim()) && (field.trim() === '' || !isMissing(field.trim())));
}
