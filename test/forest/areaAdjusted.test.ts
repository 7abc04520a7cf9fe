import { describe, expect, it } from 'vitest';
import { areaAdjusted } from '../../src/forest/areaAdjusted.ts';
import { confusionMatrix } from '../../src/forest/confusion.ts';
import type { Confusion } from '../../src/forest/confusion.ts';

/** @param counts rows: mapped class; columns: observed class, as papers print them */
function confusionOf(classes: readonly string[], counts: readonly (readonly number[])[]): Confusion {
  const pairs = counts.flatMap((row, mapped) =>
    row.flatMap((count, observed) => Array.from({ length: count }, () => [observed, mapped] as const)),
  );
  return confusionMatrix(
    classes,
    pairs.map(([observed]) => observed),
    pairs.map(([, mapped]) => mapped),
  )!;
}

/** Olofsson et al. 2014, table 8. */
const paper = confusionOf(
  ['deforestation', 'forest gain', 'stable forest', 'stable non-forest'],
  [
    [66, 0, 5, 4],
    [0, 55, 8, 12],
    [1, 0, 153, 11],
    [2, 1, 9, 313],
  ],
);
const pixels = [200_000, 150_000, 3_200_000, 6_450_000];
const hectares = pixels.map((count) => count * 0.09);

function printed(estimate: { readonly value: number; readonly margin: number } | null): string {
  return `${estimate!.value.toFixed(2)} ± ${estimate!.margin.toFixed(2)}`;
}

describe('areaAdjusted', () => {
  it('gives the accuracies of Olofsson et al. 2014, section 5, as they print them but for two misprints', () => {
    const { overallAccuracy, usersAccuracy, producersAccuracy } = areaAdjusted(paper, pixels);
    expect(printed(overallAccuracy)).toBe('0.95 ± 0.02');
    expect(usersAccuracy.map(printed)).toEqual(['0.88 ± 0.07', '0.73 ± 0.10', '0.93 ± 0.04', '0.96 ± 0.02']);
    // The paper prints margins of 0.23 and 0.01 where its own equation 7 gives 0.25 and 0.02.
    expect(producersAccuracy.map(printed)).toEqual(['0.75 ± 0.21', '0.85 ± 0.25', '0.93 ± 0.03', '0.96 ± 0.02']);
  });

  it('gives the areas of Olofsson et al. 2014, section 5: 21,158 ± 6158 ha deforested', () => {
    const areas = areaAdjusted(paper, hectares).areas.map(({ value, margin }) => [value, margin].map(Math.round));
    expect(areas).toEqual([
      [21158, 6158],
      [11686, 3756],
      [285770, 15510],
      [581386, 16282],
    ]);
  });

  it('equals equations 5, 7 and 10 written out for two classes', () => {
    const confusion = confusionOf(
      ['a', 'b'],
      [
        [40, 10],
        [5, 95],
      ],
    );
    const { overallAccuracy, producersAccuracy, areas, proportions } = areaAdjusted(confusion, [30, 70]);
    const [pa, pb] = [0.3 * 0.8, 0.7 * 0.05];
    expect(proportions.flat().reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(areas[0]!.value).toBeCloseTo(100 * (pa + pb), 10);
    const variance = (0.3 * pa - pa ** 2) / 49 + (0.7 * pb - pb ** 2) / 99;
    expect(areas[0]!.margin).toBeCloseTo(196 * Math.sqrt(variance), 10);
    const overallVariance = (0.09 * 0.8 * 0.2) / 49 + (0.49 * 0.95 * 0.05) / 99;
    expect(overallAccuracy.margin).toBeCloseTo(1.96 * Math.sqrt(overallVariance), 12);
    const producers = pa / (pa + pb);
    const bracket = (30 ** 2 * (1 - producers) ** 2 * 0.8 * 0.2) / 49 + (producers ** 2 * 70 ** 2 * 0.05 * 0.95) / 99;
    expect(producersAccuracy[0]!.margin).toBeCloseTo((1.96 * Math.sqrt(bracket)) / (30 * 0.8 + 70 * 0.05), 12);
  });

  it('names mapped classes whose rows are all alike, whose margin of 0 is no certainty', () => {
    const confusion = confusionOf(
      ['bog', 'rock', 'lake', 'ice'],
      [
        [12, 0, 0, 0],
        [3, 9, 0, 0],
        [0, 4, 0, 0],
        [0, 0, 0, 5],
      ],
    );
    const { usersAccuracy, withoutVariance } = areaAdjusted(confusion, [10, 20, 5, 0]);
    expect(usersAccuracy.map((estimate) => estimate && estimate.margin === 0)).toEqual([true, false, true, null]);
    expect(withoutVariance.map(({ mapped, observed, rows }) => [mapped, observed, rows])).toEqual([
      ['bog', 'bog', 12],
      ['lake', 'rock', 4],
    ]);
    for (const { rows, otherwiseBelow } of withoutVariance) expect((1 - otherwiseBelow) ** rows).toBeCloseTo(0.05, 12);
    expect(areaAdjusted(paper, pixels).withoutVariance).toEqual([]);
  });

  it('leaves a class out that the map does not show, though rows were predicted as it', () => {
    const { usersAccuracy, overallAccuracy } = areaAdjusted(paper, [0, 0, 3, 7]);
    expect(usersAccuracy.slice(0, 2)).toEqual([null, null]);
    expect(overallAccuracy.value).toBeCloseTo(0.3 * (153 / 165) + 0.7 * (313 / 325), 12);
  });

  it('refuses a mapped class with one row, areas that are none, and a list of another length', () => {
    const lone = confusionOf(
      ['a', 'b'],
      [
        [1, 0],
        [3, 9],
      ],
    );
    expect(() => areaAdjusted(lone, [1, 1])).toThrow('Class a has a mapped area of 1 but 1 of the rows');
    expect(() => areaAdjusted(lone, [1, Number.NaN])).toThrow('got 1, NaN');
    expect(() => areaAdjusted(lone, [0, 0])).toThrow('all are 0');
    expect(() => areaAdjusted(lone, [1])).toThrow('each of a, b, got 1');
  });
});
