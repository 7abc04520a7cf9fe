import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { mean, squaredDeviations } from '../../src/core/statistics.ts';
import { orderLevels } from '../../src/forest/levelOrder.ts';
import { exactColumns, learnPreparation, levelsByRank, prepareColumns } from '../../src/forest/preparation.ts';

const none = Number.NaN;

describe('orderLevels', () => {
  it('orders by mean target, equal ones by their number, and leaves out levels that do not occur', () => {
    expect(orderLevels(Uint32Array.of(4, 0, 2, 0, 4, 1), Float64Array.of(-1, 3, 2, 5, -3, 2), null)).toEqual([
      4, 1, 2, 0,
    ]);
  });

  it('one cut between ranks leaves as little squared error as any partition of the levels', () => {
    const row = fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 6, maxLength: 25 }), (rows) => {
        const order = orderLevels(
          Uint32Array.from(rows, (r) => r[0]),
          Float64Array.from(rows, (r) => r[1]),
          null,
        );
        const errorOf = (left: (level: number) => boolean): number => {
          const sides = [rows.filter((r) => left(r[0])), rows.filter((r) => !left(r[0]))];
          return sides.reduce(
            (sum, side) => sum + (side.length === 0 ? 0 : squaredDeviations(side.map((r) => r[1]))),
            0,
          );
        };
        const byRank = order.map((_, cut) => errorOf((level) => order.indexOf(level) <= cut));
        const bySet = Array.from({ length: 32 }, (_, set) => errorOf((level) => ((set >> level) & 1) === 1));
        expect(Math.min(...byRank)).toBeLessThan(Math.min(...bySet) + 1e-9);
      }),
    );
  });

  it('with two classes orders by the share of the second', () => {
    expect(orderLevels(Uint32Array.of(0, 0, 1, 1, 2), Float64Array.of(1, 1, 0, 1, 0), 2)).toEqual([2, 1, 0]);
  });

  it('with three classes keeps levels of like shares together', () => {
    const random = createRandom(3);
    // Levels 0 and 3 are mostly class 0, levels 1 and 4 mostly class 1, level 2 half and half; class 2 is rare everywhere.
    const share = [0.9, 0.1, 0.5, 0.8, 0.2];
    const levels = Uint32Array.from({ length: 3_000 }, (_, i) => i % 5);
    const target = Float64Array.from(levels, (level) =>
      random.nextBelow(20) === 0 ? 2 : random.nextUnit() < share[level]! ? 0 : 1,
    );
    const order = orderLevels(levels, target, 3);
    expect(order[0] === 0 ? order : order.toReversed()).toEqual([0, 3, 2, 4, 1]);
  });
});

describe('a preparation', () => {
  const values = Float32Array.of(2, 0, 1, none, 0, 3);
  const column = {
    name: 'landcover',
    values,
    exact: Float64Array.from(values),
    levels: ['bog', 'fell', 'taiga', 'water'],
  };
  const target = { target: Float64Array.of(5, 1, 3, 9, 2, -7), classCount: null };

  it('ranks by the training rows alone: another row may have any target, its own level is unseen', () => {
    const rows = Uint32Array.of(0, 1, 2, 4);
    const [prepared] = prepareColumns([column], learnPreparation([column], target, rows, false));
    expect([...prepared!]).toEqual([2, 0, 1, none, 0, none]);
    const changed = { ...target, target: target.target.with(5, 1e9).with(3, -1e9) };
    expect(learnPreparation([column], changed, rows, false)).toEqual(learnPreparation([column], target, rows, false));
  });

  it('names the levels that the training rows have by their rank', () => {
    const [preparation] = learnPreparation([column], target, Uint32Array.of(0, 1, 2, 4), false);
    expect(levelsByRank(column, preparation!)).toEqual(['bog', 'fell', 'taiga']);
    const [other] = learnPreparation([column], target, Uint32Array.of(0, 5), false);
    expect(levelsByRank(column, other!)).toEqual(['water', 'taiga']);
    expect(levelsByRank({ ...column, levels: null }, { ranks: null, standIn: null })).toBeNull();
  });

  it('lets the commonest level stand in for a missing one, and the median for a number', () => {
    const number = {
      name: 'ndvi',
      values: Float32Array.of(4, none, 1, 2, 3, 100),
      exact: Float64Array.of(4, none, 1, 2, 3, 100.1),
      levels: null,
    };
    const columns = [column, number];
    const preparations = learnPreparation(columns, target, Uint32Array.of(0, 1, 2, 3, 4), true);
    expect(preparations.map(({ standIn }) => standIn)).toEqual([0, 2.5]);
    const [levels, numbers] = prepareColumns(columns, preparations);
    expect([...levels!]).toEqual([2, 0, 1, 0, 0, none]);
    expect([...numbers!]).toEqual([4, 2.5, 1, 2, 3, 100]);
    const exact = exactColumns(columns, [levels!, numbers!]);
    expect(exact.map((own) => [...own])).toEqual([[...levels!], [4, 2.5, 1, 2, 3, 100.1]]);
    expect(mean(number.values)).toBeNaN();
  });

  it('refuses to impute from training rows without any value', () => {
    const rows = Uint32Array.of(3);
    expect(() => learnPreparation([column], target, rows, true)).toThrow(
      'landcover has no value in any of 1 training rows',
    );
  });

  it('is the column itself for a number that is not imputed', () => {
    const number = { name: 'ndvi', values: Float32Array.of(4, 1), exact: Float64Array.of(4, 1), levels: null };
    const rows = Uint32Array.of(0, 1);
    expect(prepareColumns([number], learnPreparation([number], target, rows, false))[0]).toBe(number.values);
  });
});
