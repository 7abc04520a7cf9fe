import { describe, expect, it } from 'vitest';
import { classColumn, classesOfNumbers, keepRows } from '../../../src/processes/training/classColumn.ts';

const table = {
  rowCount: 4,
  lines: Int32Array.of(2, 3, 4, 5),
  columns: [
    { kind: 'text' as const, name: 'cover', role: null, values: ['tundra', '', 'forest', 'tundra'] },
    { kind: 'number' as const, name: 'code', role: null, values: Float64Array.of(30, Number.NaN, 7, -0) },
  ],
};

describe('classColumn', () => {
  it('numbers texts by their order, whole numbers by their size', () => {
    expect(classColumn(table, 'cover')).toEqual({
      labels: ['forest', 'tundra'],
      numbers: Float64Array.of(1, Number.NaN, 0, 1),
    });
    expect(classColumn(table, 'code')).toEqual({
      labels: ['0', '7', '30'],
      numbers: Float64Array.of(2, Number.NaN, 1, 0),
    });
  });

  it('refuses a number that is not whole, and a column that is not there', () => {
    expect(() => classesOfNumbers(Float64Array.of(1, 3.5), 'column ndvi')).toThrow('classes of column ndvi, found 3.5');
    expect(() => classColumn(table, 'covr')).toThrow('the nearest is "cover"');
  });

  it('keeps rows, and drops labels that none of them has', () => {
    expect(keepRows(classColumn(table, 'code'), [3, 0])).toEqual({
      labels: ['0', '30'],
      numbers: Float64Array.of(0, 1),
    });
  });
});
