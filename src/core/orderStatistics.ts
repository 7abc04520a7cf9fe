/** Values by their rank without a sort: a picture needs four of millions. */

/**
 * @param values NaN is left out
 * @returns how many values there are, and the one at a rank from 0 in ascending order (undefined beyond the last)
 */
export function rankValues(values: Float32Array): {
  readonly count: number;
  readonly at: (rank: number) => number | undefined;
} {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const upper = new Uint32Array(2 ** 16);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    upper[keyOf(bits[i]!) >>> 16]! += 1;
    count += 1;
  }
  const at = (rank: number): number | undefined => {
    if (!(rank >= 0 && rank < count)) return undefined;
    const high = findRank(upper, rank);
    const lower = new Uint32Array(2 ** 16);
    for (let i = 0; i < values.length; i++) {
      const key = keyOf(bits[i]!);
      if (key >>> 16 === high.place && !Number.isNaN(values[i]!)) lower[key & 0xffff]! += 1;
    }
    return valueOf((high.place << 16) | findRank(lower, high.rest).place);
  };
  return { count, at };
}

/** Unsigned numbers in the order of the floats: negative ones run backwards, positive ones come after them. */
function keyOf(bits: number): number {
  return (bits >> 31 === 0 ? bits | 0x80000000 : ~bits) >>> 0;
}

function valueOf(key: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, key >> 31 === 0 ? ~key : key & 0x7fffffff);
  return view.getFloat32(0);
}

/** The place that a rank falls on where `counts` of values lie at each, and its rank there. */
function findRank(counts: Uint32Array, rank: number): { readonly place: number; readonly rest: number } {
  let place = 0;
  let rest = rank;
  while (rest >= counts[place]!) rest -= counts[place++]!;
  return { place, rest };
}
