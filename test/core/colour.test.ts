import { describe, expect, it } from 'vitest';
import { lightColour, temperatureColour, toHex } from '../../src/core/colour.ts';

/** Relative luminance of sRGB, 0..1, as WCAG 2 defines it. */
function luminance(valueC: number): number {
  const [red, green, blue] = temperatureColour(valueC, 10).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

describe('temperatureColour', () => {
  it('is the same near-white at 0 °C whatever the scale', () => {
    expect([1, 10, 25].map((fullC) => toHex(temperatureColour(0, fullC)))).toEqual(['#f7f5f2', '#f7f5f2', '#f7f5f2']);
  });

  it('is blue below 0 °C and red above', () => {
    const [coldRed, , coldBlue] = temperatureColour(-5, 10);
    const [warmRed, , warmBlue] = temperatureColour(5, 10);
    expect(coldBlue - coldRed).toBeGreaterThan(80);
    expect(warmRed - warmBlue).toBeGreaterThan(80);
  });

  it('darkens with every degree away from 0 °C on both sides', () => {
    for (const sign of [-1, 1]) {
      const lights = Array.from({ length: 11 }, (_, i) => luminance(sign * i));
      expect(lights).toEqual(lights.toSorted((a, b) => b - a));
      expect(new Set(lights).size).toBe(11);
    }
  });

  it('stays the darkest beyond the end of the scale', () => {
    expect(temperatureColour(-40, 10)).toEqual(temperatureColour(-10, 10));
    expect(toHex(temperatureColour(40, 10))).toBe('#6a1128');
  });
});

describe('lightColour', () => {
  it('goes from near-black to white without a hue, and no further', () => {
    expect(toHex(lightColour(1))).toBe('#ffffff');
    expect(lightColour(-1)).toEqual(lightColour(0));
    expect(lightColour(2)).toEqual(lightColour(1));
    const [red, green, blue] = lightColour(0.5);
    expect([green - red, blue - red].every((difference) => Math.abs(difference) <= 2)).toBe(true);
  });
});
