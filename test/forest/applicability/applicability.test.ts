import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import {
  createApplicabilityMeter,
  deriveApplicability,
  requireApplicability,
} from '../../../src/forest/applicability/applicability.ts';
import { createNearestRows, SEARCH_PIXELS } from '../../../src/forest/applicability/nearestRows.ts';
import { distancesAcrossFolds, pointsFrom } from '../../../src/forest/applicability/trainingDissimilarity.ts';
import { upperWhisker } from '../../../src/forest/applicability/whisker.ts';
import { leaveOneOutFolds, randomFolds } from '../../../src/forest/folds.ts';
import { float32 } from '../support/forests.ts';

const derive = (...given: Parameters<typeof deriveApplicability>) =>
  requireApplicability(deriveApplicability(...given), 'This test');

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

  it('says why where no importance is above 0, and where rows are too many to compare', () => {
    const values = draw(6);
    const one = [{ folds: leaveOneOutFolds(8), errors: values(8) }];
    const useless = deriveApplicability([values(8), values(8)], [0, -0.2], one);
    expect(() => requireApplicability(useless, 'Band di')).toThrow(/Band di needs .* permuting any covariate/);
    const many = deriveApplicability([values(10_001)], [1], one);
    expect(() => requireApplicability(many, 'Band di')).toThrow(/at most 10000 rows, and there are 10001/);
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

describe('createNearestRows', () => {
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
