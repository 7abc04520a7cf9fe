// Tables that decode the Huffman codes of one DEFLATE block (RFC 1951, 3.2.2). Built into inflate.wasm by
// test/tools/buildKernel.ts.
//
// A table has an entry for every value of the next bits of the stream; codes longer than those go on in a part behind it.
// An entry, from its lowest bit:
//   0–5   bits that are taken
//   6     GIVES: the code stands for the byte, or the length of a code, in bits 8–15
// and where it gives none:
//   8–12  bits of the code itself, without those that follow to tell its length or distance apart
//   13–15 ENDS, LEADS_ON or IS_NONE; none of them for a length or a distance
//   16–31 the least length or distance of its class; or where the part behind begins

export const GIVES: u32 = 1 << 6;
export const ENDS: u32 = 1 << 13;
export const LEADS_ON: u32 = 1 << 14;
export const IS_NONE: u32 = 1 << 15;
export const IS_SPECIAL: u32 = ENDS | LEADS_ON | IS_NONE;

export const LITERAL_BITS: u32 = 11;
export const DISTANCE_BITS: u32 = 8;
export const RUN_BITS: u32 = 7;
const LONGEST_CODE: u32 = 15;
const END_OF_BLOCK: u32 = 256;

// Places from the beginning of the memory: an address in the instruction itself is one step less of those that each byte
// waits for.
/** Of the 19 codes of code lengths, as bytes, in the order of RFC 1951, 3.2.7: filled by the caller. */
export const ORDER: usize = 0;
/** Of the code of each symbol of a block, as bytes; 0 for none. */
export const LENGTHS: usize = 32;
const COUNTS: usize = LENGTHS + 352;
const PLACES: usize = COUNTS + 4 * 16;
const SORTED: usize = PLACES + 4 * 16;
export const LITERALS: usize = SORTED + 4 * 288;
/** At least two codes go on in a part, so there are at most half as many parts as symbols. */
export const DISTANCES: usize = LITERALS + 4 * ((1 << LITERAL_BITS) + 144 * (1 << (LONGEST_CODE - LITERAL_BITS)));
/** Of the code of code lengths: done with before the literals are known. */
export const RUNS: usize = LITERALS;

/** @param bits of its code, less those of the table where it lies in a part */
function literalEntry(symbol: u32, bits: u32): u32 {
  if (symbol < END_OF_BLOCK) return (symbol << 8) | GIVES | bits;
  if (symbol == END_OF_BLOCK) return ENDS | bits;
  const place = symbol - 257;
  if (place > 28) return IS_NONE | bits;
  if (place == 28) return (258 << 16) | (bits << 8) | bits;
  const extra = place < 8 ? 0 : (place >> 2) - 1;
  const least = place < 8 ? 3 + place : 3 + ((4 + (place & 3)) << extra);
  return (least << 16) | (bits << 8) | (bits + extra);
}

function distanceEntry(symbol: u32, bits: u32): u32 {
  if (symbol > 29) return IS_NONE | bits;
  const extra = symbol < 4 ? 0 : (symbol >> 1) - 1;
  const least = symbol < 4 ? 1 + symbol : 1 + ((2 + (symbol & 1)) << extra);
  return (least << 16) | (bits << 8) | (bits + extra);
}

/** The code after `code` of the same number of bits; the first bit of a code is its lowest. */
@inline
function following(code: u32, bits: u32): u32 {
  const zeros = code ^ ((1 << bits) - 1);
  if (zeros == 0) return 0;
  const highest: u32 = 1 << (31 - <u32>clz(zeros));
  return (code & (highest - 1)) | highest;
}

/**
 * @param lengths of the code of each symbol, as bytes
 * @param symbols at most 288
 * @param table   LITERALS, DISTANCES or RUNS
 * @returns whether the lengths are those of a code: a complete one, of one symbol, or of none
 */
export function buildTable(lengths: usize, symbols: u32, table: usize, tableBits: u32): bool {
  memory.fill(COUNTS, 0, 4 * 16);
  for (let i: u32 = 0; i < symbols; i++) {
    const at = <usize>load<u8>(lengths + i) << 2;
    store<u32>(at, load<u32>(at, COUNTS) + 1, COUNTS);
  }
  let longest = LONGEST_CODE, free: i32 = 1, used: u32 = 0;
  while (longest > 0 && load<u32>(longest << 2, COUNTS) == 0) longest--;
  for (let bits: u32 = 1; bits <= longest; bits++) {
    const count = load<u32>(bits << 2, COUNTS);
    free = (free << 1) - count;
    if (free < 0) return false;
    store<u32>(bits << 2, used, PLACES);
    used += count;
  }
  if (free != 0 && longest > 1) return false;
  for (let i: u32 = 0; i < symbols; i++) {
    const bits = <u32>load<u8>(lengths + i);
    if (bits == 0) continue;
    const place = load<u32>(bits << 2, PLACES);
    store<u32>(bits << 2, place + 1, PLACES);
    store<u32>(place << 2, (bits << 16) | i, SORTED);
  }
  fillTable(used, longest, table, tableBits);
  return true;
}

/** A table that is whole for codes of `written` bits is twice written to be so for codes of one more. */
function fillTable(used: u32, longest: u32, table: usize, tableBits: u32): void {
  // One code leaves a value without any, none leave both.
  store<u32>(table, IS_NONE | 1);
  store<u32>(table, IS_NONE | 1, 4);
  let code: u32 = 0, written: u32 = used < 2 ? 1 : 0, i: u32 = 0;
  for (; i < used; i++) {
    const symbol = load<u32>(i << 2, SORTED), bits = symbol >> 16;
    if (bits > tableBits) break;
    for (; written < bits; written++) memory.copy(table + (4 << written), table, 4 << written);
    store<u32>(table + (code << 2), entryOf(table, symbol & 0xffff, bits));
    code = following(code, bits);
  }
  for (; written < tableBits; written++) memory.copy(table + (4 << written), table, 4 << written);
  const partBits = longest - tableBits, size: u32 = 1 << tableBits;
  let part: u32 = 0, next = size, lead = size;
  for (; i < used; i++) {
    const symbol = load<u32>(i << 2, SORTED), bits = (symbol >> 16) - tableBits;
    if ((code & (size - 1)) != lead) {
      lead = code & (size - 1);
      part = next;
      next += 1 << partBits;
      store<u32>(table + (lead << 2), (part << 16) | LEADS_ON | (partBits << 8) | tableBits);
    }
    const entry = entryOf(table, symbol & 0xffff, bits);
    for (let place = code >> tableBits; place < <u32>1 << partBits; place += 1 << bits) {
      store<u32>(table + ((part + place) << 2), entry);
    }
    code = following(code, bits + tableBits);
  }
}

@inline
function entryOf(table: usize, symbol: u32, bits: u32): u32 {
  return table == DISTANCES ? distanceEntry(symbol, bits) : literalEntry(symbol, bits);
}
