/** What a command prints when it has ended. */
import type { RunReport } from './runProcess.ts';
import type { Json } from '../core/json.ts';

export function printReport(report: RunReport, asJson: boolean): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ ...report.values, files: report.files })}\n`);
    return;
  }
  for (const [id, value] of Object.entries(report.values)) {
    process.stdout.write(`${id}\n${indent(value, '  ')}`);
  }
  for (const [id, path] of Object.entries(report.files)) process.stdout.write(`${id}: ${path}\n`);
}

/** Every text under `warnings`, at any depth of the values: what a person should look at, however long the report is. */
export function warningsIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'warnings' && Array.isArray(inner) ? inner.filter((item) => typeof item === 'string') : warningsIn(inner),
  );
}

/** Most entries of a list: the written files hold all. */
const longest = 12;

/** Nested values as indented lines, lists of numbers on one. */
function indent(value: Json, margin: string): string {
  if (typeof value !== 'object' || value === null) return `${margin}${text(value)}\n`;
  const entries = Object.entries(value);
  const shown = entries.slice(0, longest).map(([key, inner]) => {
    if (typeof inner !== 'object' || inner === null) return `${margin}${key}: ${text(inner)}\n`;
    if (Object.keys(inner).length === 0) return `${margin}${key}: none\n`;
    if (isNumbers(inner)) return `${margin}${key}: ${numbersInLine(inner)}\n`;
    if (Array.isArray(value) && isFlat(inner)) return `${margin}${key}: ${recordInLine(inner)}\n`;
    return `${margin}${key}:\n${indent(inner, `${margin}  `)}`;
  });
  const more = entries.length - shown.length;
  return shown.join('') + (more > 0 ? `${margin}… ${more} more\n` : '');
}

/** A row of a matrix, such as a confusion, is read across. */
function isNumbers(value: Json): value is readonly (number | null)[] {
  return Array.isArray(value) && value.every((item) => item === null || typeof item === 'number');
}

/** A record among others, such as a station that was left out, is read across too. */
function isFlat(value: Json & object): value is Readonly<Record<string, string | number | boolean | null>> {
  return !Array.isArray(value) && Object.values(value).every((item) => typeof item !== 'object' || item === null);
}

function recordInLine(record: Readonly<Record<string, string | number | boolean | null>>): string {
  const told = Object.entries(record).filter(([, item]) => item !== '' && item !== null);
  return told.map(([key, item]) => `${key} ${text(item)}`).join(', ');
}

function numbersInLine(values: readonly (number | null)[]): string {
  const more = values.length - longest;
  const shown = values.slice(0, longest).map(text).join(', ');
  return more > 0 ? `${shown}, … ${more} more` : shown;
}

function text(value: Json): string {
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
}
