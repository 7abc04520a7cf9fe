/** The ice contents that a request gives: by a table, or by a raster per layer. */
import { readFile } from 'node:fs/promises';
import { DomainError } from '../../core/errors.ts';
import { guessedIce } from '../../physics/ice/iceGuesses.ts';
import { readIceLayers } from '../../physics/ice/iceLayers.ts';
import { readIceTable } from '../../tables/iceTable.ts';
import { refused } from '../rasters/cellParameter.ts';
import type { IceStratum } from '../../physics/ice/iceLayers.ts';
import type { GroundIceInputs } from './groundIceInputs.ts';
import type { Library, LibraryFile } from '../library.ts';

export interface IceContents {
  readonly strata: readonly IceStratum[];
  /** Where they come from, for the summary. */
  readonly source: string;
  readonly warnings: readonly string[];
}

/** @throws {DomainError} as `readIceTable` and `readIceLayers`; 'invalid-input' where there is nothing to be computed */
export async function readIceContents(
  library: Library,
  table: NonNullable<GroundIceInputs['table']>,
  given: Pick<GroundIceInputs, 'gaps' | 'additionalThawM'>,
): Promise<IceContents> {
  const found = await strataOf(library, table, given.gaps);
  const silent = found.strata.find(({ excess }) => excess === null);
  if (given.additionalThawM !== null && silent !== undefined) {
    throw refused(
      '/additionalThawM',
      `settlement needs thawedDryDensityKgM3 with dryDensityKgM3, or settledPorosity, in every row of the table; ${silent.unit}, ${silent.layer} has neither`,
    );
  }
  return found;
}

async function strataOf(
  library: Library,
  table: NonNullable<GroundIceInputs['table']>,
  gaps: GroundIceInputs['gaps'],
): Promise<IceContents> {
  if (typeof table === 'string') {
    const file = await library.resolve('boreholes', table);
    requireOwnNames(file);
    const { rows, lines, otherColumns } = readIceTable(await readFile(file.path), {
      ...file.reading,
      fileName: file.name,
    });
    const { layers, warnings } = readIceLayers(rows, { gaps, nameOf: (row) => `${file.name}, line ${lines[row]}` });
    const passed = otherColumns.length === 0 ? [] : [`${file.name}: columns passed over: ${otherColumns.join(', ')}`];
    return { strata: layers, source: file.name, warnings: [...passed, ...warnings] };
  }
  if (Array.isArray(table)) {
    const { layers, warnings } = readIceLayers(table, { gaps, nameOf: (row) => `/table/${row}` });
    return { strata: layers, source: 'rows of the request', warnings };
  }
  const source = 'guesses of engineers for the Qinghai–Tibet Plateau, not measured';
  return { strata: guessedIce, source, warnings: [`The ice contents are ${source}`] };
}

/** @throws {DomainError} 'invalid-input' for roles and units of columns, which would be passed over */
function requireOwnNames({ name, reading }: LibraryFile): void {
  if (Object.keys({ ...reading?.columns, ...reading?.units }).length === 0) return;
  throw refused(
    '/table',
    `${name} is read by the names of its columns, which say their unit: rename them, as topM or dryDensityKgM3, in place of a map of columns or units`,
  );
}

/** @throws {DomainError} 'invalid-input' unless exactly one of them is given */
export function requireOneContent({ table, iceRasters }: Pick<GroundIceInputs, 'table' | 'iceRasters'>): void {
  if ((table === null) !== (iceRasters === null)) return;
  const found = table === null ? 'neither' : 'both';
  throw new DomainError('invalid-input', `Expected table or iceRasters, one of them, found ${found}`, {
    errors: [{ pointer: '/table', detail: `expected table or iceRasters, found ${found}` }],
  });
}
