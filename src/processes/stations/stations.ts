/** The stations of a borehole dataset as a process needs them: read, with their target, places and positions. */
import { DomainError } from '../../core/errors.ts';
import { columnOfRole, numbersOf } from '../../tables/boreholeTable.ts';
import { locationGroups } from '../../tables/places.ts';
import { classColumn } from '../training/classColumn.ts';
import type { BoreholeTable } from '../../tables/boreholeTable.ts';
import { firstOf } from '../../tables/intakeReport.ts';
import type { IntakeReport, Rejection } from '../../tables/intakeReport.ts';
import type { PlanContext } from '../process.ts';
import type { ReadTable, ReadTableTask } from '../../../workers/readTable.ts';
import type { LibraryFile } from '../library.ts';

export interface StationRows {
  readonly table: BoreholeTable;
  /** WGS 84 degrees; null where the table has no coordinates. */
  readonly positions: { readonly lon: Float64Array; readonly lat: Float64Array } | null;
  /** Elevation column, NaN where a station has none; null where the table has no such column. */
  readonly elevations: Float64Array | null;
  /** Number of each row's place; null where the table says nothing of places. */
  readonly places: Int32Array | null;
  /** Rows that the reader refused. */
  readonly rejected: readonly Rejection[];
  /** What the reader took for something else than it may be, such as degrees.minutes for decimal degrees. */
  readonly warnings: readonly string[];
  /** What a person calls the row: its name or id, else empty. */
  readonly labels: readonly string[];
}

export interface Stations extends StationRows {
  /** Length rowCount: numbers, or numbers of `classes`; NaN where a station has no value. */
  readonly target: Float64Array;
  /** Labels of the target's classes; null where it is a number. */
  readonly classes: readonly string[] | null;
}

/** null: classification for a column of texts, regression for one of numbers. */
export type TrainingTask = 'regression' | 'classification' | null;

/**
 * @throws {DomainError} as the table reader does; 'column-missing' for the target, 'invalid-input' where it does not suit
 *   the task
 */
export async function readStations(
  context: PlanContext,
  file: LibraryFile,
  target: { readonly column: string; readonly task: TrainingTask },
): Promise<Stations> {
  const rows = await readStationRows(context, file);
  return { ...rows, ...targetOf(rows.table, target.column, target.task) };
}

/** @throws {DomainError} as the table reader does; 'invalid-input' for series of readings */
export async function readStationRows(context: PlanContext, file: LibraryFile): Promise<StationRows> {
  if (file.reading?.content === 'series') {
    throw new DomainError(
      'invalid-input',
      `Dataset ${file.name} holds series of readings, not a row per station: sum it up by summarise-boreholes, and give the stations that it makes`,
    );
  }
  const task: ReadTableTask = {
    path: file.path,
    name: file.name,
    columns: {},
    units: {},
    ...file.reading,
    wantsTable: true,
  };
  const { table, intake } = await context.pool.run<ReadTable>('readTable', task, context.signal);
  if (table === null) throw new DomainError('internal', 'A table was asked for and not given');
  const lon = columnOfRole(table, 'lon');
  const lat = columnOfRole(table, 'lat');
  const elevation = columnOfRole(table, 'elevation');
  const label = columnOfRole(table, 'name') ?? columnOfRole(table, 'id');
  return {
    table,
    positions: lon?.kind === 'number' && lat?.kind === 'number' ? { lon: lon.values, lat: lat.values } : null,
    elevations: elevation?.kind === 'number' ? elevation.values : null,
    places: locationGroups(table),
    rejected: intake.rejected,
    // Who needs coordinates refuses a table without.
    warnings: [
      ...intake.warnings.flatMap(({ code, message }) =>
        code === 'no-coordinates' ? [] : [`${file.name}: ${message}`],
      ),
      ...repeatedRows(intake.duplicates.rows).map((message) => `${file.name}: ${message}`),
    ],
    labels: Array.from({ length: table.rowCount }, (_, row) => String(label?.values[row] ?? '')),
  };
}

/** All rows of a repetition stay in the table, where each has its weight. */
function repeatedRows({ count, listed }: IntakeReport['duplicates']['rows']): readonly string[] {
  const [first] = listed;
  if (first === undefined) return [];
  const what = count === 1 ? 'row is repeated' : 'rows are repeated';
  return [
    `${count} ${what} word for word, first in lines ${firstOf(first.lines)}; every one of them counts. check-boreholes lists them and writes the edits that leave the copies out`,
  ];
}

function targetOf(table: BoreholeTable, column: string, task: TrainingTask): Pick<Stations, 'target' | 'classes'> {
  const isText = table.columns.some(({ name, kind }) => name === column && kind === 'text');
  const classes = task === 'classification' || (task === null && isText);
  if (!classes) return { target: numbersOf(table, column), classes: null };
  const { labels, numbers } = classColumn(table, column);
  return { target: numbers, classes: labels };
}
