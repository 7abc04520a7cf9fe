// Puts the rows of a node in the order of their codes of one covariate, rows of one code in the order of the table:
// without a branch that depends on the data, as a mispredicted one costs more than a row.

import { Grower, codeAt, columnAt } from './grower';
import { clearDigits, putEntry, sortEntries } from './radix';

/** Bits of a key for the position in a small node: codes have 25 others, more than there can be rows. */
const POSITION_BITS: u32 = 6;
/** Nodes of up to so many rows find the rank of each by comparing all with all. */
const MOST_RANKED: usize = 1 << POSITION_BITS;
/** Most bits of a digit: more counters than 2^9 cost small nodes more than another pass does. */
const MOST_DIGIT_BITS: u32 = 9;

/** @returns where the entries of the node's rows are: code, address of the record */
export function sortRows(g: Grower, covariate: u32): usize {
  return (g.end - g.begin) >> 2 <= MOST_RANKED ? rankRows(g, codeAt(g, covariate)) : sortByDigits(g, covariate);
}

/** The rank of a row is how many keys are less than its own; keys are all different. */
function rankRows(g: Grower, at: usize): usize {
  const rows = g.begin, size = g.end - rows;
  const keys = g.entries, ranks = keys + (MOST_RANKED << 2), sorted = g.spareEntries;
  for (let i: usize = 0; i < size; i += 4) {
    const code = load<u32>(<usize>load<u32>(rows + i) + at);
    store<u32>(keys + i, (code << POSITION_BITS) | <u32>(i >> 2));
  }
  const end = keys + size;
  for (let i: usize = 0; i < size; i += 16) {
    const own = v128.load(keys + i);
    let rank = i32x4.splat(0);
    for (let key = keys; key < end; key += 4) rank = i32x4.sub(rank, i32x4.lt_s(v128.load32_splat(key), own));
    v128.store(ranks + i, rank);
  }
  for (let i: usize = 0; i < size; i += 4) {
    const entry = sorted + (<usize>load<u32>(ranks + i) << 3);
    store<u32>(entry, load<u32>(keys + i) >> POSITION_BITS, 0);
    store<u32>(entry, load<u32>(rows + i), 4);
  }
  return sorted;
}

function sortByDigits(g: Grower, covariate: u32): usize {
  const at = codeAt(g, covariate);
  const bits: u32 = 32 - clz<u32>((columnAt(g, covariate).count - 1) | 1);
  const passes: u32 = (bits + MOST_DIGIT_BITS - 1) / MOST_DIGIT_BITS;
  const digitBits: u32 = (bits + passes - 1) / passes;
  clearDigits(g, passes, digitBits);
  let entry = g.entries;
  for (let row = g.begin, end = g.end; row < end; row += 4) {
    const record = load<u32>(row);
    putEntry(g, entry, load<u32>(<usize>record + at), record, passes, digitBits);
    entry += 8;
  }
  return sortEntries(g, (g.end - g.begin) >> 2, passes, digitBits);
}
