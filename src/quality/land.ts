/** Stations that lie where no borehole can be, or in another country than they should. */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { distanceToM, loadCountries } from './countries.ts';
import { kilometres } from './repeats.ts';
import type { Country } from './countries.ts';
import type { Flag } from './flag.ts';
import type { StationTable } from './stationTable.ts';

/** The coast of the map is good to about a kilometre, and so are coordinates of two decimals. */
const toleranceM = 3000;

export interface Placed {
  readonly flags: readonly Flag[];
  /** Stations by country, the most first; null for those at sea. */
  readonly countries: readonly { readonly country: string | null; readonly stations: number }[];
}

/**
 * @param wanted name of the country that all stations should lie in, as Natural Earth writes it; null for any
 * @throws {DomainError} 'invalid-input' for a name that no country has
 */
export async function findMisplacedOnMap({ table, positions }: StationTable, wanted: string | null): Promise<Placed> {
  if (positions === null && wanted === null) return { flags: [], countries: [] };
  const { all, find } = await loadCountries();
  const named = wanted === null ? null : countryNamed(all, wanted);
  if (positions === null) return { flags: [], countries: [] };
  const counts = new Map<string | null, number>();
  const flags: Flag[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    const [latDeg, lonDeg] = [positions.lat[row]!, positions.lon[row]!];
    const country = find(lonDeg, latDeg);
    counts.set(country?.name ?? null, (counts.get(country?.name ?? null) ?? 0) + 1);
    const flag = judge(row, country, named, (countries) => distanceToM(countries ?? all, lonDeg, latDeg));
    if (flag !== null) flags.push(flag);
  }
  const countries = [...counts].map(([country, stations]) => ({ country, stations }));
  return { flags, countries: countries.toSorted((a, b) => b.stations - a.stations) };
}

function judge(
  row: number,
  country: Country | null,
  named: Country | null,
  distance: (countries: readonly Country[] | null) => number,
): Flag | null {
  if (country === null) {
    const awayM = distance(null);
    if (awayM > toleranceM) {
      return { row, check: 'at-sea', reason: `Lies at sea, ${kilometres(awayM)} from land`, suggestions: [] };
    }
  }
  if (named === null || country === named) return null;
  const awayM = distance([named]);
  if (awayM <= toleranceM) return null;
  const where = country === null ? 'at sea' : `in ${country.name}`;
  const reason = `Lies ${where}, ${kilometres(awayM)} outside ${named.name}`;
  return { row, check: 'outside-country', reason, suggestions: [] };
}

function countryNamed(all: readonly Country[], wanted: string): Country {
  const found = all.find(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase());
  if (found !== undefined) return found;
  const names = all.map(({ name }) => name);
  throw new DomainError(
    'invalid-input',
    `There is no country ${JSON.stringify(wanted)} on the map; the nearest name is ${nearestName(wanted, names)}`,
    { errors: [{ pointer: '/country', detail: 'is no country of the map' }] },
  );
}
