/** Seeded draws of a normal distribution. */
import type { Random } from './random.ts';

/**
 * A draw of the standard normal distribution.
 * @source Box & Muller 1958, Ann. Math. Statist. 29:610
 */
export function normalDraw(random: Random): number {
  // 1 − [0, 1) is never 0, whose logarithm is infinite.
  return Math.sqrt(-2 * Math.log(1 - random.nextUnit())) * Math.cos(2 * Math.PI * random.nextUnit());
}
