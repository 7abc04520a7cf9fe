import { describe, expect, it } from 'vitest';
import { monthInName } from '../../src/core/monthNames.ts';

describe('monthInName', () => {
  it.each([
    ['Jan', 1],
    ['mean temperature of July', 7],
    ['T07', 7],
    ['12', 12],
    ['7月', 7],
    ['十一月', 11],
    ['wc2.1_10m_tavg_02', 2],
    ['tas[2001-11]', 11],
    ['tas[2001-11-05]', 11],
    ['t2m_20010705', 7],
    ['era5_200107_mean', 7],
    ['tas[2001-11-05T06:00,level=10]', 11],
    ['wc2.1_1970-2000_10m_tavg_02', 2],
    ['cru_1981-2010_03', 3],
    ['sept_mean', 9],
    ['Mär', 3],
    ['Okt.', 10],
    ['août', 8],
    ['Декабря', 12],
  ])('finds the month of %s: %i', (name, month) => {
    expect(monthInName(name)).toBe(month);
  });

  it.each(['maat', 'band 13', 'Jan to Mar', 'elevation', 'T2001', '2001-03 to 2001-05', '20211301', ''])(
    'finds none in %s',
    (name) => {
      expect(monthInName(name)).toBeNull();
    },
  );
});
