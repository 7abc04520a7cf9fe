/** Where climate stations are, from a table of their names and coordinates. */
import { DomainError } from '../../core/errors.ts';
import { columnOfRole, textsOf } from '../../tables/boreholeTable.ts';
import type { BoreholeTable } from '../../tables/boreholeTable.ts';
import type { Json } from '../../core/json.ts';
import type { ReadTable, ReadTableTask } from '../../../workers/readTable.ts';
import type { PlanContext } from '../process.ts';

export interface StationPosition {
  /** WGS 84 degrees. */
  readonly lat: number;
  readonly lon: number;
  /** As in the table; null where it has none. */
  readonly elevation: number | null;
}

/** How a table writes its coordinates: 29.67 or, as older yearbooks do, 29.40 for 29°40′. */
export type PositionFormat = 'decimal' | 'degrees.minutes';

/** @returns positions by station, and what the reader of the table warned of */
export async function readPositions(context: PlanContext, reference: string, format: PositionFormat) {
  const file = await context.library.resolve('boreholes', reference);
  const reading = { columns: {}, units: {}, ...file.reading };
  const task: ReadTableTask = { path: file.path, name: file.name, ...reading, wantsTable: true };
  const { table, intake } = await context.pool.run<ReadTable>('readTable', task, context.signal);
  if (table === null) throw new DomainError('internal', 'A table was asked for and not given');
  const minutes = intake.warnings.filter(({ code }) => format === 'decimal' || code !== 'coordinates-degrees-minutes');
  const account: Json = {
    format,
    rowsRejected: intake.rowsRejected,
    rejected: intake.rejected.slice(0, 20).map(({ line, column, value, reason }) => ({ line, column, value, reason })),
    warnings: minutes.map(({ message }) => message),
  };
  return { positions: stationPositions(table, format), account };
}

/**
 * Positions under every name of a station: all columns of names and numbers that stations are called by.
 * @throws {DomainError} 'column-missing' without coordinates or names; 'invalid-input' for minutes of 60 and more
 */
function stationPositions(table: BoreholeTable, format: PositionFormat): Map<string, StationPosition> {
  const lat = columnOfRole(table, 'lat');
  const lon = columnOfRole(table, 'lon');
  const elevation = columnOfRole(table, 'elevation');
  const names = table.columns.filter(
    ({ name, role, kind }) =>
      role !== 'lat' && role !== 'lon' && (kind === 'text' || role === 'id' || /name|id$/i.test(name)),
  );
  if (lat?.kind !== 'number' || lon?.kind !== 'number' || names.length === 0) {
    throw new DomainError(
      'column-missing',
      `Expected columns of names, latitude and longitude in the table of stations; found ${table.columns.map(({ name }) => name).join(', ')}`,
    );
  }
  const positions = new Map<string, StationPosition>();
  for (let row = 0; row < table.rowCount; row++) {
    const position = {
      lat: toDegrees(lat.values[row]!, format, table.lines[row]!),
      lon: toDegrees(lon.values[row]!, format, table.lines[row]!),
      elevation: elevation?.kind === 'number' && !Number.isNaN(elevation.values[row]!) ? elevation.values[row]! : null,
    };
    for (const { name } of names) {
      const label = textsOf(table, name)[row]!;
      if (label !== '' && !positions.has(label)) positions.set(label, position);
    }
  }
  return positions;
}

function toDegrees(written: number, format: PositionFormat, line: number): number {
  if (format === 'decimal') return written;
  const size = Math.abs(written);
  const degrees = Math.floor(size + 1e-9);
  // Two digits of minutes: the rest is rounding of the binary number.
  const minutes = Math.round((size - degrees) * 1e4) / 100;
  if (minutes >= 60) {
    throw new DomainError(
      'invalid-input',
      `Line ${line}: ${written} is not degrees.minutes, for it would have ${minutes} minutes`,
      { line },
    );
  }
  return Math.sign(written) * (degrees + minutes / 60);
}
