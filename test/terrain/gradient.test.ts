import { describe, expect, it } from 'vitest';
import { aspect, eastness, northness } from '../../src/terrain/aspect.ts';
import { gradientMethods } from '../../src/terrain/gradient.ts';
import { hillshade } from '../../src/terrain/hillshade.ts';
import { slope } from '../../src/terrain/slope.ts';
import { bumps, derived, windowOver } from './support.ts';

const size = { widthPx: 3, heightPx: 2, marginPx: 1 };
/** Rises 0.3 m/m to the east, 0.4 m/m to the south: 0.5 m/m to the south-east, facing the north-west. */
const plane = windowOver({ ...size, widthM: 10, southM: 20 }, (column, row) => 100 + 3 * column + 8 * row);

/** The surface z = 4200 + (column − 3)² … of the reference vectors, row 0 to the north. */
const reference = [
  [4203.61, 4206.31, 4210.61],
  [4202.15, 4204.3, 4208.05],
  [4201.31, 4202.91, 4206.11],
];

describe.each(gradientMethods)('the gradient by %s', (method) => {
  it('is exact on a plane of cells that are not square', () => {
    expect(derived(slope(method, 'percent'), plane)[0]).toBeCloseTo(50, 4);
    expect(derived(slope(method, 'degrees'), plane)[5]).toBeCloseTo((Math.atan(0.5) * 180) / Math.PI, 5);
    const facing = 360 - (Math.atan2(0.3, 0.4) * 180) / Math.PI;
    expect(derived(aspect(method), plane)[0]).toBeCloseTo(facing, 4);
    expect(derived(northness(method), plane)[0]).toBeCloseTo(0.8, 6);
    expect(derived(eastness(method), plane)[0]).toBeCloseTo(-0.6, 6);
  });

  it('turns north and south where rows run from south to north', () => {
    const southUp = windowOver({ ...size, widthM: 10, southM: -20 }, (column, row) => 100 + 3 * column - 8 * row);
    for (const derive of [aspect(method), northness(method), hillshade(method, { azimuthDeg: 20, altitudeDeg: 30 })]) {
      expect(derived(derive, southUp)[0]).toBeCloseTo(derived(derive, plane)[0]!, 4);
    }
  });

  it.each(['corner', 'side', 'middle'])('is nodata where the %s of the nine is', (which) => {
    const [holeColumn, holeRow] = { corner: [0, 0], side: [1, 0], middle: [1, 1] }[which]!;
    const window = windowOver({ widthPx: 1, heightPx: 1, marginPx: 1 }, (column, row) =>
      column + 1 === holeColumn && row + 1 === holeRow ? Number.NaN : bumps(column, row),
    );
    for (const derive of [slope(method, 'degrees'), aspect(method), northness(method), eastness(method)]) {
      expect(derived(derive, window)).toEqual(Float32Array.of(Number.NaN));
    }
  });

  it('leaves flat ground without a direction', () => {
    const flat = windowOver({ widthPx: 1, heightPx: 1, marginPx: 1 }, () => 7);
    expect(derived(slope(method, 'degrees'), flat)[0]).toBe(0);
    expect(derived(aspect(method), flat)[0]).toBeNaN();
    expect(derived(northness(method), flat)[0]).toBe(0);
    expect(derived(eastness(method), flat)[0]).toBe(0);
    expect(derived(hillshade(method, { azimuthDeg: 315, altitudeDeg: 90 }), flat)[0]).toBe(255);
  });
});

describe('aspect', () => {
  it.each([
    ['north', 0, 1, 0],
    ['east', -1, 0, 90],
    ['south', 0, -1, 180],
    ['west', 1, 0, 270],
  ])('is that of ground facing %s', (_, perColumn, perRow, expected) => {
    const window = windowOver(
      { widthPx: 1, heightPx: 1, marginPx: 1 },
      (column, row) => 50 + perColumn * column + perRow * row,
    );
    expect(derived(aspect('horn'), window)[0]).toBe(expected);
  });

  it('stays below 360° where a direction just west of north is rounded', () => {
    const window = windowOver({ widthPx: 1, heightPx: 1, marginPx: 1 }, (column, row) => 2 ** -22 * column + row);
    expect(derived(aspect('horn'), window)[0]).toBe(0);
  });
});

describe('Horn’s parameters', () => {
  const window = windowOver(
    { widthPx: 1, heightPx: 1, marginPx: 1 },
    (column, row) => reference[row + 1]![column + 1]!,
  );

  it('equal the reference vector terrain-33', () => {
    expect(derived(slope('horn', 'degrees'), window)[0]).toBeCloseTo(6.474937859810384, 3);
    expect(derived(aspect('horn'), window)[0]).toBeCloseTo(240.04639183219962, 2);
    expect(derived(northness('horn'), window)[0]).toBeCloseTo(-0.49929862387915425, 4);
    expect(derived(eastness('horn'), window)[0]).toBeCloseTo(-0.8664299649668072, 4);
    const lit = derived(hillshade('horn', { azimuthDeg: 315, altitudeDeg: 45 }), window)[0];
    expect(lit).toBeCloseTo(1 + 254 * 0.7232967866186107, 2);
  });

  it('are dark where the ground turns away from the light', () => {
    const cliff = windowOver({ widthPx: 1, heightPx: 1, marginPx: 1 }, (column, row) => -300 * (column + row));
    expect(derived(hillshade('horn', { azimuthDeg: 315, altitudeDeg: 30 }), cliff)[0]).toBe(1);
  });
});
