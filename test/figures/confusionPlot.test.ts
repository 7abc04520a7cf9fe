import { describe, expect, it } from 'vitest';
import { drawConfusion } from '../../src/figures/confusionPlot.ts';
import { confusionMatrix } from '../../src/forest/confusion.ts';
import { readSvg, wordsOf } from './readSvg.ts';

const draw = (classes: readonly string[], observed: readonly number[], predicted: readonly number[]): string =>
  drawConfusion({ subtitle: 'landform', ...confusionMatrix(classes, observed, predicted)! });

describe('drawConfusion', () => {
  // Of 4 plains 3 are found and 1 is taken for mire; the 1 mire is found.
  const svg = draw(['mire', 'plain', 'rock'], [0, 1, 1, 1, 1], [0, 1, 1, 1, 0]);

  it('has a row per observed class, shaded by the shares of the class, and a column per predicted one', () => {
    const shades = readSvg(svg).filter(({ attributes }) => attributes['fill-opacity'] !== undefined);
    const at = (row: number, column: number): string => shades[3 * row + column]!.attributes['fill-opacity']!;
    expect([at(0, 0), at(1, 0), at(1, 1), at(2, 2)]).toEqual(
      ['1', '0.250', '0.750', '0'].map((x) => Number(x).toFixed(3)),
    );
    const [first, below, beside] = [shades[0]!, shades[3]!, shades[1]!].map(({ attributes }) => attributes);
    expect([Number(below!['y']) > Number(first!['y']), below!['x']]).toEqual([true, first!['x']]);
    expect([Number(beside!['x']) > Number(first!['x']), beside!['y']]).toEqual([true, first!['y']]);
  });

  it('writes counts, accuracies in percent, and a dash where there is none', () => {
    const words = wordsOf(svg);
    const from = words.indexOf('landform') + 1;
    expect(words.slice(from, from + 9)).toEqual(['1', '0', '0', '1', '3', '0', '0', '0', '0']);
    // Producer's and user's accuracy by class.
    expect(words.slice(-7)).toEqual(['100', '50', '75', '100', '–', '–', 'overall accuracy 80.0 %, kappa 0.55']);
  });

  it('shows the first 20 of many classes and says how many more there are', () => {
    const numbers = Array.from({ length: 23 }, (_, i) => i);
    const many = wordsOf(
      draw(
        numbers.map((i) => `class ${i}`),
        numbers,
        numbers,
      ),
    );
    expect(many.at(-1)).toBe('overall accuracy 100.0 %, kappa 1.00; 3 classes more');
    expect(many.filter((word) => word === 'class 19')).toHaveLength(2);
    expect(many).not.toContain('class 20');
  });
});
