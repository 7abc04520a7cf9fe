/** A file of any format as one kind of raw table, with what the format says about it. */
import { DomainError } from '../core/errors.ts';
import { readDelimited } from './delimited.ts';
import { decodeText } from './encoding.ts';
import { readGeoJson } from './geojson.ts';
import { sniffFormat } from './sniff.ts';
import { readSpreadsheet } from './spreadsheet.ts';
import { firstOf } from './intakeReport.ts';
import type { Delimiter } from './delimited.ts';
import type { IntakeWarning } from './intakeReport.ts';
import type { TableLimits } from './limits.ts';
import type { MarkHint } from './numbers.ts';
import type { RawTable } from './rawTable.ts';
import type { TableFormat } from './sniff.ts';

export interface SourceOptions {
  readonly encoding?: string;
  readonly delimiter?: Delimiter;
  readonly sheet?: string;
}

export interface TableSource {
  readonly raw: RawTable;
  readonly format: TableFormat;
  readonly encoding: string | null;
  readonly delimiter: Delimiter | null;
  readonly sheet: string | null;
  /** The columns made of GeoJSON positions. */
  readonly geometry: { readonly lat: string; readonly lon: string } | null;
  readonly markHint: MarkHint;
  readonly warnings: readonly IntakeWarning[];
}

/** @throws {DomainError} as the reader of the format does, and 'too-large' */
export function readSource(bytes: Uint8Array, options: SourceOptions, limits: TableLimits): TableSource {
  if (bytes.length > limits.bytes) {
    throw new DomainError('too-large', `Expected a table of at most ${limits.bytes} bytes, found ${bytes.length}`, {
      limit: limits.bytes,
      found: bytes.length,
    });
  }
  const format = sniffFormat(bytes);
  if (format === 'csv') return delimitedSource(bytes, options, limits);
  if (format === 'geojson') return geoJsonSource(bytes, options, limits);
  return workbookSource(bytes, format, options, limits);
}

function delimitedSource(bytes: Uint8Array, options: SourceOptions, limits: TableLimits): TableSource {
  const { text, encoding } = decodeText(bytes, options.encoding);
  const { raw, titleLines, delimiter, commentLines } = readDelimited(text, limits, options.delimiter);
  const comments: IntakeWarning = {
    code: 'comment-lines',
    message: `${commentLines.length} lines start with # and were passed over as comments: ${firstOf(commentLines)}`,
  };
  return {
    raw,
    format: 'csv',
    encoding,
    delimiter,
    sheet: null,
    geometry: null,
    markHint: delimiter === ';' ? 'comma-is-free' : null,
    warnings: [...(commentLines.length > 0 ? [comments] : []), ...titleWarnings(titleLines)],
  };
}

function geoJsonSource(bytes: Uint8Array, options: SourceOptions, limits: TableLimits): TableSource {
  const { text, encoding } = decodeText(bytes, options.encoding);
  const { raw, lat, lon, withElevation } = readGeoJson(text, limits);
  const ignored: IntakeWarning = {
    code: 'elevation-ignored',
    message: `${withElevation} points have a third coordinate, which was not taken up: give elevations as a property`,
  };
  return {
    raw,
    format: 'geojson',
    encoding,
    delimiter: null,
    sheet: null,
    geometry: { lat, lon },
    markHint: 'typed-numbers',
    warnings: withElevation > 0 ? [ignored] : [],
  };
}

function workbookSource(
  bytes: Uint8Array,
  format: 'xlsx' | 'xls' | 'ods',
  options: SourceOptions,
  limits: TableLimits,
): TableSource {
  const { raw, titleLines, sheet, otherSheets } = readSpreadsheet(bytes, format, limits, options.sheet);
  const others: IntakeWarning = {
    code: 'other-sheets',
    message: `Sheet ${JSON.stringify(sheet)} was read; the workbook also has ${firstOf(otherSheets)}`,
  };
  return {
    raw,
    format,
    encoding: null,
    delimiter: null,
    sheet,
    geometry: null,
    markHint: 'typed-numbers',
    warnings: [...(otherSheets.length > 0 ? [others] : []), ...titleWarnings(titleLines)],
  };
}

function titleWarnings(lines: readonly number[]): readonly IntakeWarning[] {
  if (lines.length === 0) return [];
  const message = `${lines.length} lines above the names of the columns hold one text and were passed over as titles: ${firstOf(lines)}`;
  return [{ code: 'title-lines', message }];
}
