/** A table as it stands in a file: texts only, before anything is known about its columns. */
import { DomainError } from '../core/errors.ts';
import { isMissing, isPlainNumber } from './numbers.ts';
import type { Rejection } from './intakeReport.ts';
import type { TableLimits } from './limits.ts';

export interface RawTable {
  /** Unique, trimmed, not empty. */
  readonly names: readonly string[];
  /** Per column the trimmed text of each row; '' where a cell is blank. */
  readonly cells: readonly (readonly string[])[];
  /** Per row its place in the file, from 1: line of a text, row of a sheet, feature of a collection. */
  readonly lines: readonly number[];
  /** Rows that could not be taken up because they do not fit the header, in the order of the file. */
  readonly misfits: readonly Rejection[];
  /** Positions from 1 of columns that had no name and were called column_1, column_2, … */
  readonly unnamed: readonly number[];
}

export interface RawTableBuilder {
  /** Takes up one row; a row without any text is passed over. */
  add(line: number, fields: readonly string[]): void;
  /** Keeps a row out, with the reason. */
  refuse(rejection: Rejection): void;
  finish(): RawTable;
}

/**
 * @param header names as they stand in the file, `line` is where
 * @throws {DomainError} 'column-duplicate', 'table-unreadable' for a header of numbers, 'too-large'
 */
export function rawTableBuilder(header: readonly string[], line: number, limits: TableLimits): RawTableBuilder {
  const { names, unnamed } = columnNames(header, line, limits);
  const cells: string[][] = names.map(() => []);
  const lines: number[] = [];
  const misfits: Rejection[] = [];
  const maxRows = Math.min(limits.rows, Math.floor(limits.cells / names.length));

  return {
    add(rowLine, fields) {
      const texts = fields.map((field) => field.trim());
      if (texts.every((text) => text === '')) return;
      // Spreadsheets end rows with delimiters of columns that were deleted.
      while (texts.length > names.length && texts.at(-1) === '') texts.pop();
      if (texts.length !== names.length) {
        misfits.push(misfit(rowLine, texts.length, names.length));
        return;
      }
      if (lines.length + misfits.length >= maxRows) throw tooManyRows(maxRows, names.length);
      lines.push(rowLine);
      for (let column = 0; column < texts.length; column++) {
        const text = texts[column]!;
        if (text.length > limits.cellCharacters) throw cellTooLong(rowLine, names[column]!, text.length, limits);
        cells[column]!.push(text);
      }
    },
    refuse: (rejection) => void misfits.push(rejection),
    finish() {
      // A delimiter at the end of every line makes a last column without name and content.
      const used = names.map(
        (_, column) => !unnamed.includes(column + 1) || cells[column]!.some((text) => text !== ''),
      );
      return {
        names: names.filter((_, column) => used[column]),
        cells: cells.filter((_, column) => used[column]),
        lines,
        misfits,
        unnamed: unnamed.filter((position) => used[position - 1]),
      };
    },
  };
}

function columnNames(header: readonly string[], line: number, limits: TableLimits) {
  if (header.length > limits.columns) {
    throw new DomainError(
      'too-large',
      `Expected at most ${limits.columns} columns, found ${header.length} in line ${line}`,
      { limit: limits.columns, found: header.length },
    );
  }
  const given = header.map((name) => name.trim());
  if (given.every((name) => isMissing(name) || isPlainNumber(name))) {
    throw new DomainError(
      'table-unreadable',
      `Expected column names in line ${line}, found only numbers: put a line of names above the data, without a # before it`,
      { line, found: given.slice(0, 10) },
    );
  }
  const names = given.map((name, column) => (name === '' ? `column_${column + 1}` : name));
  const positions = new Map<string, number>();
  for (const [column, name] of names.entries()) {
    const earlier = positions.get(name);
    if (earlier !== undefined) {
      throw new DomainError(
        'column-duplicate',
        `Columns ${earlier} and ${column + 1} of line ${line} are both called ${JSON.stringify(name)}: rename one of them`,
        { name, positions: [earlier, column + 1], line },
      );
    }
    positions.set(name, column + 1);
  }
  return { names, unnamed: given.flatMap((name, column) => (name === '' ? [column + 1] : [])) };
}

function misfit(line: number, found: number, expected: number): Rejection {
  return {
    line,
    column: null,
    value: null,
    reason: `the row has ${found} fields, the header names ${expected} columns`,
  };
}

function tooManyRows(maxRows: number, columns: number): DomainError {
  return new DomainError(
    'too-large',
    `Expected at most ${maxRows} rows of ${columns} columns, found more: leave out rows or columns that are not needed`,
    { limit: maxRows, columns },
  );
}

function cellTooLong(line: number, column: string, found: number, limits: TableLimits): DomainError {
  return new DomainError(
    'too-large',
    `Expected at most ${limits.cellCharacters} characters in a cell, found ${found} in line ${line}, column ${JSON.stringify(column)}: perhaps a quotation mark is not closed`,
    { line, column, limit: limits.cellCharacters, found },
  );
}
