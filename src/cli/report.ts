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

/** Nested values as indented lines; long lists are cut, as the written files hold them whole. */
function indent(value: Json, margin: string): string {
  if (typeof value !== 'object' || value === null) return `${margin}${text(value)}\n`;
  const longest = 12;
  const entries = Object.entries(value);
  const shown = entries.slice(0, longest).map(([key, inner]) => {
    if (typeof inner !== 'object' || inner === null) return `${margin}${key}: ${text(inner)}\n`;
    if (Object.keys(inner).length === 0) return `${margin}${key}: none\n`;
    return `${margin}${key}:\n${indent(inner, `${margin}  `)}`;
  });
  const more = entries.length - shown.length;
  return shown.join('') + (more > 0 ? `${margin}… ${more} more\n` : '');
}

function text(value: Json): string {
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
}
