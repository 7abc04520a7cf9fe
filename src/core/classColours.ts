/** Colours of classes that have no order: apart from each other also for the colour-blind. */
import type { Rgb } from './colour.ts';

/** @source Paul Tol 2021, Colour schemes, SRON/EPS/TN/09-002, issue 3.2: the scheme "muted" */
const muted: readonly Rgb[] = [
  [204, 102, 119],
  [51, 34, 136],
  [221, 204, 119],
  [17, 119, 51],
  [136, 204, 238],
  [136, 34, 85],
  [68, 170, 153],
  [153, 153, 51],
  [170, 68, 153],
];

/** Degrees between one hue and the next: no two of many fall together. */
const goldenAngleDeg = 180 * (3 - Math.sqrt(5));

/** The first nine can be told apart by everybody; beyond, hues go round the circle in three lightnesses. */
export function classColour(number: number): Rgb {
  return muted[number] ?? fromHsl((number * goldenAngleDeg) % 360, 0.55, [0.4, 0.58, 0.74][number % 3]!);
}

/** @source CSS Color Module Level 3, section 4.2.4 */
function fromHsl(hueDeg: number, saturation: number, lightness: number): Rgb {
  const amplitude = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const k = (offset + hueDeg / 30) % 12;
    return Math.round(255 * (lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
