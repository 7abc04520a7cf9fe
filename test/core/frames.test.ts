import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinFrames, splitFrames } from '../../src/core/frames.ts';

describe('joinFrames and splitFrames', () => {
  it('give back what was joined, empty frames included', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 }), (frames) => {
        expect(splitFrames(joinFrames(frames)).map((frame) => [...frame])).toEqual(frames.map((frame) => [...frame]));
      }),
    );
  });

  it('refuse bytes that were cut, extended or never frames', () => {
    const joined = joinFrames([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    const longer = new Uint8Array(joined.length + 1);
    longer.set(joined);
    for (const bad of [joined.subarray(0, -1), longer, Uint8Array.of(1, 2), Uint8Array.of(255, 255, 255, 255)]) {
      expect(() => splitFrames(bad)).toThrow(expect.objectContaining({ code: 'artefact-damaged' }));
    }
  });
});
