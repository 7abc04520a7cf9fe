/** Rows of one place: what leave-location-out validation must keep together. */
import { columnOfRole } from './boreholeTable.ts';
import { isMissing } from './numbers.ts';
import type { BoreholeTable } from './boreholeTable.ts';

/** Positions are compared in whole steps of 1e-5° (about 1 m), so that rounding in a file does not matter. */
const stepsPerDegree = 1e5;

/** Two positions belong together up to 1e-4° (about 10 m) apart in latitude and in longitude. */
const nearSteps = 10;

const turn = 360 * stepsPerDegree;

/** A number that positions share when they are the same to 1e-5°. Longitudes −180 and 180 are the same. */
export function positionKey(lat: number, lon: number): number {
  const { y, x } = steps(lat, lon);
  return key(y, x);
}

/** One number for two, of which the second is below 2^26: whole and unique up to 2^53. */
function key(y: number, x: number): number {
  return y * 2 ** 26 + x;
}

function steps(lat: number, lon: number): { y: number; x: number } {
  const x = Math.round(lon * stepsPerDegree);
  return { y: Math.round(lat * stepsPerDegree), x: ((x % turn) + turn) % turn };
}

/**
 * Number of the place of each row, 0, 1, … in the order of first appearance. Rows are of one place where they have
 * the same text in the location column, or lie within 1e-4° of each other, directly or over rows between them. Both
 * rules hold together: two names for one spot would otherwise put the same borehole on both sides of a fold.
 * @returns null where the table has neither a location nor coordinates
 */
export function locationGroups(table: BoreholeTable): Int32Array | null {
  const location = columnOfRole(table, 'location');
  const lat = columnOfRole(table, 'lat');
  const lon = columnOfRole(table, 'lon');
  const located = lat?.kind === 'number' && lon?.kind === 'number';
  if (location === null && !located) return null;
  const sets = disjointSets(table.rowCount);
  if (location?.kind === 'text') joinEqual(sets, location.values);
  if (located) joinNear(sets, lat.values, lon.values);
  return sets.numbered();
}

/**
 * Places joined where their rows share a cell of a raster: there they have the same value, so that one in training shows
 * the model the other's.
 * @param places per row, as `locationGroups` gives them
 * @param cells  per raster, per row: a number of its cell, −1 for none
 * @returns per row, numbered as `places` are
 */
export function joinSharedCells(places: Int32Array, cells: readonly Int32Array[]): Int32Array {
  const sets = disjointSets(places.length);
  for (const groups of [places, ...cells]) {
    const first = new Map<number, number>();
    for (const [row, group] of groups.entries()) {
      if (group < 0) continue;
      const earlier = first.get(group);
      if (earlier === undefined) first.set(group, row);
      else sets.join(earlier, row);
    }
  }
  return sets.numbered();
}

function joinEqual(sets: DisjointSets, texts: readonly string[]): void {
  const first = new Map<string, number>();
  for (const [row, text] of texts.entries()) {
    if (isMissing(text)) continue; // NA is not the name of a place
    const earlier = first.get(text);
    if (earlier === undefined) first.set(text, row);
    else sets.join(earlier, row);
  }
}

/**
 * Joins positions at most `nearSteps` apart. Cells of that size hold at most 100 different positions, so comparing
 * each with those of the neighbouring cells stays linear even where every row stands on one spot.
 */
function joinNear(sets: DisjointSets, lats: Float64Array, lons: Float64Array): void {
  const first = new Map<number, number>();
  const cells = new Map<number, { row: number; y: number; x: number }[]>();
  for (let row = 0; row < lats.length; row++) {
    if (Number.isNaN(lats[row]!) || Number.isNaN(lons[row]!)) continue;
    const { y, x } = steps(lats[row]!, lons[row]!);
    const earlier = first.get(key(y, x));
    if (earlier !== undefined) {
      sets.join(earlier, row);
      continue;
    }
    first.set(key(y, x), row);
    for (const near of neighbours(cells, y, x)) {
      const gap = Math.abs(near.x - x);
      if (Math.abs(near.y - y) <= nearSteps && Math.min(gap, turn - gap) <= nearSteps) sets.join(near.row, row);
    }
    const cell = cellKey(y, x);
    const members = cells.get(cell);
    if (members === undefined) cells.set(cell, [{ row, y, x }]);
    else members.push({ row, y, x });
  }
}

function* neighbours<Member>(cells: ReadonlyMap<number, readonly Member[]>, y: number, x: number): Generator<Member> {
  for (let dy = -nearSteps; dy <= nearSteps; dy += nearSteps) {
    for (let dx = -nearSteps; dx <= nearSteps; dx += nearSteps) {
      yield* cells.get(cellKey(y + dy, (x + dx + turn) % turn)) ?? [];
    }
  }
}

function cellKey(y: number, x: number): number {
  return key(Math.floor(y / nearSteps), Math.floor(x / nearSteps));
}

interface DisjointSets {
  join(a: number, b: number): void;
  numbered(): Int32Array;
}

function disjointSets(size: number): DisjointSets {
  const parent = Int32Array.from({ length: size }, (_, row) => row);
  const root = (row: number): number => {
    let at = row;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!; // halving keeps the paths short
      at = parent[at]!;
    }
    return at;
  };
  return {
    join(a, b) {
      const [rootA, rootB] = [root(a), root(b)];
      parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    },
    numbered() {
      const numbers = new Map<number, number>();
      return Int32Array.from({ length: size }, (_, row) => {
        const top = root(row);
        const known = numbers.get(top) ?? numbers.size;
        numbers.set(top, known);
        return known;
      });
    },
  };
}
