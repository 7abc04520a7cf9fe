import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { decodeLzw } from '../../src/raster/lzw.ts';
import { decodePackBits } from '../../src/raster/packBits.ts';

/** Codes of 9 to 12 bits, most significant bit first; the width follows the table as the decoder's does. */
function packCodes(codes: readonly number[]): Uint8Array {
  const bits: number[] = [];
  let width = 9;
  let next = 258;
  let isFirst = true;
  for (const code of codes) {
    for (let bit = width - 1; bit >= 0; bit--) bits.push((code >> bit) & 1);
    if (code === 256) {
      [width, next, isFirst] = [9, 258, true];
      continue;
    }
    if (!isFirst && next < 4096) next++;
    isFirst = false;
    if (next === 511 || next === 1023 || next === 2047) width = Math.max(width, Math.log2(next + 1) + 1);
  }
  while (bits.length % 8 !== 0) bits.push(0);
  return Uint8Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((a, b) => a * 2 + b, 0),
  );
}

/** A plain encoder: longest known string, a clear code when the table is full at `fullAt` entries. */
function encodeLzw(bytes: Uint8Array, fullAt: number): Uint8Array {
  const codes = [256];
  let table = new Map<string, number>();
  let current = '';
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
  for (const byte of bytes) {
    const longer = current + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      current = longer;
      continue;
    }
    codes.push(codeOf(current));
    if (258 + table.size < fullAt) table.set(longer, 258 + table.size);
    else {
      codes.push(256);
      table = new Map();
    }
    current = String.fromCharCode(byte);
  }
  codes.push(codeOf(current), 257);
  return packCodes(codes);
}

describe('decodeLzw', () => {
  it('gives the example of TIFF 6.0, section 13', () => {
    const codes = [256, 7, 258, 8, 8, 258, 6, 6, 257];
    expect([...decodeLzw(packCodes(codes), 100)]).toEqual([7, 7, 7, 8, 8, 7, 7, 6, 6]);
  });

  it('follows tables that fill up to 4096 entries and are cleared late, early, or never', () => {
    const random = createRandom(3);
    const bytes = Uint8Array.from({ length: 60_000 }, (_, i) => (i % 3 === 0 ? random.nextBelow(40) : i % 50));
    for (const fullAt of [300, 4094, 4095, 4096])
      expect(decodeLzw(encodeLzw(bytes, fullAt), bytes.length)).toEqual(bytes);
  });

  it('stops at the limit, and at the end of a stream that is cut off', () => {
    const bytes = new Uint8Array(5000).fill(7);
    const encoded = encodeLzw(bytes, 4095);
    expect(decodeLzw(encoded, 1234)).toHaveLength(1234);
    expect(decodeLzw(encoded.subarray(0, 40), 5000).length).toBeLessThan(5000);
    expect(decodeLzw(new Uint8Array(), 10)).toHaveLength(0);
  });

  it('refuses a code before it is defined, and the old bit order', () => {
    expect(() => decodeLzw(packCodes([256, 7, 300]), 100)).toThrow('LZW code 300 before it is defined');
    expect(() => decodeLzw(Uint8Array.of(0, 1, 2), 100)).toThrow('least significant bit first');
  });
});

describe('decodePackBits', () => {
  it('gives the example of Apple Technical Note 1023', () => {
    const packed = Buffer.from('FEAA0280002AFDAA0380002A22F7AA', 'hex');
    const plain = 'AAAAAA80002AAAAAAAAA80002A22AAAAAAAAAAAAAAAAAAAA';
    expect(Buffer.from(decodePackBits(packed, 100)).toString('hex').toUpperCase()).toBe(plain);
  });

  it('stops at the limit inside a run, passes over the empty code, and ends with a stream that is cut off', () => {
    expect([...decodePackBits(Uint8Array.of(128, 0x81, 5), 4)]).toEqual([5, 5, 5, 5]);
    expect([...decodePackBits(Uint8Array.of(9, 1, 2), 100)]).toEqual([1, 2]);
    expect([...decodePackBits(Uint8Array.of(0xfe), 100)]).toEqual([]);
  });
});
