// Covariates as ranks. A cut between two neighbouring values is a cut between two neighbouring codes, so a search over
// whole numbers finds exactly the splits that a search over sorted values would.

import { Grower, codeAt, columnAt } from './grower';
import { clearDigits, putEntry, sortEntries } from './radix';

const KEY_PASSES: u32 = 4;
const KEY_DIGIT_BITS: u32 = 8;
const SIGN: u32 = 0x80000000;

/**
 * Writes the code of a covariate, the position of a row's value among the distinct ones, into each record; −0 and 0 are
 * one value. Covariates come in their order, as their values stand one after another.
 * @param column per training row its value, finite f32
 */
export function codeColumn(g: Grower, covariate: u32, column: usize): void {
  let record = <u32>g.records, entry = g.entries;
  clearDigits(g, KEY_PASSES, KEY_DIGIT_BITS);
  for (let x = column, end = column + (<usize>g.rowCount << 2); x < end; x += 4) {
    const bits = load<u32>(x);
    // Whole numbers in the order of the floats: of negative ones all bits are turned, of others the sign.
    putEntry(g, entry, bits & SIGN ? ~bits : bits | SIGN, record, KEY_PASSES, KEY_DIGIT_BITS);
    entry += 8;
    record += <u32>g.recordBytes;
  }
  numberValues(g, covariate, sortEntries(g, g.rowCount, KEY_PASSES, KEY_DIGIT_BITS));
}

function numberValues(g: Grower, covariate: u32, sorted: usize): void {
  const own = columnAt(g, covariate), at = codeAt(g, covariate);
  const before = covariate ? columnAt(g, covariate - 1) : own;
  own.values = covariate ? before.values + (<usize>before.count << 2) : g.values;
  let count: u32 = 0;
  let previous: f32 = NaN;
  for (let entry = sorted, end = sorted + (<usize>g.rowCount << 3); entry < end; entry += 8) {
    const key = load<u32>(entry);
    const value = reinterpret<f32>(key & SIGN ? key ^ SIGN : ~key);
    if (value != previous) {
      store<f32>(own.values + (<usize>count << 2), value);
      count += 1;
      previous = value;
    }
    store<u32>(<usize>load<u32>(entry, 4) + at, count - 1);
  }
  own.count = count;
}
