// Entries, a key and the address of a record, sorted by the digits of the key, the lowest first; entries of one key keep
// their order (Knuth 1998, The Art of Computer Programming 3, section 5.2.5).

import { Grower } from './grower';

const ENTRY_BYTES: usize = 8;

/** @param passes how many digits a key has */
export function clearDigits(g: Grower, passes: u32, digitBits: u32): void {
  memory.fill(g.digitCounts, 0, <usize>passes << (digitBits + 2));
}

/** Writes an entry and counts its digits. */
@inline
export function putEntry(g: Grower, entry: usize, key: u32, record: u32, passes: u32, digitBits: u32): void {
  store<u32>(entry, key, 0);
  store<u32>(entry, record, 4);
  const mask: u32 = (1 << digitBits) - 1;
  let counts = g.digitCounts;
  for (let pass: u32 = 0; pass < passes; pass++) {
    const count = counts + (<usize>(key & mask) << 2);
    store<u32>(count, load<u32>(count) + 1);
    key >>= digitBits;
    counts += <usize>4 << digitBits;
  }
}

/** @returns where the entries are in order */
export function sortEntries(g: Grower, size: usize, passes: u32, digitBits: u32): usize {
  const mask: u32 = (1 << digitBits) - 1;
  let from = g.entries, to = g.spareEntries;
  for (let pass: u32 = 0; pass < passes; pass++) {
    const places = placesOf(g, pass, digitBits);
    const shift = pass * digitBits;
    for (let entry = from, end = from + size * ENTRY_BYTES; entry < end; entry += ENTRY_BYTES) {
      const place = places + (<usize>((load<u32>(entry) >> shift) & mask) << 2);
      const at = load<u32>(place);
      store<u32>(place, at + <u32>ENTRY_BYTES);
      store<u64>(to + at, load<u64>(entry));
    }
    const sorted = to;
    to = from;
    from = sorted;
  }
  return from;
}

/** Makes the counts of a digit the places, in bytes, where its entries begin. */
function placesOf(g: Grower, pass: u32, digitBits: u32): usize {
  const bytes = <usize>4 << digitBits;
  const places = g.digitCounts + <usize>pass * bytes;
  let before: u32 = 0;
  for (let place = places; place < places + bytes; place += 4) {
    const count = load<u32>(place);
    store<u32>(place, before);
    before += count * <u32>ENTRY_BYTES;
  }
  return places;
}
