/**
 * The non-decreasing sequence nearest to a given one in squares, by pooling adjacent violators.
 * @returns as long as `values`; equal members are means of the values they stand for
 * @source Ayer, Brunk, Ewing, Reid & Silverman 1955, Annals of Mathematical Statistics 26:641–647,
 *   doi:10.1214/aoms/1177728423
 */
export function fitIsotonic(values: ArrayLike<number>): Float64Array {
  const sums: number[] = [];
  const lengths: number[] = [];
  for (let i = 0; i < values.length; i++) {
    let sum = values[i]!;
    let length = 1;
    while (sums.length > 0 && sums.at(-1)! / lengths.at(-1)! >= sum / length) {
      sum += sums.pop()!;
      length += lengths.pop()!;
    }
    sums.push(sum);
    lengths.push(length);
  }
  const fitted = new Float64Array(values.length);
  let at = 0;
  for (const [pool, length] of lengths.entries()) fitted.fill(sums[pool]! / length, at, (at += length));
  return fitted;
}
