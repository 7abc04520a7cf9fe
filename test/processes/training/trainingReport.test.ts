import { describe, expect, it } from 'vitest';
import { leftOutWarning } from '../../../src/processes/training/trainingReport.ts';

const row = (line: number, reason: string) => ({ line, label: '', reason });

describe('leftOutWarning', () => {
  it('counts rows by cause, whatever their values and places, the commonest first', () => {
    const leftOut = [
      row(2, 'lat "127.4": latitude and longitude look swapped'),
      row(3, 'lies outside the rasters (lon 69.35, lat 88.3)'),
      row(5, 'lies outside the rasters (lon 67.46, lat 86.6)'),
      row(6, 'magt_c "-2,\\"18": is not a number'),
      row(7, 'has no value of tdd'),
    ];
    expect(leftOutWarning(leftOut, 15)).toEqual([
      '5 of 20 rows were left out (2: lies outside the rasters; 1: lat: latitude and longitude look swapped; 1: magt_c: is not a number; 1: other causes); leftOut lists them by line',
    ]);
  });

  it('says nothing where every row is used', () => {
    expect(leftOutWarning([], 20)).toEqual([]);
  });

  it('leaves a table of which nothing can be used to its refusal', () => {
    expect(leftOutWarning([row(2, 'has no value of tdd')], 0)).toEqual([]);
  });
});
