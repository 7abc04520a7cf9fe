/** Rows that folds part although nothing tells them apart: stations in one cell of every raster. */
import type { Folds } from '../folds.ts';

/**
 * @param columns one Float32Array per covariate
 * @returns how many rows have all covariates in common with a row that the model of their fold is trained on
 */
export function countTwins({ foldOfRow, withheld }: Folds, columns: readonly Float32Array[]): number {
  const groups = Map.groupBy(foldOfRow.keys(), (row) => columns.map((column) => column[row]!).join());
  const aside = withheld?.map((rows) => new Set(rows));
  let count = 0;
  for (const rows of groups.values()) {
    const isParted = new Set(rows.map((row) => foldOfRow[row]!)).size > 1;
    if (!isParted) continue;
    const isSeen = (row: number): boolean =>
      rows.some((other) => foldOfRow[other] !== foldOfRow[row] && !aside![foldOfRow[row]!]!.has(other));
    // Where nothing is withheld, every row of a parted group is seen from another fold.
    count += aside === undefined ? rows.length : rows.filter(isSeen).length;
  }
  return count;
}
