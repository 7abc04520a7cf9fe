// The checksum of a zlib stream, sixteen bytes at a time. Built into deflate.wasm and inflate.wasm by
// test/tools/buildKernel.ts.

/** Bytes whose sums stay below 2³². */
const ADLER_STRIDE: usize = 5552;
const ADLER_BASE: u32 = 65521;

/** RFC 1950, 8.2. */
export function adler32(from: usize, length: usize): u32 {
  let a: u32 = 1, b: u32 = 0;
  const high = i16x8(16, 15, 14, 13, 12, 11, 10, 9), low = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  const end = from + length;
  while (from < end) {
    const stop = min(end, from + ADLER_STRIDE);
    let sums = i32x4.splat(0), before = i32x4.splat(0), weighted = i32x4.splat(0);
    const vectors = from + ((stop - from) & ~15);
    const start = from;
    for (; from < vectors; from += 16) {
      const bytes = v128.load(from);
      before = i32x4.add(before, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), high));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), low));
    }
    b += a * <u32>(vectors - start) + 16 * sumOf(before) + sumOf(weighted);
    a += sumOf(sums);
    for (; from < stop; from++) {
      a += load<u8>(from);
      b += a;
    }
    a %= ADLER_BASE;
    b %= ADLER_BASE;
  }
  return (b << 16) | a;
}

@inline
function sumOf(x: v128): u32 {
  return i32x4.extract_lane(x, 0) + i32x4.extract_lane(x, 1) + i32x4.extract_lane(x, 2) + i32x4.extract_lane(x, 3);
}
