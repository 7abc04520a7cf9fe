// DEFLATE of one tile (RFC 1951 in the frame of RFC 1950): the latest place of the same four bytes is the only one that is
// looked at, and each block has Huffman codes of its own. The caller lays out the memory and passes addresses; this
// module owns no data. Built by test/tools/buildKernel.ts.

import { adler32 } from './adler';

/** Numbers of symbols: literals and lengths, distances, lengths of codes. */
const LITERALS = 286;
const DISTANCES = 30;
const LENGTHS = 19;
const END_OF_BLOCK = 256;
const LONGEST_MATCH: usize = 258;
const SHORTEST_MATCH: usize = 4;
const WINDOW: usize = 32768;
const HASH_BITS: u32 = 15;
const BLOCK_BYTES: usize = 65536;
/** Half of the places without a match after which every second place is looked at, then every third, … */
const PATIENCE: u32 = 5;

// Places in the scratch memory.
const HEADS: usize = 0;
/** Pairs of a number of literals and of length << 16 | distance − 1 of the match after them, or 0 for none. */
const PAIRS: usize = 4 << HASH_BITS;
/** Of every second literal. */
const OTHER_COUNTS: usize = PAIRS + 8 * (BLOCK_BYTES / SHORTEST_MATCH + 1);
const LITERAL_COUNTS: usize = OTHER_COUNTS + 4 * 256;
const DISTANCE_COUNTS: usize = LITERAL_COUNTS + 4 * 288;
const LENGTH_COUNTS: usize = DISTANCE_COUNTS + 4 * 32;
/** Codes as length << 16 | code. */
const LITERAL_CODES: usize = LENGTH_COUNTS + 4 * 32;
const DISTANCE_CODES: usize = LITERAL_CODES + 4 * 288;
const LENGTH_CODES: usize = DISTANCE_CODES + 4 * 32;
const SORTED: usize = LENGTH_CODES + 4 * 32;
const WEIGHTS: usize = SORTED + 4 * 288;
const DEPTHS: usize = WEIGHTS + 4 * 288;
const RUNS: usize = DEPTHS + 4 * 64;
/** The lengths of codes in the order of RFC 1951, 3.2.7, as bytes: filled by the caller. */
const ORDER: usize = RUNS + 4 * 320;

let bits: u64 = 0;
let held: u64 = 0;
let out: usize = 0;

@inline
function put(value: u64, count: u64): void {
  bits |= value << held;
  held += count;
}

/** Up to 56 bits may be put between two of these. */
@inline
function flush(): void {
  store<u64>(out, bits);
  const whole = held >> 3;
  out += <usize>whole;
  bits >>= whole << 3;
  held &= 7;
}

@inline
function count(counts: usize, symbol: u32): void {
  const at = counts + (symbol << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Bits below the leading one that tell a length or distance of its class apart. */
@inline
function extraBits(value: u32, kept: u32): u32 {
  const top = <u32>(31 - clz(value | 1));
  return top > kept ? top - kept : 0;
}

@inline
function lengthSymbol(length: u32): u32 {
  if (length == <u32>LONGEST_MATCH) return 285;
  const value = length - 3;
  const extra = extraBits(value, 2);
  return 257 + (extra << 2) + (value >> extra);
}

@inline
function distanceSymbol(value: u32): u32 {
  const extra = extraBits(value, 1);
  return (extra << 1) + (value >> extra);
}

/** Address after the last byte that is the same, at most `end`. Reads up to seven bytes past it. */
@inline
function sameUntil(at: usize, earlier: usize, end: usize): usize {
  while (at < end) {
    const different = load<u64>(at) ^ load<u64>(earlier);
    if (different != 0) return min(end, at + <usize>(ctz(different) >> 3));
    at += 8;
    earlier += 8;
  }
  return end;
}

/**
 * Bytes → a zlib stream. Reads up to seven bytes past the end, writes up to seven past the stream.
 * @param from not 0
 * @returns its length
 */
export function deflate(from: usize, length: usize, to: usize, scratch: usize): usize {
  memory.fill(scratch + HEADS, 0, 4 << HASH_BITS);
  store<u16>(to, 0x0178);
  out = to + 2;
  bits = 0;
  held = 0;
  const end = from + length;
  let at = from;
  do {
    const start = at;
    memory.fill(scratch + OTHER_COUNTS, 0, LITERAL_CODES - OTHER_COUNTS);
    at = findMatches(at, min(end, at + BLOCK_BYTES), end, scratch);
    writeBlock(scratch, start, at == end);
  } while (at < end);
  // To a whole byte.
  held = (held + 7) & ~7;
  flush();
  store<u32>(out, bswap<u32>(adler32(from, length)));
  return out + 4 - to;
}

/** The further back a match lies the more bits it takes: those of short ones are not less than those of their bytes. */
@inline
function shortestMatch(distance: u32): usize {
  return SHORTEST_MATCH + <usize>((32 - <u32>clz(distance)) >> 2);
}

/** Fills and counts the pairs of a block. @returns where it ends, which a match may put off */
function findMatches(at: usize, blockEnd: usize, end: usize, scratch: usize): usize {
  const heads = scratch + HEADS, literals = scratch + LITERAL_COUNTS, distances = scratch + DISTANCE_COUNTS;
  let pair = scratch + PAIRS, literal = at, misses: u32 = 0;
  while (at < blockEnd) {
    const word = load<u32>(at);
    const head = heads + (((word * 0x9e3779b1) >> (32 - HASH_BITS)) << 2);
    const earlier = <usize>load<u32>(head);
    store<u32>(head, <u32>at);
    if (earlier != 0 && at - earlier <= WINDOW && load<u32>(earlier) == word) {
      const stop = sameUntil(at + 4, earlier + 4, min(end, at + LONGEST_MATCH));
      const matched = <u32>(stop - at), distance = <u32>(at - earlier) - 1;
      if (stop >= at + shortestMatch(distance)) {
        countLiterals(literal, at, scratch);
        store<u32>(pair, <u32>(at - literal));
        store<u32>(pair, (matched << 16) | distance, 4);
        count(literals, lengthSymbol(matched));
        count(distances, distanceSymbol(distance));
        pair += 8;
        at = stop;
        literal = at;
        misses = 0;
        continue;
      }
    }
    at += 1 + (misses++ >> PATIENCE);
  }
  at = min(at, end);
  countLiterals(literal, at, scratch);
  store<u32>(pair, <u32>(at - literal));
  store<u32>(pair, 0, 4);
  for (let i: usize = 0; i < 256 << 2; i += 4) store<u32>(literals + i, load<u32>(literals + i) + load<u32>(scratch + OTHER_COUNTS + i));
  count(literals, END_OF_BLOCK);
  return at;
}

/** In two tables in turn, as a number that was just written is slow to read. */
@inline
function countLiterals(from: usize, to: usize, scratch: usize): void {
  const one = scratch + LITERAL_COUNTS, other = scratch + OTHER_COUNTS;
  for (; from + 1 < to; from += 2) {
    count(one, load<u8>(from));
    count(other, load<u8>(from, 1));
  }
  if (from < to) count(one, load<u8>(from));
}

function writeBlock(scratch: usize, at: usize, isLast: bool): void {
  const literals = scratch + LITERAL_CODES, distances = scratch + DISTANCE_CODES;
  buildCodes(scratch, LITERAL_COUNTS, LITERALS, 15, LITERAL_CODES);
  buildCodes(scratch, DISTANCE_COUNTS, DISTANCES, 15, DISTANCE_CODES);
  put(isLast ? 5 : 4, 3);
  writeCodeLengths(scratch);
  for (let pair = scratch + PAIRS; ; pair += 8) {
    const end = at + load<u32>(pair);
    for (; at + 2 < end; at += 3) {
      putCode(literals, load<u8>(at));
      putCode(literals, load<u8>(at, 1));
      putCode(literals, load<u8>(at, 2));
      flush();
    }
    for (; at < end; at++) putCode(literals, load<u8>(at));
    flush();
    const match = load<u32>(pair, 4);
    if (match == 0) break;
    const length = match >> 16, distance = match & 0xffff;
    putCode(literals, lengthSymbol(length));
    const more = length == <u32>LONGEST_MATCH ? 0 : extraBits(length - 3, 2);
    put((length - 3) & ((1 << more) - 1), more);
    putCode(distances, distanceSymbol(distance));
    const further = extraBits(distance, 1);
    put(distance & ((1 << further) - 1), further);
    flush();
    at += length;
  }
  putCode(literals, END_OF_BLOCK);
  flush();
}

@inline
function putCode(codes: usize, symbol: u32): void {
  const code = load<u32>(codes + (symbol << 2));
  put(code & 0xffff, code >> 16);
}

/** RFC 1951, 3.2.7: the lengths of both codes, in runs, in a third code. */
function writeCodeLengths(scratch: usize): void {
  const literalCount = lastUsed(scratch + LITERAL_CODES, LITERALS, 257);
  const distanceCount = lastUsed(scratch + DISTANCE_CODES, DISTANCES, 1);
  let runs = scratch + RUNS;
  const total = literalCount + distanceCount;
  for (let i: u32 = 0; i < total; ) {
    const length = lengthAt(scratch, i, literalCount);
    let same: u32 = 1;
    while (i + same < total && lengthAt(scratch, i + same, literalCount) == length) same++;
    i += same;
    if (length != 0) {
      runs = addRun(scratch, runs, length, 0);
      same--;
    }
    while (same >= 3) {
      const part = min<u32>(same, length != 0 ? 6 : 138);
      if (length != 0) runs = addRun(scratch, runs, 16, part - 3);
      else if (part <= 10) runs = addRun(scratch, runs, 17, part - 3);
      else runs = addRun(scratch, runs, 18, part - 11);
      same -= part;
    }
    while (same-- != 0) runs = addRun(scratch, runs, length, 0);
  }
  buildCodes(scratch, LENGTH_COUNTS, LENGTHS, 7, LENGTH_CODES);
  put(literalCount - 257, 5);
  put(distanceCount - 1, 5);
  put(LENGTHS - 4, 4);
  flush();
  for (let i: usize = 0; i < <usize>LENGTHS; i++) {
    put(load<u16>(scratch + LENGTH_CODES + (<usize>load<u8>(scratch + ORDER + i) << 2) + 2), 3);
    flush();
  }
  for (let at = scratch + RUNS; at < runs; at += 4) {
    const symbol = <u32>load<u16>(at);
    putCode(scratch + LENGTH_CODES, symbol);
    put(load<u16>(at + 2), symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
    flush();
  }
}

function lastUsed(codes: usize, symbols: u32, least: u32): u32 {
  let used = symbols;
  while (used > least && load<u32>(codes + ((used - 1) << 2)) == 0) used--;
  return used;
}

@inline
function lengthAt(scratch: usize, i: u32, literalCount: u32): u32 {
  const at = i < literalCount ? scratch + LITERAL_CODES + (i << 2) : scratch + DISTANCE_CODES + ((i - literalCount) << 2);
  return <u32>load<u16>(at + 2);
}

function addRun(scratch: usize, runs: usize, symbol: u32, extra: u32): usize {
  store<u32>(runs, symbol | (extra << 16));
  count(scratch + LENGTH_COUNTS, symbol);
  return runs + 4;
}

/** Canonical Huffman codes of at most `longest` bits, their first bit lowest. Two symbols at least have one. */
function buildCodes(scratch: usize, counts: usize, symbols: u32, longest: u32, codes: usize): void {
  const sorted = scratch + SORTED, depths = scratch + DEPTHS;
  const used = sortUsed(scratch, scratch + counts, symbols);
  memory.fill(depths, 0, 4 * 64);
  countDepths(scratch + WEIGHTS, sorted, used, depths);
  limitDepths(depths, longest);
  memory.fill(scratch + codes, 0, symbols << 2);
  let at = sorted;
  for (let length = longest; length > 0; length--) {
    for (let n = load<u32>(depths + (length << 2)); n > 0; n--) {
      store<u32>(scratch + codes + ((load<u32>(at) & 511) << 2), length << 16);
      at += 4;
    }
  }
  let first: u32 = 0;
  for (let length: u32 = 1; length <= longest; length++) {
    for (let symbol: u32 = 0; symbol < symbols; symbol++) {
      const place = scratch + codes + (symbol << 2);
      if (load<u16>(place + 2) != length) continue;
      store<u16>(place, reversed(first++, length));
    }
    first <<= 1;
  }
}

@inline
function reversed(code: u32, length: u32): u32 {
  let turned: u32 = 0;
  for (let i: u32 = 0; i < length; i++) turned |= ((code >> i) & 1) << (length - 1 - i);
  return turned;
}

/** The symbols that occur, from rare to frequent, as count << 9 | symbol. @returns how many there are, at least two */
function sortUsed(scratch: usize, counts: usize, symbols: u32): u32 {
  const sorted = scratch + SORTED;
  let used: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const times = load<u32>(counts + (symbol << 2));
    if (times != 0) store<u32>(sorted + (used++ << 2), (times << 9) | symbol);
  }
  for (let symbol: u32 = 0; used < 2; symbol++) {
    if (load<u32>(counts + (symbol << 2)) == 0) store<u32>(sorted + (used++ << 2), (1 << 9) | symbol);
  }
  for (let gap = used >> 1; gap > 0; gap >>= 1) {
    for (let i = gap; i < used; i++) {
      const key = load<u32>(sorted + (i << 2));
      let j = i;
      while (j >= gap && load<u32>(sorted + ((j - gap) << 2)) > key) {
        store<u32>(sorted + (j << 2), load<u32>(sorted + ((j - gap) << 2)));
        j -= gap;
      }
      store<u32>(sorted + (j << 2), key);
    }
  }
  return used;
}

/**
 * How many leaves of the Huffman tree lie at each depth.
 * @source Moffat and Katajainen 1995, In-place calculation of minimum-redundancy codes, WADS, LNCS 955:393–402
 */
function countDepths(weights: usize, sorted: usize, used: u32, depths: usize): void {
  for (let i: u32 = 0; i < used; i++) store<u32>(weights + (i << 2), load<u32>(sorted + (i << 2)) >> 9);
  let root: u32 = 0, leaf: u32 = 0;
  // Each place becomes the node of two, then the number of its parent.
  for (let next: u32 = 0; next + 1 < used; next++) {
    let weight: u32 = 0;
    for (let child = 0; child < 2; child++) {
      if (leaf >= used || (root < next && load<u32>(weights + (root << 2)) < load<u32>(weights + (leaf << 2)))) {
        weight += load<u32>(weights + (root << 2));
        store<u32>(weights + (root++ << 2), next);
      } else {
        weight += load<u32>(weights + (leaf++ << 2));
      }
    }
    store<u32>(weights + (next << 2), weight);
  }
  // Parents → depths of the inner nodes, the root last.
  store<u32>(weights + ((used - 2) << 2), 0);
  for (let node = <i32>used - 3; node >= 0; node--) {
    const at = weights + (<usize>node << 2);
    store<u32>(at, load<u32>(weights + (load<u32>(at) << 2)) + 1);
  }
  let free: u32 = 1, node = <i32>used - 2;
  for (let depth: u32 = 0; free > 0; depth++) {
    let inner: u32 = 0;
    for (; node >= 0 && load<u32>(weights + (<usize>node << 2)) == depth; node--) inner++;
    store<u32>(depths + (depth << 2), free - inner);
    free = inner << 1;
  }
}

/** Lifts leaves that are too deep, and pushes down others until the code is a code again. */
function limitDepths(depths: usize, longest: u32): void {
  const deepest = depths + (longest << 2);
  let shares: u32 = 0;
  for (let depth = longest + 1; depth < 64; depth++) store<u32>(deepest, load<u32>(deepest) + load<u32>(depths + (depth << 2)));
  for (let depth: u32 = 1; depth <= longest; depth++) shares += load<u32>(depths + (depth << 2)) << (longest - depth);
  for (; shares > <u32>1 << longest; shares--) {
    store<u32>(deepest, load<u32>(deepest) - 1);
    let depth = longest - 1;
    while (load<u32>(depths + (depth << 2)) == 0) depth--;
    store<u32>(depths + (depth << 2), load<u32>(depths + (depth << 2)) - 1);
    store<u32>(depths + ((depth + 1) << 2), load<u32>(depths + ((depth + 1) << 2)) + 2);
  }
}
