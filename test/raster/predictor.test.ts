import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { undoFloatingPoint } from '../../src/raster/predictor.ts';

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
