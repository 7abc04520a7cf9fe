/** Where the sites of a series table stand, if it says so. */
import { DomainError } from '../core/errors.ts';
import { isMissing, isSentinel, parseNumber } from './numbers.ts';
import { readPositions } from './positions.ts';
import { reject } from './seriesCells.ts';
import type { CoordinateCells, Position } from './positions.ts';
import type { SeriesTable } from './seriesCells.ts';

export interface SitePlace {
  /** WGS 84 degrees; null where the table has none. */
  readonly position: Position | null;
  readonly elevationM: number | null;
}

/** Two places further apart than this, in degrees (about 100 m), are two sites. */
const samePlaceDegrees = 1e-3;

/** Whether two positions, in degrees, are those of one site. */
export function isSamePlace(a: Position, b: Position): boolean {
  const turned = Math.abs(a.lon - b.lon) % 360;
  return Math.abs(a.lat - b.lat) <= samePlaceDegrees && Math.min(turned, 360 - turned) <= samePlaceDegrees;
}

export interface Places {
  /**
   * The first position and the first elevation that the rows of a site tell; an impossible position is rejected.
   * @throws {DomainError} 'invalid-input' where the rows of a site stand at places of their own
   */
  of(site: string, rows: readonly number[]): SitePlace;
  readonly warnings: readonly string[];
}

/** @param geometry the columns of positions that the format itself has, as GeoJSON does */
export function readPlaces(
  table: SeriesTable,
  geometry: { readonly lat: string; readonly lon: string } | null,
): Places {
  const { raw, plan } = table;
  const named = { lat: plan.roles.lat ?? geometry?.lat, lon: plan.roles.lon ?? geometry?.lon };
  const cells = { lat: cellsOf(table, named.lat), lon: cellsOf(table, named.lon) };
  const elevations = cellsOf(table, plan.roles.elevation);
  const positions = cells.lat === null || cells.lon === null ? null : readPositions(cells.lat, cells.lon, raw.lines);
  return {
    warnings: positions?.warnings ?? [],
    of(site, rows) {
      let position: (Position & { readonly line: number }) | null = null;
      let elevationM: number | null = null;
      for (const row of rows) {
        if (elevations !== null) elevationM ??= parseNumber(elevations.texts[row]!, elevations.mark);
        const here = positions?.at(row) ?? null;
        if (here === null) continue;
        if ('fault' in here) {
          const { axis, fault } = here;
          reject(table, row, named[axis]!, cells[axis]!.texts[row]!, `the place is not known: ${fault}`);
          break;
        }
        position ??= { ...here, line: raw.lines[row]! };
        if (!isSamePlace(position, here)) throw twoPlaces(site, position.line, raw.lines[row]!);
      }
      return {
        position: position === null ? null : { lon: position.lon, lat: position.lat },
        elevationM: elevationM !== null && !isSentinel(elevationM) ? elevationM : null,
      };
    },
  };
}

function cellsOf({ raw, marks }: SeriesTable, name: string | undefined): CoordinateCells | null {
  if (name === undefined) return null;
  const at = raw.names.indexOf(name);
  return { texts: raw.cells[at]!.map((text) => (isMissing(text) ? '' : text)), mark: marks[at]! };
}

function twoPlaces(site: string, line: number, other: number): DomainError {
  return new DomainError(
    'invalid-input',
    `Site ${JSON.stringify(site)} stands at two places (lines ${line} and ${other}): two sites of one name need names of their own, or a column of ids as columns={"site":"…"}`,
    { site, lines: [line, other] },
  );
}
