/** Stations that stand twice in a table, or beside each other. */
import { chordToM, squaredChord, unitVectors } from '../core/sphere.ts';
import { nearestNeighbours } from '../forest/residuals/neighbours.ts';
import { positionKey } from '../tables/places.ts';
import type { Flag } from './flag.ts';
import type { StationTable } from './stationTable.ts';

/** Within the first they are one place, within the second they share what a 1 km raster says. */
const samePlaceM = 10;
const nearPlaceM = 500;
/** A name may stand for a site of several holes. */
const siteSizeM = 1000;

/** @param compared whether the stations are few enough to compare each with each */
export function findRepeats(stations: StationTable, compared: boolean): Flag[] {
  const rows = repeatedRows(stations);
  const known = new Set(rows.map(({ row }) => row));
  return [...rows, ...(compared ? closeStations(stations, known) : []), ...repeatedNames(stations, known)];
}

function repeatedRows({ table }: StationTable): Flag[] {
  const first = new Map<string, number>();
  const flags: Flag[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    const key = JSON.stringify(table.columns.map(({ values }) => String(values[row])));
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, row);
    else {
      const line = table.lines[row]!;
      const reason = `Every cell is that of line ${table.lines[earlier]}`;
      flags.push({ row, check: 'repeated-row', reason, suggestions: [{ line, exclude: true, reason }] });
    }
  }
  return flags;
}

function closeStations({ table, positions, labels }: StationTable, known: ReadonlySet<number>): Flag[] {
  if (positions === null) return [];
  const rows = [...table.lines.keys()].filter((row) => !known.has(row));
  if (rows.length < 2) return [];
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const places = unitVectors(pick(positions.lon), pick(positions.lat));
  return nearestNeighbours(places, 1).flatMap(([nearest], i): Flag[] => {
    const distanceM = chordToM(squaredChord(places, i, places, nearest!));
    if (distanceM > nearPlaceM) return [];
    const other = rows[nearest!]!;
    const who = `line ${table.lines[other]}${labels[other] === '' ? '' : ` (${labels[other]})`}`;
    return [
      {
        row: rows[i]!,
        check: distanceM <= samePlaceM ? 'repeated-place' : 'near-place',
        reason:
          distanceM <= samePlaceM
            ? `Stands where ${who} stands: rows of one place stay together in cross-validation`
            : `Stands ${Math.round(distanceM)} m from ${who}: both read the same cell of a coarse raster`,
        suggestions: [],
      },
    ];
  });
}

function repeatedNames({ table, positions, labels }: StationTable, known: ReadonlySet<number>): Flag[] {
  if (positions === null) return [];
  const { lat, lon } = positions;
  const places = unitVectors(lon, lat);
  const first = new Map<string, number>();
  const flags: Flag[] = [];
  for (const [row, label] of labels.entries()) {
    const name = label.trim().toLowerCase();
    if (name === '' || known.has(row)) continue;
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, row);
      continue;
    }
    const same = positionKey(lat[row]!, lon[row]!) === positionKey(lat[earlier]!, lon[earlier]!);
    const distanceM = same ? 0 : chordToM(squaredChord(places, row, places, earlier));
    if (distanceM <= siteSizeM) continue;
    const reason = `Has the name of line ${table.lines[earlier]}, ${kilometres(distanceM)} away`;
    flags.push({ row, check: 'repeated-name', reason, suggestions: [] });
  }
  return flags;
}

/** For a message: 0.8 km, 12 km. */
export function kilometres(metres: number): string {
  const km = metres / 1000;
  return `${km < 10 ? km.toFixed(1) : Math.round(km)} km`;
}
