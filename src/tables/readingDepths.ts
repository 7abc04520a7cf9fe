/** How deep each reading of a series table was made: by a column, by the names of columns, or as given for all. */
import { DomainError } from '../core/errors.ts';
import { splitUnit } from './columnUnits.ts';
import { isMissing, isSentinel, parseNumber, whyNotNumber } from './numbers.ts';
import { reject } from './seriesCells.ts';
import { resolveDepths } from './seriesDepths.ts';
import type { SeriesTable } from './seriesCells.ts';
import type { DepthOptions, DepthUnit, ResolvedDepths } from './seriesDepths.ts';

export interface ReadingDepthOptions extends DepthOptions {
  /** Metres: depth of the values where no column or name says one; null where it must. */
  readonly depthM: number | null;
}

/**
 * Metres of a value by its row and column; negative above the ground, NaN where it has none.
 * @throws {DomainError} as `resolveDepths` does; 'invalid-input' where nothing says a depth
 */
export function readingDepths(
  table: SeriesTable,
  options: ReadingDepthOptions,
): { readonly resolved: ResolvedDepths; readonly depthOf: (row: number, column: number) => number } {
  const { raw, plan } = table;
  const { depth: name } = plan.roles;
  if (plan.layout === 'depths') {
    const cells = plan.values.map(({ column, depth }) => ({
      label: `column ${JSON.stringify(column)}`,
      value: depth!.value,
      unit: depth!.unit,
    }));
    const resolved = resolveDepths(cells, options);
    return { resolved, depthOf: (_, column) => resolved.depthsM[column]! };
  }
  if (name === undefined) {
    if (options.depthM === null) {
      throw new DomainError(
        'invalid-input',
        `No column or name says how deep ${plan.values
          .map(({ column }) => JSON.stringify(column))
          .slice(0, 3)
          .join(
            ', ',
          )} was measured: say by depthM, in metres (0 for the ground surface); air temperatures are not wanted here`,
        { columns: raw.names },
      );
    }
    const depthM = options.depthM;
    const resolved: ResolvedDepths = {
      depthsM: Float64Array.of(depthM),
      unit: { name: 'm', how: 'given' },
      sign: 'down',
    };
    return { resolved, depthOf: () => depthM };
  }
  return depthColumn(table, name, options);
}

function depthColumn(table: SeriesTable, name: string, options: ReadingDepthOptions) {
  const { raw, marks } = table;
  const at = raw.names.indexOf(name);
  const { unit } = splitUnit(name);
  const named = unit === 'm' || unit === 'cm' || unit === 'mm' ? unit : null;
  const rows: number[] = [];
  const cells: { label: string; value: number; unit: DepthUnit | null }[] = [];
  for (const [row, text] of raw.cells[at]!.entries()) {
    const value = parseNumber(text, marks[at]!);
    if (value === null || isSentinel(value)) {
      const reason = isMissing(text) || value !== null ? 'has no depth' : whyNotNumber(text, marks[at]!);
      reject(table, row, name, text, reason);
      continue;
    }
    rows.push(row);
    cells.push({ label: `${text} (line ${raw.lines[row]})`, value, unit: options.depthUnit === null ? named : null });
  }
  const resolved = resolveDepths(cells, options);
  const depths = new Float64Array(raw.lines.length).fill(Number.NaN);
  rows.forEach((row, i) => (depths[row] = resolved.depthsM[i]!));
  return { resolved, depthOf: (row: number) => depths[row]! };
}
