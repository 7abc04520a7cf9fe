import type { Random } from '../core/random.ts';

/**
 * The rows that one tree sees.
 * @param fraction null: as many draws as rows, with replacement (the bootstrap); else that share without replacement,
 *                 rounded down but at least one row
 * @returns how often each row was drawn, length rowCount
 */
export function drawSample(rowCount: number, fraction: number | null, random: Random): Uint16Array {
  const counts = new Uint16Array(rowCount);
  if (fraction === null) {
    for (let i = 0; i < rowCount; i++) counts[random.nextBelow(rowCount)]! += 1;
    return counts;
  }
  const wanted = Math.max(1, Math.floor(rowCount * fraction));
  // Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S).
  for (let row = 0, taken = 0; taken < wanted; row++) {
    if (random.nextBelow(rowCount - row) < wanted - taken) {
      counts[row] = 1;
      taken++;
    }
  }
  return counts;
}
