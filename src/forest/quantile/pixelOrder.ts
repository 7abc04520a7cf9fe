/**
 * An order of a block's pixels in which neighbours end in the same leaf of most trees.
 *
 * A pixel's place is that of its codes on a Z-order curve whose codes are Gray codes, so that steps along it are short in
 * every covariate: on the benchmark map 47 of 500 trees end in another leaf from one pixel to the next, in the order of the
 * raster 65. What a pixel gets does not depend on the order.
 */
import type { ThresholdCodes } from '../kernel/thresholdCodes.ts';

/** Of a place on the curve: with the pixel's number behind it, it is a whole number that a float64 holds. */
const KEY_BITS = 32;
/** Of a covariate's code: finer ones make hardly any difference in blocks of some thousand pixels. */
const MOST_BITS = 5;

/**
 * Sorts the first so many pixels.
 * @param codes per covariate a code per pixel, which are sorted as well
 */
export type OrderPixels = (pixels: Uint32Array, codes: readonly Uint16Array[], count: number) => void;

/** @param mostPixels of a block */
export function createPixelOrder(
  codes: readonly Pick<ThresholdCodes, 'thresholds'>[],
  mostPixels: number,
): OrderPixels {
  const some = codes.slice(0, KEY_BITS);
  const bits = Math.max(1, Math.min(MOST_BITS, Math.floor(KEY_BITS / some.length)));
  const spread = some.map(({ thresholds }, place) => spreadBits(thresholds.length, place, some.length, bits));
  const places = new Uint32Array(mostPixels);
  const keys = new Float64Array(mostPixels);
  const order = new Uint16Array(mostPixels);
  const copy = new Uint32Array(mostPixels);
  return (pixels, codesOfPixels, count) => {
    places.fill(0, 0, count);
    for (const [place, bitsOf] of spread.entries()) {
      const own = codesOfPixels[place]!;
      for (let i = 0; i < count; i++) places[i]! |= bitsOf[own[i]!]!;
    }
    for (let i = 0; i < count; i++) keys[i] = (fromGray(places[i]!) >>> 0) * mostPixels + i;
    const sorted = keys.subarray(0, count).toSorted();
    for (let i = 0; i < count; i++) order[i] = sorted[i]! % mostPixels;
    for (const values of [pixels, ...codesOfPixels]) {
      copy.set(values.subarray(0, count));
      for (let i = 0; i < count; i++) values[i] = copy[order[i]!]!;
    }
  };
}

/** Per code its upper bits, each as far from the next as there are covariates. */
function spreadBits(mostCode: number, place: number, places: number, bits: number): Uint32Array {
  const unused = Math.max(0, 32 - Math.clz32(mostCode) - bits);
  return Uint32Array.from({ length: mostCode + 1 }, (_, code) => {
    let key = 0;
    for (let bit = 0; bit < bits; bit++) key |= ((code >> (unused + bit)) & 1) << (bit * places + place);
    return key >>> 0;
  });
}

/** The number whose Gray code it is. */
function fromGray(code: number): number {
  let number = code;
  for (const shift of [16, 8, 4, 2, 1]) number ^= number >>> shift;
  return number;
}
