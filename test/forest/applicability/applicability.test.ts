import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import {
  createApplicabilityMeter,
  deriveApplicability,
  requireApplicability,
} from '../../../src/forest/applicability/applicability.ts';
import { createNearestRows, SEARCH_PIXELS } from '../../../src/forest/applicability/nearestRows.ts';
import { createRowSearch, squaredDistance } from '../../../src/forest/applicability/rowSearch.ts';
import {
  distancesAcrossFolds,
  meanPairDistance,
  pointsFrom,
} from '../../../src/forest/applicability/trainingDissimilarity.ts';
import { upperWhisker } from '../../../src/forest/applicability/whisker.ts';
import { leaveOneOutFolds, randomFolds } from '../../../src/forest/folds.ts';
import { float32 } from '../support/forests.ts';

type Given = Parameters<typeof deriveApplicability>;

/** Of covariates that are numbers, unless level counts are given. */
const derive = (columns: Given[0], importances: Given[1], repeats: Given[3], levelCounts?: Given[2]) =>
  requireApplicability(
    deriveApplicability(columns, importances, levelCounts ?? columns.map(() => null), repeats),
    'This test',
  );

const draw = (seed: number) => {
  const random = createRandom(seed);
  return (length: number, scale = 1): Float32Array =>
    Float32Array.from({ length }, () => (random.nextUnit() - 0.5) * scale);
};

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((x, d) => x - b[d]!));
}

/** Meyer & Pebesma 2021 as written, in float64 and without a shortcut. */
function definition(columns: readonly Float32Array[], importances: readonly number[], foldOfRow: Uint32Array) {
  const n = columns[0]!.length;
  const means = columns.map((column) => column.reduce((sum, x) => sum + x, 0) / n);
  const deviations = columns.map((column, d) =>
    Math.sqrt(column.reduce((sum, x) => sum + (x - means[d]!) ** 2, 0) / (n - 1)),
  );
  const place = (row: readonly number[]): number[] =>
    row.map((x, d) => ((x - means[d]!) / deviations[d]!) * Math.max(0, importances[d]!));
  const rowOf = (i: number): number[] => place(columns.map((column) => column[i]!));
  const rows = Array.from({ length: n }, (_, i) => rowOf(i));
  const pairs = rows.flatMap((a, i) => rows.slice(0, i).map((b) => distance(a, b)));
  const meanDistance = pairs.reduce((sum, x) => sum + x, 0) / pairs.length;
  const trainingDi = rows.map(
    (a, i) =>
      Math.min(...rows.filter((_, j) => foldOfRow[j] !== foldOfRow[i]).map((b) => distance(a, b))) / meanDistance,
  );
  const pixelDi = (pixel: readonly number[]): number[] => rows.map((row) => distance(place(pixel), row) / meanDistance);
  return { trainingDi, pixelDi };
}

describe('deriveApplicability and its meter', () => {
  it('equal the definition in float64 to float32’s precision, over folds, weights and scales', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(1e6),
        (rowCount, dimensions, seed) => {
          const values = draw(seed);
          const columns = Array.from({ length: dimensions }, (_, d) => values(rowCount, 10 ** d).map((x) => x + 5 * d));
          const importances = Array.from(values(dimensions), (x, d) => (d === 0 ? 0.6 : x));
          const folds = randomFolds(rowCount, 3, seed, 0);
          const errors = values(rowCount);
          const found = derive(columns, importances, [{ folds, errors }]);
          const { trainingDi, pixelDi } = definition(columns, importances, folds.foldOfRow);
          expect(Math.abs(upperWhisker(trainingDi) - found.threshold)).toBeLessThan(2e-6);

          const pixels = columns.map((_, d) => values(33, 2 * 10 ** d).map((x) => x + 5 * d));
          const { dissimilarity, density } = createApplicabilityMeter(found, columns)(pixels, 33);
          for (let i = 0; i < 33; i++) {
            const distances = pixelDi(pixels.map((column) => column[i]!));
            expect(Math.abs(dissimilarity[i]! - Math.min(...distances))).toBeLessThan(5e-6);
            // A row within rounding of the threshold may count or not.
            const within = (slack: number): number => distances.filter((x) => x <= found.threshold + slack).length;
            expect(density[i]).toBeGreaterThanOrEqual(within(-5e-6));
            expect(density[i]).toBeLessThanOrEqual(within(5e-6));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes levels for dummies of their own scale, as the definition does with them for covariates', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 30 }),
        fc.integer({ min: 2, max: 4 }),
        fc.nat(1e6),
        (rowCount, levelCount, seed) => {
          const values = draw(seed);
          const random = createRandom(seed, 1);
          const levelsOf = (count: number, among: number): Float32Array =>
            Float32Array.from({ length: count }, (_, i) =>
              i < levelCount && count === rowCount ? i : random.nextBelow(among),
            );
          const columns = [values(rowCount, 9), levelsOf(rowCount, levelCount)];
          const dummies = (ranks: Float32Array): Float32Array[] =>
            Array.from({ length: levelCount }, (_, level) => ranks.map((rank) => Number(rank === level)));
          const folds = randomFolds(rowCount, 3, seed, 0);
          const found = derive(columns, [0.6, 0.4], [{ folds, errors: values(rowCount) }], [null, levelCount]);
          const { trainingDi, pixelDi } = definition(
            [columns[0]!, ...dummies(columns[1]!)],
            [0.6, ...dummies(columns[1]!).map(() => 0.4)],
            folds.foldOfRow,
          );
          expect(Math.abs(upperWhisker(trainingDi) - found.threshold)).toBeLessThan(2e-6);
          const pixels = [values(20, 12), levelsOf(20, levelCount)];
          const { dissimilarity } = createApplicabilityMeter(found, columns)(pixels, 20);
          const given = [pixels[0]!, ...dummies(pixels[1]!)];
          for (let i = 0; i < 20; i++) {
            const expected = Math.min(...pixelDi(given.map((column) => column[i]!)));
            expect(Math.abs(dissimilarity[i]! - expected)).toBeLessThan(5e-6);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('has the worked distance of two levels: importance × √(1/s₁² + 1/s₂²) of their dummies', () => {
    // Dummies of 1 row and 3 rows of 4: both have variance 3/4 · 1/4 · 4/3 = 1/4, so that the levels are √8 apart, and
    // the mean over 6 pairs, of which 3 differ, is √8 / 2.
    const columns = [Float32Array.of(0, 1, 1, 1)];
    const found = derive(columns, [3], [{ folds: leaveOneOutFolds(4), errors: [1, 1, 1, 1] }], [2]);
    expect(found.space.levelScales[0]!.map((scale) => scale * Math.sqrt(2))).toEqual(
      [2, 2].map((s) => expect.closeTo(s, 12)),
    );
    const { dissimilarity } = createApplicabilityMeter(found, [Float32Array.of(1, 1)])(
      [Float32Array.of(0, 1, Number.NaN)],
      3,
    );
    expect([...dissimilarity]).toEqual([expect.closeTo(2, 6), 0, Number.NaN]);
  });

  it('gives 0 at a training row and finds itself there', () => {
    const values = draw(3);
    const columns = [values(20, 100), values(20)];
    const found = derive(columns, [1, 0.5], [{ folds: leaveOneOutFolds(20), errors: values(20) }]);
    const { dissimilarity, density } = createApplicabilityMeter(found, columns)(columns, 20);
    expect([...dissimilarity]).toEqual(Array.from({ length: 20 }, () => 0));
    for (const rows of density) expect(rows).toBeGreaterThanOrEqual(1);
  });

  it('measures a pixel the same wherever it stands among many', () => {
    const values = draw(9);
    const columns = [values(20, 100), values(20)];
    const found = derive(columns, [1, 0.5], [{ folds: leaveOneOutFolds(20), errors: values(20) }]);
    const count = 2 * SEARCH_PIXELS + 5;
    const pixels = [values(count, 120), values(count)];
    const meter = createApplicabilityMeter(found, columns);
    const { dissimilarity, density } = meter(pixels, count);
    for (const i of [0, SEARCH_PIXELS - 1, SEARCH_PIXELS, 2 * SEARCH_PIXELS, count - 1]) {
      const alone = meter(
        pixels.map((column) => column.slice(i, i + 1)),
        1,
      );
      expect([dissimilarity[i], density[i]]).toEqual([alone.dissimilarity[0], alone.density[0]]);
    }
  });

  it('has the worked value of three rows on a line: 0, 1 and 3 are 2 apart on average', () => {
    const columns = [Float32Array.of(0, 1, 3)];
    const folds = leaveOneOutFolds(3);
    const { threshold } = derive(columns, [7], [{ folds, errors: [1, 1, 1] }]);
    // Distances to the nearest other row are 1, 1 and 2: DI 0.5, 0.5 and 1; quartiles 0.5 and 0.75, limit 1.125.
    expect(threshold).toBeCloseTo(1, 6);
    const meter = createApplicabilityMeter(derive(columns, [7], [{ folds, errors: [1, 1, 1] }]), columns);
    const { dissimilarity, density } = meter([Float32Array.of(2, 4.5, 8, Number.NaN)], 4);
    expect([...dissimilarity].map((x) => Math.round(1e5 * x) / 1e5)).toEqual([0.5, 0.75, 2.5, Number.NaN]);
    expect([...density]).toEqual([3, 1, 0, 0]);
  });

  it('does not see a covariate of no or negative importance, but its gaps', () => {
    const values = draw(5);
    const columns = [values(12), values(12), Float32Array.from({ length: 12 }, () => 4)];
    const found = derive(columns, [2, -1, 0], [{ folds: leaveOneOutFolds(12), errors: values(12) }]);
    expect(found.space.scales.map((scale) => scale > 0)).toEqual([true, false, false]);
    const pixels = [Float32Array.of(0.1, 0.1), Float32Array.of(1e9, 1e9), Float32Array.of(4, Number.NaN)];
    const { dissimilarity, density } = createApplicabilityMeter(found, columns)(pixels, 2);
    expect(dissimilarity[0]!).toBeLessThan(1);
    expect(dissimilarity[1]!).toBeNaN();
    expect([density[0]! > 0, density[1]]).toEqual([true, 0]);
  });

  it('says why where no importance is above 0, and where levels are too many to compare', () => {
    const values = draw(6);
    const one = [{ folds: leaveOneOutFolds(8), errors: values(8) }];
    const useless = deriveApplicability([values(8), values(8)], [0, -0.2], [null, null], one);
    expect(() => requireApplicability(useless, 'Band di')).toThrow(/Band di needs .* permuting any covariate/);
    const levels = Float32Array.from({ length: 8 }, (_, row) => row % 2);
    const many = deriveApplicability([levels, levels], [1, 1], [2, 2], one);
    expect(requireApplicability(many, 'Band di').space.levelScales.flat()).toHaveLength(4);
    const eachItsOwn = Float32Array.from({ length: 501 }, (_, row) => row);
    const folds = [{ folds: leaveOneOutFolds(501), errors: values(501) }];
    const tooMany = deriveApplicability([eachItsOwn], [1], [501], folds);
    expect(() => requireApplicability(tooMany, 'Band di')).toThrow(/levels are 501 coordinates.* at most 500/);
  });

  it('takes the threshold from the first repeat and the profile from all', () => {
    const values = draw(8);
    const columns = [values(30), values(30)];
    const repeats = [0, 1].map((repeat) => ({ folds: randomFolds(30, 5, 1, repeat), errors: values(30) }));
    const [first, both] = [repeats.slice(0, 1), repeats].map((some) => derive(columns, [1, 1], some));
    expect(both!.threshold).toBe(first!.threshold);
    expect(both!.profile!.rows).toBeGreaterThan(first!.profile!.rows);
  });
});

describe('distancesAcrossFolds', () => {
  it('looks at no row of the same fold, and at none withheld from it', () => {
    const points = pointsFrom([Float32Array.of(0, 1, 3, 6)]);
    const folds = { scheme: 'nndm' as const, foldCount: 2, foldOfRow: Uint32Array.of(0, 0, 1, 1) };
    expect([...distancesAcrossFolds(points, { ...folds, withheld: null })]).toEqual([3, 2, 2, 5]);
    const withheld = [Uint32Array.of(2), Uint32Array.of()];
    expect([...distancesAcrossFolds(points, { ...folds, withheld })]).toEqual([6, 5, 2, 5]);
  });
});

describe('createRowSearch', () => {
  it('equals the comparison with all rows that are not left out, duplicates and single coordinates too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(1e6),
        fc.constantFrom(1, 0.05),
        (rowCount, dimensions, seed, grain) => {
          const random = createRandom(seed);
          const values = Float32Array.from(
            { length: rowCount * dimensions },
            () => Math.round(random.nextUnit() / grain) * grain + (grain < 1 ? random.nextUnit() : 0),
          );
          const leftOut = Uint8Array.from({ length: rowCount }, () => random.nextBelow(3) % 2);
          const points = { dimensions, values };
          const search = createRowSearch(points);
          for (let row = 0; row < rowCount; row += 7) {
            const squares = [...leftOut.keys()]
              .filter((other) => leftOut[other] === 0)
              .map((other) => squaredDistance(points, row, other, Infinity));
            expect(search(row, leftOut)).toBe(Math.min(Infinity, ...squares));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('meanPairDistance', () => {
  it('of more than 10,000 rows is the mean of drawn pairs: 1/3 for rows spread evenly over 0 to 1', () => {
    const points = pointsFrom([Float32Array.from({ length: 20_000 }, (_, row) => row / 19_999)]);
    // Standard error (1/√18) / √(5·10⁶) = 1.1e-4.
    expect(Math.abs(meanPairDistance(points) - 1 / 3)).toBeLessThan(5e-4);
  });
});

describe('createNearestRows', () => {
  it('of 20,000 rows equals the comparison with all of them bit for bit, near, far, and where there is no value', () => {
    const random = createRandom(17);
    const rows = [0, 1, 2].map(() => Float32Array.from({ length: 20_000 }, () => random.nextUnit()));
    for (const limit of [0.001, 0.3, 2]) {
      const nearest = createNearestRows(rows, limit);
      const count = 70;
      // A walk across the rows, then far beyond them, then pixels from anywhere.
      for (const pixels of nearest.pixels) {
        for (let i = 0; i < count; i++) pixels[i] = i < 32 ? i / 32 : i < 48 ? 40 + i : random.nextUnit();
      }
      nearest.pixels[1]!.set([Number.NaN, Number.NaN], 3);
      nearest.pixels[2]!.fill(Number.NaN, 48, 64);
      nearest.search(count);
      for (let i = 0; i < count; i++) {
        const pixel = nearest.pixels.map((column) => column[i]!);
        const squares = Array.from({ length: 20_000 }, (_, row) =>
          squareFloat32([rows[0]![row]!, rows[1]![row]!, rows[2]![row]!], pixel),
        );
        const valid = squares.filter((square) => !Number.isNaN(square));
        expect([i, nearest.squares[i]]).toEqual([
          i,
          valid.reduce((least, square) => Math.min(least, square), Infinity),
        ]);
        expect([i, nearest.within[i]]).toEqual([i, valid.filter((square) => square <= Math.fround(limit)).length]);
      }
    }
  });

  it('equals the comparison with all rows in float32 bit for bit, for any number of pixels', () => {
    const point = fc.array(float32, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 1, maxLength: 20 }),
        fc.array(fc.array(fc.oneof(float32, fc.constant(Number.NaN)), { minLength: 3, maxLength: 3 }), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: SEARCH_PIXELS }),
        (rows, some, count) => {
          const limit = 4;
          const nearest = createNearestRows(
            [0, 1, 2].map((d) => repeatedColumn(rows, rows.length, d)),
            limit,
          );
          for (const [d, pixels] of nearest.pixels.entries()) pixels.set(repeatedColumn(some, count, d));
          nearest.search(count);
          const squares = nearest.squares.slice(0, count);
          const within = nearest.within.slice(0, count);
          const expected = some.map((pixel) => {
            const all = rows.map((row) => squareFloat32(row, pixel)).filter((square) => !Number.isNaN(square));
            return { square: Math.min(Infinity, ...all), within: all.filter((square) => square <= limit).length };
          });
          expect(squares).toEqual(squares.map((_, i) => expected[i % some.length]!.square));
          expect(within).toEqual(within.map((_, i) => expected[i % some.length]!.within));
        },
      ),
      { numRuns: 20 },
    );
  });
});

/** Coordinate d of so many points, the given ones over and over. */
function repeatedColumn(points: readonly (readonly number[])[], length: number, d: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => points[i % points.length]![d]!);
}

function squareFloat32(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, d) => {
    const difference = Math.fround(Math.fround(b[d]!) - Math.fround(x));
    return Math.fround(sum + Math.fround(difference * difference));
  }, 0);
}
