/** Tables of results as CSV (RFC 4180), the same bytes for the same values. */
import { DomainError } from '../core/errors.ts';

export type CsvValue = string | number | null;

/**
 * Comma, CRLF, UTF-8 without a byte order mark. A number is written with the fewest digits that read back as the same
 * double; null and NaN are empty cells. A text that a spreadsheet would run as a formula (it begins with = + - @, a tab
 * or a carriage return and is no number) gets an apostrophe in front: opening a stranger's station names must not run them.
 * @throws {DomainError} 'internal' for an infinite number or a row of another length than the header
 */
export function writeCsv(columns: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  const lines = [columns.map(csvCell).join(',')];
  for (const row of rows) {
    if (row.length !== columns.length) {
      throw new DomainError(
        'internal',
        `Expected ${columns.length} values in row ${lines.length}, found ${row.length}`,
      );
    }
    lines.push(row.map(csvCell).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return quoted(withoutFormula(value));
  if (Number.isNaN(value)) return '';
  if (Number.isFinite(value)) return String(value);
  throw new DomainError('internal', `Expected a finite number for a CSV cell, found ${value}`);
}

function withoutFormula(text: string): string {
  const number = text.trim() !== '' && Number.isFinite(Number(text));
  return /^[=+\-@\t\r]/.test(text) && !number ? `'${text}` : text;
}

/** A # is quoted too, since a line that starts with it reads as a comment. */
function quoted(text: string): string {
  return /[",\r\n#]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A computed number for a table: eight significant digits, without the noise of binary fractions. */
export function shortened(value: number): number {
  return Number(value.toPrecision(8));
}
