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
    return `${margin}${key}:\n${indent(inner, `${margin}  `)}`;
  });
  const more = entries.length - shown.length;
  return shown.join('') + (more > 0 ? `${margin}… ${more} more\n` : '');
}

/** A row of a matrix, such as a confusion, is read across. */
function isNumbers(value: Json): value is readonly (number | null)[] {
  return Array.isArray(value) && value.every((item) => item === null || typeof item === 'number');
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
