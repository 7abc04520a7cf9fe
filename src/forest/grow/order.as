// Puts the rows of a node in the order of their codes of one covariate, rows of one code in the order of the table:
// without a branch that depends on the data, as a mispredicted one costs more than a row.

import { Grower, codeAt, columnAt } from './grower';

/** Bits of a key for the position in a small node. */
const POSITION_BITS: u32 = 5;
/** Nodes of up to so many rows find the rank of each by comparing all with all. */
const MOST_RANKED: u32 = 1 << POSITION_BITS;
/** Most bits of a digit: 2^9 counters are half of the level 1 cache's share of a pass. */
const MOST_DIGIT_BITS: u32 = 9;

/** Fills `sortedCodes` and `sortedHeads`. */
export function sortRows(g: Grower, covariate: u32): void {
  if ((g.end - g.begin) >> 2 <= MOST_RANKED) rankRows(g, codeAt(g, covariate));
  else radixSort(g, covariate);
}

/** The rank of a row is how many keys are less than its own; keys are all different. */
function rankRows(g: Grower, at: usize): void {
  const keys = g.entries;
  const begin = g.begin;
  const size = <u32>(g.end - begin) >> 2;
  for (let i: u32 = 0; i < size; i++) {
    const code = load<u32>(<usize>load<u32>(begin + (<usize>i << 2)) + at);
    store<u32>(keys + (<usize>i << 2), (code << POSITION_BITS) | i);
  }
  const codes = g.sortedCodes, heads = g.sortedHeads;
  const end = keys + (<usize>size << 2);
  for (let i: u32 = 0; i < size; i += 4) {
    const own = v128.load(keys + (<usize>i << 2));
    let rank = i32x4.splat(0);
    for (let key = keys; key < end; key += 4) rank = i32x4.sub(rank, i32x4.lt_s(v128.load32_splat(key), own));
    v128.store(g.spareEntries + (<usize>i << 2), rank);
  }
  for (let i: u32 = 0; i < size; i++) {
    const rank = <usize>load<u32>(g.spareEntries + (<usize>i << 2));
    store<u32>(codes + (rank << 2), load<u32>(keys + (<usize>i << 2)) >> POSITION_BITS);
    v128.store(heads + (rank << 4), v128.load(<usize>load<u32>(begin + (<usize>i << 2))));
  }
}

/**
 * By digits of the code, the lowest first.
 * @source Knuth 1998, The Art of Computer Programming 3, section 5.2.5
 */
function radixSort(g: Grower, covariate: u32): void {
  const bits: u32 = 32 - clz<u32>((columnAt(g, covariate).count - 1) | 1);
  const passes: u32 = (bits + MOST_DIGIT_BITS - 1) / MOST_DIGIT_BITS;
  const digitBits: u32 = (bits + passes - 1) / passes;
  const size = (g.end - g.begin) >> 2;
  let from = g.entries, to = g.spareEntries;
  takeEntries(g, codeAt(g, covariate), passes, digitBits);
  for (let pass: u32 = 0; pass + 1 < passes; pass++) {
    const places = placesOf(g, pass, digitBits);
    const shift = pass * digitBits;
    for (let entry = from, end = from + (size << 3); entry < end; entry += 8) {
      const place = places + <usize>((load<u32>(entry) >> shift) & ((1 << digitBits) - 1)) * 4;
      const rank = load<u32>(place);
      store<u32>(place, rank + 1);
      store<u64>(to + (<usize>rank << 3), load<u64>(entry));
    }
    const swapped = from;
    from = to;
    to = swapped;
  }
  const places = placesOf(g, passes - 1, digitBits);
  const shift = (passes - 1) * digitBits;
  const codes = g.sortedCodes, heads = g.sortedHeads;
  for (let entry = from, end = from + (size << 3); entry < end; entry += 8) {
    const code = load<u32>(entry);
    const place = places + (<usize>(code >> shift) << 2);
    const rank = <usize>load<u32>(place);
    store<u32>(place, <u32>rank + 1);
    store<u32>(codes + (rank << 2), code);
    v128.store(heads + (rank << 4), v128.load(<usize>load<u32>(entry, 4)));
  }
}

/** Codes with the address of their record, and how often each digit occurs. */
function takeEntries(g: Grower, at: usize, passes: u32, digitBits: u32): void {
  const histogram = g.histogram;
  const mask = (1 << digitBits) - 1;
  memory.fill(histogram, 0, <usize>passes << (digitBits + 2));
  let entry = g.entries;
  for (let row = g.begin, end = g.end; row < end; row += 4) {
    const record = load<u32>(row);
    const code = load<u32>(<usize>record + at);
    store<u32>(entry, code, 0);
    store<u32>(entry, record, 4);
    entry += 8;
    let counters = histogram;
    for (let pass: u32 = 0, rest = code; pass < passes; pass++) {
      const counter = counters + (<usize>(rest & mask) << 2);
      store<u32>(counter, load<u32>(counter) + 1);
      rest >>= digitBits;
      counters += (<usize>1 << (digitBits + 2));
    }
  }
}

/** Makes the counts of a digit the places where its entries begin. */
function placesOf(g: Grower, pass: u32, digitBits: u32): usize {
  const bytes = <usize>1 << (digitBits + 2);
  const places = g.histogram + <usize>pass * bytes;
  let sum: u32 = 0;
  for (let place = places; place < places + bytes; place += 4) {
    const count = load<u32>(place);
    store<u32>(place, sum);
    sum += count;
  }
  return places;
}
