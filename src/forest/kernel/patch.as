// Prediction of patches of 16 × 16 neighbouring pixels, after all leaves that none of them can reach are struck out. What
// a leaf adds to a pixel is its number where the pixel lies in the leaf's box, else 0: a leaf whose box leaves the patch
// no choice is a constant, one that depends on a single covariate goes into a table of that covariate, and the others are
// looked up for 16 pixels at once. All numbers are whole, so that their order does not matter.

const SIDE: usize = 16;
const PIXELS: usize = 256;
/** Codes that a byte shuffle can look up: a page. A larger code, or a negative one as a byte, gives 0. */
const PAGE: i32 = 16;
/** Most pages of one covariate in a patch. */
const MOST_PAGES: i32 = 6;
/** Leaves of one tree that are looked up together: a bit each of a number below 16. */
const GROUP_LEAVES: i32 = 4;
/** Most look-ups of a group: pages of all covariates that it depends on. */
const MOST_LOOKUPS: usize = 16;
// A group: where the codes of its look-ups are (16 × u32), four planes of its leaves' bytes, then a table per look-up.
const PLANES: usize = 64;
const TABLES: usize = 128;
/** A line: what the leaves that depend on one covariate give, in Float64 per code. */
const LINE_BYTES: usize = 2064;
/** Surviving leaves per slot, on average, above which the exact kernel is as fast. */
const MOST_SURVIVORS: i32 = 5;
/** Groups whose bytes can be added in 16 bits. */
const ADDED_GROUPS: i32 = 255;

// The caller writes these fields one after another; sizes are in bytes, numbers from 0.
@unmanaged
class Patches {
  /** A mean is offset + scale × sum of leaf numbers, and differs from the true one by at most error. */
  offset: f64;
  scale: f64;
  error: f64;
  covariates: i32;
  /** Covariates that a tree splits on: places. */
  places: i32;
  /** A multiple of four. */
  slots: i32;
  /** 16 rows per column. */
  columns: usize;
  rowBytes: usize;
  out: usize;
  /** Per place: column, thresholds, how many they are, rows of leaves that reach up to or down to a code. */
  placeFields: usize;
  /** Per leaf and eight places: 8 lower codes, then 8 upper ones counted down from 255. */
  boxes: usize;
  boxBytes: usize;
  leafNumbers: usize;
  // Scratch.
  complete: usize;
  limits: usize;
  patchBox: usize;
  reachRows: usize;
  /** Per place and page 256 bytes: the pixels' codes, counted from the first of the page. */
  codes: usize;
  lineTables: usize;
  survivors: usize;
  streams: usize;
  streamBytes: usize;
  streamEnds: usize;
  sums: usize;
  left: usize;
}

@unmanaged
class Place {
  column: usize;
  thresholds: usize;
  thresholdCount: i32;
  /** Per code: the leaves, a word per slot, whose upper code is no less. */
  upRows: usize;
  /** Per code: the leaves whose lower code is no more. */
  downRows: usize;
}

@inline
function placeAt(t: Patches, place: i32): Place {
  return changetype<Place>(t.placeFields + <usize>place * offsetof<Place>());
}

/** Which pixels have all covariates, 16 bits per row. @returns whether any has */
function markComplete(t: Patches, x: usize): bool {
  let any = 0;
  for (let row: usize = 0; row < SIDE; row++) {
    let bits = 0xffff;
    for (let covariate = 0; covariate < t.covariates; covariate++) {
      const at = t.columns + (<usize>covariate * SIDE + row) * t.rowBytes + x;
      let a = v128.load(at, 0), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48);
      a = f32x4.eq(a, a); b = f32x4.eq(b, b); c = f32x4.eq(c, c); d = f32x4.eq(d, d);
      bits &= i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
    }
    store<u16>(t.complete + (row << 1), bits);
    any |= bits;
  }
  return any != 0;
}

/** How many thresholds lie below a value. */
function codeOf(place: Place, x: f32): i32 {
  let low = 0, high = place.thresholdCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f32>(place.thresholds + (<usize>middle << 2)) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Least and greatest code of each place, in `limits`. @returns whether a patch of such ranges can be looked up */
function findLimits(t: Patches, x: usize): bool {
  for (let i = 0; i < t.places; i++) {
    const place = placeAt(t, i);
    let least = f32x4.splat(Infinity), most = f32x4.splat(-Infinity);
    let at = place.column + x;
    for (let row: usize = 0; row < SIDE; row++) {
      const a = v128.load(at, 0), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48);
      // NaN is neither less nor more, so it is passed over.
      least = f32x4.pmin(f32x4.pmin(f32x4.pmin(f32x4.pmin(least, a), b), c), d);
      most = f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(most, a), b), c), d);
      at += t.rowBytes;
    }
    const minimum = min(min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)), min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)));
    const maximum = max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
    const low = codeOf(place, minimum), high = codeOf(place, maximum);
    if (high - low >= PAGE * MOST_PAGES) return false;
    store<i32>(t.limits + (<usize>i << 3), low, 0);
    store<i32>(t.limits + (<usize>i << 3), high, 4);
    const box = t.patchBox + (<usize>(i >> 3) << 4) + <usize>(i & 7);
    store<u8>(box, low, 0);
    store<u8>(box, 255 - high, 8);
    store<usize>(t.reachRows + (<usize>i << 3), place.upRows + (<usize>low * t.slots << 2), 0);
    store<usize>(t.reachRows + (<usize>i << 3), place.downRows + (<usize>high * t.slots << 2), 4);
  }
  return true;
}

@inline
function codesOf(t: Patches, place: i32): usize {
  return t.codes + <usize>(place * MOST_PAGES) * PIXELS;
}

@inline
function lowOf(t: Patches, place: i32): i32 {
  return load<i32>(t.limits + (<usize>place << 3), 0);
}

@inline
function highOf(t: Patches, place: i32): i32 {
  return load<i32>(t.limits + (<usize>place << 3), 4);
}

@inline
function pagesOf(t: Patches, place: i32): i32 {
  return (highOf(t, place) - lowOf(t, place)) / PAGE + 1;
}

/** Codes of the pixels counted from the patch's least one, a byte each, for every page; any for NaN. */
function codePixels(t: Patches, x: usize): void {
  for (let i = 0; i < t.places; i++) {
    const place = placeAt(t, i);
    const first = place.thresholds + (<usize>lowOf(t, i) << 2);
    const end = place.thresholds + (<usize>highOf(t, i) << 2);
    const pagesBytes = <usize>pagesOf(t, i) * PIXELS;
    const codes = codesOf(t, i);
    let at = place.column + x;
    for (let pixel: usize = 0; pixel < PIXELS; pixel += SIDE) {
      const a = v128.load(at, 0), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48);
      let na = i32x4.splat(0), nb = i32x4.splat(0), nc = i32x4.splat(0), nd = i32x4.splat(0);
      for (let threshold = first; threshold < end; threshold += 4) {
        const limit = v128.load32_splat(threshold);
        // True is −1.
        na = i32x4.sub(na, f32x4.gt(a, limit));
        nb = i32x4.sub(nb, f32x4.gt(b, limit));
        nc = i32x4.sub(nc, f32x4.gt(c, limit));
        nd = i32x4.sub(nd, f32x4.gt(d, limit));
      }
      let row = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(na, nb), i16x8.narrow_i32x4_u(nc, nd));
      for (let page: usize = 0; page < pagesBytes; page += PIXELS) {
        v128.store(codes + page + pixel, row);
        // Codes of earlier pages become larger than any of this one.
        row = i8x16.sub(row, i8x16.splat(<i8>PAGE));
      }
      at += t.rowBytes;
    }
  }
}

/** Per slot the leaves whose boxes meet the patch's in every place. @returns how many there are in all */
function findSurvivors(t: Patches): i32 {
  let count = 0;
  const rowsEnd = t.reachRows + (<usize>t.places << 3);
  const slotBytes = <usize>t.slots << 2;
  for (let slot: usize = 0; slot < slotBytes; slot += 16) {
    let leaves = i32x4.splat(-1);
    for (let row = t.reachRows; row < rowsEnd; row += 8) {
      leaves = v128.and(leaves, v128.and(v128.load(load<usize>(row, 0) + slot), v128.load(load<usize>(row, 4) + slot)));
    }
    v128.store(t.survivors + slot, leaves);
    count += <i32>popcnt(i64x2.extract_lane(leaves, 0)) + <i32>popcnt(i64x2.extract_lane(leaves, 1));
  }
  return count;
}

/** A bit per place in which a leaf's box does not hold the whole of the patch's. */
@inline
function placesCut(t: Patches, box: usize): u32 {
  let cut: u32 = 0;
  for (let at: usize = 0, shift = 0; at < t.boxBytes; at += 16, shift += 8) {
    const outside = ~i8x16.bitmask(i8x16.le_u(v128.load(box + at), v128.load(t.patchBox + at)));
    cut |= <u32>((outside | (outside >> 8)) & 0xff) << shift;
  }
  return cut;
}

@inline
function lowerCode(box: usize, place: i32, low: i32): i32 {
  return max(<i32>load<u8>(box + (<usize>(place >> 3) << 4) + <usize>(place & 7), 0) - low, 0);
}

@inline
function upperCode(box: usize, place: i32, low: i32): i32 {
  return min(255 - <i32>load<u8>(box + (<usize>(place >> 3) << 4) + <usize>(place & 7), 8) - low, 255);
}

/** Adds a leaf to the table of the only place that it depends on: as differences between neighbouring codes. */
@inline
function addToLine(t: Patches, box: usize, place: i32, value: f64): void {
  const low = lowOf(t, place);
  const first = lowerCode(box, place, low), last = min(upperCode(box, place, low), highOf(t, place) - low);
  // Splits may leave nothing between them.
  if (first > last) return;
  const line = t.lineTables + <usize>place * LINE_BYTES;
  store<f64>(line + (<usize>first << 3), load<f64>(line + (<usize>first << 3)) + value);
  store<f64>(line + (<usize>last << 3), load<f64>(line + (<usize>last << 3), 8) - value, 8);
}

/** Writes the tables of a place: of up to four leaves a bit each that does not hold a code. Missing leaves hold none. */
function excludeCodes(t: Patches, leaves: usize, count: i32, place: i32, tables: usize, end: usize): void {
  const low = lowOf(t, place);
  for (let table = tables; table < end; table += 16) v128.store(table, i8x16.splat(15));
  for (let i = 0; i < count; i++) {
    const box = t.boxes + <usize>load<u32>(leaves + (<usize>i << 2)) * t.boxBytes;
    const first = i8x16.splat(<i8>lowerCode(box, place, low)), last = i8x16.splat(<i8>upperCode(box, place, low));
    const bit = i8x16.splat(<i8>(<i32>1 << i));
    let codes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (let table = tables; table < end; table += 16) {
      const held = v128.and(i8x16.ge_u(codes, first), i8x16.le_u(codes, last));
      v128.store(table, v128.andnot(v128.load(table), v128.and(held, bit)));
      codes = i8x16.add(codes, i8x16.splat(<i8>PAGE));
    }
  }
}

/** Appends leaves of one tree to the stream of their count of look-ups. @returns whether they fit */
function addGroup(t: Patches, leaves: usize, count: i32, cut: u32): bool {
  let lookups: usize = 0;
  for (let rest = cut; rest != 0; rest &= rest - 1) lookups += <usize>pagesOf(t, <i32>ctz(rest));
  if (lookups > MOST_LOOKUPS) return false;
  const endAt = t.streamEnds + (lookups << 2);
  const group = load<usize>(endAt);
  if (group + TABLES + (lookups << 4) > t.streams + (lookups + 1) * t.streamBytes) return false;
  v128.store(group + PLANES, i32x4.splat(0), 0);
  v128.store(group + PLANES, i32x4.splat(0), 16);
  v128.store(group + PLANES, i32x4.splat(0), 32);
  v128.store(group + PLANES, i32x4.splat(0), 48);
  for (let i = 0; i < count; i++) {
    const value = load<u32>(t.leafNumbers + (<usize>load<u32>(leaves + (<usize>i << 2)) << 2));
    const at = group + PLANES + (<usize>1 << <usize>i);
    store<u8>(at, value, 0);
    store<u8>(at, value >> 8, 16);
    store<u8>(at, value >> 16, 32);
    store<u8>(at, value >> 24, 48);
  }
  let at = group;
  let table = group + TABLES;
  for (let rest = cut; rest != 0; rest &= rest - 1) {
    const place = <i32>ctz(rest);
    const end = table + (<usize>pagesOf(t, place) << 4);
    excludeCodes(t, leaves, count, place, table, end);
    for (let codes = codesOf(t, place); table < end; table += 16) {
      store<usize>(at, codes);
      codes += PIXELS;
      at += 4;
    }
  }
  store<usize>(endAt, table);
  return true;
}

/** Sorts the surviving leaves. @returns the sum of those that every pixel reaches; −1 where there are too many others */
function sortLeaves(t: Patches): f64 {
  for (let i = 0; i < t.places; i++) {
    const line = t.lineTables + <usize>i * LINE_BYTES;
    memory.fill(line, 0, <usize>(highOf(t, i) - lowOf(t, i) + 2) << 3);
  }
  for (let n: usize = 0; n <= MOST_LOOKUPS; n++) store<usize>(t.streamEnds + (n << 2), t.streams + n * t.streamBytes);
  const waiting = t.left;
  let constant: f64 = 0;
  for (let slot = 0; slot < t.slots; slot++) {
    let count = 0;
    let cutByGroup: u32 = 0;
    for (let rest = load<u32>(t.survivors + (<usize>slot << 2)); rest != 0; rest &= rest - 1) {
      const leaf = (slot << 5) + <i32>ctz(rest);
      const box = t.boxes + <usize>leaf * t.boxBytes;
      const cut = placesCut(t, box);
      if ((cut & (cut - 1)) == 0) {
        const value = <f64>load<u32>(t.leafNumbers + (<usize>leaf << 2));
        if (cut == 0) constant += value;
        else addToLine(t, box, <i32>ctz(cut), value);
        continue;
      }
      store<i32>(waiting + (<usize>count << 2), leaf);
      cutByGroup |= cut;
      if (++count == GROUP_LEAVES) {
        if (!addGroup(t, waiting, count, cutByGroup)) return -1;
        count = 0;
        cutByGroup = 0;
      }
    }
    if (count > 0 && !addGroup(t, waiting, count, cutByGroup)) return -1;
  }
  for (let i = 0; i < t.places; i++) {
    const line = t.lineTables + <usize>i * LINE_BYTES;
    const end = line + (<usize>(highOf(t, i) - lowOf(t, i) + 1) << 3);
    for (let at = line + 8; at < end; at += 8) store<f64>(at, load<f64>(at) + load<f64>(at - 8));
  }
  return constant;
}

@inline
function addFour(sums: usize, low: v128, high: v128): void {
  const step = f64x2.splat(65536);
  const first = f64x2.add(f64x2.convert_low_i32x4_s(low), f64x2.mul(f64x2.convert_low_i32x4_s(high), step));
  low = v128.shuffle<i64>(low, low, 1, 1);
  high = v128.shuffle<i64>(high, high, 1, 1);
  const second = f64x2.add(f64x2.convert_low_i32x4_s(low), f64x2.mul(f64x2.convert_low_i32x4_s(high), step));
  v128.store(sums, f64x2.add(v128.load(sums, 0), first), 0);
  v128.store(sums, f64x2.add(v128.load(sums, 16), second), 16);
}

/** Adds to eight sums the numbers whose bytes stand in four planes of 16 bits. */
function addEight(sums: usize, a: v128, b: v128, c: v128, d: v128): void {
  addFour(
    sums,
    i32x4.add(i32x4.extend_low_i16x8_u(a), i32x4.shl(i32x4.extend_low_i16x8_u(b), 8)),
    i32x4.add(i32x4.extend_low_i16x8_u(c), i32x4.shl(i32x4.extend_low_i16x8_u(d), 8)),
  );
  addFour(
    sums + 32,
    i32x4.add(i32x4.extend_high_i16x8_u(a), i32x4.shl(i32x4.extend_high_i16x8_u(b), 8)),
    i32x4.add(i32x4.extend_high_i16x8_u(c), i32x4.shl(i32x4.extend_high_i16x8_u(d), 8)),
  );
}

/** Adds what the groups give to each pixel. Of a group at most one leaf holds a pixel: its bit picks the bytes. */
function sumGroups(t: Patches): void {
  for (let v: usize = 0; v < PIXELS; v += 16) {
    let al = i16x8.splat(0), bl = i16x8.splat(0), cl = i16x8.splat(0), dl = i16x8.splat(0);
    let ah = i16x8.splat(0), bh = i16x8.splat(0), ch = i16x8.splat(0), dh = i16x8.splat(0);
    let room = ADDED_GROUPS;
    for (let lookups: usize = 2; lookups <= MOST_LOOKUPS; lookups++) {
      const groupBytes = TABLES + (lookups << 4);
      const end = load<usize>(t.streamEnds + (lookups << 2));
      for (let group = t.streams + lookups * t.streamBytes; group < end; group += groupBytes) {
        let excluded = v128.or(
          i8x16.swizzle(v128.load(group, TABLES), v128.load(load<usize>(group, 0) + v)),
          i8x16.swizzle(v128.load(group, TABLES + 16), v128.load(load<usize>(group, 4) + v)),
        );
        for (let i: usize = 2; i < lookups; i++) {
          const codes = v128.load(load<usize>(group + (i << 2)) + v);
          excluded = v128.or(excluded, i8x16.swizzle(v128.load(group + (i << 4), TABLES), codes));
        }
        const bits = v128.andnot(i8x16.splat(15), excluded);
        const a = i8x16.swizzle(v128.load(group, PLANES), bits), b = i8x16.swizzle(v128.load(group, PLANES + 16), bits);
        const c = i8x16.swizzle(v128.load(group, PLANES + 32), bits), d = i8x16.swizzle(v128.load(group, PLANES + 48), bits);
        al = i16x8.add(al, i16x8.extend_low_i8x16_u(a)); ah = i16x8.add(ah, i16x8.extend_high_i8x16_u(a));
        bl = i16x8.add(bl, i16x8.extend_low_i8x16_u(b)); bh = i16x8.add(bh, i16x8.extend_high_i8x16_u(b));
        cl = i16x8.add(cl, i16x8.extend_low_i8x16_u(c)); ch = i16x8.add(ch, i16x8.extend_high_i8x16_u(c));
        dl = i16x8.add(dl, i16x8.extend_low_i8x16_u(d)); dh = i16x8.add(dh, i16x8.extend_high_i8x16_u(d));
        if (--room == 0) {
          addEight(t.sums + (v << 3), al, bl, cl, dl);
          addEight(t.sums + (v << 3) + 64, ah, bh, ch, dh);
          al = i16x8.splat(0); bl = i16x8.splat(0); cl = i16x8.splat(0); dl = i16x8.splat(0);
          ah = i16x8.splat(0); bh = i16x8.splat(0); ch = i16x8.splat(0); dh = i16x8.splat(0);
          room = ADDED_GROUPS;
        }
      }
    }
    addEight(t.sums + (v << 3), al, bl, cl, dl);
    addEight(t.sums + (v << 3) + 64, ah, bh, ch, dh);
  }
}

/** Writes the means that are certain to the last bit. @returns how many pixels are listed as left, these included */
function writePatch(t: Patches, x: usize, leftCount: i32): i32 {
  for (let i: usize = 0; i < PIXELS; i++) {
    if (((load<u16>(t.complete + ((i >> 4) << 1)) >> <u16>(i & 15)) & 1) == 0) continue;
    let sum = load<f64>(t.sums + (i << 3));
    let code = codesOf(t, 0) + i;
    const linesEnd = t.lineTables + <usize>t.places * LINE_BYTES;
    for (let line = t.lineTables; line < linesEnd; line += LINE_BYTES) {
      sum += load<f64>(line + (<usize>load<u8>(code) << 3));
      code += <usize>MOST_PAGES * PIXELS;
    }
    const mean = t.offset + t.scale * sum;
    const below = <f32>(mean - t.error), above = <f32>(mean + t.error);
    const at = (i >> 4) * t.rowBytes + x + ((i & 15) << 2);
    if (reinterpret<u32>(below) == reinterpret<u32>(above)) store<f32>(t.out + at, below);
    else store<u32>(t.left + (<usize>(leftCount++) << 2), at >> 2);
  }
  return leftCount;
}

/** Lists the pixels of a patch that have all covariates. */
function leavePatch(t: Patches, x: usize, leftCount: i32): i32 {
  for (let row: usize = 0; row < SIDE; row++) {
    for (let bits = <u32>load<u16>(t.complete + (row << 1)); bits != 0; bits &= bits - 1) {
      const at = row * t.rowBytes + x + (<usize>ctz(bits) << 2);
      store<u32>(t.left + (<usize>(leftCount++) << 2), at >> 2);
    }
  }
  return leftCount;
}

/**
 * Writes means of the patches side by side in 16 rows, and lists the pixels that another kernel must predict, by their
 * number within the rows. Pixels without a covariate stay as they are. @returns how many are listed
 */
export function predictPatches(address: usize, patches: i32): i32 {
  const t = changetype<Patches>(address);
  let leftCount = 0;
  const left = t.left;
  for (let patch = 0; patch < patches; patch++) {
    const x = <usize>patch << 6;
    if (!markComplete(t, x)) continue;
    let constant: f64 = -1;
    if (findLimits(t, x) && findSurvivors(t) <= MOST_SURVIVORS * t.slots) {
      // The list is free from here on: leaves wait there for their group.
      t.left = left + (<usize>leftCount << 2);
      constant = sortLeaves(t);
      t.left = left;
    }
    if (constant < 0) {
      leftCount = leavePatch(t, x, leftCount);
      continue;
    }
    codePixels(t, x);
    for (let i: usize = 0; i < PIXELS; i += 2) v128.store(t.sums + (i << 3), f64x2.splat(constant));
    sumGroups(t);
    leftCount = writePatch(t, x, leftCount);
  }
  return leftCount;
}
