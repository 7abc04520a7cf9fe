/** Where the sites of a series table stand, if it says so. */
import { DomainError } from '../core/errors.ts';
import { coordinateFault, parseCoordinate } from './coordinates.ts';
import { isMissing, isSentinel, parseNumber } from './numbers.ts';
import { reject } from './seriesCells.ts';
import type { SeriesTable } from './seriesCells.ts';

export interface SitePlace {
  /** WGS 84 degrees; null where the table has none. */
  readonly position: { readonly lon: number; readonly lat: number } | null;
  readonly elevationM: number | null;
}

/** Two places further apart than this, in degrees (about 100 m), are two sites. */
const samePlaceDegrees = 1e-3;

interface Position {
  readonly lon: number;
  readonly lat: number;
}

/** Whether two positions, in degrees, are those of one site. */
export function isSamePlace(a: Position, b: Position): boolean {
  const turned = Math.abs(a.lon - b.lon) % 360;
  return Math.abs(a.lat - b.lat) <= samePlaceDegrees && Math.min(turned, 360 - turned) <= samePlaceDegrees;
}

/**
 * The first position and the first elevation that the rows of a site tell; an impossible position is rejected.
 * @throws {DomainError} 'invalid-input' where the rows of a site stand at places of their own
 */
export function sitePlace(
  table: SeriesTable,
  site: string,
  rows: readonly number[],
  geometry: { readonly lat: string; readonly lon: string } | null,
): SitePlace {
  const { raw, marks, plan } = table;
  const cell = (name: string | undefined, row: number) => {
    const at = name === undefined ? -1 : raw.names.indexOf(name);
    const text = at === -1 ? '' : raw.cells[at]![row]!;
    return { text: isMissing(text) ? '' : text, mark: marks[at] ?? null };
  };
  const told = plan.roles.lat ?? geometry?.lat ?? plan.roles.elevation;
  if (told === undefined) return { position: null, elevationM: null };
  let position: { lon: number; lat: number; line: number } | null = null;
  let elevationM: number | null = null;
  for (const row of rows) {
    const lat = cell(plan.roles.lat ?? geometry?.lat, row);
    const lon = cell(plan.roles.lon ?? geometry?.lon, row);
    const elevation = cell(plan.roles.elevation, row);
    elevationM ??= parseNumber(elevation.text, elevation.mark);
    if (lat.text === '' || lon.text === '') continue;
    const degrees = {
      lat: parseCoordinate(lat.text, 'lat', lat.mark),
      lon: parseCoordinate(lon.text, 'lon', lon.mark),
    };
    const fault = coordinateFault({ ...lat, degrees: degrees.lat }, { ...lon, degrees: degrees.lon });
    if (fault !== null) {
      const name = plan.roles[fault.axis] ?? fault.axis;
      reject(table, row, name, fault.axis === 'lat' ? lat.text : lon.text, `the place is not known: ${fault.reason}`);
      break;
    }
    position ??= { ...degrees, line: raw.lines[row]! };
    if (!isSamePlace(position, degrees)) throw twoPlaces(site, position.line, raw.lines[row]!);
  }
  return {
    position: position === null ? null : { lon: position.lon, lat: position.lat },
    elevationM: elevationM !== null && !isSentinel(elevationM) ? elevationM : null,
  };
}

function twoPlaces(site: string, line: number, other: number): DomainError {
  return new DomainError(
    'invalid-input',
    `Site ${JSON.stringify(site)} stands at two places (lines ${line} and ${other}): two sites of one name need names of their own, or a column of ids as columns={"site":"…"}`,
    { site, lines: [line, other] },
  );
}
