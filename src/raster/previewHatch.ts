/** Where there is no data: stripes, so that it cannot be taken for a temperature. */
const ground = 0xe9;
const stripe = 0xc9;
const periodPx = 9;
const stripePx = 1.2;

const grey = (level: number): string => `rgb(${level},${level},${level})`;

/** The stripes as an SVG pattern, for a swatch: filled over a whole map it takes seconds to draw. */
export const hatch =
  `<pattern id="hatch" width="${periodPx}" height="${periodPx}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
  `<rect width="${periodPx}" height="${periodPx}" fill="${grey(ground)}"/>` +
  `<rect width="${stripePx}" height="${periodPx}" fill="${grey(stripe)}"/></pattern>`;

/** @returns level of grey of the same stripes at a pixel of the map, its edges smoothed */
export function hatchGrey(xPx: number, yPx: number): number {
  const across = ((xPx + yPx) / Math.SQRT2) % periodPx;
  const covered = Math.min(1, Math.max(0, stripePx + 0.5 - across)) + Math.max(0, across + 0.5 - periodPx);
  return Math.round(ground + (stripe - ground) * Math.min(1, covered));
}
