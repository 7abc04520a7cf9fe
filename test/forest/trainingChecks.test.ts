import { describe, expect, it } from 'vitest';
import type { TrainingTable } from '../../src/forest/trainingChecks.ts';
import { checkTrainingTable } from '../../src/forest/trainingChecks.ts';

const sound: TrainingTable = {
  covariates: ['tdd', 'lat'],
  columns: [Float32Array.from([900, 700, 500, 300, 100]), Float32Array.from([60, 62, 64, 66, 68])],
  targetName: 'magst_c',
  target: Float64Array.from([1, -1, -3, -5, -7]),
  lines: [2, 3, 5, 8, 9],
};

function withTdd(values: readonly number[]): TrainingTable {
  return { ...sound, columns: [Float32Array.from(values), sound.columns[1]!] };
}

describe('checkTrainingTable', () => {
  it('lets five sound stations pass', () => {
    expect(() => checkTrainingTable(sound)).not.toThrow();
  });

  it('refuses three stations', () => {
    const few = {
      ...sound,
      columns: sound.columns.map((column) => column.slice(0, 3)),
      target: sound.target.slice(0, 3),
    };
    expect(() => checkTrainingTable(few)).toThrow(
      expect.objectContaining({ code: 'too-few-stations', detail: { minimum: 5, found: 3 } }),
    );
  });

  it('refuses a table without covariates', () => {
    expect(() => checkTrainingTable({ ...sound, covariates: [], columns: [] })).toThrow(
      expect.objectContaining({ code: 'covariate-missing' }),
    );
  });

  it('refuses a constant target and says its value', () => {
    expect(() => checkTrainingTable({ ...sound, target: new Float64Array(5).fill(-2.5) })).toThrow(
      expect.objectContaining({ code: 'target-invalid', message: expect.stringContaining('-2.5 at all 5 stations') }),
    );
  });

  it.each([
    ['too small for a map', [1e-300, 2e-300, 3e-300, 4e-300, 5e-300], 'between 1e-300 and 5e-300'],
    ['too alike for a map', [1e5, 1e5 + 1e-4, 1e5, 1e5, 1e5], 'between 100000 and 100000.0001'],
  ])('refuses targets %s', (_, target, range) => {
    expect(() => checkTrainingTable({ ...sound, target: Float64Array.from(target) })).toThrow(
      expect.objectContaining({ code: 'target-invalid', message: expect.stringContaining(range) }),
    );
    expect(() =>
      checkTrainingTable({ ...sound, target: Float64Array.from([1e-30, 2e-30, 3e-30, 4e-30, 5e-30]) }),
    ).not.toThrow();
  });

  it('says that values are the same in float32, where the table has others', () => {
    expect(() => checkTrainingTable(withTdd([1, 1 + 1e-9, 1 + 2e-9, 1 + 3e-9, 1 + 4e-9]))).toThrow(
      'Covariate tdd is 1 at all 5 stations, to the seven digits of float32',
    );
  });

  it.each([Number.NaN, Infinity, -Infinity])('refuses %d as a target with the row it stands in', (bad) => {
    expect(() => checkTrainingTable({ ...sound, target: sound.target.with(2, bad) })).toThrow(
      expect.objectContaining({
        code: 'target-invalid',
        message: 'Target magst_c is not a finite number in line 5',
        detail: { target: 'magst_c', lines: [5] },
      }),
    );
  });

  it('refuses NaN, Infinity and what float32 cannot hold in a covariate, by name and rows', () => {
    expect(() => checkTrainingTable(withTdd([900, Number.NaN, 500, Infinity, 1e39]))).toThrow(
      expect.objectContaining({
        code: 'covariate-invalid',
        message: 'Covariate tdd is not a finite float32 number in lines 3, 8, 9',
      }),
    );
  });

  it('names at most ten rows but counts them all', () => {
    const many = {
      ...sound,
      columns: sound.columns.map(() => Float32Array.from({ length: 30 }, (_, i) => (i < 12 ? Number.NaN : i))),
      target: Float64Array.from({ length: 30 }, (_, i) => i),
      lines: Array.from({ length: 30 }, (_, i) => i + 1),
    };
    expect(() => checkTrainingTable(many)).toThrow('in lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, … (12 lines)');
  });

  it('refuses a covariate that is empty or the same everywhere', () => {
    expect(() => checkTrainingTable(withTdd(Array.from({ length: 5 }, () => Number.NaN)))).toThrow(
      'Covariate tdd has no value at any station',
    );
    expect(() => checkTrainingTable(withTdd([7, 7, 7, 7, 7]))).toThrow(
      expect.objectContaining({ code: 'covariate-invalid', detail: { covariate: 'tdd', value: 7 } }),
    );
  });
});
