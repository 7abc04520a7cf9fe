/** Rows that repeat each other. They are reported and stay: a place measured in several years is no mistake. */
import { listing, listLimit } from './intakeReport.ts';
import { positionKey } from './places.ts';
import type { Listing, Repetition } from './intakeReport.ts';

/** Groups of rows of which every cell is the same text. */
export function sameRows(
  cells: readonly (readonly string[])[],
  rows: readonly number[],
  lines: readonly number[],
): Listing<Repetition> {
  const equal = (a: number, b: number) => cells.every((column) => column[a] === column[b]);
  return repetitions(rows, lines, (row) => hashOfRow(cells, row), equal, 'the same row');
}

/** Groups of rows that are not the same but stand at the same position to 1e-5°. */
export function samePlaces(
  lats: Float64Array,
  lons: Float64Array,
  rows: readonly number[],
  lines: readonly number[],
): Listing<Repetition> {
  const key = (row: number) => positionKey(lats[row]!, lons[row]!);
  return repetitions(rows, lines, key, () => true, 'the same place');
}

function repetitions(
  rows: readonly number[],
  lines: readonly number[],
  keyOf: (row: number) => number,
  equal: (a: number, b: number) => boolean,
  reason: Repetition['reason'],
): Listing<Repetition> {
  const firstRow = new Map<number, number>();
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const first = firstRow.get(key);
    if (first === undefined) firstRow.set(key, row);
    else if (equal(first, row)) {
      const group = groups.get(first);
      if (group === undefined) groups.set(first, [lines[first]!, lines[row]!]);
      else if (group.length < listLimit) group.push(lines[row]!);
    }
  }
  return listing([...groups.values()].map((group) => ({ lines: group, reason })));
}

/**
 * 53 bits of a row, from two chains like FNV-1a with different multipliers. Two of a million rows collide with a
 * chance of 1 in 20,000, and `equal` then keeps them apart.
 */
function hashOfRow(cells: readonly (readonly string[])[], row: number): number {
  let low = 0x811c9dc5;
  let high = 0x01234567;
  for (const column of cells) {
    const text = column[row]!;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x85ebca6b);
    }
    low = Math.imul(low ^ 0x1f, 0x01000193);
    high = Math.imul(high ^ 0x1f, 0x85ebca6b);
  }
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}
