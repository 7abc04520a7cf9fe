import { describe, expect, it } from 'vitest';
import { classColour } from '../../src/core/classColours.ts';

describe('classColour', () => {
  it('begins with the muted scheme, rose #CC6677 and indigo #332288', () => {
    expect([classColour(0), classColour(1)]).toEqual([
      [0xcc, 0x66, 0x77],
      [0x33, 0x22, 0x88],
    ]);
  });

  it('gives 255 classes colours of their own, none near white or black', () => {
    const colours = Array.from({ length: 255 }, (_, number) => classColour(number));
    expect(new Set(colours.map(String)).size).toBe(255);
    for (const colour of colours) {
      expect(Math.min(...colour)).toBeLessThan(200);
      expect(Math.max(...colour)).toBeGreaterThan(80);
      expect(colour.every((channel) => Number.isInteger(channel) && channel >= 0 && channel <= 255)).toBe(true);
    }
  });
});
