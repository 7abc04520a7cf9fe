import { describe, expect, it } from 'vitest';
import { fitText, quantity, squared, widthOfText, withUnit } from '../../src/figures/words.ts';

describe('quantity', () => {
  it.each([
    [1.6136, '°C', '1.61 °C'],
    [-0.0273, '°C', '−0.03 °C'],
    [-0.0004, null, '0.00'],
    [0, null, '0.00'],
    [12.345, 'm', '12.3 m'],
    [-1234.5, null, '−1235'],
  ])('writes %s as people do', (value, unit, words) => {
    expect(quantity(value, unit)).toBe(words);
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
  it('leaves what fits, and cuts the rest within the width at a whole character', () => {
    expect(fitText('tdd', 12, 100)).toBe('tdd');
    const cut = fitText('年平均地温'.repeat(9), 12, 100);
    expect(cut.endsWith('…')).toBe(true);
    expect(widthOfText(cut, 12)).toBeLessThanOrEqual(100);
    expect(fitText('👩‍🚀👩‍🚀👩‍🚀👩‍🚀', 12, 30).isWellFormed()).toBe(true);
  });
});
