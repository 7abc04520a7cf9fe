/** CSV and its kin: the delimiter is found by counting, rows keep the line they start in. */
import { parse } from 'csv-parse/sync';
import { DomainError } from '../core/errors.ts';
import { headedTableReader } from './headedTable.ts';
import type { HeadedTable } from './headedTable.ts';
import type { TableLimits } from './limits.ts';

export const delimiters = [',', ';', '\t', '|'] as const;

export type Delimiter = (typeof delimiters)[number];

export interface DelimitedTable extends HeadedTable {
  readonly delimiter: Delimiter;
  /** Lines that start with # and were passed over, from 1. */
  readonly commentLines: readonly number[];
}

/**
 * Reads RFC 4180 text with any line ends. Lines that start with # are comments; a first line `sep=;`, as Excel
 * writes it, names the delimiter.
 * @throws {DomainError} 'table-unreadable' where no delimiter fits or a quotation mark is never closed; 'no-rows' for
 * a file without a header
 */
export function readDelimited(source: string, limits: TableLimits, given?: Delimiter): DelimitedTable {
  const text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  const hint = /^sep=([,;\t|])\n/i.exec(text);
  const named = delimiters.find((delimiter) => delimiter === hint?.[1]);
  const delimiter = given ?? named ?? findDelimiter(text);
  const body = hint === null ? text : text.slice(hint[0].length);
  const linesBefore = hint === null ? 0 : 1;
  const reader = headedTableReader(limits);
  eachRecord(body, delimiter, (fields, line) => reader.add(line + linesBefore, fields));
  const table = reader.finish();
  if (table === null) throw new DomainError('no-rows', 'Expected a line of column names, found only blank lines');
  return { ...table, delimiter, commentLines: commentLines(text) };
}

function eachRecord(text: string, delimiter: Delimiter, take: (fields: string[], line: number) => void): void {
  let line = 1;
  try {
    parse(text, {
      delimiter,
      record_delimiter: '\n',
      comment: '#',
      comment_no_infix: true,
      relax_column_count: true,
      relax_quotes: true, // 68°30'15"N has a quotation mark inside an unquoted field
      skip_empty_lines: true,
      max_record_size: 16_000_000,
      on_record: (fields: string[], { lines }) => {
        line = lines + 1;
        take(fields, lines - lineBreaks(fields));
        return null; // collected already: 200,000 rows a second time would double the memory
      },
    });
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError(
      'table-unreadable',
      `Expected rows of fields; from line ${line} on a quotation mark is opened and not closed`,
      { line },
      { cause: error },
    );
  }
}

function lineBreaks(fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) {
    for (let at = field.indexOf('\n'); at !== -1; at = field.indexOf('\n', at + 1)) count++;
  }
  return count;
}

/**
 * The delimiter that cuts most of the first lines into as many fields as the header has; the more the better. The
 * header is the first line that any of them cuts: what stands above is a title.
 */
function findDelimiter(text: string): Delimiter {
  // To the end of a line: a header of thousands of columns is longer than that.
  const sampleEnd = text.indexOf('\n', 65_536);
  const sample = sampleEnd === -1 ? text : text.slice(0, sampleEnd + 1);
  const counted = delimiters.map((delimiter) => ({ delimiter, counts: fieldCounts(sample, delimiter) }));
  const firstCuts = counted.map(({ counts }) => counts.findIndex((count) => count > 1)).filter((line) => line >= 0);
  const headerAt = Math.min(...firstCuts);
  let best: { delimiter: Delimiter; share: number; fields: number } | null = null;
  for (const { delimiter, counts } of counted) {
    const [header, ...rows] = counts.slice(headerAt);
    if (header === undefined || header < 2) continue;
    const share = rows.length === 0 ? 1 : rows.filter((count) => count === header).length / rows.length;
    const better = best === null || share > best.share || (share === best.share && header > best.fields);
    if (better) best = { delimiter, share, fields: header };
  }
  if (best !== null) return best.delimiter;
  const firstLine = sample.split('\n', 1)[0]!.slice(0, 80);
  throw new DomainError(
    'table-unreadable',
    `Expected columns separated by a comma, semicolon, tab or bar; the first line has none of them: ${JSON.stringify(firstLine)}`,
    { firstLine },
  );
}

/** Fields per line for the first 50 lines that are neither blank nor comments; a quoted field may span lines. */
function fieldCounts(sample: string, delimiter: Delimiter): number[] {
  const counts: number[] = [];
  let fields = 1;
  let quoted = false;
  let lineStart = 0;
  for (let i = 0; i < sample.length && counts.length < 50; i++) {
    const character = sample[i];
    const fieldStart = i === lineStart || sample[i - 1] === delimiter;
    if (character === '"' && (quoted || fieldStart)) quoted = !quoted;
    else if (quoted) continue;
    else if (character === delimiter) fields++;
    else if (character === '\n') {
      if (i > lineStart && sample[lineStart] !== '#') counts.push(fields);
      fields = 1;
      lineStart = i + 1;
    }
  }
  // The last line of a text without a line end.
  const unfinished = lineStart < sample.length && counts.length < 50;
  if (unfinished && sample[lineStart] !== '#') counts.push(fields);
  return counts;
}

/** A # inside a quoted field that spans lines is counted too: the list is for a warning only. */
function commentLines(text: string): number[] {
  if (!text.includes('#')) return [];
  return text.split('\n').flatMap((line, index) => (line.startsWith('#') ? [index + 1] : []));
}
