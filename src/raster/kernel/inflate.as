// DEFLATE streams of one tile in the frame of RFC 1950 → their bytes. The caller lays out the memory behind
// the tables of inflateCodes.as and passes addresses. Built into inflate.wasm by test/tools/buildKernel.ts.

import { adler32 } from './adler';
import {
  buildTable,
  DISTANCE_BITS,
  DISTANCES,
  ENDS,
  GIVES,
  IS_SPECIAL,
  LEADS_ON,
  LENGTHS,
  LITERAL_BITS,
  LITERALS,
  ORDER,
  RUN_BITS,
  RUNS,
} from './inflateCodes';

// What is wrong with a stream, in the order in which inflate.ts has words for it.
const CUT_OFF: i32 = -1;
const OTHER_FRAME: i32 = -2;
const NO_CODE: i32 = -3;
const TOO_LONG: i32 = -4;
const OTHER_CHECKSUM: i32 = -5;

/** Bits that are an address in a table. */
const LITERAL_PLACES: usize = ((1 << LITERAL_BITS) - 1) << 2;
const DISTANCE_PLACES: usize = ((1 << DISTANCE_BITS) - 1) << 2;
/** Bytes that the bits held may run ahead of those taken. */
const AHEAD: usize = 8;

let bits: u64 = 0;
let held: u64 = 0;
let at: usize = 0;
let out: usize = 0;

/** Then 56 bits at least are held; they may lie past the end of the stream. */
@inline
function refill(): void {
  bits |= load<u64>(at) << held;
  at += <usize>((63 - held) >> 3);
  held |= 56;
}

@inline
function take(count: u64): u32 {
  const value = <u32>(bits & ((1 << count) - 1));
  bits >>= count;
  held -= count;
  return value;
}

/** Puts whole bytes back, and drops the rest of the one in use. */
@inline
function toWholeByte(): void {
  at -= <usize>(held >> 3);
  bits = 0;
  held = 0;
}

/**
 * A zlib stream → its bytes. Reads up to 1 kB past the stream, writes up to 320 past `most`.
 * @param most bytes that it may hold
 * @returns their number; negative where the stream is damaged
 */
export function inflate(from: usize, length: usize, to: usize, most: usize): i32 {
  const end = from + length;
  if (length < 2) return CUT_OFF;
  const frame = <u32>load<u8>(from) << 8 | <u32>load<u8>(from, 1);
  // Method 8 with a window of at most 32 kB, no dictionary.
  if (frame % 31 != 0 || (frame & 0x0f20) != 0x0800 || frame >> 12 > 7) return OTHER_FRAME;
  at = from + 2;
  bits = 0;
  held = 0;
  out = to;
  const last = to + most;
  let isLast = false;
  while (!isLast) {
    refill();
    isLast = take(1) != 0;
    const way = take(2);
    let failure = NO_CODE;
    if (way == 0) failure = copyStored(end, last);
    else if (way != 3 && readCodes(way == 1)) failure = inflateBlock(to, end, last);
    if (at - <usize>(held >> 3) > end) return CUT_OFF;
    if (failure != 0) return failure;
    if (out > last) return TOO_LONG;
  }
  toWholeByte();
  if (at + 4 > end) return CUT_OFF;
  if (bswap<u32>(load<u32>(at)) != adler32(to, out - to)) return OTHER_CHECKSUM;
  return <i32>(out - to);
}

function copyStored(end: usize, last: usize): i32 {
  toWholeByte();
  if (at + 4 > end) return CUT_OFF;
  const length = <usize>load<u16>(at);
  if ((length ^ <usize>load<u16>(at, 2)) != 0xffff) return NO_CODE;
  at += 4;
  if (at + length > end) return CUT_OFF;
  // One byte beyond the last says that it is too long.
  const copied = min(length, last + 1 - out);
  memory.copy(out, at, copied);
  out += copied;
  at += length;
  return 0;
}

/** Builds the tables of a block. @returns whether it has codes */
function readCodes(isFixed: bool): bool {
  let literals: u32 = 288, distances: u32 = 32;
  if (isFixed) {
    memory.fill(LENGTHS, 8, 144);
    memory.fill(LENGTHS + 144, 9, 112);
    memory.fill(LENGTHS + 256, 7, 24);
    memory.fill(LENGTHS + 280, 8, 8);
    memory.fill(LENGTHS + 288, 5, 32);
  } else {
    literals = take(5) + 257;
    distances = take(5) + 1;
    if (literals > 286 || distances > 30 || !readLengths(literals + distances)) return false;
    // A block that cannot end.
    if (load<u8>(LENGTHS + 256) == 0) return false;
  }
  return buildTable(LENGTHS, literals, LITERALS, LITERAL_BITS) && buildTable(LENGTHS + literals, distances, DISTANCES, DISTANCE_BITS);
}

/** RFC 1951, 3.2.7: the lengths of both codes, in runs, in a third code. */
function readLengths(symbols: u32): bool {
  const count = take(4) + 4;
  memory.fill(LENGTHS, 0, 19);
  for (let i: u32 = 0; i < count; i++) {
    refill();
    store<u8>(LENGTHS + <usize>load<u8>(ORDER + i), take(3));
  }
  if (!buildTable(LENGTHS, 19, RUNS, RUN_BITS)) return false;
  for (let i: u32 = 0; i < symbols; ) {
    refill();
    const entry = load<u32>(<usize>(bits & ((1 << RUN_BITS) - 1)) << 2, RUNS);
    if ((entry & GIVES) == 0) return false;
    take(entry & 63);
    const symbol = entry >> 8;
    if (symbol < 16) {
      store<u8>(LENGTHS + i++, symbol);
      continue;
    }
    if (symbol == 16 && i == 0) return false;
    const same: u8 = symbol == 16 ? load<u8>(LENGTHS + i - 1) : 0;
    const run = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (i + run > symbols) return false;
    memory.fill(LENGTHS + i, same, run);
    i += run;
  }
  return true;
}

/** Of an entry that leads on. */
@inline
function placeBehind(entry: u32, b: u64): usize {
  return ((entry >> 16) << 2) + (<u32>b & ((4 << ((entry >> 8) & 31)) - 4));
}

/** Length or distance. */
@inline
function valueOf(entry: u32, b: u64): usize {
  return <usize>(entry >> 16) + <usize>((b & ((<u64>4 << (entry & 63)) - 1)) >> (((entry >> 8) & 31) + 2));
}

/**
 * The bytes of a block, until one lies beyond `last`, or the stream is over. Two bits lower than the next one of the stream
 * are held and mean nothing, so that the next ones are an address at once.
 * @returns 0, or what is wrong
 */
function inflateBlock(start: usize, end: usize, last: usize): i32 {
  const lastAt = end + AHEAD;
  // What lies outside of a function is read and written each time.
  let a = at - <usize>(held >> 3), h = (held & 7) + 2, b = bits << 2 & ((1 << h) - 1), o = out;
  let failure: i32 = 0;
  do {
    b |= load<u64>(a) << h;
    a += <usize>((~h >> 3) & 7);
    h |= 56;
    let entry = load<u32>(<usize>b & LITERAL_PLACES, LITERALS);
    // The bits held are those of four codes at least.
    if ((entry & GIVES) != 0) {
      store<u8>(o++, entry >> 8);
      b >>= entry;
      h -= entry;
      entry = load<u32>(<usize>b & LITERAL_PLACES, LITERALS);
      if ((entry & GIVES) != 0) {
        store<u8>(o++, entry >> 8);
        b >>= entry;
        h -= entry;
        entry = load<u32>(<usize>b & LITERAL_PLACES, LITERALS);
        if ((entry & GIVES) != 0) {
          store<u8>(o++, entry >> 8);
          b >>= entry;
          h -= entry;
          entry = load<u32>(<usize>b & LITERAL_PLACES, LITERALS);
          if ((entry & GIVES) != 0) {
            store<u8>(o++, entry >> 8);
            b >>= entry;
            h -= entry;
            continue;
          }
        }
      }
    }
    b |= load<u64>(a) << h;
    a += <usize>((~h >> 3) & 7);
    h |= 56;
    if ((entry & IS_SPECIAL) != 0) {
      if ((entry & LEADS_ON) != 0) {
        b >>= LITERAL_BITS;
        h -= LITERAL_BITS;
        entry = load<u32>(placeBehind(entry, b), LITERALS);
        if ((entry & GIVES) != 0) {
          store<u8>(o++, entry >> 8);
          b >>= entry;
          h -= entry;
          continue;
        }
      }
      if ((entry & IS_SPECIAL) != 0) {
        b >>= entry;
        h -= entry;
        if ((entry & ENDS) == 0) failure = NO_CODE;
        break;
      }
    }
    const length = valueOf(entry, b);
    b >>= entry;
    h -= entry;
    entry = load<u32>(<usize>b & DISTANCE_PLACES, DISTANCES);
    if ((entry & IS_SPECIAL) != 0) {
      if ((entry & LEADS_ON) != 0) {
        b >>= DISTANCE_BITS;
        h -= DISTANCE_BITS;
        entry = load<u32>(placeBehind(entry, b), DISTANCES);
      }
      if ((entry & IS_SPECIAL) != 0) {
        failure = NO_CODE;
        break;
      }
    }
    let distance = valueOf(entry, b);
    b >>= entry;
    h -= entry;
    if (distance > o - start) {
      failure = NO_CODE;
      break;
    }
    const stop = o + length;
    if (distance < 16) {
      // The pattern repeats itself until it is as long as what is written at once.
      for (; distance < 16; distance <<= 1) {
        v128.store(o, v128.load(o - distance));
        o += distance;
      }
      const pattern = v128.load(o - distance);
      distance >>= 1;
      for (; o < stop; o += distance) v128.store(o, pattern);
    } else {
      for (; o < stop; o += 16) v128.store(o, v128.load(o - distance));
    }
    o = stop;
  } while (o <= last && a <= lastAt);
  bits = b >> 2;
  held = (h & 63) - 2;
  at = a;
  out = o;
  return failure;
}
