/** Which rows are held out together. A row is in exactly one fold; every fold has a row. */
import { DomainError } from '../core/errors.ts';
import type { Random } from '../core/random.ts';
import { createRandom, shuffle } from '../core/random.ts';
import { range } from '../core/statistics.ts';

type FoldScheme = 'random' | 'leave-one-out' | 'leave-location-out' | 'given';

export interface Folds {
  readonly scheme: FoldScheme;
  readonly foldCount: number;
  /** Per row: its fold, 0..foldCount − 1. */
  readonly foldOfRow: Uint32Array;
}

/** Random folds whose sizes differ by at most one row. */
export function randomFolds(rowCount: number, foldCount: number, seed: number, repeat: number): Folds {
  checkFoldCount(foldCount, rowCount, 'rows');
  const order = Uint32Array.from({ length: rowCount }, (_, i) => i);
  shuffle(order, createRandom(seed, repeat));
  const foldOfRow = new Uint32Array(rowCount);
  for (const [place, row] of order.entries()) foldOfRow[row] = place % foldCount;
  return { scheme: 'random', foldCount, foldOfRow };
}

export function leaveOneOutFolds(rowCount: number): Folds {
  checkFoldCount(rowCount, rowCount, 'rows');
  return {
    scheme: 'leave-one-out',
    foldCount: rowCount,
    foldOfRow: Uint32Array.from({ length: rowCount }, (_, i) => i),
  };
}

/**
 * Folds that never part the rows of one location.
 * @param locations per row: the name of its place
 * @param foldCount null: one fold per location; else the locations, largest first and in random order among equals,
 *                  each join the fold with the fewest rows so far
 */
export function leaveLocationOutFolds(
  locations: readonly string[],
  foldCount: number | null,
  seed: number,
  repeat: number,
): Folds {
  const groups = [...Map.groupBy(locations.keys(), (row) => locations[row]!).values()];
  const count = foldCount ?? groups.length;
  checkFoldCount(count, groups.length, 'locations');
  const foldOfGroup = foldCount === null ? groups.keys() : balance(groups, foldCount, createRandom(seed, repeat));
  const foldOfRow = new Uint32Array(locations.length);
  for (const [i, fold] of [...foldOfGroup].entries()) for (const row of groups[i]!) foldOfRow[row] = fold;
  return { scheme: 'leave-location-out', foldCount: count, foldOfRow };
}

/** @returns the fold of each group */
function balance(groups: readonly (readonly number[])[], foldCount: number, random: Random): Uint32Array {
  const order = Uint32Array.from(groups.keys());
  shuffle(order, random);
  const sizes = new Float64Array(foldCount);
  const foldOfGroup = new Uint32Array(groups.length);
  for (const group of order.toSorted((a, b) => groups[b]!.length - groups[a]!.length)) {
    const fold = sizes.indexOf(range(sizes).minimum);
    foldOfGroup[group] = fold;
    sizes[fold]! += groups[group]!.length;
  }
  return foldOfGroup;
}

/**
 * Folds that somebody else made, so that scores can be compared.
 * @param labels per row: any name of its fold; folds are numbered as they first appear
 */
export function givenFolds(labels: readonly (string | number)[]): Folds {
  const numbers = new Map([...new Set(labels)].map((label, i) => [label, i]));
  checkFoldCount(numbers.size, labels.length, 'rows');
  return {
    scheme: 'given',
    foldCount: numbers.size,
    foldOfRow: Uint32Array.from(labels, (label) => numbers.get(label)!),
  };
}

/** The rows of a fold and all others, both ascending. */
export function splitFold(folds: Folds, fold: number): { readonly train: Uint32Array; readonly test: Uint32Array } {
  const rows = Uint32Array.from(folds.foldOfRow.keys());
  return {
    train: rows.filter((row) => folds.foldOfRow[row] !== fold),
    test: rows.filter((row) => folds.foldOfRow[row] === fold),
  };
}

function checkFoldCount(foldCount: number, most: number, what: 'rows' | 'locations'): void {
  if (Number.isInteger(foldCount) && foldCount >= 2 && foldCount <= most) return;
  throw new DomainError(
    most < 2 ? 'too-few-stations' : 'invalid-input',
    `Expected from 2 folds to one for each of the ${most} ${what}, got ${foldCount}`,
    { folds: foldCount, [what]: most },
  );
}
