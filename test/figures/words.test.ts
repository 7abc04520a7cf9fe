import { describe, expect, it } from 'vitest';
import { fitText, quantity, squared, widthOfText, withUnit } from '../../src/figures/words.ts';

describe('quantity', () => {
  it.each([
    [1.6136, '°C', '1.61 °C'],
    [-0.0273, '°C', '−0.027 °C'],
    [7.68e-7, 'W', '7.68×10⁻⁷ W'],
    [-5.4e12, null, '−5.40×10¹²'],
    [0, null, '0.00'],
    [12.345, 'm', '12.3 m'],
    [-1234.5, null, '−1235'],
  ])('writes %s as people do', (value, unit, words) => {
    expect(quantity(value, unit)).toBe(words);
  });

  it('writes a small value with the decimals of what it is compared with', () => {
    expect(quantity(-0.0273, '°C', 1.61)).toBe('−0.03 °C');
    expect(quantity(-0.0004, null, 1)).toBe('0.00');
    expect(quantity(4e-8, null, 7.7e-7)).toBe('0.40×10⁻⁷');
    expect(quantity(0, null, 0)).toBe('0.00');
  });
});

describe('units', () => {
  it('stand in brackets, squared where errors are', () => {
    expect(withUnit('magt', '°C')).toBe('magt (°C)');
    expect(withUnit('medv', null)).toBe('medv');
    expect([squared('°C'), squared('mm/a'), squared(null)]).toEqual(['°C²', '(mm/a)²', null]);
  });
});

describe('fitText', () => {
  it('cuts from the middle, so that a unit stays and names of a family stay apart', () => {
    expect(fitText('Predicted temperature of the ground at fifteen metres (°C)', 12, 200)).toMatch(
      /^Predicted.*… .*\(°C\)$/,
    );
    expect(fitText('W'.repeat(60), 12, 190).length).toBeLessThan(18);
  });

  it('leaves what fits, and cuts the rest within the width at a whole character', () => {
    expect(fitText('tdd', 12, 100)).toBe('tdd');
    const cut = fitText('年平均地温'.repeat(9), 12, 100);
    expect(cut).toMatch(/^年.*….*温$/);
    expect(widthOfText(cut, 12)).toBeLessThanOrEqual(100);
    expect(fitText('👩‍🚀👩‍🚀👩‍🚀👩‍🚀', 12, 30).isWellFormed()).toBe(true);
  });
});
