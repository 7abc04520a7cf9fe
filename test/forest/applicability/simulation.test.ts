/** What the area of applicability is for, on a made-up region whose temperature is known everywhere. */
import { beforeAll, describe, expect, it } from 'vitest';
import { mean } from '../../../src/core/statistics.ts';
import { createRandom } from '../../../src/core/random.ts';
import {
  createApplicabilityMeter,
  deriveApplicability,
  requireApplicability,
} from '../../../src/forest/applicability/applicability.ts';
import { expectedError } from '../../../src/forest/applicability/errorProfile.ts';
import { crossValidate, forestPredictor } from '../../../src/forest/crossValidate.ts';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../../src/forest/engine.ts';
import { randomFolds } from '../../../src/forest/folds.ts';
import { permutationImportance } from '../../../src/forest/importance.ts';
import { predictNaive } from '../../../src/forest/predict.ts';
import { trainForest } from '../../../src/forest/trainForest.ts';
import { allRows, rowOf } from '../support/tables.ts';

const random = createRandom(11);
const rowCount = 150;
const pixelCount = 3000;
const options = resolveOptions(cryoforest, { trees: 60 });
const seed = 1;

/** Three covariates, the last without any effect: rows crowd near 0, pixels spread evenly to 1. */
function scatter(count: number, crowding: number): Float32Array[] {
  return Array.from({ length: 3 }, () => Float32Array.from({ length: count }, () => random.nextUnit() ** crowding));
}

function temperatureC(columns: readonly Float32Array[], i: number): number {
  const [x = 0, y = 0] = rowOf(columns, i);
  return 6 * Math.sin(4 * x) - 4 * y ** 2 + 3 * x * y;
}

/** Squares of errors, °C². */
interface Cell {
  readonly dissimilarity: number;
  readonly actual: number;
  readonly expected: number;
  readonly inside: boolean;
}

let cells: Cell[];
let crossValidatedRmse: number;

const rootMean = (values: readonly number[]): number => Math.sqrt(mean(values));

beforeAll(async () => {
  const [columns, pixels] = [scatter(rowCount, 2.5), scatter(pixelCount, 1)];
  const target = Float64Array.from({ length: rowCount }, (_, i) => temperatureC(columns, i));
  const grow = (rows: Uint32Array, treeSeed: number) => {
    const request = { columns, target, rows, options, seed: treeSeed };
    return trainForest(request, 60, (task) => Promise.resolve(trainTrees(cryoforest, task)));
  };
  const trained = await grow(allRows(rowCount), seed);
  const request = { columns, target, rows: allRows(rowCount), options, seed };
  const importances = permutationImportance(request, trained)!.map((importance) => importance.mean);
  const repeats = [randomFolds(rowCount, 10, seed, 0)];
  const validation = await crossValidate({ target, repeats, seed, concurrency: 1 }, async (task) =>
    forestPredictor((await grow(task.rows, task.seed)).forest, columns),
  );
  const errors = validation.repeats[0]!.predictions.map((predicted, row) => predicted - target[row]!);
  crossValidatedRmse = validation.repeats[0]!.pooled.rmse;
  const found = requireApplicability(
    deriveApplicability(
      columns,
      importances,
      columns.map(() => null),
      [{ folds: repeats[0]!, errors }],
    ),
    'This test',
  );
  const { dissimilarity, density } = createApplicabilityMeter(found, columns)(pixels, pixelCount);
  cells = Array.from({ length: pixelCount }, (_, i) => ({
    dissimilarity: dissimilarity[i]!,
    actual: (predictNaive(trained.forest, rowOf(pixels, i)) - temperatureC(pixels, i)) ** 2,
    expected: expectedError(found.profile!, dissimilarity[i]!) ** 2,
    inside: density[i]! > 0,
  }));
});

/** What the forest errs inside, or outside. */
function rmse(inside: boolean): number {
  return rootMean(cells.filter((cell) => cell.inside === inside).map(({ actual }) => actual));
}

/** Expected by actual error of some cells. */
function ratio(some: readonly Cell[]): number {
  return rootMean(some.map(({ expected }) => expected)) / rootMean(some.map(({ actual }) => actual));
}

describe('the area of applicability of a simulated region', () => {
  it('holds the cross-validated error within 15 %; outside, the forest errs half as much again', () => {
    expect(Math.abs(rmse(true) / crossValidatedRmse - 1)).toBeLessThan(0.15);
    expect(rmse(false) / crossValidatedRmse).toBeGreaterThan(1.5);
  });

  it('expects within 15 % the error that the cells inside have, in each half by dissimilarity within 30 %', () => {
    const inner = cells.filter(({ inside }) => inside).toSorted((a, b) => a.dissimilarity - b.dissimilarity);
    expect(Math.abs(ratio(inner) - 1)).toBeLessThan(0.15);
    const half = inner.length >>> 1;
    for (const part of [inner.slice(0, half), inner.slice(half)]) expect(Math.abs(ratio(part) - 1)).toBeLessThan(0.3);
  });
});
