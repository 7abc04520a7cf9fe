import { deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflateTile, undoRows } from '../../src/raster/kernel/inflate.ts';
import { undoDifferences, undoFloatingPoint } from '../../src/raster/predictor.ts';

/** What a writer does, byte by byte as the technical note says. */
function predict(values: Float32Array, rowLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.buffer);
  const out = new Uint8Array(bytes.length);
  for (let row = 0; row < bytes.length; row += 4 * rowLength) {
    for (let plane = 0; plane < 4; plane++) {
      for (let x = 0; x < rowLength; x++) out[row + plane * rowLength + x] = bytes[row + 4 * x + 3 - plane]!;
    }
    for (let i = 4 * rowLength - 1; i > 0; i--) out[row + i] = out[row + i]! - out[row + i - 1]!;
  }
  return out;
}

function expectUndone(rows: number, rowLength: number, seed: number): void {
  const values = Float32Array.from({ length: rows * rowLength }, (_, i) => Math.sin(seed + i / 7) * 10 ** (i % 9));
  const bytes = predict(values, rowLength);
  undoFloatingPoint(bytes, rowLength, 1, 4);
  expect(Buffer.compare(bytes, new Uint8Array(values.buffer))).toBe(0);
}

describe('undoFloatingPoint', () => {
  it('gives back what was predicted, for rows of any length', () => {
    const rows = fc.integer({ min: 1, max: 9 });
    fc.assert(fc.property(rows, fc.integer({ min: 1, max: 100 }), fc.nat({ max: 1000 }), expectUndone));
  });

  it('does so over the edge of what is undone at once, and for rows that are longer', () => {
    expectUndone(2, 150_000, 3);
    expectUndone(2, 262_145, 5);
  });
});

/** Against the definition, of bytes of their own and of a tile that was just inflated. */
function expectSummed(rows: number, rowLength: number, seed: number): void {
  for (const [way, Numbers] of [
    ['undoDifferences16', Uint16Array],
    ['undoDifferences32', Uint32Array],
  ] as const) {
    const differences = new Numbers(rows * rowLength);
    for (let i = 0; i < differences.length; i++) differences[i] = Math.imul(i + seed, 0x9e3779b1);
    const expected = differences.slice();
    undoDifferences(expected, rowLength, 1);
    const bytes = new Uint8Array(differences.buffer);
    const wanted = new Uint8Array(expected.buffer);
    const inflated = inflateTile(deflateSync(bytes), bytes.length)!;
    expect(Buffer.compare(undoRows(way, inflated, rowLength)!, wanted)).toBe(0);
    expect(Buffer.compare(undoRows(way, bytes, rowLength)!, wanted)).toBe(0);
  }
}

describe('undoRows', () => {
  it('sums differences of 16 and 32 bits that wrap around, in rows of any length', () => {
    const rows = fc.integer({ min: 1, max: 9 });
    fc.assert(fc.property(rows, fc.integer({ min: 1, max: 100 }), fc.nat({ max: 1000 }), expectSummed));
  });

  it('leaves rows alone that are longer than its memory', () => {
    expect(undoRows('undoDifferences32', new Uint8Array(2 ** 22 + 4), 2 ** 20 + 1)).toBeNull();
  });
});
