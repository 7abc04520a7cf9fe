import { describe, expect, it } from 'vitest';
import { chordToM, earthRadiusM, squaredChord, unitVectors } from '../../src/core/sphere.ts';

function distanceM(a: readonly [number, number], b: readonly [number, number]): number {
  const [from, to] = [unitVectors([a[0]], [a[1]]), unitVectors([b[0]], [b[1]])];
  return chordToM(squaredChord(from, 0, to, 0));
}

describe('great-circle distance', () => {
  it('is a quarter of the globe from the pole to the equator, and half to the antipode', () => {
    expect(Math.abs(distanceM([0, 90], [77, 0]) - (Math.PI / 2) * earthRadiusM)).toBeLessThan(1e-6);
    expect(Math.abs(distanceM([10, 20], [-170, -20]) - Math.PI * earthRadiusM)).toBeLessThan(1e-3);
  });

  it('is 0.1 m for a millionth of a degree, and knows no antimeridian', () => {
    expect(Math.abs(distanceM([129, 62], [129, 62.000001]) - 0.1112)).toBeLessThan(1e-4);
    expect(Math.abs(distanceM([179.5, 65], [-179.5, 65]) - distanceM([0, 65], [1, 65]))).toBeLessThan(1e-6);
  });

  it('is 4,883 km from Yakutsk to Moscow by the haversine formula', () => {
    const [lat1, lat2, across] = [62.0339, 55.7558, 129.7331 - 37.6173].map((degree) => (degree * Math.PI) / 180);
    const h = Math.sin((lat2! - lat1!) / 2) ** 2 + Math.cos(lat1!) * Math.cos(lat2!) * Math.sin(across! / 2) ** 2;
    const byHaversine = 2 * earthRadiusM * Math.asin(Math.sqrt(h));
    expect(Math.abs(distanceM([129.7331, 62.0339], [37.6173, 55.7558]) - byHaversine)).toBeLessThan(0.001);
    expect(Math.abs(byHaversine - 4_883_000)).toBeLessThan(20_000);
  });
});
