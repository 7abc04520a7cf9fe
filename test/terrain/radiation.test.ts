import { describe, expect, it } from 'vitest';
import { radiation } from '../../src/terrain/radiation.ts';
import { sunOfDay, towardsSun } from '../../src/terrain/sun.ts';
import { derived, windowOver } from './support.ts';

const radians = Math.PI / 180;

/** One cell of a plane at a latitude. */
function plane(latitudeDeg: number, riseEast: number, riseSouth: number) {
  const window = windowOver({ widthPx: 1, heightPx: 1, marginPx: 1 }, (x, y) => 30 * (riseEast * x + riseSouth * y));
  return { ...window, latitudeDeg: new Float32Array(9).fill(latitudeDeg) };
}

const received = (latitudeDeg: number, rise: readonly [number, number], day: number | 'year', transmissivity = 1) =>
  derived(radiation(day, transmissivity), plane(latitudeDeg, ...rise))[0]!;

/** Of level ground without an atmosphere, kWh/m² (Iqbal 1983, eq. 4.2.20). */
function extraterrestrial(latitudeDeg: number, day: number): number {
  const { declinationRad, nearness } = sunOfDay(day);
  const [latitude, cosine] = [latitudeDeg * radians, -Math.tan(latitudeDeg * radians) * Math.tan(declinationRad)];
  const sunset = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const rise = sunset * Math.sin(latitude) * Math.sin(declinationRad);
  return (24 / Math.PI) * 1.3608 * nearness * (rise + Math.cos(latitude) * Math.cos(declinationRad) * Math.sin(sunset));
}

describe('sunOfDay', () => {
  it('has the declinations of the solstices and equinoxes, and the sun nearest in January', () => {
    expect(Math.abs(sunOfDay(172).declinationRad / radians - 23.45)).toBeLessThan(0.05);
    expect(Math.abs(sunOfDay(355).declinationRad / radians + 23.43)).toBeLessThan(0.05);
    expect(Math.abs(sunOfDay(81).declinationRad / radians)).toBeLessThan(0.6);
    expect(sunOfDay(3).nearness).toBeGreaterThan(1.034);
  });
});

describe('towardsSun', () => {
  it('has height, azimuth and incidence on a slope of the reference vector solar-1', () => {
    const [east, north, up] = towardsSun(38 * radians, 23.45 * radians, 30 * radians);
    expect(up).toBeCloseTo(0.8710749033152823, 12);
    expect(Math.atan2(east, north) / radians + 360).toBeCloseTo(249.05724980526654, 10);
    const [slope, aspect] = [15 * radians, 200 * radians];
    const incidence = up * Math.cos(slope) + Math.sin(slope) * (east * Math.sin(aspect) + north * Math.cos(aspect));
    expect(incidence).toBeCloseTo(0.9246954267118287, 12);
  });
});

describe('radiation', () => {
  it.each([
    [0, 80],
    [35, 172],
    [35, 355],
    [-50, 10],
    [80, 172],
  ])('of level ground at %i° on day %i without an atmosphere follows the closed form', (latitudeDeg, day) => {
    expect(Math.abs(received(latitudeDeg, [0, 0], day) / extraterrestrial(latitudeDeg, day) - 1)).toBeLessThan(1e-3);
  });

  it('sums a year from its days', () => {
    const days = Array.from({ length: 365 }, (_, i) => extraterrestrial(60, i + 1));
    expect(Math.abs(received(60, [0, 0], 'year') / days.reduce((sum, day) => sum + day, 0) - 1)).toBeLessThan(2e-3);
  });

  it('is none in the polar night and on ground turned away all day', () => {
    expect(received(80, [0, 0], 355)).toBe(0);
    expect(received(60, [0, 3], 355)).toBe(0);
  });

  it('is most on slopes towards the equator, and the same to the east and west', () => {
    const level = received(50, [0, 0], 'year', 0.7);
    expect(received(50, [0, -0.3], 'year', 0.7)).toBeGreaterThan(level);
    expect(received(50, [0, 0.3], 'year', 0.7)).toBeLessThan(level);
    expect(received(-50, [0, 0.3], 'year', 0.7)).toBeGreaterThan(received(-50, [0, -0.3], 'year', 0.7));
    expect(received(50, [0.3, 0], 'year', 0.7)).toBeCloseTo(received(50, [-0.3, 0], 'year', 0.7), 3);
  });

  it('is less the less the air lets through, and of plausible size', () => {
    expect(received(50, [0, 0], 'year', 0.6)).toBeLessThan(received(50, [0, 0], 'year', 0.7));
    const clear = received(35, [0, 0], 'year', 0.7);
    expect(clear).toBeGreaterThan(1500);
    expect(clear).toBeLessThan(2300);
  });

  it('is nodata where the ground or its latitude is unknown', () => {
    expect(received(Number.NaN, [0, 0], 10)).toBeNaN();
    expect(received(50, [Number.NaN, 0], 10)).toBeNaN();
  });
});
