/** How far held-out stations are from those that their model was trained on. */
import { chordToM, squaredChord } from '../../core/sphere.ts';
import { median } from '../../core/statistics.ts';
import type { Folds } from '../folds.ts';

/** Enough for a median; every station of a large table would take rows² comparisons. */
const mostRows = 500;

/**
 * @param stations unit vectors, three numbers each, one per row of the folds
 * @returns median over the rows, or over 500 of them evenly spread, m: the way to the nearest row to train on
 */
export function medianSeparationM({ foldOfRow, withheld }: Folds, stations: Float64Array): number {
  const step = Math.max(1, foldOfRow.length / mostRows);
  const nearestM: number[] = [];
  for (let at = 0; at < foldOfRow.length; at += step) {
    const row = Math.floor(at);
    const fold = foldOfRow[row]!;
    const aside = new Set(withheld?.[fold]);
    let nearest = Infinity;
    for (let other = 0; other < foldOfRow.length; other++) {
      if (foldOfRow[other] === fold || aside.has(other)) continue;
      nearest = Math.min(nearest, squaredChord(stations, row, stations, other));
    }
    nearestM.push(chordToM(nearest));
  }
  return median(Float64Array.from(nearestM));
}
