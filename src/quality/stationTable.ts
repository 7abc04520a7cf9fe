/** What the checks look at: the accepted rows of a borehole table by their meaning. */
import { columnOfRole } from '../tables/boreholeTable.ts';
import type { BoreholeTable } from '../tables/boreholeTable.ts';
import type { ColumnRole } from '../tables/columnRoles.ts';

export interface StationTable {
  readonly table: BoreholeTable;
  /** WGS 84 degrees with the names of their columns; null where the table has no coordinates. */
  readonly positions: {
    readonly lat: Float64Array;
    readonly lon: Float64Array;
    readonly latColumn: string;
    readonly lonColumn: string;
  } | null;
  /** m; NaN where a station has none, null without such a column. */
  readonly elevations: Float64Array | null;
  /** What a person calls each row; '' where it has no name. */
  readonly labels: readonly string[];
}

export function stationTable(table: BoreholeTable): StationTable {
  const lat = columnOfRole(table, 'lat');
  const lon = columnOfRole(table, 'lon');
  const label = columnOfRole(table, 'name') ?? columnOfRole(table, 'id');
  return {
    table,
    positions:
      lat?.kind === 'number' && lon?.kind === 'number'
        ? { lat: lat.values, lon: lon.values, latColumn: lat.name, lonColumn: lon.name }
        : null,
    elevations: numbersOfRole(table, 'elevation'),
    labels: Array.from({ length: table.rowCount }, (_, row) => String(label?.values[row] ?? '')),
  };
}

/** null without such a column of numbers. */
export function numbersOfRole(table: BoreholeTable, role: ColumnRole): Float64Array | null {
  const column = columnOfRole(table, role);
  return column?.kind === 'number' ? column.values : null;
}
