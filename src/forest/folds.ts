/** Which rows are held out together. A row is in exactly one fold; every fold has a row. */
import { DomainError } from '../core/errors.ts';
import type { Random } from '../core/random.ts';
import { createRandom, shuffle } from '../core/random.ts';
import { range } from '../core/statistics.ts';

/** Every way to draw folds. */
export const foldSchemes = [
  'random',
  'leave-one-out',
  'leave-location-out',
  'spatial-blocks',
  'environmental-clusters',
  'nndm',
  'knndm',
  'given',
] as const;

export type FoldScheme = (typeof foldSchemes)[number];

export interface Folds {
  readonly scheme: FoldScheme;
  readonly foldCount: number;
  /** Per row: its fold, 0..foldCount − 1. */
  readonly foldOfRow: Uint32Array;
  /** Per fold: rows of other folds that its model may not be trained on either, ascending; null for none anywhere. */
  readonly withheld: readonly Uint32Array[] | null;
}

/** @param labels per row: any name of its fold; folds are numbered as they first appear */
export function foldsFrom(scheme: FoldScheme, labels: ArrayLike<number | string>): Folds {
  const all = Array.from(labels);
  const numbers = new Map([...new Set(all)].map((label, i) => [label, i]));
  return {
    scheme,
    foldCount: numbers.size,
    foldOfRow: Uint32Array.from(all, (label) => numbers.get(label)!),
    withheld: null,
  };
}

/** Random folds whose sizes differ by at most one row. */
export function randomFolds(rowCount: number, foldCount: number, seed: number, repeat: number): Folds {
  checkFoldCount(foldCount, rowCount, 'rows');
  const order = Uint32Array.from({ length: rowCount }, (_, i) => i);
  shuffle(order, createRandom(seed, repeat));
  const foldOfRow = new Uint32Array(rowCount);
  for (const [place, row] of order.entries()) foldOfRow[row] = place % foldCount;
  return { scheme: 'random', foldCount, foldOfRow, withheld: null };
}

/** A fold for every row. @throws {DomainError} as `checkFoldCount`, for fewer than two rows */
export function leaveOneOutFolds(rowCount: number): Folds {
  checkFoldCount(rowCount, rowCount, 'rows');
  return {
    scheme: 'leave-one-out',
    foldCount: rowCount,
    foldOfRow: Uint32Array.from({ length: rowCount }, (_, i) => i),
    withheld: null,
  };
}

/**
 * Folds that never part the rows of one location.
 * @param locations per row: the name of its place
 * @param foldCount null: one fold per location; else the locations join folds as in `groupedFolds`
 */
export function leaveLocationOutFolds(
  locations: readonly string[],
  foldCount: number | null,
  seed: number,
  repeat: number,
): Folds {
  const locationCount = new Set(locations).size;
  checkFoldCount(foldCount ?? locationCount, locationCount, 'locations');
  if (foldCount === null) return foldsFrom('leave-location-out', locations);
  return groupedFolds('leave-location-out', locations, foldCount, createRandom(seed, repeat));
}

/**
 * Whole groups of rows to folds: largest group first and in random order among equals, each to the fold with the fewest
 * rows so far.
 * @param groups    per row: the name of its group
 * @param foldCount at most as many as there are groups
 */
export function groupedFolds(scheme: FoldScheme, groups: readonly string[], foldCount: number, random: Random): Folds {
  const rowsOf = [...Map.groupBy(groups.keys(), (row) => groups[row]!).values()];
  const order = Uint32Array.from(rowsOf.keys());
  shuffle(order, random);
  const sizes = new Float64Array(foldCount);
  const foldOfRow = new Uint32Array(groups.length);
  for (const group of order.toSorted((a, b) => rowsOf[b]!.length - rowsOf[a]!.length)) {
    const fold = sizes.indexOf(range(sizes).minimum);
    for (const row of rowsOf[group]!) foldOfRow[row] = fold;
    sizes[fold]! += rowsOf[group]!.length;
  }
  return { scheme, foldCount, foldOfRow, withheld: null };
}

/**
 * Folds that somebody else made, so that scores can be compared.
 * @param labels per row: any name of its fold; folds are numbered as they first appear
 */
export function givenFolds(labels: readonly (string | number)[]): Folds {
  checkFoldCount(new Set(labels).size, labels.length, 'rows');
  return foldsFrom('given', labels);
}

/** The rows of a fold and those to train on without it, both ascending. */
export function splitFold(
  { foldOfRow, withheld }: Folds,
  fold: number,
): { readonly train: Uint32Array; readonly test: Uint32Array } {
  const aside = withheld?.[fold] ?? [];
  const train: number[] = [];
  const test: number[] = [];
  let passed = 0;
  for (let row = 0; row < foldOfRow.length; row++) {
    if (foldOfRow[row] === fold) test.push(row);
    else if (row === aside[passed]) passed += 1;
    else train.push(row);
  }
  return { train: new Uint32Array(train), test: new Uint32Array(test) };
}

/** @returns per fold its rows, ascending: those of all folds in one pass, as there may be as many folds as rows */
export function rowsByFold({ foldCount, foldOfRow }: Folds): readonly (readonly number[])[] {
  const rows = Array.from({ length: foldCount }, (): number[] => []);
  for (const [row, fold] of foldOfRow.entries()) rows[fold]!.push(row);
  return rows;
}

/** @returns per fold how many rows are left to train on */
export function trainingSizes(folds: Folds): readonly number[] {
  const { foldOfRow, withheld } = folds;
  return rowsByFold(folds).map((rows, fold) => foldOfRow.length - rows.length - (withheld?.[fold]?.length ?? 0));
}

/** @throws {DomainError} 'too-few-stations' where there are no two groups to part, else 'invalid-input' */
export function checkFoldCount(foldCount: number, most: number, what: 'rows' | 'locations'): void {
  if (Number.isInteger(foldCount) && foldCount >= 2 && foldCount <= most) return;
  if (most < 2) {
    const remedy = what === 'locations' ? ': choose random folds, or environmental-clusters' : '';
    throw new DomainError('too-few-stations', `Folds part at least 2 ${what}, and here is ${most || 'none'}${remedy}`, {
      [what]: most,
    });
  }
  throw new DomainError(
    'invalid-input',
    `Expected from 2 folds to one for each of the ${most} ${what}, got ${foldCount}`,
    { folds: foldCount, [what]: most },
  );
}
