/** Sums of many numbers that are the same to the last bit in whatever order they are added, as parts of a map are. */

/**
 * Rounds to multiples of a power of two so coarse that no sum of `count` numbers up to `greatest` needs more than the 53
 * bits of a double: adding is then exact. A number keeps 53 − log₂(count) bits, 23 where a thousand million are added;
 * its error is as often up as down.
 * @param greatest > 0, of the absolute values
 */
export function exactTerms(greatest: number, count: number): (value: number) => number {
  const quantum = 2 ** (Math.ceil(Math.log2(greatest) + Math.log2(count)) - 52);
  // Of a power of two, multiplying by it is exact, and faster than dividing.
  const perUnit = 1 / quantum;
  return (value) => Math.round(value * perUnit) * quantum;
}
