/**
 * Colours of maps and figures. Of a temperature: blue below 0 °C, red above, near-white at 0. Both arms darken evenly and blue against red
 * stays apart for every common colour blindness; the same lightness means the same distance from the melting point. Of
 * an amount: pale to dark in even steps, so that the picture survives a grey printer.
 */
export type Rgb = readonly [number, number, number];

/** Colours along the way from one to the next, closer together than an eye can tell. */
type Ramp = readonly Rgb[];

/** From a colour to the next. */
const stepsBetween = 128;

/** Each arm from 0 °C outwards. */
const melting = '#f7f5f2';
const coldArm = makeRamp([melting, '#d3e3f0', '#a3c9e4', '#6aa6d1', '#3a7fb8', '#1d5792', '#0f3166']);
const warmArm = makeRamp([melting, '#fbddc7', '#f6b896', '#e5896a', '#cb564a', '#a32a37', '#6a1128']);

/**
 * @param valueC temperature, °C; not NaN
 * @param fullC  distance from 0 °C at which the colours end, > 0; beyond it they stay the darkest
 * @returns sRGB, 0..255 each
 */
export function temperatureColour(valueC: number, fullC: number): Rgb {
  return colourAlong(valueC < 0 ? coldArm : warmArm, Math.abs(valueC) / fullC);
}

/** From little to much. */
const amounts = makeRamp(['#f5f1d8', '#d5dfb0', '#9fc9a0', '#63ad9c', '#3a8a94', '#2c6384', '#2a3d69', '#211c42']);

/**
 * @param share of the way from the least to the greatest amount; beyond 0..1 the ends stay
 * @returns sRGB, 0..255 each
 */
export function amountColour(share: number): Rgb {
  return colourAlong(amounts, Math.max(0, share));
}

const stability = makeRamp(['#0f3166', '#3a7fb8', '#a3c9e4', '#f2d98a', '#d9694a']);

/** Of classes of permafrost. @param share of the way from the coldest to the warmest; beyond 0..1 the ends stay */
export function stabilityColour(share: number): Rgb {
  return colourAlong(stability, Math.max(0, share));
}

const lights = makeRamp(['#101014', '#ffffff']);

/** Of a relief lit by a lamp. @param share of the way from the darkest to the brightest; beyond 0..1 the ends stay */
export function lightColour(share: number): Rgb {
  return colourAlong(lights, Math.max(0, share));
}

/** @param share01 ≥ 0 of the way along the colours; beyond 1 the last one stays */
function colourAlong(ramp: Ramp, share01: number): Rgb {
  return ramp[Math.round(Math.min(1, share01) * (ramp.length - 1))]!;
}

/** The colours given, and between two of them linear mixtures. */
function makeRamp(hexes: readonly string[]): Ramp {
  const stops = hexes.map(parseHex);
  return Array.from({ length: (stops.length - 1) * stepsBetween + 1 }, (_, step): Rgb => {
    const below = Math.min(Math.floor(step / stepsBetween), stops.length - 2);
    const [from, to] = [stops[below]!, stops[below + 1]!];
    const share = step / stepsBetween - below;
    const mix = (channel: 0 | 1 | 2): number => Math.round(from[channel] + (to[channel] - from[channel]) * share);
    return [mix(0), mix(1), mix(2)];
  });
}

export function toHex(colour: Rgb): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

export function parseHex(hex: string): Rgb {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}
