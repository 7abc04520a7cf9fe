/** A table of places beside a table of series: which of its rows stands for which site. */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { columnOfRole } from './boreholeTable.ts';
import { isSamePlace } from './sitePlaces.ts';
import type { BoreholeTable, TableColumn } from './boreholeTable.ts';
import type { SiteReadings } from './series.ts';

/**
 * The sites with the positions and elevations of a table, found by its id, name or place column; capitals and spaces
 * around do not count. What the series say themselves wins where the table is silent only.
 * @returns the sites, and in words those that the table does not have
 * @throws {DomainError} 'column-missing' where the table has no names or no coordinates; 'invalid-input' where a name
 * stands at two places
 */
export function placeSites(
  sites: readonly SiteReadings[],
  table: BoreholeTable,
): { readonly sites: readonly SiteReadings[]; readonly notFound: readonly string[] } {
  const lat = columnOfRole(table, 'lat');
  const lon = columnOfRole(table, 'lon');
  const elevation = columnOfRole(table, 'elevation');
  const names = (['id', 'name', 'location'] as const).flatMap((role) => columnOfRole(table, role) ?? []);
  if (lat?.kind !== 'number' || lon?.kind !== 'number' || names.length === 0) {
    throw new DomainError(
      'column-missing',
      'The table of sites needs columns of latitude, longitude and of an id or a name, such as columns={"lat":"Y","lon":"X","name":"station"}',
      { columns: table.columns.map(({ name }) => name) },
    );
  }
  const places = Array.from(lat.values, (degrees, row) => ({ lat: degrees, lon: lon.values[row]! }));
  const rows = rowsByName(names, places, table.lines);
  const notFound: string[] = [];
  const placed = sites.map((site) => {
    const row = rows.get(keyOf(site.site));
    if (row === undefined) {
      notFound.push(absence(site.site, names, notFound.length));
      return site;
    }
    const elevationM = elevation?.kind === 'number' ? elevation.values[row]! : Number.NaN;
    return { ...site, position: places[row]!, elevationM: Number.isNaN(elevationM) ? site.elevationM : elevationM };
  });
  return { sites: placed, notFound };
}

function rowsByName(
  names: readonly TableColumn[],
  places: readonly { readonly lon: number; readonly lat: number }[],
  lines: Int32Array,
): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const column of names) {
    for (const [row, value] of Array.from(column.values, String).entries()) {
      const key = keyOf(value);
      const earlier = rows.get(key);
      if (key === '') continue;
      if (earlier === undefined) rows.set(key, row);
      else if (!isSamePlace(places[earlier]!, places[row]!)) throw twice(value, lines, earlier, row);
    }
  }
  return rows;
}

/** Names that are searched for the nearest, of which each costs as much as it is long. */
const mostHints = 20;

function absence(site: string, names: readonly TableColumn[], earlier: number): string {
  const words = `${JSON.stringify(site)} is not in the table of sites`;
  if (earlier >= mostHints) return words;
  const known = names.flatMap((column) => Array.from(column.values, String));
  return `${words}; the nearest is ${JSON.stringify(nearestName(site, known))}`;
}

function keyOf(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

function twice(name: string, lines: Int32Array, a: number, b: number): DomainError {
  return new DomainError(
    'invalid-input',
    `The table of sites has ${JSON.stringify(name)} at two places (lines ${lines[a]} and ${lines[b]}): leave one out, or name the sites by a column of ids`,
    { site: name, lines: [lines[a], lines[b]] },
  );
}
