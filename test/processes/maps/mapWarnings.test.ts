import { describe, expect, it } from 'vitest';
import { warnOfBands, warnOfCovariates } from '../../../src/processes/maps/mapWarnings.ts';

const tdd = {
  name: 'tdd',
  minimum: Math.fround(900.1),
  maximum: 2400,
  levels: null,
  without: 20,
  outside: 40,
  unseen: 0,
};
const soil = { name: 'soil', minimum: 0, maximum: 1, levels: ['peat', 'sand'], without: 30, outside: 0, unseen: 7 };

describe('warnOfCovariates', () => {
  it('warns where more than half of the cells with a value are beyond the training rows', () => {
    expect(warnOfCovariates([tdd], 100)).toEqual([]);
    expect(warnOfCovariates([{ ...tdd, outside: 41 }], 100)).toEqual([
      expect.stringMatching(/^tdd is beyond 900\.1 to 2400, .* in 41 of 80 cells: .* another unit/),
    ]);
    expect(warnOfCovariates([{ ...tdd, without: 100, outside: 0 }], 100)).toEqual([]);
  });

  it('warns of any cell whose level no training row has', () => {
    expect(warnOfCovariates([{ ...soil, unseen: 0 }], 100)).toEqual([]);
    expect(warnOfCovariates([soil], 100)).toEqual([
      '7 of 100 cells have a level of soil that no training row has, and get no value: the training knew peat, sand',
    ]);
  });
});

describe('warnOfBands', () => {
  it('warns of quantiles that look like probabilities', () => {
    expect(warnOfBands(['mean', 'q05', 'q5', 'q97.5', 'q1', 'sd', 'lower90'])).toEqual([]);
    expect(warnOfBands(['q0.95', 'q.05'])).toEqual([
      'Band q0.95 is the 0.95 % quantile: names are in percent, and the 95 % quantile is q95',
      'Band q.05 is the 0.05 % quantile: names are in percent, and the 5 % quantile is q5',
    ]);
  });
});
