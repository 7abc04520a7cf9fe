/**
 * What puts a node's rows in the order of their codes, without a comparison sort of large nodes and without allocation.
 *
 * Small nodes are sorted by insertion. In others a set of the codes that occur gives them in order: a pass over all
 * codes of the table would cost more than the node itself.
 */
import type { Codes } from './growCodes.ts';

/** Bits of a key for the position in a small node: nodes of up to 2^4 rows are sorted by insertion. */
export const POSITION_BITS = 4;
export const MAX_SORTED = 1 << POSITION_BITS;
export const POSITION_MASK = MAX_SORTED - 1;

/** Fills `keys` with the codes of a small node, each with the position of its row in the node's low bits, ascending. */
export function sortKeys(keys: Int32Array, codes: Codes, rows: Uint32Array, begin: number, size: number): void {
  for (let i = 0; i < size; i++) {
    const key = (codes[rows[begin + i]!]! << POSITION_BITS) | i;
    let at = i;
    while (at > 0 && keys[at - 1]! > key) {
      keys[at] = keys[at - 1]!;
      at--;
    }
    keys[at] = key;
  }
}

/** A set of codes: bit maps, empty between nodes. */
export interface CodeSet {
  /** A bit per code that occurs. */
  readonly present: Int32Array;
  /** A bit per word of `present` that is not zero. */
  readonly presentWords: Int32Array;
  /** The codes that were taken last, ascending. */
  readonly taken: Uint32Array;
}

export function createCodeSet(codeCount: number): CodeSet {
  return {
    present: new Int32Array((codeCount >>> 5) + 1),
    presentWords: new Int32Array((codeCount >>> 10) + 1),
    taken: new Uint32Array(codeCount),
  };
}

export function addCode({ present, presentWords }: CodeSet, code: number): void {
  present[code >>> 5]! |= 1 << (code & 31);
  presentWords[code >>> 10]! |= 1 << ((code >>> 5) & 31);
}

/**
 * Empties the set into `taken`.
 * @returns how many codes it held
 */
export function takeCodes({ present, presentWords, taken }: CodeSet): number {
  let count = 0;
  for (let group = 0; group < presentWords.length; group++) {
    let words = presentWords[group]!;
    presentWords[group] = 0;
    while (words !== 0) {
      const word = (group << 5) | lowestBit(words);
      words &= words - 1;
      let bits = present[word]!;
      present[word] = 0;
      while (bits !== 0) {
        taken[count++] = (word << 5) | lowestBit(bits);
        bits &= bits - 1;
      }
    }
  }
  return count;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
